"""Bringing every service's schema up to date, unless nothing changed since the last time."""

import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path

from soko.children import end, spawn, tail
from soko.environment import Fleet, migration_environment


class MigrationsFailed(RuntimeError):
    """A schema could not be brought up to date; the message holds the last words."""


def is_current(fleet: Fleet, services: list[str]) -> bool:
    """Whether the last successful run saw exactly these migrations."""
    stamp = _stamp(fleet)
    return stamp.exists() and stamp.read_text() == _fingerprint(services)


async def migrate(fleet: Fleet, services: list[str]) -> None:
    """Run all migrations in one process."""
    log = fleet.home.log("migrate")
    child = await spawn(
        "migrate",
        [sys.executable, "-m", "common.migrate", *services],
        env=migration_environment(fleet),
        log=log,
    )
    try:
        code = await child.process.wait()
    finally:
        await end(child)
    if code != 0:
        raise MigrationsFailed("the migrations failed:\n" + "\n".join(tail(log)))
    _stamp(fleet).write_text(_fingerprint(services))


def _stamp(fleet: Fleet) -> Path:
    return fleet.home.path / "migrated"


def _fingerprint(services: list[str]) -> str:
    """A digest of every migration's text; PostgreSQL's data lie beside it and go with it."""
    digest = hashlib.sha256()
    for service in services:
        spec = find_spec(service)
        folder = Path(spec.origin).parent if spec and spec.origin else Path()
        for file in sorted(folder.glob("migrations/versions/*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
