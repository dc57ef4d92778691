"""What becomes of a hold as its order goes on. Nothing here decides about the order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from catalog.domain.hold import (
    KEEPS_UNITS,
    Effect,
    Fact,
    Hold,
    HoldState,
    Line,
    merged,
    step,
)
from catalog.usecases import messages
from catalog.usecases.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNews:
    """A fact about an order, as of its `version`."""

    fact: Fact
    order_id: UUID
    version: int
    lines: tuple[Line, ...]


async def follow_order(news: OrderNews, *, tx: Tx, at: datetime) -> None:
    """Do what the fact asks of the stock, unless a newer fact was heard before."""
    wanted = merged(news.lines)
    known = await tx.holds.opened(news.order_id, wanted)
    if news.version <= known.order_version:
        return
    hold = await _agreeing(known, wanted, news.fact, tx=tx)
    move = step(hold.state, news.fact)
    done = await _carry_out(move.effects, hold, tx=tx)
    state = move.to if done else HoldState.REFUSED
    after = replace(hold, state=state, order_version=news.version)
    await tx.holds.save(after)
    for event in messages.hold_moved(known, after, news.fact, at=at):
        tx.outbox.add(event)
    if hold is not known or (done and _changes_availability(move.effects)):
        messages.stock_changed(tx.outbox, hold.order_id, (*known.lines, *hold.lines), at=at)


async def _agreeing(hold: Hold, wanted: tuple[Line, ...], fact: Fact, *, tx: Tx) -> Hold:
    """What was held for another cart gives way to what the order says."""
    settled = {HoldState.COMMITTED, HoldState.CANCELLED}
    if fact is Fact.CANCELLED or hold.state in settled or hold.lines == wanted:
        return hold
    given_back = hold.lines if hold.state in KEEPS_UNITS else ()
    await tx.stock.lock((*given_back, *wanted))
    await tx.stock.free(given_back)
    await tx.holds.relined(hold.order_id, wanted)
    return replace(hold, state=HoldState.RELEASED, lines=wanted)


async def _carry_out(effects: Sequence[Effect], hold: Hold, *, tx: Tx) -> bool:
    """Carry out the effects; False, and nothing done, where units are short."""
    if Effect.TAKE in effects and await tx.stock.take(hold.lines, for_sale=False):
        return False
    for effect in effects:
        match effect:
            case Effect.FREE:
                await tx.stock.free(hold.lines)
            case Effect.DEDUCT:
                await tx.stock.deduct(hold.lines, order_id=hold.order_id)
            case Effect.RESTOCK:
                await tx.stock.restock(hold.lines, order_id=hold.order_id)
    return True


def _changes_availability(effects: Sequence[Effect]) -> bool:
    return bool({Effect.TAKE, Effect.FREE, Effect.RESTOCK}.intersection(effects))
