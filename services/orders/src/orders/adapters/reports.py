"""The reports: sums over what facts left behind, each read through an index on its time."""

from typing import Any, Final

from sqlalchemy import ARRAY, DateTime, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from orders.domain.report import Interval, ProviderTakings, SalesReport, Sold, Span, Takings
from orders.domain.states import OrderStatus

# An order is sold once: when it becomes `success`, which its history keeps.
_SOLD: Final = "orders.order_history h join orders.orders o on o.id = h.order_id"
_THEN: Final = (
    "h.from_status = 'processing' and h.to_status = 'success' and h.at >= :since and h.at < :until"
)
_CURRENCY: Final = "coalesce(cast(:currency as text), (select default_currency from orders.shop))"

_BY_STATUS: Final = text(
    "select asked.currency, o.status, count(o.id) as orders"  # noqa: S608  no input
    f" from (select {_CURRENCY} as currency) asked"
    " left join orders.orders o on o.currency = asked.currency"
    " and o.created_at >= :since and o.created_at < :until"
    " group by asked.currency, o.status"
)
"""At least one row, so that the currency is always known."""

_SALES: Final = text(
    "select width_bucket(at, :bounds) as place, cast(sum(orders) as bigint) as orders,"  # noqa: S608
    " cast(sum(gross) as bigint) as gross, cast(sum(refunded) as bigint) as refunded from ("
    f" select h.at, 1, 0, 0 from {_SOLD} where {_THEN} and o.currency = :currency"
    " union all select captured_at, 0, captured, 0 from orders.payment_attempts"
    " where captured_at >= :since and captured_at < :until and currency = :currency"
    " union all select at, 0, 0, amount from orders.refunds"
    " where at >= :since and at < :until and currency = :currency"
    ") as moved (at, orders, gross, refunded) group by place"
).bindparams(bindparam("bounds", type_=ARRAY(DateTime(timezone=True))))

_TOP_PRODUCTS: Final = text(
    "select l.product_id, (array_agg(l.name order by h.id desc))[1] as name, o.currency,"  # noqa: S608
    " sum(l.quantity) as units, cast(sum(l.quantity * l.unit_price) as bigint) as revenue"
    f" from {_SOLD} join orders.order_lines l on l.order_id = o.id"
    f" where {_THEN} and o.currency = {_CURRENCY}"
    " and o.status <> 'cancelled' and (o.paid = 0 or o.refunded < o.paid)"
    " group by l.product_id, o.currency"
    " order by units desc, revenue desc, l.product_id limit :limit"
)

_PAYMENTS: Final = text(
    "select provider, currency, sum(attempts) as attempts, sum(succeeded) as succeeded,"
    " sum(failed) as failed, cast(sum(captured) as bigint) as captured,"
    " cast(sum(refunded) as bigint) as refunded from ("
    " select provider, currency, 1, cast(succeeded as int), cast(failed and not succeeded as int),"
    " 0, 0 from orders.payment_attempts where begun_at >= :since and begun_at < :until"
    " union all select provider, currency, 0, 0, 0, captured, 0 from orders.payment_attempts"
    " where captured_at >= :since and captured_at < :until"
    " union all select provider, currency, 0, 0, 0, 0, amount from orders.refunds"
    " where at >= :since and at < :until"
    ") as moved (provider, currency, attempts, succeeded, failed, captured, refunded)"
    " group by provider, currency order by provider, currency"
)


async def sales(
    session: AsyncSession, span: Span, interval: Interval, *, currency: str | None
) -> SalesReport:
    """Return what was sold and taken in the currency, the shop's own if none is named."""
    placed = (await session.execute(_BY_STATUS, _within(span) | {"currency": currency})).all()
    asked = {"currency": placed[0].currency, "bounds": span.bounds(interval)}
    moved = await session.execute(_SALES, _within(span) | asked)
    found = {row.place: row for row in moved}
    orders = {row.status: row.orders for row in placed}
    return SalesReport(
        currency=placed[0].currency,
        periods=[
            Takings(period=day, **_sums(found[place])) if place in found else Takings(period=day)
            for place, day in enumerate(span.periods(interval), start=1)
        ],
        by_status={status: orders.get(status, 0) for status in OrderStatus},
    )


async def top_products(
    session: AsyncSession, span: Span, *, currency: str | None, limit: int
) -> list[Sold]:
    """Return what sold best; orders that were cancelled or given back whole do not count."""
    asked = _within(span) | {"currency": currency, "limit": limit}
    rows = await session.execute(_TOP_PRODUCTS, asked)
    return [Sold(**row._asdict()) for row in rows]


async def payments(session: AsyncSession, span: Span) -> list[ProviderTakings]:
    """Return how attempts begun in the span went, and the money that moved in it."""
    rows = await session.execute(_PAYMENTS, _within(span))
    return [ProviderTakings(**row._asdict()) for row in rows]


def _within(span: Span) -> dict[str, Any]:
    return {"since": span.since, "until": span.until}


def _sums(row: Any) -> dict[str, int]:
    return {"orders": row.orders, "gross": row.gross, "refunded": row.refunded}
