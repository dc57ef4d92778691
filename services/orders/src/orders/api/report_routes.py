"""Reports, for staff."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from pydantic import AfterValidator

from common.clock import utcnow
from common.problems import documented
from common.routing import router
from common.schemas import Currency, Page
from orders.adapters import reports
from orders.api.deps import LookDep, ReportsReader
from orders.api.report_shapes import ProviderOut, SalesOut, SoldOut
from orders.domain.report import DAYS_AT_MOST, ImpossibleSpan, Interval, Span, span

reporting = router(prefix="/api/v1/admin/reports", tags=["admin reports"])


def _reckoned(day: date) -> date:
    """Refuse days so far off that the day beside them may not exist."""
    if not 1970 <= day.year <= 9000:  # noqa: PLR2004
        raise ValueError("a year from 1970 to 9000")
    return day


_SHOPS_OWN = "Default: the shop's own."
Day = Annotated[date, AfterValidator(_reckoned)]
First = Annotated[Day | None, Query(alias="from", description="Default: 29 days before `to`.")]
Last = Annotated[
    Day | None,
    Query(alias="to", description=f"Included; at most {DAYS_AT_MOST} days. Default: today."),
]
AskedCurrency = Annotated[Currency | None, Query(description=_SHOPS_OWN)]


async def _span(request: Request, first: First = None, last: Last = None) -> Span:
    zone: ZoneInfo = request.app.state.settings.timezone
    return span(first, last, today=utcnow().astimezone(zone).date(), zone=zone)


SpanDep = Annotated[Span, Depends(_span)]


@reporting.get("/sales", responses=documented(ImpossibleSpan))
async def sales(
    *,
    _: ReportsReader,
    tx: LookDep,
    asked: SpanDep,
    interval: Interval = Interval.DAY,
    currency: AskedCurrency = None,
) -> SalesOut:
    """Show what was sold and taken, period by period; also those in which nothing happened."""
    return SalesOut.of(await reports.sales(tx.session, asked, interval, currency=currency))


@reporting.get("/top-products", responses=documented(ImpossibleSpan))
async def top_products(
    _: ReportsReader,
    tx: LookDep,
    asked: SpanDep,
    currency: AskedCurrency = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Page[SoldOut]:
    """List what sold best, by units; orders cancelled or given back whole do not count."""
    found = await reports.top_products(tx.session, asked, currency=currency, limit=limit)
    return Page(items=[SoldOut.of(sold) for sold in found])


@reporting.get("/payments", responses=documented(ImpossibleSpan))
async def payments(_: ReportsReader, tx: LookDep, asked: SpanDep) -> Page[ProviderOut]:
    """Show how the attempts begun on these days went, and the money that moved on them."""
    found = await reports.payments(tx.session, asked)
    return Page(items=[ProviderOut.of(takings) for takings in found])
