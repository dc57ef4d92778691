"""What nobody could handle is seen and mended over the API and from the terminal."""

import json
import os
import subprocess
import sys
from typing import Any

import aio_pika
import pytest
from acceptance.eventually import eventually
from acceptance.fleet import Fleet
from acceptance.shop import Person, Shop, unique

from common.events.catalog import ShopSettingsChanged
from common.ids import new_id

OPS = "/admin/ops"


@pytest.fixture
async def admin(shop: Shop) -> Person:
    return await shop.admin()


async def test_a_message_that_cannot_be_read_is_listed_and_goes_back_when_asked(
    admin: Person, fleet: Fleet
) -> None:
    poison = unique("poison").encode()
    await _put(fleet, "cart.catalog", poison)

    parked = await eventually(lambda: _parked(admin, poison), bool)
    assert (parked["queue"], parked["direction"]) == ("cart.catalog", "in")

    # It comes back as unreadable as it was, and is listed once more.
    await admin.post(f"{OPS}/parked-messages/{parked['id']}/requeue")
    again = await eventually(lambda: _parked(admin, poison, but=parked["id"]), bool)
    gone = (await admin.get(f"{OPS}/parked-messages", params={"state": "requeued"}))["items"]
    assert parked["id"] in {one["id"] for one in gone}
    assert again["requeued_at"] is None


async def test_every_service_shows_its_outbox_and_its_queues(admin: Person) -> None:
    outboxes = (await admin.get(f"{OPS}/outbox"))["items"]
    queues = (await admin.get(f"{OPS}/queues", params={"limit": 100}))["items"]

    services = {"users", "catalog", "cart", "orders", "payments"}
    assert {one["service"] for one in outboxes} == services
    assert {one["service"] for one in queues} == services
    assert all(one["parked"] == 0 and one["oldest_seconds"] < 60 for one in outboxes)


async def test_the_terminal_shows_the_same(admin: Person, fleet: Fleet) -> None:
    shown = json.loads(_soko(fleet, "ops", "outbox", "--json"))
    sent = {one["service"] for one in (await admin.get(f"{OPS}/outbox"))["items"]}

    assert {one["service"] for one in shown} == sent
    assert "dead.orders" in _soko(fleet, "ops", "queues", "--json")
    assert json.loads(_soko(fleet, "ops", "parked", "--json")) is not None


def _soko(fleet: Fleet, *words: str) -> str:
    environment = os.environ | {
        "SOKO_HOME": str(fleet.settings.home.path),
        "SOKO_PORT_OFFSET": str(fleet.settings.ports.offset),
    }
    command = [sys.executable, "-m", "soko.cli", *words]
    return subprocess.run(  # noqa: S603  our own command
        command, env=environment, capture_output=True, text=True, check=True, timeout=60
    ).stdout


async def _parked(admin: Person, body: bytes, *, but: str = "") -> Any:
    items = (await admin.get(f"{OPS}/parked-messages", params={"limit": 100}))["items"]
    found = [
        one
        for one in items
        if (one["body"], one["service"]) == (body.decode(), "cart") and one["id"] != but
    ]
    return found[0] if found else None


async def _put(fleet: Fleet, queue: str, body: bytes) -> None:
    """Publish as the owner of the exchange may: the broker knows nothing of what is in it."""
    publisher = queue.partition(".")[2]
    url = fleet.settings.stand.rabbitmq.url(publisher)
    async with await aio_pika.connect(url, timeout=10) as connection:
        channel = await connection.channel(publisher_confirms=True)
        exchange = await channel.get_exchange(f"ev.{publisher}", ensure=False)
        message = aio_pika.Message(body, delivery_mode=2, message_id=str(new_id()))
        await exchange.publish(message, ShopSettingsChanged.name, timeout=10)
