"""Providers on bad days: their dials are turned every few seconds, as a seed says."""

import asyncio
import random
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
from acceptance.fleet import Fleet

_LASTS_SECONDS: Final = 2.0
FAIR: Final = {
    "initiate": "normal",
    "verify": "normal",
    "webhook": "normal",
    "webhook_delay_s": 0,
    "void": "normal",
    "refund": "normal",
}
_FOUL: Final[Mapping[str, tuple[Any, ...]]] = {
    "initiate": ("charge_then_500", "malformed", "error_500", "timeout"),
    "verify": ("error_500", "malformed"),
    "webhook": ("duplicate", "reorder"),
    "webhook_delay_s": (0.3, 1.5),
    "void": ("refused", "error_500"),
    "refund": ("slow", "charge_then_500"),
}
_ALSO: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    # Without its callback M-Pesa tells no receipt, and nothing can go back without one.
    "chapa": {"webhook": ("none", "duplicate", "reorder")},
    "mpesa": {},
}
_CHANCE: Final = {"initiate": 0.12, "verify": 0.15, "void": 0.5, "refund": 0.4}
_ELSE: Final = 0.5


@asynccontextmanager
async def foul(
    fleet: Fleet, seed: int, dials: Collection[str] = tuple(FAIR)
) -> AsyncIterator[None]:
    """Turn these dials while the block runs; afterwards all is fair again."""
    async with httpx.AsyncClient(base_url=fleet.simulator_url, timeout=20) as simulator:
        turning = asyncio.create_task(_turn(simulator, random.Random(seed), dials))  # noqa: S311
        try:
            yield
        finally:
            turning.cancel()
            await asyncio.wait([turning])
            await _set(simulator, dict.fromkeys(_ALSO, FAIR))


async def _turn(simulator: httpx.AsyncClient, dice: random.Random, dials: Collection[str]) -> None:
    while True:
        await _set(simulator, {provider: _weather(provider, dice, dials) for provider in _ALSO})
        await asyncio.sleep(_LASTS_SECONDS)


def _weather(provider: str, dice: random.Random, dials: Collection[str]) -> dict[str, Any]:
    foulness = {**_FOUL, **_ALSO[provider]}
    return {
        dial: dice.choice(foulness[dial])
        if dice.random() < _CHANCE.get(dial, _ELSE)
        else FAIR[dial]
        for dial in dials
    }


async def _set(simulator: httpx.AsyncClient, dials: Mapping[str, Any]) -> None:
    answer = await simulator.put("/control/faults", json=dict(dials))
    assert answer.is_success, answer.text
