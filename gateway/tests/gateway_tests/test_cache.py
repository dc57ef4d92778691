"""Public catalog answers: kept for two seconds, fetched once, dropped by facts."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import httpx
import pytest
from aio_pika import ExchangeType

from common.clock import utcnow
from common.events.base import Event
from common.events.catalog import (
    CategoryChanged,
    ProductChanged,
    ShopSettingsChanged,
    StockChanged,
)
from common.events.envelope import pack
from common.testing import Backing, Tokens
from gateway import facts
from gateway.cache import Answer, Cache, Change, Entry, key_of, matches
from gateway_tests.conftest import Gate, Opened, Stub, reply, until

SHOWN = uuid4()


def product_changed(product_id: UUID) -> ProductChanged:
    return ProductChanged(
        occurred_at=utcnow(),
        aggregate_id=product_id,
        aggregate_version=2,
        product_id=product_id,
        slug="kanga",
        category_id=uuid4(),
        status="published",
    )


def stock_changed(product_id: UUID) -> StockChanged:
    return StockChanged(
        occurred_at=utcnow(),
        aggregate_id=product_id,
        aggregate_version=2,
        product_ids=(product_id,),
        variant_ids=(),
    )


async def test_a_second_reader_is_answered_from_the_cache(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    first = await client.get("/api/v1/products?category=a&limit=5")
    second = await client.get("/api/v1/products?limit=5&category=a")

    assert len(stubs["catalog"].seen) == 1
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert second.headers["age"] in {"0", "1"}
    assert second.headers["cache-control"] == "public, max-age=2"
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert "ratelimit" in second.headers


@pytest.mark.parametrize(
    "other", ["/api/v1/products?currency=NGN", "/api/v1/products/kanga", "/api/v1/categories"]
)
async def test_another_url_is_another_answer(
    client: httpx.AsyncClient, stubs: dict[str, Stub], other: str
) -> None:
    await client.get("/api/v1/products?currency=KES")
    await client.get(other)

    assert len(stubs["catalog"].seen) == 2


async def test_who_is_signed_in_is_not_answered_from_the_cache(
    client: httpx.AsyncClient, stubs: dict[str, Stub], signed: Tokens
) -> None:
    await client.get("/api/v1/products")
    await client.get("/api/v1/products", headers=signed.bearer())

    assert len(stubs["catalog"].seen) == 2


async def test_other_public_answers_are_not_kept(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    for _ in range(2):
        await client.get("/api/v1/shipping-methods?country=KE")

    assert len(stubs["orders"].seen) == 2


@pytest.mark.parametrize(
    ("status", "header"),
    [
        (200, ("cache-control", "no-store")),
        (200, ("cache-control", "private, max-age=60")),
        (200, ("set-cookie", "a=b")),
        (200, ("vary", "Accept-Language")),
        (404, ("x", "y")),
    ],
)
async def test_what_may_not_be_shared_is_not_kept(
    client: httpx.AsyncClient, stubs: dict[str, Stub], status: int, header: tuple[str, str]
) -> None:
    calls = []

    async def answer(_: Any, __: Any, send: Any) -> None:
        calls.append(1)
        await reply(send, status, {}, (header, ("content-type", "application/problem+json")))

    stubs["catalog"].handlers["/api/v1/products"] = answer

    for _ in range(2):
        got = await client.get("/api/v1/products")
        assert header[1] in got.headers[header[0]]

    assert len(calls) == 2


async def test_an_answer_lives_no_longer_than_it_may(
    opened: Opened, stubs: dict[str, Stub]
) -> None:
    async with opened(cache_seconds=0.1) as gate:

        async def fetched_again() -> bool:
            await gate.client.get("/api/v1/products")
            return len(stubs["catalog"].seen) >= 3

        await until(fetched_again)


async def test_the_etag_saves_the_body(client: httpx.AsyncClient, stubs: dict[str, Stub]) -> None:
    first = await client.get("/api/v1/products")
    held = {"if-none-match": f'"other", W/{first.headers["etag"]}'}

    second = await client.get("/api/v1/products", headers=held)
    other = await client.get("/api/v1/products", headers={"if-none-match": '"other"'})

    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]
    assert "content-length" not in second.headers
    assert other.status_code == 200
    assert len(stubs["catalog"].seen) == 1


async def test_the_services_own_etag_is_kept(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    async def answer(_: Any, __: Any, send: Any) -> None:
        await reply(send, 200, {}, (("etag", '"abc"'), ("cache-control", "public, max-age=1")))

    stubs["catalog"].handlers["/api/v1/shop"] = answer

    for _ in range(2):
        got = await client.get("/api/v1/shop", headers={"if-none-match": '"abc"'})
        assert got.status_code == 304
        assert got.headers["cache-control"] == "public, max-age=1"


async def test_many_readers_at_once_cost_one_question(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    go = asyncio.Event()
    calls = []

    async def answer(_: Any, __: Any, send: Any) -> None:
        calls.append(1)
        await go.wait()
        await reply(send, 200, {"items": []})

    stubs["catalog"].handlers["/api/v1/products"] = answer
    asking = [asyncio.create_task(client.get("/api/v1/products")) for _ in range(20)]
    await asyncio.sleep(0.1)
    go.set()

    answers = await asyncio.gather(*asking)

    assert {answer.status_code for answer in answers} == {200}
    assert len(calls) == 1


async def test_a_reader_that_leaves_does_not_end_the_question_of_others() -> None:
    cache = Cache(seconds=2, max_bytes=1000)
    go = asyncio.Event()

    async def fetch() -> Answer:
        await go.wait()
        return Answer(200, [], b"{}")

    first = asyncio.create_task(cache.fetch(b"k", fetch, is_list=True))
    second = asyncio.create_task(cache.fetch(b"k", fetch, is_list=True))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    go.set()

    assert isinstance(await second, Entry)


async def kept(cache: Cache, key: bytes, body: bytes, *, is_list: bool = False) -> None:
    async def fetch() -> Answer:
        return Answer(200, [], body)

    await cache.fetch(key, fetch, is_list=is_list)


async def test_the_cache_is_bounded_and_lets_go_of_the_oldest() -> None:
    cache = Cache(seconds=2, max_bytes=1000)

    for number in range(5):
        await kept(cache, b"%d" % number, b"x" * 300)

    assert cache.size == 900
    assert cache.get(b"0") is None
    assert cache.get(b"4") is not None


async def test_a_fact_during_the_flight_keeps_its_answer_out() -> None:
    cache = Cache(seconds=2, max_bytes=1000)

    async def fetch() -> Answer:
        cache.drop(Change(ids=frozenset({b"x"})))
        return Answer(200, [], b"read before the fact")

    await cache.fetch(b"k", fetch, is_list=False)

    assert cache.get(b"k") is None


@pytest.mark.parametrize(
    ("event", "left"),
    [
        (product_changed(SHOWN), {b"other"}),
        (product_changed(uuid4()), {b"one", b"other"}),
        (stock_changed(SHOWN), {b"other"}),
        (stock_changed(uuid4()), {b"one", b"other", b"list"}),
        (
            CategoryChanged(
                occurred_at=utcnow(),
                aggregate_id=SHOWN,
                aggregate_version=1,
                category_id=SHOWN,
                slug="a",
            ),
            set(),
        ),
        (
            ShopSettingsChanged(
                occurred_at=utcnow(),
                aggregate_id=SHOWN,
                aggregate_version=1,
                shop_name="Soko",
                currencies=("KES",),
                default_currency="KES",
                countries=(),
            ),
            set(),
        ),
    ],
)
async def test_a_fact_drops_what_it_makes_stale(event: Event, left: set[bytes]) -> None:
    cache = Cache(seconds=60, max_bytes=10_000)
    await kept(cache, b"one", b'{"slug":"mug","variants":[{"id":"%s"}]}' % str(SHOWN).encode())
    await kept(cache, b"other", b'{"id":"%s"}' % str(uuid4()).encode())
    await kept(cache, b"list", b'{"items": [{"id": "%s"}]}' % str(SHOWN).encode(), is_list=True)
    await kept(cache, b"list?in_stock=true", b"{}", is_list=True)

    cache.drop(facts.STALE[type(event)](event))

    assert {key for key in (b"one", b"other", b"list") if cache.get(key)} == left
    assert cache.get(b"list?in_stock=true") is None


@pytest.mark.parametrize(
    ("query", "same"),
    [(b"a=1&b=2", b"b=2&a=1"), (b"a=1&a=2&b", b"b&a=1&a=2")],
)
def test_the_order_of_parameters_does_not_matter(query: bytes, same: bytes) -> None:
    assert key_of("/p", query) == key_of("/p", same)


def test_the_order_of_a_repeated_parameter_does() -> None:
    assert key_of("/p", b"a=1&a=2") != key_of("/p", b"a=2&a=1")


@pytest.mark.parametrize("held", [b'"a"', b'W/"a"', b'"b", "a"', b"*"])
def test_an_etag_is_recognised(held: bytes) -> None:
    assert matches(b'"a"', held)
    assert matches(b'W/"a"', held)
    assert not matches(b'"c"', held) or held == b"*"


async def test_a_published_fact_reaches_the_cache(
    backing: Backing, opened: Opened, stubs: dict[str, Stub]
) -> None:
    admin = await aio_pika.connect(backing.broker_admin_url)
    async with admin, opened(gateway_broker_url=backing.broker_urls["gateway"]) as gate:
        channel = await admin.channel()
        exchange = await channel.declare_exchange("ev.catalog", ExchangeType.TOPIC, durable=True)
        await heard(gate, exchange, stubs["catalog"])


async def heard(gate: Gate, exchange: Any, catalog: Stub) -> None:
    gate.gateway.cache._seconds = 3600

    async def asked_again() -> bool:
        before = len(catalog.seen)
        fact = product_changed(uuid4())
        message = aio_pika.Message(pack(fact, traceparent=None), message_id=str(fact.id))
        await exchange.publish(message, fact.name)
        await gate.client.get("/api/v1/products")
        return before > 0 and len(catalog.seen) > before

    await until(asked_again, seconds=20)
