"""What the parts of a fleet wait for before they start."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

from soko.environment import Fleet
from soko.fleet.migrations import is_current
from soko.ports import SERVICES


@dataclass(frozen=True)
class Ground:
    """What is there already."""

    migrated: asyncio.Event = field(default_factory=asyncio.Event)
    broker: asyncio.Event = field(default_factory=asyncio.Event)

    async def bears(self, name: str) -> None:
        """Wait until the unit would find what it needs.

        A worker would only wait for the broker, and take the cores that the broker starts with.
        """
        if name.endswith(("-api", "-worker")):
            await self.migrated.wait()
        if name.endswith("-worker"):
            await self.broker.wait()


def found(fleet: Fleet, units: Collection[str]) -> Ground:
    """What these units find before any of them has started."""
    ground = Ground()
    if is_current(fleet, migrated_services(units)):
        ground.migrated.set()
    if "rabbitmq" not in units:
        ground.broker.set()
    return ground


def migrated_services(units: Collection[str]) -> list[str]:
    """The services whose schemas these units need."""
    return [service for service in SERVICES if f"{service}-api" in units]
