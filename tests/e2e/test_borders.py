"""A service reaches its own data and its own exchange, and nobody else's."""

import asyncio
from itertools import permutations

import aio_pika
import asyncpg
import pytest
from acceptance.fleet import Fleet
from aiormq.exceptions import ChannelAccessRefused

from soko.backing.stand import database_url
from soko.ports import SERVICES

PAIRS = [*permutations(SERVICES, 2)]


@pytest.mark.parametrize(("service", "other"), PAIRS)
async def test_a_role_is_refused_at_another_s_schema(
    fleet: Fleet, service: str, other: str
) -> None:
    dsn = database_url(fleet.settings.stand, service).replace("+asyncpg", "")
    connection = await asyncpg.connect(dsn)
    try:
        own = await connection.fetchval("select current_setting('search_path')")
        assert own.startswith(service)
        for statement in (
            f"table {other}.alembic_version",
            f"truncate {other}.alembic_version",
            f"create table {other}.intruder (id int)",
            f"set role soko_{other}",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize(("service", "other"), [*PAIRS, ("gateway", "orders")])
async def test_a_broker_user_is_refused_at_another_s_exchange(
    fleet: Fleet, service: str, other: str
) -> None:
    for exchange, key in (
        (f"ev.{other}", f"{other}.forged.v1"),
        (f"retry.{other}", f"{other}.orders.retry.5s"),
        ("", f"{other}.orders"),
        ("amq.topic", "anything"),
    ):
        with pytest.raises(ChannelAccessRefused):
            await _publish(fleet.settings.stand.rabbitmq.url(service), exchange, key)


async def _publish(url: str, exchange: str, key: str) -> None:
    connection = await aio_pika.connect(url, timeout=10)
    try:
        channel = await connection.channel(publisher_confirms=True)
        to = channel.default_exchange
        if exchange:
            to = await channel.get_exchange(exchange, ensure=False)
        async with asyncio.timeout(10):
            await to.publish(aio_pika.Message(b"{}"), key, mandatory=False)
    finally:
        await connection.close()
