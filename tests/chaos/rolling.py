"""Every process is replaced by another while customers read and buy, and none of them notices."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from acceptance.eventually import eventually
from acceptance.fleet import Fleet
from acceptance.shop import Shop

from chaos.checker import check
from chaos.load import Load
from chaos.matrix import until_whole
from chaos.quiesce import quiesce
from chaos.snapshot import clock
from chaos.violation import report
from soko.fleet import replacing

_WARM: int = 3
"""Orders that come to success before the first process is replaced, and after the last."""


@dataclass(slots=True)
class Rolled:
    """What was replaced under which load, and what came of it."""

    replaced: dict[str, float] = field(default_factory=dict)
    """Process to the seconds it took."""
    figures: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


async def roll(
    fleet: Fleet, shop: Shop, names: Sequence[str], tell: Callable[[str], None] = lambda _: None
) -> Rolled:
    """Replace these one after the other under load; then check everything."""
    rolled = Rolled()
    await until_whole(fleet)
    since = await clock(fleet)
    load = Load(shop, await shop.product(units=10_000))
    running = asyncio.create_task(load.run())
    await _until_sold(load, _WARM)
    began = time.monotonic()
    for name in names:
        rolled.replaced[name] = await _replace(fleet, name, rolled)
        tell(f"{time.monotonic() - began:5.0f} s  {name} in {rolled.replaced[name]} s")
    took = time.monotonic() - began
    await _until_sold(load, load.orders.total() + _WARM)
    load.over.set()
    await running
    rolled.figures = {
        "seconds": round(took, 1),
        "requests": load.requests.total(),
        "by_kind": dict(load.requests),
        "orders": load.orders.total(),
        "failed": len(load.failures),
        "slowest_seconds": round(load.slowest, 2),
    }
    rolled.faults += load.failures
    await _check(fleet, load, since, rolled)
    return rolled


async def _replace(fleet: Fleet, name: str, rolled: Rolled) -> float:
    home, before, began = fleet.settings.home, fleet.pid(name), time.monotonic()
    replacing.ask(home, [name])
    state = await replacing.until_replaced(home, [name])
    if name in state.not_replaced or fleet.pid(name) == before:
        rolled.faults.append(f"{name} was not replaced: {state.not_replaced.get(name)}")
    return round(time.monotonic() - began, 1)


async def _until_sold(load: Load, orders: int) -> None:
    async def sold() -> int:
        return load.orders.total()

    await eventually(sold, lambda count: count >= orders or bool(load.failures), within=60)


async def _check(fleet: Fleet, load: Load, since: datetime, rolled: Rolled) -> None:
    try:
        snapshot = await quiesce(fleet, since, intents=dict(load.orders))
    except AssertionError as restless:
        rolled.faults.append(str(restless))
        return
    orders = snapshot["orders.orders"]
    rolled.faults += [f"order {one['id']} is {one['status']}" for one in _unpaid(orders)]
    if violations := check(snapshot):
        rolled.faults.append(report(violations, snapshot))


def _unpaid(orders: Sequence[Any]) -> list[Any]:
    return [order for order in orders if order["status"] != "success"]
