"""Replicas that start together migrate once."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

import asyncpg
import pytest
import pytest_asyncio

from common import migrate
from common.ids import new_id
from common.testing import Backing
from common.testing.backing import at_path


@pytest_asyncio.fixture
async def empty_url(backing: Backing) -> AsyncIterator[str]:
    """A database that nobody migrated, as cart reaches it."""
    name = f"t_{new_id().hex}"
    admin = await asyncpg.connect(backing.admin_dsn)
    await admin.execute(f"create database {name} template soko")
    yield at_path(backing.database_urls["cart"], name)
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


async def test_two_at_once_migrate_once(empty_url: str) -> None:
    await asyncio.gather(
        *(asyncio.to_thread(_in_a_process_of_its_own, empty_url) for _ in range(2))
    )

    assert await _versions(empty_url) == 1


def _in_a_process_of_its_own(url: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "common.migrate", "cart"],
        env={**os.environ, "SOKO_CART_DATABASE_URL": url},
        check=True,
        capture_output=True,
        timeout=60,
    )


async def test_migrating_again_changes_nothing(empty_url: str) -> None:
    for _ in range(2):
        await asyncio.to_thread(migrate.upgrade, "cart", empty_url)


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.25, 0.5])
async def test_a_migration_that_is_killed_is_made_by_the_next(empty_url: str, delay: float) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "common.migrate", "cart"),
        env={**os.environ, "SOKO_CART_DATABASE_URL": empty_url},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await _has_connected(empty_url, process)
    await asyncio.sleep(delay)  # anywhere in the middle, or after its end
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()

    await asyncio.to_thread(_in_a_process_of_its_own, empty_url)

    assert await _versions(empty_url) == 1


async def _has_connected(url: str, process: asyncio.subprocess.Process) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    others = "select count(*) from pg_stat_activity where datname = current_database()"
    while process.returncode is None and await connection.fetchval(others) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await connection.close()


async def _versions(url: str) -> int:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    versions = await connection.fetch("select version_num from cart.alembic_version")
    await connection.close()
    return len(versions)
