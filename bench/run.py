"""One run: references, journeys, references again; what each journey cost which process."""

import asyncio
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench import figures, fleet, per_request, references
from bench.figures import per_thousand, significant
from bench.journeys import JOURNEYS, Ground, Journey, willing_providers
from bench.purchase import profile
from bench.shop import Shop
from bench.wire import Address, Visit

PRODUCTS: Final = 1000
GENERATOR: Final = "load generator"
OTHERS: Final = "other programs"
"""What they use is missing from the figures; on a quiet machine it is next to nothing."""
PURCHASES: Final = 30
"""As many are sold one after another for the profile."""


@dataclass(frozen=True)
class Plan:
    """What is to be measured, where, and for how long."""

    home: Path
    offset: int
    seconds: float = 8.0
    rounds: int = 1
    idle: float = 15.0
    """Seconds for which the fleet is watched doing nothing."""
    only: Sequence[str] = ()

    def address(self, port: int) -> Address:
        """Return where the program of this default port listens."""
        return Address(port + self.offset)

    @property
    def is_whole(self) -> bool:
        """Whether everything is asked for."""
        return not self.only

    @property
    def journeys(self) -> list[Journey]:
        """The journeys that are asked for."""
        return [one for one in JOURNEYS if one.is_asked(self.only)]


async def measure(plan: Plan) -> dict[str, Any]:
    """Run the journeys against the running fleet; returns everything that was found."""
    running = fleet.processes()
    if "gateway" not in running:
        raise SystemExit("no fleet runs here; start it: make up DETACH=1")
    idle = fleet.memory(running)
    goods = await seeded(plan.address(8000))
    shop = Shop(plan.address(8000), list(goods.values()))
    ground = Ground(shop, plan.address(8102), list(goods), plan.seconds)
    rounds = [await _round(plan, ground, running) for _ in range(plan.rounds)]
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "seconds": plan.seconds,
        "products": len(goods),
        "references": [one["references"] for one in rounds],
        "rows": figures.together([one["rows"] for one in rounds]),
        "memory_idle": idle,
        "memory_loaded": fleet.memory(running),
    }
    return found | (await _looked_into(plan, ground) if plan.is_whole else {})


async def _looked_into(plan: Plan, ground: Ground) -> dict[str, Any]:
    port = plan.address(5433).port
    return {
        "statements": await per_request.each(ground, plan.home, port=port),
        "purchase": await profile(
            ground.shop, plan.home, port=port, purchases=PURCHASES, idle_seconds=plan.idle
        ),
    }


async def _round(
    plan: Plan, ground: Ground, running: Mapping[str, fleet.Process]
) -> dict[str, Any]:
    before = await _references(plan)
    async with AsyncExitStack() as providers:
        if any(one.key.startswith(("chapa", "mpesa")) for one in plan.journeys):
            await providers.enter_async_context(willing_providers(plan.address(8090)))
        rows = [await _taken(one, ground, running) for one in plan.journeys]
    after = await _references(plan)
    # The better one: the other was disturbed.
    given = {name: max(before[name], after[name]) for name in before}
    for row in rows:
        row["per_thousand"] = significant(per_thousand(row["per_second"], given["hello"]))
    return {"rows": rows, "references": given | {"before": before, "after": after}}


async def _taken(
    journey: Journey, ground: Ground, running: Mapping[str, fleet.Process]
) -> dict[str, Any]:
    before = _spent(running)
    began = time.perf_counter()
    facts = await journey.measure(ground, journey.clients)
    after = _spent(running)
    lasted = time.perf_counter() - began
    cpu = {name: round((after[name] - before[name]) / lasted, 3) for name in before}
    row = {"key": journey.key, "title": journey.title, "clients": journey.clients, **facts}
    row["cpu"] = dict(sorted(cpu.items(), key=lambda share: -share[1]))
    _say(row)
    return row


def _spent(running: Mapping[str, fleet.Process]) -> dict[str, float]:
    """CPU seconds so far: of the fleet, of the load generator, of all other programs."""
    spent = fleet.cpu(running)
    machine, us = fleet.everybody()
    return spent | {GENERATOR: us, OTHERS: machine - us - sum(spent.values())}


async def _references(plan: Plan) -> dict[str, float]:
    seconds = min(5.0, max(2.0, plan.seconds))
    given = {"hello": round(await references.hello(seconds), 1)}
    port = plan.address(5433).port
    given["pgbench"] = await asyncio.to_thread(
        references.select_only, plan.home, port, seconds=round(seconds)
    )
    sys.stdout.write("  ".join(f"{name} {rate:,.0f}/s" for name, rate in given.items()) + "\n")
    sys.stdout.flush()
    return given


async def seeded(gateway: Address) -> dict[str, str]:
    """Return the ids of the goods of `soko seed --bench` by slug; loads them where they miss."""
    found = await _goods(gateway)
    if len(found) < PRODUCTS:
        sys.stdout.write(f"loading {PRODUCTS} products first\n")
        await asyncio.to_thread(fleet.soko, "seed", "--bench", str(PRODUCTS))
        found = await _goods(gateway)
    return found


async def _goods(gateway: Address) -> dict[str, str]:
    found: dict[str, str] = {}
    cursor: str | None = ""
    async with Visit(gateway) as visit:
        while cursor is not None:
            path = f"/api/v1/products?limit=100{cursor and '&cursor='}{cursor}"
            page = (await visit.must("GET", path)).json()
            found |= {one["slug"]: one["id"] for one in page["items"]}
            cursor = page["next_cursor"]
    return {slug: id_ for slug, id_ in found.items() if slug.startswith("bench-product-")}


def _say(row: Mapping[str, Any]) -> None:
    busiest = ", ".join(f"{name} {share:.0%}" for name, share in list(row["cpu"].items())[:4])
    sys.stdout.write(
        f"{row['title']:<26}{row['clients']:>3} at once {row['per_second']:>10,.1f}/s"
        f"  p50 {row['p50']:>8.1f}  p99 {row['p99']:>8.1f} ms  CPU: {busiest}\n"
        + "".join(f"  wrong: {what}: {count}\n" for what, count in row["wrong"].items())
    )
    sys.stdout.flush()
