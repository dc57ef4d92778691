"""What befalls several processes, or the database: purchases go on, and nothing is lost.

Those marked slow leave attempts behind that only the completer ends, a minute later;
`make outages` runs them too.
"""

import asyncio
import os
import random
import signal
from collections.abc import Sequence
from contextlib import suppress

import asyncpg
import pytest
from acceptance.eventually import eventually
from acceptance.fleet import Fleet
from acceptance.shop import Shop
from chaos.matrix import play

from soko.ports import SERVICES

JOURNEYS = ("phone", "cash_on_delivery", "declined_then_paid")
APIS = [f"{name}-api" for name in SERVICES]
WORKERS = [f"{name}-worker" for name in SERVICES]
SOON = 1.0
"""Seconds after which customers are in the middle of what they do."""

pytestmark = pytest.mark.timeout(400)  # beyond the deadlines of `play`, which tell what is amiss


async def test_the_database_is_killed(fleet: Fleet, shop: Shop) -> None:
    await _survives(fleet, shop, [("postgres", signal.SIGKILL)])


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(signal.SIGINT, id="fast"),
        pytest.param(signal.SIGQUIT, id="immediate", marks=pytest.mark.slow),
    ],
)
async def test_the_database_restarts(fleet: Fleet, shop: Shop, how: signal.Signals) -> None:
    await _survives(fleet, shop, [("postgres", how)])


@pytest.mark.slow
async def test_a_process_of_the_database_is_killed(fleet: Fleet, shop: Shop) -> None:
    async def kill_one() -> None:
        await asyncio.sleep(SOON)
        connection = await asyncpg.connect(fleet.settings.stand.postgres.dsn())
        victim = await connection.fetchval(
            "select pid from pg_stat_activity where application_name = 'orders-api' limit 1"
        )
        os.kill(victim, signal.SIGKILL)
        connection.terminate()

    played = await play(fleet, shop, [], print, names=JOURNEYS, meanwhile=kill_one)

    assert played.faults == []


async def test_the_gateway_is_killed(fleet: Fleet, shop: Shop) -> None:
    await _survives(fleet, shop, [("gateway", signal.SIGKILL)])


async def test_all_services_are_killed_at_once(fleet: Fleet, shop: Shop) -> None:
    order = random.Random(24).sample([*APIS, *WORKERS], k=10)  # noqa: S311  any order
    await _survives(fleet, shop, [(name, signal.SIGKILL) for name in order])


async def test_workers_are_killed_while_they_stop(fleet: Fleet, shop: Shop) -> None:
    async def stop_and_kill() -> None:
        await asyncio.sleep(SOON)
        victims = [(name, fleet.pid(name)) for name in ("orders-worker", "payments-worker")]
        for _, pid in victims:
            os.kill(pid, signal.SIGTERM)
        await asyncio.sleep(SOON)
        for name, pid in victims:
            if fleet.pid(name) == pid:
                _send(pid, signal.SIGKILL)

    played = await play(fleet, shop, [], print, names=JOURNEYS, meanwhile=stop_and_kill)

    assert played.faults == []


async def test_processes_that_stand_still_for_a_while_do_nothing_twice(
    fleet: Fleet, shop: Shop
) -> None:
    async def freeze() -> None:
        await asyncio.sleep(SOON)
        pids = [fleet.pid(name) for name in ("orders-worker", "payments-worker", "payments-api")]
        for pid in pids:
            _send(pid, signal.SIGSTOP)
        await asyncio.sleep(5)
        for pid in pids:
            _send(pid, signal.SIGCONT)

    played = await play(fleet, shop, [], print, names=JOURNEYS, meanwhile=freeze)

    assert played.faults == []


async def _survives(
    fleet: Fleet, shop: Shop, victims: Sequence[tuple[str, signal.Signals]]
) -> None:
    async def strike() -> None:
        await asyncio.sleep(SOON)
        before = {name: fleet.pid(name) for name, _ in victims}
        for name, how in victims:
            _send(before[name], how)

        async def still_the_same() -> list[str]:
            return [name for name, pid in before.items() if fleet.pid(name) == pid]

        await eventually(still_the_same, lambda names: not names, within=60)

    played = await play(fleet, shop, [], print, names=JOURNEYS, meanwhile=strike)

    assert played.faults == []


def _send(pid: int, how: signal.Signals) -> None:
    # It may have ended by itself since it was looked up.
    with suppress(ProcessLookupError):
        if pid > 1:
            os.kill(pid, how)
