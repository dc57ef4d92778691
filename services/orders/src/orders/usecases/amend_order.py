"""Change what staff may change of a placed order."""

from dataclasses import dataclass, replace

from orders.domain.order import Address, Order
from orders.domain.problems import OrderTotalFrozen
from orders.domain.shipping import quote
from orders.usecases.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What is to be different; None leaves it, `clear_notes` removes the notes."""

    notes: str | None = None
    clear_notes: bool = False
    shipping_address: Address | None = None
    shipping_method: str | None = None


async def amend_order(order: Order, amendment: Amendment, *, tx: Tx) -> Order:
    """Amend a locked order; raise `OrderTotalFrozen` if that would change a begun payment."""
    amended = replace(
        order,
        notes=None if amendment.clear_notes else amendment.notes or order.notes,
        shipping_address=amendment.shipping_address or order.shipping_address,
        shipping_method=amendment.shipping_method or order.shipping_method,
        version=order.version + 1,
        updated_at=await tx.now(),
    )
    if _is_priced_anew(order, amended):
        amended = await _reprice(order, amended, tx=tx)
    await tx.orders.amend(amended)
    return amended


async def archive_order(order: Order, *, tx: Tx) -> Order:
    """Take a locked order out of lists; it stays what it is."""
    now = await tx.now()
    archived = replace(order, archived_at=now, version=order.version + 1, updated_at=now)
    await tx.orders.amend(archived)
    return archived


def _is_priced_anew(before: Order, after: Order) -> bool:
    return (
        before.shipping_address.country != after.shipping_address.country
        or before.shipping_method != after.shipping_method
    )


async def _reprice(before: Order, after: Order, *, tx: Tx) -> Order:
    country = after.shipping_address.country
    quoted = quote(
        after.lines,
        terms=await tx.tariffs.terms(country),
        country=country,
        currency=after.currency,
        method=after.shipping_method,
    )
    if quoted.totals != before.totals and before.is_frozen:
        raise OrderTotalFrozen
    return replace(after, totals=quoted.totals)
