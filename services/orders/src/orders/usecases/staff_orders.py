"""What staff do with orders; each change leaves its audit record with it."""

from dataclasses import asdict
from uuid import UUID

from orders.domain.order import Order, Shipment
from orders.domain.problems import OrderChanged
from orders.usecases import audit
from orders.usecases.amend_order import Amendment, amend_order, archive_order
from orders.usecases.asker import Asker
from orders.usecases.cancel_order import cancel_as_staff
from orders.usecases.fulfil_order import deliver_order, ship_order
from orders.usecases.ports import Tx


async def amend(order_id: UUID, amendment: Amendment, asker: Asker, *, seen: int, tx: Tx) -> Order:
    """Amend the order at the version that was seen; raise `OrderChanged` at another."""
    before = await _seen(order_id, seen, tx=tx)
    after = await amend_order(before, amendment, tx=tx)
    await tx.history.note(after, "amended", cause=f"staff:{asker.user_id}")
    await _record("order.amended", before, after, asker, tx=tx)
    return after


async def archive(order_id: UUID, asker: Asker, *, seen: int, tx: Tx) -> None:
    """Archive the order at the version that was seen; raise `OrderChanged` at another."""
    before = await _seen(order_id, seen, tx=tx)
    after = await archive_order(before, tx=tx)
    await tx.history.note(after, "archived", cause=f"staff:{asker.user_id}")
    await _record("order.archived", before, after, asker, tx=tx)


async def ship(order_id: UUID, shipment: Shipment, asker: Asker, *, tx: Tx) -> Order:
    """Hand the goods to a carrier."""
    before = await tx.orders.locked(order_id)
    after = await ship_order(before, shipment, asker, tx=tx)
    await _record("order.shipped", before, after, asker, tx=tx)
    return after


async def deliver(order_id: UUID, asker: Asker, *, tx: Tx) -> Order:
    """Note that the goods arrived."""
    before = await tx.orders.locked(order_id)
    after = await deliver_order(before, asker, tx=tx)
    await _record("order.delivered", before, after, asker, tx=tx)
    return after


async def cancel(order_id: UUID, asker: Asker, *, reason: str | None, tx: Tx) -> Order:
    """Cancel the order; one that is cancelled already is returned as it is."""
    before = await tx.orders.locked(order_id)
    after = await cancel_as_staff(before, asker, reason=reason, tx=tx)
    if after is not before:
        await _record("order.cancelled", before, after, asker, tx=tx)
    return after


async def _seen(order_id: UUID, seen: int, *, tx: Tx) -> Order:
    order = await tx.orders.locked(order_id)
    if order.version != seen:
        raise OrderChanged(order.version)
    return order


async def _record(action: str, before: Order, after: Order, asker: Asker, *, tx: Tx) -> None:
    if asker.user_id is None:
        raise ValueError("staff are signed in")
    await audit.record(
        tx,
        actor=asker.user_id,
        action=action,
        object_type="order",
        object_id=after.id,
        version=after.version,
        before=_fields(before),
        after=_fields(after),
    )


def _fields(order: Order) -> dict[str, object]:
    return {
        "status": order.status.value,
        "notes": order.notes,
        "shipping_address": asdict(order.shipping_address),
        "shipping_method": order.shipping_method,
        "total": order.total.amount,
        "shipment": None if order.shipment is None else asdict(order.shipment),
        "archived": order.archived_at is not None,
    }
