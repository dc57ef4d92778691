import asyncio
import time
from contextlib import aclosing
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest

from common.ids import new_id
from orders.adapters.feed import OrderFeed, TooManyStreams
from orders.api.streams import stream
from orders.domain.states import Trigger

PATH = "/api/v1/orders"


async def test_one_sees_ones_own_orders_only(shopper: Any, shoppers: Any) -> None:
    mine = await shopper.placed()
    other = await shoppers().placed()

    listed = (await shopper.get(PATH)).json()

    assert [order["id"] for order in listed["items"]] == [mine["id"]]
    assert listed["next_cursor"] is None
    detail = await shopper.get(f"{PATH}/{mine['id']}")
    assert detail.headers["etag"] == '"1"'
    assert "order_token" not in detail.json()
    assert {**detail.json(), "order_token": mine["order_token"]} == mine
    foreign = await shopper.get(f"{PATH}/{other['id']}")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    assert (await shopper.get(f"{PATH}/{new_id()}")).status_code == 404
    assert (await shopper.get(f"{PATH}/nonsense")).status_code == 404


async def test_staff_use_their_own_door(shopper: Any, clerk: Any) -> None:
    order = await shopper.placed()

    assert (await clerk.get(f"{PATH}/{order['id']}")).status_code == 404


async def test_the_list_is_paged_sorted_and_filtered(shopper: Any) -> None:
    placed = [(await shopper.placed())["id"] for _ in range(5)]
    await shopper.post(f"{PATH}/{placed[0]}/cancel")

    first = (await shopper.get(f"{PATH}?limit=2&include=total")).json()
    second = (await shopper.get(f"{PATH}?limit=2&cursor={first['next_cursor']}")).json()
    third = (await shopper.get(f"{PATH}?limit=2&cursor={second['next_cursor']}")).json()
    oldest = (await shopper.get(f"{PATH}?sort=created_at&limit=1")).json()
    cancelled = (await shopper.get(f"{PATH}?status=cancelled")).json()

    seen = [order["id"] for page in (first, second, third) for order in page["items"]]
    assert seen == placed[::-1]
    assert third["next_cursor"] is None
    assert (first["total"], first["total_capped"]) == (5, False)
    assert oldest["items"][0]["id"] == placed[0]
    assert [order["id"] for order in cancelled["items"]] == [placed[0]]
    swapped = await shopper.get(f"{PATH}?status=pending&cursor={first['next_cursor']}")
    assert (swapped.status_code, swapped.json()["code"]) == (400, "invalid_parameter")


TYPOS = [
    ("stauts=pending", "unknown_parameter"),
    ("status=nonsense", "invalid_parameter"),
    ("limit=0", "invalid_parameter"),
    ("limit=101", "invalid_parameter"),
    ("cursor=nonsense", "invalid_parameter"),
    ("created_from=yesterday", "invalid_parameter"),
    ("sort=total", "invalid_parameter"),
]


async def test_a_typo_never_lists_everything(shopper: Any) -> None:
    for query, code in TYPOS:
        answer = await shopper.get(f"{PATH}?{query}")

        assert (answer.status_code, answer.json()["code"]) == (400, code), query


async def test_created_from_narrows(shopper: Any) -> None:
    order = await shopper.placed()

    since = (await shopper.get(f"{PATH}?created_from={order['created_at']}")).json()
    later = (await shopper.get(f"{PATH}?created_from=2100-01-01T00:00:00Z")).json()

    assert len(since["items"]) == 1
    assert later["items"] == []


async def test_no_date_is_too_strange_to_be_answered(shopper: Any) -> None:
    for date in ("0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59", "1e9", "99999999999"):
        answer = await shopper.get(f"{PATH}?created_from={date}")

        assert answer.status_code < 500, date


