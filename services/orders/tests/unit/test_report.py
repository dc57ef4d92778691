from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from orders.domain.report import ImpossibleSpan, Interval, span

NAIROBI = ZoneInfo("Africa/Nairobi")
TODAY = date(2026, 11, 22)


def test_the_last_thirty_days_are_taken_unless_others_are_asked_for() -> None:
    usual = span(None, None, today=TODAY, zone=NAIROBI)
    until = span(None, date(2026, 3, 1), today=TODAY, zone=NAIROBI)

    assert (usual.first, usual.last) == (date(2026, 10, 24), TODAY)
    assert len(usual.periods(Interval.DAY)) == 30
    assert until.first == date(2026, 1, 31)


def test_a_day_begins_at_midnight_where_the_shop_is() -> None:
    asked = span(TODAY, TODAY, today=TODAY, zone=NAIROBI)

    assert asked.since == datetime(2026, 11, 21, 21, tzinfo=UTC)
    assert asked.until == datetime(2026, 11, 22, 21, tzinfo=UTC)


def test_days_are_as_long_as_clocks_make_them() -> None:
    asked = span(date(2026, 3, 28), date(2026, 3, 30), today=TODAY, zone=ZoneInfo("Europe/Paris"))

    bounds = [bound.astimezone(UTC).hour for bound in asked.bounds(Interval.DAY)]

    assert bounds == [23, 23, 22]


@pytest.mark.parametrize(
    ("interval", "periods"),
    [
        (Interval.WEEK, [date(2026, 1, 26), date(2026, 2, 2), date(2026, 2, 9)]),
        (Interval.MONTH, [date(2026, 1, 1), date(2026, 2, 1)]),
    ],
)
def test_periods_are_named_by_their_first_day_and_cover_the_days_asked_for(
    interval: Interval, periods: list[date]
) -> None:
    asked = span(date(2026, 1, 31), date(2026, 2, 9), today=TODAY, zone=NAIROBI)

    assert asked.periods(interval) == periods
    assert asked.bounds(interval)[0] == asked.since
    assert [bound.date() for bound in asked.bounds(interval)[1:]] == periods[1:]


@pytest.mark.parametrize(
    ("first", "last"), [(TODAY, date(2026, 11, 21)), (date(2025, 11, 21), TODAY)]
)
def test_a_span_goes_forward_and_is_no_longer_than_a_year(first: date, last: date) -> None:
    with pytest.raises(ImpossibleSpan):
        span(first, last, today=TODAY, zone=NAIROBI)


def test_a_leap_year_fits() -> None:
    asked = span(date(2024, 1, 1), date(2024, 12, 31), today=TODAY, zone=NAIROBI)

    assert len(asked.bounds(Interval.DAY)) == 366
