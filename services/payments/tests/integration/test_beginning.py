import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from common.errors import Conflict, Invalid, NotFound, Unavailable
from common.ids import new_id
from common.money import Money
from payments.domain.caller import Caller, token_hash
from payments.usecases.accept import close_refused
from payments.usecases.ports import Charge
from payments.usecases.problems import ProviderSilent
from payments.usecases.reserve import Wish, release, reserve


class IllegalTransition(Conflict):
    pass


class CurrencyNotSupported(Invalid):
    pass


async def test_an_attempt_begins_with_a_link_to_the_provider(shop: Any) -> None:
    order_id = shop.place()

    answer = await shop.pay(order_id)

    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/payments/{body['id']}"
    assert body["order_id"] == str(order_id)
    assert body["provider"] == "chapa"
    assert body["status"] == "pending"
    assert body["amount"] == {"amount": 45_000, "currency": "ETB"}
    assert body["next_action"]["type"] == "redirect"
    assert body["next_action"]["url"].startswith("http://pay.test/chapa/checkout/")
    assert body["next_action"]["expires_at"] == body["deadline_at"]
    assert len(body["reference"]) == 12
    assert await shop.facts() == ["attempt_begun"]


async def test_orders_is_asked_with_the_callers_own_credentials(shop: Any) -> None:
    await shop.begun()

    [asking] = shop.orders.asked
    assert asking.credentials["authorization"].startswith("Bearer ")
    assert asking.terms.currencies == ("ETB", "USD")


async def test_a_payment_is_shown_to_its_owner(shop: Any) -> None:
    started = await shop.begun(phone_number="0912345678")

    payment = await shop.payment(started["id"])

    nothing = {"amount": 0, "currency": "ETB"}
    assert payment["status"] == "processing"
    assert payment["captured"] == payment["refunded"] == payment["refund_pending"] == nothing
    assert payment["outstanding"] == payment["amount"] == {"amount": 45_000, "currency": "ETB"}
    assert payment["refunds"] == []
    [attempt] = payment["attempts"]
    assert attempt["phone_number"] == "+251******678"
    assert attempt["failure"] is None
    assert attempt["next_action"]["type"] == "redirect"


async def test_one_key_begins_one_attempt(shop: Any) -> None:
    order_id = shop.place()

    first = await shop.pay(order_id, key="k")
    again = await shop.pay(order_id, key="k")

    assert again.status_code == first.status_code == 201
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert await shop.count("attempts") == 1


async def test_one_key_with_another_body_is_refused(shop: Any) -> None:
    order_id = shop.place()
    await shop.pay(order_id, key="k")

    answer = await shop.pay(order_id, key="k", phone_number="0912345678")

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("same_key", [True, False])
async def test_a_double_click_begins_one_attempt(shop: Any, same_key: bool) -> None:
    order_id = shop.place()
    keys = ["k"] * 8 if same_key else [str(new_id()) for _ in range(8)]

    answers = await asyncio.gather(*(shop.pay(order_id, key=key) for key in keys))

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["attempt_id"] for answer in answers}) == 1
    assert len({answer.json()["next_action"]["url"] for answer in answers}) == 1
    assert await shop.count("attempts") == 1


async def test_the_same_provider_answers_with_the_open_attempt(shop: Any) -> None:
    order_id = shop.place()
    first = await shop.pay(order_id)

    again = await shop.pay(order_id)

    assert again.status_code == 200
    assert again.json() == first.json()


async def test_a_failed_payment_is_tried_again_with_another_reference(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "decline")
    await shop.refresh(started["id"])

    answer = await shop.http.post(
        f"/api/v1/payments/{started['id']}/attempts",
        json={"provider": "chapa"},
        headers={**shop.bearer(), "idempotency-key": "again"},
    )

    assert answer.status_code == 201
    assert answer.json()["id"] == started["id"]
    assert answer.json()["reference"] != started["reference"]
    assert [one["status"] for one in (await shop.payment(started["id"]))["attempts"]] == [
        "failed",
        "pending",
    ]


