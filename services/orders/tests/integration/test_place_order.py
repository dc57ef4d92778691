import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from common.db import Sessions
from common.errors import Unavailable
from common.ids import new_id
from common.money import Money
from common.testing.tokens import Tokens
from orders import wiring
from orders.adapters.abandoned import forget_claims
from orders.adapters.base import Base
from orders.adapters.order_tokens import OrderTokens
from orders.adapters.releases import OwedReleases
from orders.usecases.run_clocks import sweep_claims
from orders.usecases.shopper import Shopper

PATH = "/api/v1/orders"


async def outbox(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        rows = await session.scalars(text("select name from orders.outbox order by seq"))
        return list(rows)


async def rows_of(sessions: Sessions, name: str) -> int:
    async with sessions() as session:
        return len((await session.execute(select(Base.metadata.tables[f"orders.{name}"]))).all())


async def test_an_order_is_placed_with_its_totals(
    shopper: Any, holds: Any, sessions: Sessions, make_item: Any
) -> None:
    basket = shopper.fill(make_item(129_950, 2), make_item(1_000))

    answer = await shopper.order(notes="ring the bell", cart_version=1)

    body = answer.json()
    assert answer.status_code == 201, body
    assert answer.headers["location"] == f"{PATH}/{body['id']}"
    assert answer.headers["etag"] == '"1"'
    assert body["status"] == "pending"
    assert body["payment_status"] == "unpaid"
    assert body["fulfillment_status"] == "unfulfilled"
    assert body["number"].startswith("SK-")
    assert body["subtotal"]["amount"] == 260_900
    assert body["shipping"]["amount"] == 25_000
    assert body["shipping_method"] == "standard"
    assert body["tax_included"] is True
    assert body["tax"]["amount"] == sum(item["tax"]["amount"] for item in body["items"])
    assert body["total"]["amount"] == 285_900
    assert body["amounts"]["outstanding"] == body["total"]
    assert body["allowed_actions"] == ["pay", "cancel"]
    assert body["expires_at"] is not None
    assert body["order_token"]
    assert len(holds.held[body_id(body)]) == 2
    assert await outbox(sessions) == ["orders.order_placed.v1"]
    async with sessions() as session:
        stored = await session.scalar(text("select body::text from orders.idempotency_keys"))
        placed = await session.scalar(text("select body from orders.outbox"))
    assert "order_token" not in str(stored)
    assert str(basket.items[0].id) in str(placed)


def body_id(body: dict[str, Any]) -> Any:
    return type(new_id())(body["id"])


async def test_shipping_is_chosen_and_rounding_makes_the_total_payable(
    shopper: Any, make_item: Any
) -> None:
    shopper.fill(make_item(10_049))

    body = (await shopper.order(shipping_method="express")).json()

    assert body["shipping"]["amount"] == 90_000
    assert body["rounding"]["amount"] == -49
    assert body["total"]["amount"] == 100_000


async def test_an_address_of_the_book_is_taken(
    shopper: Any, customers: Any, make_item: Any, make_order: Any
) -> None:
    address_id = new_id()
    customers.addresses[address_id] = make_order().shipping_address
    shopper.fill(make_item())

    assert (await shopper.order(address_id=str(address_id))).status_code == 201
    shopper.fill(make_item())
    unknown = await shopper.order(address_id=str(new_id()))
    assert (unknown.status_code, unknown.json()["code"]) == (422, "validation_failed")
    assert unknown.json()["errors"][0]["pointer"] == "#/address_id"


async def test_without_any_address_there_is_no_order(
    shopper: Any, customers: Any, make_item: Any
) -> None:
    customers.default = None
    shopper.fill(make_item())

    answer = await shopper.order()

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (
        422,
        "#/shipping_address",
    )


async def test_a_repeat_gets_the_same_answer(shopper: Any, make_item: Any, sessions: Any) -> None:
    shopper.fill(make_item())

    first = await shopper.order("one")
    again = await shopper.order("one")

    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert again.headers["location"] == first.headers["location"]
    other = await shopper.order("one", notes="another body")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await rows_of(sessions, "orders") == 1


async def test_twenty_parallel_repeats_place_one_order(
    shopper: Any, make_item: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())

    answers = await asyncio.gather(*(shopper.order("one") for _ in range(20)))

    told = [answer for answer in answers if answer.status_code == 201]
    assert told
    assert len({answer.content for answer in told}) == 1
    refused = [answer for answer in answers if answer.status_code != 201]
    # On a busy machine some find no connection within a second: they come again with their key.
    assert {answer.json()["code"] for answer in refused} <= {
        "idempotency_key_in_use",
        "unavailable",
    }
    assert await rows_of(sessions, "orders") == 1
    assert await outbox(sessions) == ["orders.order_placed.v1"]
    assert (await shopper.order("one")).content == told[0].content


async def test_two_keys_never_order_one_cart_twice(
    shopper: Any, make_item: Any, sessions: Sessions, holds: Any
) -> None:
    shopper.fill(make_item())

    answers = await asyncio.gather(*(shopper.order() for _ in range(6)))

    [placed] = [answer.json() for answer in answers if answer.status_code == 201]
    refused = [answer.json() for answer in answers if answer.status_code != 201]
    assert {problem["code"] for problem in refused} == {"cart_already_ordered"}
    assert {problem["order_id"] for problem in refused} == {placed["id"]}
    assert list(holds.held) == [body_id(placed)]
    assert await rows_of(sessions, "idempotency_keys") == 1


UNORDERABLE: list[tuple[dict[str, Any], int, str]] = [
    ({"cart_version": 9}, 409, "cart_changed"),
    ({"shipping_method": "pigeon"}, 422, "unknown_shipping_method"),
    ({"notes": "\u0000"}, 422, "validation_failed"),
    ({"surprise": 1}, 422, "validation_failed"),
    ({"cart_version": "1"}, 422, "validation_failed"),
]


async def test_what_cannot_be_ordered_is_refused_and_leaves_nothing(
    shopper: Any, make_item: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())

    for body, status, code in UNORDERABLE:
        answer = await shopper.order(**body)

        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    assert await rows_of(sessions, "idempotency_keys") == 0
    assert await rows_of(sessions, "orders") == 0


async def test_an_empty_cart_is_refused_and_the_key_stays_free(
    shopper: Any, make_item: Any
) -> None:
    refused = await shopper.order("one")
    shopper.fill(make_item())

    assert (refused.status_code, refused.json()["code"]) == (409, "cart_empty")
    assert (await shopper.order("one")).status_code == 201


async def test_nothing_is_sent_where_the_shop_does_not_deliver(
    shopper: Any, make_item: Any
) -> None:
    shopper.fill(make_item())
    address = {
        "full_name": "Jo",
        "phone_number": "+49 30 1",
        "line1": "Platz 1",
        "city": "Berlin",
        "country": "DE",
    }

    answer = await shopper.order(shipping_address=address)

    assert (answer.status_code, answer.json()["code"]) == (422, "no_shipping_to_country")


async def test_too_little_stock_names_what_is_short_and_frees_the_key(
    shopper: Any, make_item: Any, holds: Any, sessions: Sessions
) -> None:
    basket = shopper.fill(make_item(quantity=3))
    holds.short = True

    refused = await shopper.order("one")
    holds.short = False
    placed = await shopper.order("one")

    assert (refused.status_code, refused.json()["code"]) == (409, "insufficient_stock")
    assert refused.json()["items"] == [
        {
            "product_id": str(basket.items[0].product_id),
            "variant_id": str(basket.items[0].variant_id),
            "requested": 3,
            "available": 0,
        }
    ]
    assert len(holds.released) == 1
    assert placed.status_code == 201


async def test_what_is_not_for_sale_is_not_ordered(
    shopper: Any, make_item: Any, holds: Any
) -> None:
    for changes in ({"sellable": False}, {"unit_price": None}):
        shopper.fill(make_item(), make_item(**changes))

        answer = await shopper.order()

        assert (answer.status_code, answer.json()["code"]) == (409, "insufficient_stock")
    assert holds.held == {}


async def test_a_service_that_is_down_is_a_503_and_frees_the_key(
    shopper: Any, make_item: Any, asked: Any
) -> None:
    for service in (asked.carts, asked.customers, asked.holds):
        shopper.fill(make_item())
        key = new_id().hex
        service.down = True
        refused = await shopper.order(key)
        service.down = False
        placed = await shopper.order(key)

        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert placed.status_code == 201


async def test_at_most_so_many_orders_stay_open(
    shopper: Any, make_item: Any, client: httpx.AsyncClient
) -> None:
    state = client._transport.app.state  # type: ignore[attr-defined]
    object.__setattr__(state.counter, "open_at_most", 1)
    first = await shopper.placed()
    shopper.fill(make_item())

    refused = await shopper.order()
    await shopper.post(f"{PATH}/{first['id']}/cancel")

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_open_orders")
    assert (await shopper.order()).status_code == 201


async def test_who_orders_is_signed_in_and_brings_a_key(
    client: httpx.AsyncClient, shopper: Any, signed: Tokens
) -> None:
    nobody = await client.post(PATH, json={}, headers={"idempotency-key": "one"})
    late = {"authorization": f"Bearer {signed.access(lives=-60)}", "idempotency-key": "one"}
    keyless = await client.post(PATH, json={}, headers=shopper.headers)

    assert (nobody.status_code, nobody.json()["code"]) == (401, "unauthenticated")
    assert (await client.post(PATH, json={}, headers=late)).status_code == 401
    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_missing")


async def test_nothing_due_is_a_success_at_once(
    shopper: Any, make_item: Any, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        await session.execute(text("""update orders.shipping_methods set prices = '{"KES": 0}'"""))
    shopper.fill(make_item(0))

    body = (await shopper.order()).json()

    assert (body["status"], body["payment_status"], body["version"]) == ("success", "paid", 3)
    assert body["total"]["amount"] == 0
    assert body["allowed_actions"] == []
    assert await outbox(sessions) == ["orders.order_placed.v1", "orders.order_paid.v1"]
    assert await rows_of(sessions, "mails") == 1


async def claimed_and_crashed(shopper: Any, holds: Any, key: str) -> None:
    """End a request between its hold and its commit, as a killed process would."""
    held = asyncio.Event()

    async def stall() -> None:
        held.set()
        await asyncio.Event().wait()

    holds.before = stall
    request = asyncio.create_task(shopper.order(key))
    await held.wait()
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    holds.before = None


async def age_claims(sessions: Sessions, seconds: int) -> None:
    async with sessions.begin() as session:
        await session.execute(
            text(
                "update orders.idempotency_keys set"
                " locked_until = locked_until - make_interval(secs => :s)"
            ),
            {"s": seconds},
        )


async def test_a_crash_leaves_a_claim_that_is_taken_over_with_the_same_id(
    shopper: Any, make_item: Any, holds: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())
    await claimed_and_crashed(shopper, holds, "one")
    async with sessions() as session:
        reserved = await session.scalar(text("select resource_id from orders.idempotency_keys"))

    busy = await shopper.order("one")
    await age_claims(sessions, 31)
    taken_over = await shopper.order("one")

    assert (busy.status_code, busy.json()["code"]) == (409, "idempotency_key_in_use")
    assert busy.headers["retry-after"]
    assert taken_over.status_code == 201
    assert taken_over.json()["id"] == str(reserved)


async def test_the_sweeper_clears_what_a_crash_left(
    shopper: Any, make_item: Any, holds: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())
    await claimed_and_crashed(shopper, holds, "one")

    await sweep_claims(lambda: forget_claims(sessions), OwedReleases(sessions), holds)
    young = await rows_of(sessions, "idempotency_keys")
    await age_claims(sessions, 61)
    await sweep_claims(lambda: forget_claims(sessions), OwedReleases(sessions), holds)

    assert young == 1
    assert await rows_of(sessions, "idempotency_keys") == 0
    assert len(holds.released) == 1
    assert await rows_of(sessions, "orders") == 0


async def test_a_hold_that_could_not_be_let_go_is_let_go_later(
    shopper: Any, customers: Any, make_item: Any, holds: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())
    await claimed_and_crashed(shopper, holds, "one")
    async with sessions() as session:
        reserved = await session.scalar(text("select resource_id from orders.idempotency_keys"))
    await age_claims(sessions, 31)
    customers.default, holds.down = None, True

    refused = await shopper.order("one")  # it takes the claim over, hold and all
    sweep = partial(sweep_claims, lambda: forget_claims(sessions), OwedReleases(sessions), holds)
    await sweep()
    owed = await rows_of(sessions, "owed_releases")
    holds.down = False
    await sweep()

    assert refused.status_code == 422
    assert (owed, holds.released) == (1, [reserved])
    assert await rows_of(sessions, "owed_releases") == 0


async def test_a_hold_that_came_after_the_sweeper_is_let_go(
    shopper: Any, make_item: Any, holds: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())

    async def be_swept() -> None:
        await age_claims(sessions, 61)
        await sweep_claims(lambda: forget_claims(sessions), OwedReleases(sessions), holds)
        holds.released.clear()

    holds.before = be_swept
    answer = await shopper.order("one")

    assert answer.status_code == 503
    assert len(holds.released) == 1
    assert holds.held == {}


async def test_a_request_whose_claim_is_gone_answers_503_and_stores_nothing(
    shopper: Any, make_item: Any, holds: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())

    async def lose_the_claim() -> None:
        async with sessions.begin() as session:
            await session.execute(text("delete from orders.idempotency_keys"))

    holds.before = lose_the_claim
    answer = await shopper.order("one")

    assert answer.status_code == 503
    assert await rows_of(sessions, "orders") == 0
    assert await outbox(sessions) == []


async def test_a_request_whose_claim_was_taken_over_leaves_the_hold_alone(
    shopper: Any, make_item: Any, holds: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())
    holds.before = lambda: age_claims(sessions, -5)

    answer = await shopper.order("one")

    assert answer.status_code == 503
    assert holds.released == []
    assert await rows_of(sessions, "idempotency_keys") == 1


async def test_no_connection_is_held_while_others_are_asked(
    shopper: Any, make_item: Any, holds: Any, client: httpx.AsyncClient
) -> None:
    shopper.fill(make_item())
    pool = client._transport.app.state.sessions.kw["bind"].pool  # type: ignore[attr-defined]
    out: list[int] = []

    async def look() -> None:
        # The service's own jobs take one for a moment: what counts is the least of a while.
        for _ in range(20):
            out.append(pool.checkedout())
            await asyncio.sleep(0.01)

    holds.before = look
    await shopper.order()

    assert min(out) == 0


async def test_the_order_token_opens_its_order_only(
    client: httpx.AsyncClient, shopper: Any, shoppers: Callable[..., Any]
) -> None:
    mine, other = await shopper.placed(), await shoppers().placed()
    token = {"x-order-token": mine["order_token"]}

    own = await client.get(f"{PATH}/{mine['id']}", headers=token)
    foreign = await client.get(f"{PATH}/{other['id']}", headers=token)
    cancelled = await client.post(
        f"{PATH}/{mine['id']}/cancel", headers={**token, "idempotency-key": "one"}
    )

    assert own.status_code == 200
    assert foreign.status_code == 404
    assert cancelled.json()["status"] == "cancelled"
    assert (await client.get(f"{PATH}/{mine['id']}")).status_code == 401
    assert OrderTokens("a").of(new_id()) != OrderTokens("b").of(new_id())


async def test_services_that_cannot_be_reached_are_a_503(
    settings: Any, signed: Tokens, make_order: Any
) -> None:
    async with wiring.asked(
        settings, lambda callee: signed.service("orders", callee)["x-service-token"]
    ) as asked:
        with pytest.raises(Unavailable):
            await asked.carts.basket(Shopper(user_id=new_id()))
        with pytest.raises(Unavailable):
            await asked.customers.customer(new_id(), address_id=None)
        with pytest.raises(Unavailable):
            await asked.holds.hold(new_id(), make_order().lines)
        with pytest.raises(Unavailable):
            await asked.holds.release(new_id())


async def test_a_tax_on_top_country_pays_tax_on_top(shopper: Any, make_item: Any) -> None:
    shopper.fill(make_item(unit_price=Money(1_999, "USD")), currency="USD")
    address = {
        "full_name": "Jo",
        "phone_number": "+1 555 0100",
        "line1": "1 Main St",
        "city": "Portland",
        "country": "US",
    }

    body = (await shopper.order(shipping_address=address)).json()

    assert body["tax_included"] is False
    assert body["tax"] == {"amount": 165, "currency": "USD"}
    assert body["total"]["amount"] == 1_999 + 500 + 165