async def test_a_pending_order_is_cancelled_once(shopper: Any, happen: Any) -> None:
    order = await shopper.placed()
    path = f"{PATH}/{order['id']}/cancel"

    first = await shopper.post(path, {"reason": "changed my mind"}, key="one")
    replay = await shopper.post(path, {"reason": "changed my mind"}, key="one")
    again = await shopper.post(path)

    assert first.status_code == 200
    assert first.json()["status"] == "cancelled"
    assert first.json()["cancellation"]["state"] == "done"
    assert first.json()["cancellation"]["reason"] == "changed my mind"
    assert first.json()["allowed_actions"] == []
    assert first.json()["expires_at"] is None
    assert replay.json() == first.json()
    assert replay.headers["idempotent-replayed"] == "true"
    assert (again.status_code, again.json()["version"]) == (200, 2)


async def test_what_is_paid_is_not_cancelled_by_its_owner(shopper: Any, happen: Any) -> None:
    walks = [
        ([Trigger.CAPTURED], []),
        ([Trigger.CAPTURED, Trigger.STOCK_COMMITTED, Trigger.SHIP], []),
    ]
    for walk, actions in walks:
        order = await shopper.placed()
        await happen(order, *walk, amount=order["total"]["amount"])

        refused = await shopper.post(f"{PATH}/{order['id']}/cancel")

        assert (refused.status_code, refused.json()["code"]) == (409, "order_not_cancellable")
        assert refused.json()["allowed_actions"] == actions


async def test_a_failed_order_may_be_cancelled_or_paid(shopper: Any, happen: Any) -> None:
    order = await shopper.placed()
    await happen(order, Trigger.BEGIN, Trigger.FAILED)

    failed = (await shopper.get(f"{PATH}/{order['id']}")).json()
    cancelled = await shopper.post(f"{PATH}/{order['id']}/cancel")

    assert (failed["status"], failed["payment_status"]) == ("failed", "failed")
    assert failed["allowed_actions"] == ["pay", "cancel"]
    assert cancelled.json()["status"] == "cancelled"


async def test_cancelling_needs_a_key_and_ones_own_order(shopper: Any, shoppers: Any) -> None:
    order = await shopper.placed()
    path = f"{PATH}/{order['id']}/cancel"

    keyless = await shopper.client.post(path, headers=shopper.headers)
    foreign = await shoppers().post(path)

    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_missing")
    assert foreign.status_code == 404


async def test_parallel_cancellations_with_one_key_agree(shopper: Any) -> None:
    order = await shopper.placed()
    path = f"{PATH}/{order['id']}/cancel"

    answers = await asyncio.gather(*(shopper.post(path, key="one") for _ in range(8)))

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {a.json()["version"] for a in answers if a.status_code == 200} == {2}


async def test_a_quote_is_what_the_order_will_cost(shopper: Any, make_item: Any) -> None:
    short = make_item(5_000, 3, available_quantity=1)
    shopper.fill(make_item(10_000, 2), short, make_item(sellable=False))

    answer = await shopper.post(
        "/api/v1/cart/quote", {"shipping_address": {"country": "KE"}, "shipping_method": "express"}
    )

    body = answer.json()
    assert answer.status_code == 200, body
    assert body["subtotal"]["amount"] == 35_000
    assert body["shipping"]["amount"] == 90_000
    assert body["total"]["amount"] == 125_000
    assert body["discount"]["amount"] == 0
    assert len(body["lines"]) == 2
    assert [method["code"] for method in body["shipping_methods"]] == ["standard", "express"]
    assert [warning["code"] for warning in body["warnings"]] == [
        "insufficient_stock",
        "unavailable",
    ]


async def test_quotes_are_refused_like_orders(shopper: Any, make_item: Any) -> None:
    path = "/api/v1/cart/quote"
    empty = await shopper.post(path, {"shipping_address": {"country": "KE"}})
    shopper.fill(make_item())
    abroad = await shopper.post(path, {"shipping_address": {"country": "DE"}})
    unknown = await shopper.post(
        path, {"shipping_address": {"country": "KE"}, "shipping_method": "pigeon"}
    )

    assert (empty.status_code, empty.json()["code"]) == (409, "cart_empty")
    assert (abroad.status_code, abroad.json()["code"]) == (422, "no_shipping_to_country")
    assert unknown.status_code == 422
    nobody = await shopper.client.post(path, json={"shipping_address": {"country": "KE"}})
    assert nobody.status_code == 401


