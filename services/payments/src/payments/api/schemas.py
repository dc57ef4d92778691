"""What the HTTP API takes, and the small shapes it gives."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from common.schemas import Currency, Id, In, MoneyIn, Out, Text
from payments.adapters.provider_tables import WebhookRow
from payments.domain.next_action import ActionType, NextAction
from payments.domain.provider import Kind, Limits, Terms
from payments.domain.webhook import Intake
from payments.usecases.stores import Switch

_Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
_YEARS: Final = range(2000, 2200)
_Amount = Annotated[int, Field(ge=1, le=10**12)]


def _within_calendar(instant: datetime) -> datetime:
    if instant.year not in _YEARS:
        raise ValueError("the year is not one of ours")
    return instant


Moment = Annotated[AwareDatetime, AfterValidator(_within_calendar)]
"""An instant with its offset, near enough to today for every calendar to bear it."""


class BeginIn(In):
    """How the payer wants to pay, and where the browser is sent afterwards."""

    provider: _Code
    phone_number: Annotated[str, StringConstraints(max_length=30)] | None = None
    return_url: Annotated[str, StringConstraints(max_length=2000)] | None = None


class RecordMoneyIn(In):
    """Money that staff took in themselves."""

    order_id: Id
    provider: Literal["cash", "manual"]
    amount: MoneyIn
    note: Text | None = None


class CaptureIn(In):
    """How much of what was promised came in; all that is outstanding where it is not said."""

    amount: MoneyIn | None = None
    note: Text | None = None


class LimitsIn(In):
    """The least and the most one attempt may ask for, in minor units."""

    minimum: _Amount = 1
    maximum: _Amount | None = None


class SwitchIn(In):
    """A merge patch; `limits` of a currency that is null is the provider's own again."""

    enabled: bool | None = None
    limits: dict[Currency, LimitsIn | None] | None = None


class NextActionOut(Out):
    """What the payer does next."""

    type: ActionType
    url: str | None = Field(default=None, exclude_if=lambda value: value is None)
    expires_at: datetime | None = Field(default=None, exclude_if=lambda value: value is None)

    @classmethod
    def of(cls, action: NextAction) -> Self:
        """Show the step."""
        return cls(type=action.type, url=action.url, expires_at=action.expires_at)


class ProviderOut(Out):
    """A way to pay."""

    code: str
    name: str
    kinds: list[Kind]
    currencies: list[str]
    needs_phone_number: bool

    @classmethod
    def of(cls, terms: Terms) -> Self:
        """Show the terms."""
        return cls(
            code=terms.code,
            name=terms.name,
            kinds=list(terms.kinds),
            currencies=list(terms.currencies),
            needs_phone_number=terms.needs_phone_number,
        )


class LimitsOut(Out):
    """The least and the most one attempt may ask for, in minor units."""

    minimum: int
    maximum: int | None

    @classmethod
    def of(cls, limits: Limits) -> Self:
        """Show the limits."""
        return cls(minimum=limits.minimum, maximum=limits.maximum)


class SwitchOut(ProviderOut):
    """A provider as staff see it; `configured` says whether its credentials are there."""

    enabled: bool
    configured: bool
    limits: Mapping[str, LimitsOut]
    version: int
    updated_at: datetime

    @classmethod
    def shown(cls, terms: Terms, switch: Switch, *, configured: bool) -> Self:
        """Show the provider under the shop's own limits."""
        limits = {**terms.limits, **switch.limits}
        return cls(
            **ProviderOut.of(terms).model_dump(),
            enabled=switch.enabled,
            configured=configured,
            limits={currency: LimitsOut.of(limit) for currency, limit in limits.items()},
            version=switch.version,
            updated_at=switch.updated_at,
        )


class WebhookOut(Out):
    """A stored webhook, and how far we are with it."""

    id: UUID
    channel: str
    state: Intake
    reference: str | None
    tries: int
    last_error: str | None
    received_at: datetime
    done_at: datetime | None

    @classmethod
    def of(cls, row: WebhookRow) -> Self:
        """Show it without its content."""
        return cls(**{name: getattr(row, name) for name in WebhookOut.model_fields})


class WebhookDetailOut(WebhookOut):
    """A stored webhook with what was in it, as text and byte for byte."""

    headers: list[list[str]]
    body: str
    body_base64: str

    @classmethod
    def whole(cls, row: WebhookRow) -> Self:
        """Show all of it; bytes that are no text are shown as replacement characters."""
        return cls(
            **WebhookOut.of(row).model_dump(),
            headers=row.headers,
            body=row.body.decode("utf-8", "replace"),
            body_base64=base64.b64encode(row.body).decode(),
        )
