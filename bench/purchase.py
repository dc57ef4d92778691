"""Where a purchase's time goes: by step, process, statement, request and message."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from prometheus_client.parser import text_string_to_metric_families

from bench import fleet, statements
from bench.shop import CASH, Shop
from bench.wire import Address, Visit

_QUIET: Final = ("/healthz", "/readyz", "/metrics")


@dataclass
class Span:
    """What happened between two looks at the fleet."""

    lasted: float
    cpu: dict[str, float]
    asked: statements.Asked
    heard: Counter[str] = field(default_factory=Counter)
    """Requests by service and route, messages by queue."""


async def profile(
    shop: Shop, home: Path, *, port: int, purchases: int, idle_seconds: float
) -> dict[str, Any]:
    """Watch the fleet do nothing, then sell one thing after another; `port` is the database's."""
    await shop.buy(CASH)  # what only the first one costs
    idle = await _watched(home, port, asyncio.sleep(idle_seconds))
    steps: dict[str, list[float]] = {}

    async def sell() -> None:
        for _ in range(purchases):
            for step, took in (await _steps(shop)).items():
                steps.setdefault(step, []).append(took)

    busy = await _watched(home, port, sell())
    return {
        "purchases": purchases,
        "steps_ms": {step: round(median(took) * 1000, 1) for step, took in steps.items()},
        "idle": _by_process(idle, 1 / idle.lasted),
        "per_purchase": _by_process(_without(busy, idle), 1 / purchases),
        "requests_and_messages": _each(busy.heard, purchases),
    }


async def _steps(shop: Shop) -> dict[str, float]:
    took: dict[str, float] = {}
    began = time.perf_counter()
    async for step in shop.buying(CASH):
        took[step] = time.perf_counter() - began
        began += took[step]
    return took


async def _watched(home: Path, port: int, act: Awaitable[None]) -> Span:
    processes = fleet.processes()
    heard, cpu = await _heard(processes), fleet.cpu(processes)
    began = time.perf_counter()
    async with statements.counted(home, port) as asked:
        await act
        lasted = time.perf_counter() - began
        used = {name: spent - cpu[name] for name, spent in fleet.cpu(processes).items()}
    return Span(lasted, used, asked, await _heard(processes) - heard)


async def _heard(processes: Mapping[str, fleet.Process]) -> Counter[str]:
    heard: Counter[str] = Counter()
    for name, process in processes.items():
        if not name.endswith(("-api", "-worker")):
            continue
        async with Visit(Address(process.port)) as visit:
            said = (await visit.must("GET", "/metrics")).body.decode()
        for family in text_string_to_metric_families(said):
            for sample in family.samples:
                heard[_said(name, sample.name, sample.labels)] += int(sample.value)
    del heard[""]
    return heard


def _said(process: str, sample: str, labels: Mapping[str, str]) -> str:
    """Name what a sample counts; empty for those that count something else."""
    if sample == "soko_http_request_seconds_count" and labels["route"] not in _QUIET:
        return f"{process} {labels['method']} {labels['route']}"
    if sample == "soko_messages_total":
        return f"{process} takes from {labels['queue']}"
    return ""


def _without(busy: Span, idle: Span) -> Span:
    """Take away what the fleet would have done in that time anyway."""
    share = busy.lasted / idle.lasted
    cpu = {name: spent - idle.cpu.get(name, 0.0) * share for name, spent in busy.cpu.items()}
    asked = statements.Asked(
        _less(busy.asked.statements, idle.asked.statements, share),
        _less(busy.asked.transactions, idle.asked.transactions, share),
    )
    return Span(busy.lasted, cpu, asked)


def _less(busy: Counter[str], idle: Counter[str], share: float) -> Counter[str]:
    return Counter(
        {name: max(0, count - round(idle[name] * share)) for name, count in busy.items()}
    )


def _by_process(span: Span, each: float) -> dict[str, dict[str, float]]:
    return {
        name: {
            "cpu_ms": round(spent * 1000 * each, 2),
            "statements": round(span.asked.statements[name] * each, 1),
            "transactions": round(span.asked.transactions[name] * each, 1),
        }
        for name, spent in sorted(span.cpu.items())
    }


def _each(heard: Counter[str], purchases: int) -> dict[str, float]:
    return {what: round(count / purchases, 2) for what, count in sorted(heard.items()) if count}


def told(found: Mapping[str, Any]) -> str:
    """Write the profile as a table for people."""
    lines = [f"one purchase by cash, of {found['purchases']} in a row"]
    lines += [f"  {step:<22}{took:>8} ms" for step, took in found["steps_ms"].items()]
    lines.append(f"{'':<24}{'CPU ms':>8}{'statements':>12}{'transactions':>14}{'idle CPU %':>12}")
    for name, spent in found["per_purchase"].items():
        idle = found["idle"][name]["cpu_ms"] / 10
        lines.append(
            f"  {name:<22}{spent['cpu_ms']:>8}{spent['statements']:>12}"
            f"{spent['transactions']:>14}{idle:>12.2f}"
        )
    lines += [f"  {what:<60}{count:>6}" for what, count in found["requests_and_messages"].items()]
    return "\n".join(lines) + "\n"
