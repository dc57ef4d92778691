"""What a payment provider is and what it can say, in our own words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from common.money import Money
from payments.domain.refund import RefundFinding


class Kind(StrEnum):
    """How a payer pays."""

    CARD = "card"
    MOBILE_MONEY = "mobile_money"
    CASH = "cash"
    BANK = "bank"


class Flow(StrEnum):
    """What the payer does next; it decides how long an attempt may take."""

    REDIRECT = "redirect"
    PROMPT = "prompt"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most one attempt may ask for, in minor units; None is no limit.

    `step`: only its multiples can be asked for, as where there are no cents.
    """

    minimum: int = 1
    maximum: int | None = None
    step: int = 1

    def allow(self, amount: int) -> bool:
        """Tell whether the amount may be asked for."""
        is_within = self.minimum <= amount and (self.maximum is None or amount <= self.maximum)
        return is_within and amount % self.step == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One provider as data; `limits` has a row for every currency it takes."""

    code: str
    name: str
    kinds: tuple[Kind, ...]
    flow: Flow
    limits: Mapping[str, Limits]
    needs_phone_number: bool = False
    phone_numbers: re.Pattern[str] | None = None
    """Those it can ring, as E.164; None is any."""
    staff_only: bool = False
    voidable: bool = False
    """An attempt can be closed before it lapses."""
    callback_tokens: bool = False
    """Its callbacks are unsigned: each attempt and each refund gets an address of its own."""
    refundable: bool = True
    partial_refunds: bool = True
    refunds_by_receipt: bool = False
    """It finds the money to give back by its own receipt alone."""

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies it takes, in alphabetical order."""
        return tuple(sorted(self.limits))

    def ring(self, number: str | None) -> bool:
        """Tell whether the provider can do with this phone number, or without one."""
        if not self.needs_phone_number:
            return True
        if number is None:
            return False
        return self.phone_numbers is None or self.phone_numbers.fullmatch(number) is not None

    def limited(self, limits: Mapping[str, Limits]) -> Self:
        """Return the terms under the shop's own limits; its steps stay the provider's."""
        own = {
            currency: replace(limit, step=self.limits.get(currency, limit).step)
            for currency, limit in limits.items()
        }
        return replace(self, limits={**self.limits, **own})

    def take(self, amount: Money) -> bool:
        """Tell whether the provider takes this much of this currency."""
        limits = self.limits.get(amount.currency)
        return limits is not None and limits.allow(amount.amount)


class Standing(StrEnum):
    """How a provider says an attempt stands."""

    ABSENT = "absent"
    """It never heard of the reference."""
    PENDING = "pending"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    REVERSED = "reversed"
    """Money that had been collected went back without our asking."""
    UNTRACEABLE = "untraceable"
    """It may be at work on it, but nothing that we hold names it there."""
    UNRECOGNISED = "unrecognised"
    """It used a word that we do not know; nothing may be concluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a provider answered when asked for an attempt.

    Collected without an amount: the provider does not say how much. `code`, `detail` and
    `retryable` say why it was not collected, where the provider tells.
    """

    standing: Standing
    amount: Money | None = None
    fee: Money | None = None
    provider_reference: str | None = None
    code: str = ""
    detail: str = ""
    retryable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a webhook says by itself: whom it is about, and what asking may not tell.

    An attempt or a refund is named by our reference, or by the hash of the token in the
    address that the webhook came to.
    """

    reference: str | None = None
    refund_reference: str | None = None
    callback_hash: str | None = None
    session: str | None = None
    amount: Money | None = None
    receipt: str | None = None
    refund: RefundFinding | None = None
    """How a refund ended, where nobody can be asked for it."""

    @property
    def is_about_refund(self) -> bool:
        """Tell whether it is about money that goes back."""
        return self.refund is not None or self.refund_reference is not None

    @property
    def subject(self) -> str | None:
        """What it is known by; None where it cannot be worked on."""
        return self.reference or self.refund_reference or self.callback_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where the payer goes to pay, and until when if the provider says so."""

    url: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompted:
    """The prompt is on the payer's phone; `session` is what the provider calls the attempt."""

    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The provider will not collect this; `retryable` says whether a new attempt may work."""

    code: str
    detail: str
    retryable: bool = True


class Authorized:
    """The provider needs nothing more from the payer; the money comes later."""


Begun = Link | Prompted | Authorized | Refusal
