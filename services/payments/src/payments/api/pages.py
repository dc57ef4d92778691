"""Pages of lists, newest first."""

from collections.abc import Callable
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