async def test_orders_refusal_is_passed_on_and_nothing_is_told(shop: Any) -> None:
    order_id = shop.place()
    shop.orders.refusal = IllegalTransition("cancelled", allowed_actions=["refund"])

    answer = await shop.pay(order_id, key="k")

    body = answer.json()
    assert answer.status_code == 409
    assert body["code"] == "illegal_transition"
    assert body["allowed_actions"] == ["refund"]
    assert await shop.facts() == []
    assert [row["status"] for row in await shop.sql("select status from payments.attempts")] == [
        "failed"
    ]

    shop.orders.refusal = None
    assert (await shop.pay(order_id, key="k")).status_code == 201


async def test_orders_refuses_a_strangers_order(shop: Any) -> None:
    shop.orders.refusal = NotFound("no such order")

    answer = await shop.pay(shop.place(), user=new_id())

    assert answer.status_code == 404


async def test_orders_silence_leaves_the_attempt_to_the_next_request(shop: Any) -> None:
    order_id = shop.place()
    shop.orders.refusal = Unavailable("down")

    silent = await shop.pay(order_id, key="k")
    shop.orders.refusal = None
    answer = await shop.pay(order_id, key="k")

    assert silent.status_code == 503
    assert "retry-after" in silent.headers
    assert answer.status_code == 201
    assert len({asking.attempt_id for asking in shop.orders.asked}) == 1
    assert await shop.count("attempts") == 1


async def test_a_refusal_after_a_lost_answer_is_told_to_orders(shop: Any) -> None:
    order_id = shop.place()
    shop.orders.refusal = Unavailable("the answer was lost")
    await shop.pay(order_id, key="k")
    shop.orders.refusal = IllegalTransition("a cancel was asked")

    answer = await shop.pay(order_id, key="k")

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    [failed] = await shop.facts("payment_failed")
    assert failed["attempt_id"] == str(shop.orders.asked[0].attempt_id)
    assert (failed["reason"], failed["certain"]) == ("illegal_transition", True)
    [attempt] = await shop.sql("select * from payments.attempts")
    assert (attempt["status"], attempt["begun_at"]) == ("failed", None)


async def test_what_a_rival_took_over_is_neither_let_go_nor_ended(shop: Any) -> None:
    caller = Caller(user_id=shop.customer, token_hash=None, is_staff=False, credentials={})
    wish = Wish(
        attempt_id=new_id(),
        order_id=shop.place(),
        terms=shop.world.providers["cash"].terms,
        reference="0123456789AB",
        phone_number=None,
        return_url=None,
        caller=caller,
    )
    ours = await reserve(wish, world=shop.world)
    await shop.sql("update payments.attempts set lease_until = now() - interval '1 s'")
    rival = await reserve(wish, world=shop.world)

    await release(ours, world=shop.world)
    await close_refused(ours, IllegalTransition("no"), world=shop.world)

    [attempt] = await shop.sql("select * from payments.attempts")
    assert (attempt["status"], attempt["lease_until"]) == ("initiating", rival.attempt.lease_until)
    assert await shop.facts() == []
    await release(rival, world=shop.world)
    [attempt] = await shop.sql("select * from payments.attempts")
    assert (attempt["status"], attempt["lease_until"]) == ("initiating", None)


async def test_a_stranger_ends_no_attempt_that_orders_may_have_let_begin(shop: Any) -> None:
    order_id = shop.place()
    shop.orders.refusal = Unavailable("down")
    await shop.pay(order_id)
    shop.orders.refusal = NotFound("there is no such order")

    stranger = await shop.pay(order_id, user=new_id())
    shop.orders.refusal = None
    answer = await shop.pay(order_id)

    assert (stranger.status_code, stranger.json()["code"]) == (409, "payment_in_progress")
    assert answer.status_code == 201
    assert len({asking.attempt_id for asking in shop.orders.asked}) == 1


async def test_a_lost_answer_of_the_provider_is_waited_for(shop: Any) -> None:
    await shop.dials(initiate="charge_then_500")
    order_id = shop.place()

    answer = await shop.pay(order_id, key="k")
    other = await shop.pay(order_id)
    again = await shop.pay(order_id, key="k")

    assert answer.status_code == 201
    assert answer.json()["next_action"]["type"] == "wait"
    assert answer.json()["next_action"]["expires_at"]
    assert other.status_code == 200
    assert other.json()["attempt_id"] == answer.json()["attempt_id"]
    assert again.json() == answer.json()