async def test_anyone_sees_the_ways_of_shipping(client: httpx.AsyncClient, sessions: Any) -> None:
    async def codes(query: str) -> list[str]:
        answer = (await client.get(f"/api/v1/shipping-methods{query}")).json()
        return [method["code"] for method in answer["items"]]

    assert await codes("") == ["express", "standard"]
    assert await codes("?country=KE") == ["express", "standard"]
    assert await codes("?country=US") == ["standard"]
    assert await codes("?country=DE") == []
    page = (await client.get("/api/v1/shipping-methods?limit=1")).json()
    assert page["items"][0]["prices"] == [{"amount": 90_000, "currency": "KES"}]
    assert await codes(f"?limit=1&cursor={page['next_cursor']}") == ["standard"]
    assert (await client.get("/api/v1/shipping-methods?country=kenya")).status_code == 400


def read_frame(frame: bytes) -> dict[str, Any]:
    fields = dict(part.split(": ", 1) for part in frame.decode().strip().split("\n"))
    assert fields["event"] == "order"
    return {**orjson.loads(fields["data"]), "event_id": fields["id"]}


async def test_a_stream_shows_now_and_what_comes(shopper: Any, sessions: Any, happen: Any) -> None:
    order = await shopper.placed()
    feed = OrderFeed(sessions, at_most=1, every=0.02)
    polling = asyncio.create_task(feed.run())
    response = stream(UUID(order["id"]), feed, last_seen=0, until=time.time() + 10)
    async with aclosing(response.body_iterator) as frames:  # type: ignore[type-var]
        hello = await anext(frames)
        now = read_frame(await anext(frames))
        with pytest.raises(TooManyStreams):
            feed.admit()
        await happen(order, Trigger.BEGIN)
        later = read_frame(await anext(frames))
        await happen(order, Trigger.CAPTURED, amount=order["total"]["amount"])
        last = read_frame(await anext(frames))

    feed.admit()
    polling.cancel()
    assert hello == b"retry: 2000\n\n"
    assert (now["status"], now["event_id"], now["version"]) == ("pending", "1", 1)
    assert (later["status"], later["payment_status"]) == ("processing", "pending")
    assert (last["status"], last["payment_status"], last["fulfillment_status"]) == (
        "success",
        "paid",
        "unfulfilled",
    )
    assert set(last) == {
        "id",
        "status",
        "payment_status",
        "fulfillment_status",
        "version",
        "at",
        "event_id",
    }


async def test_a_stream_ends_with_the_token_and_resumes(
    shopper: Any, signed: Any, client: httpx.AsyncClient
) -> None:
    order = await shopper.placed()
    path = f"{PATH}/{order['id']}/events"
    brief = {"authorization": f"Bearer {signed.access(shopper.id, lives=2)}"}

    whole = await client.get(path, headers=brief)
    brief = {"authorization": f"Bearer {signed.access(shopper.id, lives=2)}"}
    resumed = await client.get(path, headers={**brief, "last-event-id": "1"})

    assert whole.headers["content-type"].startswith("text/event-stream")
    assert whole.text.startswith('retry: 2000\n\nid: 1\nevent: order\ndata: {"id":"')
    assert "event: order" not in resumed.text


async def test_streams_are_for_the_owner(shopper: Any, shoppers: Any) -> None:
    order = await shopper.placed()

    assert (await shoppers().get(f"{PATH}/{order['id']}/events")).status_code == 404
    assert (await shopper.client.get(f"{PATH}/{order['id']}/events")).status_code == 401


async def test_the_document_describes_every_address(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    assert {
        "/api/v1/orders",
        "/api/v1/orders/{order_id}/events",
        "/api/v1/cart/quote",
        "/api/v1/admin/orders/{order_id}/ship",
    } <= set(document["paths"])
