"""Pages of what this service lists."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from common.pagination import PageRequest
from common.schemas import Page
from orders.adapters import listing
from orders.adapters.listing import Filters
from orders.adapters.tx import SqlTx
from orders.domain.order import Order

Row = TypeVar("Row")
Shown = TypeVar("Shown")


async def orders_page(
    filters: Filters, page: PageRequest, tx: SqlTx, show: Callable[[Order], Shown]
) -> Page[Shown]:
    """Return one page of the orders that pass the filters."""
    after = page.after(filters.order)
    rows = await listing.page(tx.session, filters, after=after, limit=page.limit + 1)
    total = await listing.count(tx.session, filters) if page.with_total else None
    return page.page(rows, order=filters.order, key=listing.key, show=show, total=total)


def short_page(
    rows: Sequence[Row],
    page: PageRequest,
    *,
    name: str,
    key: Callable[[Row], str],
    show: Callable[[Row], Shown],
) -> Page[Shown]:
    """Return one page of a list that is short enough to be read whole; rows come sorted by key."""
    after = page.after(name)
    left = [row for row in rows if after is None or key(row) > str(after[0])]
    return page.page(
        left[: page.limit + 1],
        order=name,
        key=lambda row: [key(row)],
        show=show,
        total=len(rows) if page.with_total else None,
    )
