"""What reports are about: spans of days, and what was earned on them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from common.errors import FieldError, Malformed
from orders.domain.states import OrderStatus

DAYS_AT_MOST: Final = 366
DAYS_UNLESS_ASKED: Final = 30


class Interval(StrEnum):
    """How long a period of a report is; weeks begin on Mondays."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class ImpossibleSpan(Malformed):
    """The report would end before it begins, or be longer than a year."""

    code = "invalid_parameter"

    def __init__(self, detail: str) -> None:
        error = FieldError(parameter="from", code="impossible_span", detail=detail)
        super().__init__(detail, errors=[error])


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days from `first` to `last`, both included, as they begin and end in the zone."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """The instant at which it begins."""
        return self._midnight(self.first)

    @property
    def until(self) -> datetime:
        """The instant at which it is over."""
        return self._midnight(self.last + timedelta(days=1))

    def periods(self, interval: Interval) -> list[date]:
        """Return the day each of its periods is named by; the first may have begun before it."""
        found = [_beginning(self.first, interval)]
        while (following := _next(found[-1], interval)) <= self.last:
            found.append(following)
        return found

    def bounds(self, interval: Interval) -> list[datetime]:
        """Return the instant at which each of its periods begins, as far as it is within."""
        return [self._midnight(max(day, self.first)) for day in self.periods(interval)]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


def span(first: date | None, last: date | None, *, today: date, zone: ZoneInfo) -> Span:
    """Return the span that is asked for, else the last thirty days; raise `ImpossibleSpan`."""
    last = last or today
    first = first or last - timedelta(days=DAYS_UNLESS_ASKED - 1)
    if first > last:
        raise ImpossibleSpan("it ends before it begins")
    if (last - first).days >= DAYS_AT_MOST:
        raise ImpossibleSpan(f"it is longer than {DAYS_AT_MOST} days")
    return Span(first=first, last=last, zone=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Takings:
    """One period's orders and money, in minor units of the report's currency."""

    period: date
    orders: int = 0
    gross: int = 0
    refunded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesReport:
    """What was sold and taken, period by period, and where the orders placed then stand now."""

    currency: str
    periods: list[Takings]
    by_status: dict[OrderStatus, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """So many units of a product, and what they cost before discounts, in minor units."""

    product_id: UUID
    name: str
    currency: str
    units: int
    revenue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTakings:
    """What came of the attempts to pay with one provider, in minor units of the currency."""

    provider: str
    currency: str
    attempts: int
    succeeded: int
    failed: int
    captured: int
    refunded: int

    @property
    def pending(self) -> int:
        """How many are undecided."""
        return self.attempts - self.succeeded - self.failed


def _beginning(day: date, interval: Interval) -> date:
    match interval:
        case Interval.DAY:
            return day
        case Interval.WEEK:
            return day - timedelta(days=day.weekday())
        case Interval.MONTH:
            return day.replace(day=1)


def _next(beginning: date, interval: Interval) -> date:
    match interval:
        case Interval.DAY:
            return beginning + timedelta(days=1)
        case Interval.WEEK:
            return beginning + timedelta(days=7)
        case Interval.MONTH:
            return (beginning + timedelta(days=31)).replace(day=1)
