from typing import Any

from sqlalchemy import text

from common.db import Sessions
from common.worker import receive
from orders import worker
from orders.settings import Settings


async def test_every_timer_runs(settings: Settings, sessions: Sessions, shopper: Any) -> None:
    await shopper.placed()

    async with worker.plan(settings, sessions) as plan:
        for timer in plan.timers:
            await timer.job()

    async with sessions() as session:
        assert await session.scalar(text("select count(*) from orders.orders")) == 1


async def test_the_worker_copies_the_shops_settings(
    settings: Settings, sessions: Sessions, shop_fact: Any
) -> None:
    async with worker.plan(settings, sessions) as plan:
        await receive(shop_fact, plan, sessions)

    async with sessions() as session:
        assert await session.scalar(text("select name from orders.shop")) == shop_fact.shop_name
