"""Shapes of JSON that every service takes and gives."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any, Generic, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from common.money import Money

Item = TypeVar("Item")

_TEXT_MAX = 200
_AMOUNT_MAX = 10**12


def printable(value: str) -> str:
    """Refuse control characters but tab and newline; Postgres takes no NUL, people see none."""
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\n" for char in value):
        raise ValueError("control characters are not allowed")
    return value


Text = Annotated[str, StringConstraints(max_length=_TEXT_MAX), AfterValidator(printable)]
"""Up to 200 characters, none of them a control character."""

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=_TEXT_MAX, strip_whitespace=True),
    AfterValidator(printable),
]
"""1 to 200 characters that are not all blank."""

LongText = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(printable)]

Id = Annotated[UUID, Field(strict=False)]
"""A UUID, written as a string in JSON; strict models would otherwise want an instance."""

Instant = Annotated[datetime, Field(strict=False)]

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""An ISO 3166-1 alpha-2 code."""

Quantity = Annotated[int, Field(ge=1, le=100)]


class In(BaseModel):
    """A request body: strict types, and no field that is not named."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Out(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(frozen=True)


class MoneyIn(In):
    """A positive or zero amount in the currency's minor unit."""

    amount: Annotated[int, Field(ge=0, le=_AMOUNT_MAX)]
    currency: Currency

    def money(self) -> Money:
        """Return it as the domain's own type."""
        return Money(self.amount, self.currency)


class MoneyOut(Out):
    """An amount in the currency's minor unit."""

    amount: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> Self:
        """Show the amount."""
        return cls(amount=money.amount, currency=money.currency)


class AddressIn(In):
    """Where goods or bills go."""

    full_name: Name
    phone_number: Annotated[
        str, StringConstraints(min_length=5, max_length=30), AfterValidator(printable)
    ]
    line1: Name
    line2: Text | None = None
    city: Name
    region: Text | None = None
    postal_code: (
        Annotated[str, StringConstraints(max_length=20), AfterValidator(printable)] | None
    ) = None
    country: Country


class AddressOut(Out):
    """Where goods or bills go."""

    full_name: str
    phone_number: str
    line1: str
    line2: str | None = None
    city: str
    region: str | None = None
    postal_code: str | None = None
    country: str


class Page(Out, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None = None
    total: int | None = Field(default=None, exclude_if=lambda value: value is None)
    total_capped: bool | None = Field(default=None, exclude_if=lambda value: value is None)


Document = dict[str, Any]
"""A JSON object whose shape is the caller's own."""
