"""Pages of lists, newest first."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from common.pagination import PageRequest
from common.schemas import Page
from payments.adapters.reads import PaymentFilter, PaymentView, SqlReads, WebhookFilter
from payments.api.schemas import WebhookOut

Shown = TypeVar("Shown")


async def payments_page(
    reads: SqlReads,
    wanted: PaymentFilter,
    page: PageRequest,
    show: Callable[[PaymentView], Shown],
) -> Page[Shown]:
    """Return a page of the payments wanted; a cursor of another filter is refused."""
    order = f"payments:{wanted}"
    views, total = await reads.payments(wanted, page, order=order)
    return page.page(
        views,
        order=order,
        key=lambda view: (view.payment.created_at.isoformat(), str(view.payment.id)),
        show=show,
        total=total,
    )


async def webhooks_page(
    reads: SqlReads, wanted: WebhookFilter, page: PageRequest
) -> Page[WebhookOut]:
    """Return a page of the webhooks wanted."""
    order = f"webhooks:{wanted}"
    rows, total = await reads.webhooks(wanted, page, order=order)
    return page.page(
        rows,
        order=order,
        key=lambda row: (row.received_at.isoformat(), str(row.id)),
        show=WebhookOut.of,
        total=total,
    )


def slice_of(
    items: Sequence[Shown], page: PageRequest, *, order: str, name: Callable[[Shown], str]
) -> Page[Shown]:
    """Return a page of a list that is short enough to be read whole."""
    seen = page.after(order)
    names = [name(item) for item in items]
    start = names.index(seen[0]) + 1 if seen and seen[0] in names else 0
    return page.page(
        items[start : start + page.limit + 1],
        order=order,
        key=lambda item: [name(item)],
        show=lambda item: item,
        total=len(items) if page.with_total else None,
    )
