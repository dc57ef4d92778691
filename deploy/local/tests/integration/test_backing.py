"""A backing of its own: what may be reached through it, and that nothing is left of it."""

import asyncio
import time
from contextlib import asynccontextmanager

import aio_pika
import aiormq
import asyncpg
import psutil
import pytest

from soko.backing.database import create_database, drop_database
from soko.children import marked


async def connected(url):
    return await asyncpg.connect(url.replace("+asyncpg", ""), ssl=False)


async def test_postgresql_is_18_or_later(backing):
    connection = await connected(backing["database_urls"]["orders"])
    assert connection.get_server_version().major >= 18
    assert await connection.fetchval("SELECT uuidv7()")
    await connection.close()


async def test_a_service_finds_the_extensions_in_its_search_path(backing):
    connection = await connected(backing["database_urls"]["catalog"])
    assert await connection.fetchval("SELECT similarity('soko', 'soko')") == 1
    assert await connection.fetchval("SELECT unaccent('é')") == "e"
    assert await connection.fetchval("SELECT 'A'::citext = 'a'::citext")
    await connection.close()


async def test_a_service_cannot_read_another_services_schema(backing):
    owner = await connected(backing["database_urls"]["users"])
    await owner.execute("CREATE TABLE IF NOT EXISTS users.accounts (email text)")
    await owner.close()

    stranger = await connected(backing["database_urls"]["orders"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await stranger.fetch("SELECT * FROM users.accounts")
    await stranger.close()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.notes (a int)",
        "CREATE TABLE extensions.notes (a int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
    ],
)
async def test_a_service_can_make_nothing_outside_its_schema(backing, statement):
    connection = await connected(backing["database_urls"]["orders"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)
    await connection.close()


async def test_another_database_of_the_same_shape_can_be_made_twice(backing):
    dsn = backing["postgres_admin_dsn"]
    await create_database(dsn, "soko_copy")
    await create_database(dsn, "soko_copy")

    connection = await connected(backing["database_urls"]["cart"] + "_copy")
    await connection.execute("CREATE TABLE cart.carts (a int)")
    await connection.close()
    await drop_database(dsn, "soko_copy")


QUEUE = "payments.orders.retry.5s"
EXCHANGES = {"ev.payments": "topic", "retry.payments": "direct", "ev.orders": "topic"}


@asynccontextmanager
async def channel_of(url):
    others = asyncio.all_tasks()
    connection = await aio_pika.connect(url)
    try:
        yield await connection.channel()
    finally:
        await connection.close()
        ending = asyncio.all_tasks() - others
        await asyncio.wait(ending, timeout=5) if ending else None


@pytest.fixture
async def foreign(backing):
    """A retry queue of payments, with everything that could lead into it."""
    connection = await aio_pika.connect(backing["broker"]["admin_url"])
    channel = await connection.channel()
    made = [await channel.declare_exchange(*one, durable=True) for one in EXCHANGES.items()]
    queue = await channel.declare_queue(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
    for exchange in made[:2]:
        await queue.bind(exchange, QUEUE)
    yield queue
    await queue.delete(if_unused=False, if_empty=False)
    await connection.close()


@pytest.fixture
def orders(backing):
    return backing["broker"]["urls"]["orders"]


@pytest.mark.parametrize("exchange", ["ev.payments", "retry.payments", ""])
async def test_a_service_cannot_write_anothers_exchange_or_retry_queue(orders, foreign, exchange):
    async with channel_of(orders) as channel:
        target = await channel.get_exchange(exchange, ensure=False) if exchange else None
        target = target or channel.default_exchange

        with pytest.raises(aiormq.exceptions.ChannelAccessRefused):
            await target.publish(aio_pika.Message(b"{}"), QUEUE, timeout=5)

    assert await foreign.get(fail=False, timeout=5) is None


async def test_a_service_cannot_read_anothers_queue(orders, foreign):
    async with channel_of(orders) as channel:
        queue = await channel.get_queue(foreign.name, ensure=False)

        with pytest.raises(aiormq.exceptions.ChannelAccessRefused):
            await queue.get(fail=False, timeout=5)


async def test_a_service_writes_its_own_exchange(orders, foreign):
    async with channel_of(orders) as channel:
        exchange = await channel.get_exchange("ev.orders", ensure=False)

        message = aio_pika.Message(b"{}")
        confirmed = await exchange.publish(message, "orders.nobody_listens.v1", mandatory=False)

    assert isinstance(confirmed, aiormq.spec.Basic.Ack)


async def test_a_service_declares_nothing(orders):
    async with channel_of(orders) as channel:
        with pytest.raises(aiormq.exceptions.ChannelAccessRefused):
            await channel.declare_queue("orders.mine")


async def test_there_is_no_guest(backing):
    port = backing["broker"]["port"]
    with pytest.raises(aio_pika.exceptions.AMQPConnectionError):
        await aio_pika.connect(f"amqp://guest:guest@127.0.0.1:{port}/soko")


def until(condition, within=30):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


@pytest.mark.parametrize("ending", ["asked", "killed"])
def test_nothing_is_left_however_it_ends(start_backing, tmp_path, ending):
    process, addresses = start_backing()
    pids = addresses["pids"].values()
    assert all(psutil.pid_exists(pid) for pid in pids)

    if ending == "asked":
        process.terminate()
    else:
        process.kill()

    until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    until(lambda: not marked(str(tmp_path)))
