"""Everything around an order in one list, whoever is silent."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
from aiohttp import web

from common.clock import utcnow
from common.events.payments import PaymentCaptured
from common.ids import new_id
from common.testing import Serving
from common.testing.tokens import Tokens
from common.worker import Plan, receive
from orders.adapters.tables import InboxRow, OutboxRow
from orders.consumers.subscriptions import SUBSCRIPTIONS
from orders.main import create_app

ADMIN = "/api/v1/admin/orders"


class Others:
    """Three services in one: `parts` by path prefix, what is missing hangs or answers nonsense."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.parts: dict[str, Any] = {}

    async def answer(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.asked.append((name, request.path))
        return web.json_response(self.parts[name])


@pytest_asyncio.fixture
async def others() -> AsyncIterator[tuple[Others, str]]:
    made = Others()
    app = web.Application()
    app.router.add_get("/{name}/internal/orders/{id}/timeline", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield made, site.name
    await runner.cleanup()


@pytest_asyncio.fixture
async def client(
    settings: Any, sessions: Any, serving: Serving, asked: Any, others: tuple[Others, str]
) -> AsyncIterator[httpx.AsyncClient]:
    _, url = others
    known = settings.model_copy(
        update={
            "payments_url": f"{url}/payments",
            "catalog_url": f"{url}/catalog",
            "timeline_within": 0.3,
        }
    )
    async with serving(create_app(known, asked=asked)) as opened:
        yield opened


async def test_staff_read_all_that_happened_to_an_order(
    shopper: Any, clerk: Any, sessions: Any, open_tx: Any, others: tuple[Others, str]
) -> None:
    order, attempt = await shopper.placed(), new_id()
    captured = PaymentCaptured(
        occurred_at=utcnow(),
        aggregate_id=new_id(),
        aggregate_version=3,
        correlation_id=UUID(order["id"]),
        payment_id=new_id(),
        order_id=UUID(order["id"]),
        attempt_id=attempt,
        provider="chapa",
        amount={"amount": order["total"]["amount"], "currency": "KES"},
    )
    await receive(captured, Plan(SUBSCRIPTIONS, lambda _: open_tx(), OutboxRow, InboxRow), sessions)
    begun = {
        "at": order["created_at"],
        "source": "payments",
        "kind": "attempt",
        "title": "chapa",
        "detail": {},
    }
    others[0].parts = {"payments": {"items": [begun]}, "catalog": {"items": "nonsense"}}

    answer = await clerk.get(f"{ADMIN}/{order['id']}/timeline")

    body = answer.json()
    assert (answer.status_code, body["next_cursor"]) == (200, None)
    told = [(entry["source"], entry["kind"], entry["title"]) for entry in body["items"]]
    assert set(told) == {
        ("payments", "attempt", "chapa"),
        ("orders", "step", "placed: applied, pending"),
        ("orders", "message_out", "orders.order_placed.v1"),
        ("orders", "message_in", "payments.payment_captured.v1"),
        ("orders", "step", "captured: pending → processing"),
        ("orders", "step", "captured: processing → success"),
        ("orders", "message_out", "orders.order_paid.v1"),
        ("orders", "mail", f"Soko: your order {order['number']}"),
        ("orders", "saga", "running: waits for catalog:stock"),
        ("catalog", "missing", "catalog did not answer: its part is missing"),
        ("cart", "missing", "cart did not answer: its part is missing"),
    }
    times = [entry["at"] for entry in body["items"]]
    assert times == sorted(times)
    steps = [entry for entry in body["items"] if entry["kind"] == "step"]
    assert steps[1]["detail"]["message_id"] == str(captured.id)
    assert {name for name, _ in others[0].asked} == {"payments", "catalog"}


async def test_the_timeline_is_for_who_may_read_orders(
    shopper: Any, shoppers: Any, clerk: Any, client: httpx.AsyncClient, signed: Tokens
) -> None:
    order = await shopper.placed()
    path = f"{ADMIN}/{order['id']}/timeline"

    assert (await shopper.get(path)).status_code == 403
    assert (await client.get(path)).status_code == 401
    assert (await shoppers("orders:read").get(path)).status_code == 200
    assert (await clerk.get(f"{ADMIN}/{new_id()}/timeline")).status_code == 404