@pytest.mark.parametrize("fault", ["error_500", "malformed"])
async def test_an_answer_that_cannot_be_read_is_waited_for(shop: Any, fault: str) -> None:
    await shop.dials(initiate=fault)

    started = await shop.begun()

    assert started["next_action"]["type"] == "wait"


async def test_what_the_provider_refuses_ends_the_attempt_and_orders_hears_of_it(shop: Any) -> None:
    await shop.chapa.delete("/control")
    shop.world.providers["chapa"].outbound.headers = {"authorization": "Bearer wrong"}

    started = await shop.begun()

    assert started["status"] == "failed"
    assert started["next_action"] == {"type": "none"}
    failure = (await shop.attempt(started))["failure"]
    assert failure["code"] == "provider_refused"
    assert await shop.facts() == ["attempt_begun", "payment_failed"]


async def test_a_breaker_that_is_reachable_names_alternatives(shop: Any) -> None:
    await shop.dials(initiate="error_500")
    for _ in range(5):
        await shop.begun()

    answer = await shop.pay(shop.place())

    assert answer.status_code == 503
    assert answer.json()["code"] == "provider_unavailable"
    assert answer.json()["alternatives"] == ["mpesa", "cash"]
    assert "retry-after" in answer.headers


async def test_eight_attempts_are_enough(shop: Any) -> None:
    order_id = shop.place()
    for _ in range(8):
        started = (await shop.pay(order_id)).json()
        await shop.decide(started["reference"], "decline")
        await shop.refresh(started["id"])

    answer = await shop.pay(order_id)

    assert answer.status_code == 409
    assert answer.json()["code"] == "too_many_attempts"


async def test_a_currency_that_only_we_know_to_be_wrong_ends_the_attempt(shop: Any) -> None:
    answer = await shop.pay(shop.place(currency="KES"))

    assert answer.status_code == 422
    assert answer.json()["code"] == "currency_not_supported"
    assert answer.json()["supported"] == ["ETB", "USD"]
    assert await shop.facts() == ["attempt_begun", "payment_failed"]


async def test_orders_refusal_of_a_currency_is_passed_on(shop: Any) -> None:
    shop.orders.refusal = CurrencyNotSupported("no", supported=["ETB", "USD"])

    answer = await shop.pay(shop.place())

    assert answer.status_code == 422
    assert answer.json()["supported"] == ["ETB", "USD"]


async def test_cash_is_counted_on_at_once(shop: Any) -> None:
    started = await shop.begun(provider="cash")

    assert started["status"] == "authorized"
    assert started["next_action"] == {"type": "none"}
    assert started["deadline_at"] is None
    assert (await shop.payment(started["id"]))["status"] == "processing"
    assert await shop.facts() == ["attempt_begun", "payment_authorized"]


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"provider": "barter"}, "#/provider"),
    ({"provider": "manual"}, "#/provider"),
    ({"provider": ""}, "#/provider"),
    ({"provider": "chapa", "phone_number": "12"}, "#/phone_number"),
    ({"provider": "chapa", "return_url": "https://evil.test/x"}, "#/return_url"),
    ({"provider": "chapa", "return_url": "http://shop.test@evil.test/"}, "#/return_url"),
    ({"provider": "chapa", "return_url": "http://shop.test\\@evil.test/"}, "#/return_url"),
    ({"provider": "chapa", "return_url": "javascript:alert(1)"}, "#/return_url"),
    ({"provider": "chapa", "amount": 1}, "#/amount"),
    ({}, "#/provider"),
]


async def test_a_request_that_can_never_work_is_told_where(shop: Any) -> None:
    path = f"/api/v1/orders/{shop.place()}/payments"
    for body, pointer in IMPOSSIBLE:
        headers = {**shop.bearer(), "idempotency-key": "k"}
        answer = await shop.http.post(path, json=body, headers=headers)

        assert answer.status_code == 422, body
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert await shop.count("attempts") == 0


async def test_a_return_address_of_the_allow_list_is_taken(shop: Any) -> None:
    for url in ("http://shop.test/thanks?a=1", "https://app.shop.test/x"):
        assert (await shop.pay(shop.place(), return_url=url)).status_code == 201, url


