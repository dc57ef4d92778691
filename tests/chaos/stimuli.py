"""What brings a process to points that a purchase alone does not lead to."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import aio_pika
import asyncpg
import httpx
from acceptance.eventually import eventually
from acceptance.fleet import Fleet
from acceptance.shop import ADDRESSES, key

from chaos import checkout
from chaos.checkout import Errand, Scene
from chaos.fuse import Cut, is_struck

_PUBLISHERS = {"users": "orders", "orders": "payments"}
_LOCK_SECONDS = 25.0


async def hold_up(fleet: Fleet, cut: Cut) -> None:
    """Keep a service's inbox locked until it put a message off, and died of it."""
    service = cut.process.removesuffix("-worker")
    connection = await asyncpg.connect(fleet.settings.stand.postgres.dsn("soko"))
    try:
        async with connection.transaction():
            await connection.execute(f"lock table {service}.inbox in exclusive mode")
            async with asyncio.timeout(_LOCK_SECONDS):
                while not is_struck(fleet, cut):  # noqa: ASYNC110  another process tells
                    await asyncio.sleep(0.1)
    except TimeoutError:
        return  # nothing came meanwhile; the round goes on and tries again
    finally:
        await connection.close()


async def plant(fleet: Fleet, cut: Cut) -> str:
    """Put a message that nobody can read into a queue of the process; returns its id."""
    service = cut.process.removesuffix("-worker")
    queue = f"{service}.{_PUBLISHERS.get(service, 'orders')}"
    message = aio_pika.Message(b"{", message_id=str(uuid4()), type="no.such.event")
    connection = await aio_pika.connect(fleet.settings.stand.rabbitmq.url("admin"), timeout=10)
    async with connection, connection.channel() as channel:
        await channel.default_exchange.publish(message, routing_key=queue, timeout=10)
    assert message.message_id is not None
    return message.message_id


async def walk_away(scene: Scene) -> str:
    """Order, pay nothing and never come back; returns the e-mail once the clock has cancelled."""
    errand = Errand(await checkout.known(scene), scene.product)
    await checkout.fill(errand)
    await checkout.place(errand)
    await checkout.until(errand, "cancelled")
    return errand.buyer.email


async def desert(scene: Scene, fleet: Fleet, cut: Cut) -> None:
    """Order once, be cut off with the stock held, and never ask again."""
    errand = Errand(await checkout.known(scene), scene.product)
    await checkout.fill(errand)
    body = {"shipping_address": ADDRESSES[errand.currency]}
    headers = {**errand.buyer.headers, **key()}
    with suppress(httpx.TransportError):
        await scene.shop.call("POST", "/orders", json=body, headers=headers)

    async def struck() -> bool:
        return is_struck(fleet, cut)

    await eventually(struck, bool, within=30)
