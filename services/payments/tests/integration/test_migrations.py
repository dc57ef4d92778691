import asyncio
from typing import Any

import pytest
from alembic import command

from common import migrate


async def test_the_schema_goes_up_down_and_up_again_and_is_what_the_code_says(dsn: str) -> None:
    config = migrate.config("payments", dsn)

    await asyncio.to_thread(command.downgrade, config, "base")
    await asyncio.to_thread(command.upgrade, config, "head")

    await asyncio.to_thread(command.check, config)


@pytest.mark.parametrize(
    "statement", ["update payments.captures set amount = 1", "delete from payments.captures"]
)
async def test_money_that_was_booked_cannot_be_rewritten(shop: Any, statement: str) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")
    await shop.refresh(started["id"])

    with pytest.raises(Exception, match="only ever added"):
        await shop.sql(statement)


async def test_more_than_is_owed_cannot_be_captured(shop: Any) -> None:
    await shop.begun()

    with pytest.raises(Exception, match="payments_captured_check"):
        await shop.sql("update payments.payments set captured = amount + 1")