async def test_a_key_is_needed_and_so_is_a_caller(shop: Any) -> None:
    path = f"/api/v1/orders/{shop.place()}/payments"

    without_key = await shop.http.post(path, json={"provider": "chapa"}, headers=shop.bearer())
    without_caller = await shop.http.post(path, json={"provider": "chapa"})

    assert without_key.json()["code"] == "idempotency_key_missing"
    assert without_key.status_code == 400
    assert without_caller.status_code == 401


async def test_a_guest_pays_with_the_orders_token(shop: Any) -> None:
    order_id = shop.orders.place(token_hash("the-token"), Money(45_000, "ETB"))
    headers = {"x-order-token": "the-token", "idempotency-key": "k"}

    answer = await shop.http.post(
        f"/api/v1/orders/{order_id}/payments", json={"provider": "chapa"}, headers=headers
    )

    assert answer.status_code == 201
    seen = f"/api/v1/payments/{answer.json()['id']}"
    assert (await shop.http.get(seen, headers=headers)).status_code == 200
    assert (await shop.http.get(seen, headers={"x-order-token": "no"})).status_code == 404
    assert shop.orders.asked[0].credentials == {"x-order-token": "the-token"}


async def test_anothers_payment_does_not_exist(shop: Any) -> None:
    started = await shop.begun()
    stranger = shop.bearer(new_id())
    path = f"/api/v1/payments/{started['id']}"
    keyed = {**stranger, "idempotency-key": "k"}

    answers: list[httpx.Response] = [
        await shop.http.get(path, headers=stranger),
        await shop.http.post(f"{path}/refresh", headers=stranger),
        await shop.http.post(f"{path}/attempts", json={"provider": "chapa"}, headers=keyed),
        await shop.http.post(
            f"/api/v1/orders/{started['order_id']}/payments",
            json={"provider": "chapa"},
            headers=keyed,
        ),
        await shop.http.get(f"/api/v1/payments/{new_id()}", headers=shop.bearer()),
        await shop.http.get("/api/v1/payments/nonsense", headers=shop.bearer()),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert (await shop.http.get("/api/v1/payments", headers=stranger)).json()["items"] == []


async def test_ones_own_payments_are_listed_in_pages(shop: Any) -> None:
    made = [(await shop.begun())["id"] for _ in range(3)]
    url = "/api/v1/payments?limit=2&include=total"

    first = (await shop.http.get(url, headers=shop.bearer())).json()
    then = (
        await shop.http.get(f"{url}&cursor={first['next_cursor']}", headers=shop.bearer())
    ).json()

    assert [one["id"] for one in first["items"] + then["items"]] == made[::-1]
    assert first["total"] == 3
    assert then["next_cursor"] is None


async def test_the_completer_ends_what_orders_never_answered(shop: Any) -> None:
    shop.orders.refusal = Unavailable("down")
    await shop.pay(shop.place())

    await shop.complete()

    [attempt] = await shop.sql("select * from payments.attempts")
    assert attempt["status"] == "failed"
    assert [fact["certain"] for fact in await shop.facts("payment_failed")] == [True]


async def test_a_request_whose_lease_was_taken_over_does_not_call_the_provider_again(
    shop: Any,
) -> None:
    called: list[str] = []
    till = shop.world.providers["cash"]

    class Counting:
        terms, is_reachable = till.terms, True

        async def begin(self, charge: Charge) -> None:
            called.append(charge.reference)
            raise ProviderSilent("no answer")

    providers = {**shop.world.providers, "cash": Counting()}
    shop.app.state.world = replace(shop.world, providers=providers)
    shop.orders.gate = asyncio.Event()
    order_id = shop.place()

    first = asyncio.create_task(shop.pay(order_id, provider="cash"))
    await until(lambda: len(shop.orders.asked) == 1)
    await shop.sql("update payments.attempts set lease_until = now() - interval '1 s'")
    second = asyncio.create_task(shop.pay(order_id, provider="cash"))
    await until(lambda: len(shop.orders.asked) == 2)
    shop.orders.gate.set()

    answers = [(await first).json(), (await second).json()]
    assert len(called) == 1
    assert {answer["attempt_id"] for answer in answers} == {answers[0]["attempt_id"]}
    assert {answer["next_action"]["type"] for answer in answers} == {"wait"}


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")
