import asyncio
from collections.abc import Awaitable, Callable

from alembic import command

from common import migrate


async def test_the_schema_goes_up_down_and_up_without_drift(
    fresh_database: Callable[[str], Awaitable[str]],
) -> None:
    config = migrate.config("users", await fresh_database("users"))

    for step in (
        lambda: command.downgrade(config, "base"),
        lambda: command.upgrade(config, "head"),
        lambda: command.check(config),
    ):
        await asyncio.to_thread(step)
