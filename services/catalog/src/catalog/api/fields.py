"""Kinds of fields that several bodies have."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from catalog.domain.product import Status
from common.money import Money
from common.schemas import Id, In, LongText, MoneyIn, Name, Text

__all__ = [
    "Id", "ImageUrl", "Language", "LongText", "Moment", "MoneyIn", "Name", "OrderQuantity",
    "Patch", "Position", "Prices", "ShownStatus", "Sku", "SlugText", "TaxClass", "Text",
    "TranslationIn", "Translations", "Units", "changes_of", "moneys",
]  # fmt: skip


def _in_utc(moment: datetime) -> datetime:
    """A time without a zone is UTC; only years that can be stored and moved are taken."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not 1970 <= aware.year <= 9000:  # noqa: PLR2004
        raise ValueError("a year from 1970 to 9000")
    return aware.astimezone(UTC)


Moment = Annotated[datetime, Field(strict=False), AfterValidator(_in_utc)]
Sku = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")]
SlugText = Annotated[str, StringConstraints(min_length=1, max_length=120)]
TaxClass = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,29}$")]
ImageUrl = Annotated[str, StringConstraints(pattern=r"^(https?://|/)[!-~]{1,500}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
ShownStatus = Annotated[Status, Field(strict=False)]
OrderQuantity = Annotated[int, Field(ge=1, le=1000)]
Position = Annotated[int, Field(ge=0, le=999_999)]
Units = Annotated[int, Field(ge=0, le=1_000_000)]
Prices = Annotated[list[MoneyIn], Field(max_length=30)]


class TranslationIn(In):
    """A name and a description in one language; in a change, null takes one away."""

    name: Name | None = None
    description: LongText | None = None


Translations = Annotated[dict[Language, TranslationIn | None], Field(max_length=30)]


class Patch(In):
    """A partial update: only the fields that are sent change."""


def changes_of(body: In) -> dict[str, Any]:
    """Return what was sent, in the domain's own types."""
    changes = body.model_dump(exclude_unset=True)
    for name in ("prices", "compare_at_prices"):
        if name in changes:
            changes[name] = moneys(getattr(body, name))
    return changes


def moneys(amounts: list[MoneyIn]) -> list[Money]:
    """Return amounts as the domain's own type."""
    return [amount.money() for amount in amounts]
