"""Set stock aside for an order that is about to be placed, and let it go again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from catalog.domain.hold import (
    KEEPS_UNITS,
    Hold,
    HoldClosed,
    HoldState,
    InsufficientStock,
    Line,
    merged,
)
from catalog.usecases import messages
from catalog.usecases.ports import Tx

_STANDS: Final = KEEPS_UNITS | {HoldState.COMMITTED}


async def hold_stock(
    order_id: UUID, lines: Sequence[Line], *, ttl: int, tx: Tx, at: datetime
) -> Hold:
    """Hold the whole set for `ttl` seconds, or raise `InsufficientStock`; repeatable."""
    wanted = merged(lines)
    hold = await tx.holds.reserve(order_id, wanted, ttl=ttl)
    if hold is None:
        return await _repeated(order_id, wanted, ttl=ttl, tx=tx, at=at)
    messages.stock_changed(tx.outbox, order_id, wanted, at=at)
    return hold


async def drop_hold(order_id: UUID, *, tx: Tx, at: datetime) -> None:
    """Release a tentative hold; a confirmed one and an unknown one stay as they are."""
    hold = await tx.holds.locked(order_id)
    if hold is None or hold.state is not HoldState.TENTATIVE:
        return
    await tx.stock.free(hold.lines)
    await tx.holds.release([order_id])
    tx.outbox.add(messages.hold_released(hold, at=at))
    messages.stock_changed(tx.outbox, order_id, hold.lines, at=at)


async def _repeated(
    order_id: UUID, wanted: tuple[Line, ...], *, ttl: int, tx: Tx, at: datetime
) -> Hold:
    hold = await tx.holds.locked(order_id)
    if hold is None:
        raise HoldClosed("the hold is gone; ask again")
    if hold.state in _STANDS and hold.lines == wanted:
        tentative = hold.state is HoldState.TENTATIVE
        return await tx.holds.save(hold, ttl=ttl) if tentative else hold
    if hold.order_version > 0 or hold.state not in {HoldState.TENTATIVE, HoldState.RELEASED}:
        raise HoldClosed("the order went on; its hold no longer changes", state=hold.state)
    return await _anew(hold, wanted, ttl=ttl, tx=tx, at=at)


async def _anew(hold: Hold, wanted: tuple[Line, ...], *, ttl: int, tx: Tx, at: datetime) -> Hold:
    """Hold another set, or a set whose time was over."""
    given_back = hold.lines if hold.state is HoldState.TENTATIVE else ()
    await tx.stock.lock((*given_back, *wanted))
    await tx.stock.free(given_back)
    short = await tx.stock.take(wanted, for_sale=True)
    if short:
        raise InsufficientStock(short)
    await tx.holds.relined(hold.order_id, wanted)
    messages.stock_changed(tx.outbox, hold.order_id, (*given_back, *wanted), at=at)
    renewed = replace(hold, state=HoldState.TENTATIVE, lines=wanted)
    return await tx.holds.save(renewed, ttl=ttl)
