"""Measure a running shop: `make up DETACH=1`, then `make bench`.

Prints a table and writes it with the machine's facts to `bench/results/`. Load goes to loopback
only, is bounded, and ends by itself. The references (a bare ASGI answer, `pgbench -S`) run in
the same run: compare ratios, not machines.
"""

import argparse
import itertools
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import uvloop

from bench import fleet, references
from bench.load import Action, Result, arriving, closed
from bench.purchase import profile, told
from bench.shop import Shop, Shopper

RESULTS = Path(__file__).parent / "results"
PURCHASES = 40
"""As many are sold one after another for the profile."""


async def measure(base: str, home: Path, *, seconds: float, offset: int) -> dict[str, Any]:
    """Run every journey against the shop at `base`."""
    if not base.startswith(("http://127.0.0.1", "http://localhost")):
        raise SystemExit("load goes to this machine only")
    running = fleet.processes()
    before = fleet.cpu(running)
    began = time.perf_counter()
    connector = aiohttp.TCPConnector(limit=500)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        rows = [await _bare(session, seconds)]
        rows += await _journeys(session, base, offset, seconds)
        spent = _spent(before, running, time.perf_counter() - began)
        purchase = await profile(session, base, home, port=5433 + offset, purchases=PURCHASES)
    rows.append(references.select_only(home, 5433 + offset, seconds=int(seconds)))
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "rows": rows,
        "processes": spent,
        "purchase": purchase,
    }


async def _bare(session: aiohttp.ClientSession, seconds: float) -> dict[str, object]:
    async with references.bare_server() as address:
        shop = Shop(session, address)
        result = await closed(
            "bare ASGI answer", lambda _: shop.status_of("/"), workers=32, seconds=seconds
        )
    return result.facts()


async def _journeys(
    session: aiohttp.ClientSession, base: str, offset: int, seconds: float
) -> list[dict[str, object]]:
    shop, catalog = Shop(session, base), Shop(session, f"http://127.0.0.1:{8102 + offset}")
    products = await shop.plenty()
    shoppers = await shop.shoppers(16)
    slugs = [product["slug"] for product in products]
    rows: list[dict[str, object]] = []

    async def add(result: Result) -> None:
        rows.append(result.facts())
        _say(rows[-1])

    reads = {"list": lambda _: "/api/v1/products?limit=20"}
    reads["detail"] = lambda number: f"/api/v1/products/{slugs[number % len(slugs)]}"
    for name, path in reads.items():
        for label, target in (("gateway", shop), ("catalog alone", catalog)):
            action = _reading(target, path)
            title = f"{name}, {label}"
            await add(await closed(title, action, workers=32, seconds=seconds))
    await add(
        await arriving("list, gateway", _reading(shop, reads["list"]), rate=200, seconds=seconds)
    )
    await _carts(shop, shoppers, products, seconds, add)
    return rows


async def _carts(
    shop: Shop, shoppers: list[Shopper], products: list[dict[str, Any]], seconds: float, add: Any
) -> None:
    turn = itertools.count()

    async def put(number: int) -> str:
        product = products[number % len(products)]
        return await shop.add_to_cart(shoppers[number % len(shoppers)], product["id"])

    async def buy(_: int) -> str:
        number = next(turn)
        product = products[number % len(products)]
        return await shop.buy(shoppers[number % len(shoppers)], product["id"])

    await add(await arriving("add to cart", put, rate=10, seconds=seconds))
    for shopper in shoppers:
        await shop.empty_cart(shopper)
    await add(await closed("add to cart", put, workers=len(shoppers), seconds=seconds / 2))
    for shopper in shoppers:
        await shop.empty_cart(shopper)
    await add(await arriving("purchase by cash, to success", buy, rate=2, seconds=seconds))
    await add(await closed("purchase by cash, to success", buy, workers=8, seconds=seconds))


def _reading(shop: Shop, path: Any) -> Action:
    async def read(number: int) -> str:
        return await shop.status_of(path(number))

    return read


def _spent(
    before: dict[str, float], running: dict[str, fleet.Process], lasted: float
) -> list[dict[str, object]]:
    used, held = fleet.cpu(running), fleet.memory(running)
    return [
        {
            "name": name,
            "memory_mib": held[name],
            "cpu_share": round((used[name] - before[name]) / lasted, 3),
        }
        for name in sorted(running)
    ]


def _say(row: dict[str, object]) -> None:
    sys.stdout.write(
        f"{row['name']:<34} {row['loop']:<20} {row['per_second']:>9}/s"
        f"  p50 {row.get('p50', '')!s:>8} ms  p99 {row.get('p99', '')!s:>8} ms"
        f"  {row.get('outcomes', '')}\n"
    )
    sys.stdout.flush()


def main() -> None:
    """Measure, print, record."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long each journey lasts")
    parser.add_argument("--start", action="store_true", help="first stop and start the fleet")
    asked = parser.parse_args()
    offset = int(os.environ.get("SOKO_PORT_OFFSET") or 0)
    home = Path(os.environ.get("SOKO_HOME") or ".soko")
    base = f"http://127.0.0.1:{8000 + offset}"
    started = fleet.restarted() if asked.start else None
    found = uvloop.run(measure(base, home, seconds=asked.seconds, offset=offset))
    if started:
        found["start"] = started
    _tell(found)
    RESULTS.mkdir(exist_ok=True)
    name = found["at"].replace(":", "").replace("+0000", "Z")
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
    sys.stdout.write(f"recorded in bench/results/{name}.json\n")


def _tell(found: dict[str, Any]) -> None:
    for row in (found["rows"][0], found["rows"][-1]):
        _say(row)
    memory = sum(entry["memory_mib"] for entry in found["processes"])
    sys.stdout.write(f"memory of the fleet (PSS): {memory:.0f} MiB\n")
    for entry in found["processes"]:
        share = f"{entry['cpu_share']:.0%} of a core"
        sys.stdout.write(f"  {entry['name']:<22}{entry['memory_mib']:>8} MiB  {share}\n")
    if start := found.get("start"):
        sys.stdout.write(f"start: {start['seconds']} s, {start['cpu_seconds']} s of CPU\n")
    sys.stdout.write(told(found["purchase"]))


if __name__ == "__main__":
    main()
