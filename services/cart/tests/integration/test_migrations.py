import asyncio

from alembic import command

from common import migrate


async def test_the_schema_goes_up_down_and_up_again_and_is_what_the_code_says(dsn: str) -> None:
    config = migrate.config("cart", dsn)

    await asyncio.to_thread(command.downgrade, config, "base")
    await asyncio.to_thread(command.upgrade, config, "head")

    await asyncio.to_thread(command.check, config)
