import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg

from common.errors import Conflict
from common.ids import new_id


class IllegalTransition(Conflict):
    pass


async def record(shop: Any, order_id: Any, provider: str, amount: int, key: str = "") -> Any:
    return await shop.http.post(
        "/api/v1/admin/payments",
        json={
            "order_id": str(order_id),
            "provider": provider,
            "amount": {"amount": amount, "currency": "ETB"},
            "note": "at the door",
        },
        headers={**shop.bearer(new_id(), "payments:*"), "idempotency-key": key or str(new_id())},
    )


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


async def waiting(shop: Any, requests: int) -> None:
    for _ in range(150):
        [row] = await shop.sql(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock'"
        )
        if row[0] == requests:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits for the payment")


async def test_cash_that_was_promised_is_recorded(shop: Any) -> None:
    started = await shop.begun(provider="cash")

    answer = await record(shop, started["order_id"], "cash", 45_000)

    body = answer.json()
    assert answer.status_code == 201
    assert body["status"] == "success"
    assert body["captured"] == {"amount": 45_000, "currency": "ETB"}
    assert body["outstanding"]["amount"] == 0
    [fact] = await shop.facts("payment_captured")
    assert fact["attempt_id"] == started["attempt_id"]
    [audit] = await shop.facts("audit_recorded")
    assert audit["action"] == "payments.record_money"
    assert len(shop.orders.asked) == 1


async def test_promised_cash_may_come_in_parts(shop: Any) -> None:
    started = await shop.begun(provider="cash")

    first = await record(shop, started["order_id"], "cash", 20_000)
    then = await record(shop, started["order_id"], "manual", 25_000)
    more = await record(shop, started["order_id"], "cash", 1)

    assert (first.status_code, then.status_code) == (201, 201)
    assert first.json()["outstanding"]["amount"] == 25_000
    assert first.json()["status"] == "processing"
    assert then.json()["status"] == "success"
    assert (more.status_code, more.json()["code"]) == (409, "nothing_outstanding")
    amounts = [fact["amount"]["amount"] for fact in await shop.facts("payment_captured")]
    assert amounts == [20_000, 25_000]


async def test_bank_money_begins_with_orders_and_is_captured(shop: Any) -> None:
    order_id = shop.place()

    answer = await record(shop, order_id, "manual", 45_000)

    assert answer.status_code == 201
    assert answer.json()["status"] == "success"
    assert await shop.facts() == ["attempt_begun", "payment_captured", "audit_recorded"]
    [asking] = shop.orders.asked
    limits = asking.terms.limits["ETB"]
    assert (limits.minimum, limits.maximum) == (45_000, 45_000)


async def test_a_key_belongs_to_the_member_of_staff_who_used_it(shop: Any) -> None:
    started = await shop.begun(provider="cash")

    for _ in range(2):
        answer = await record(shop, started["order_id"], "cash", 20_000, key="k")
        assert answer.status_code == 201

    assert await shop.count("captures") == 2


async def test_a_repeat_by_the_same_member_of_staff_is_replayed(shop: Any) -> None:
    started = await shop.begun(provider="cash")
    headers = {**shop.bearer(new_id(), "payments:*"), "idempotency-key": "k"}
    body = {
        "order_id": started["order_id"],
        "provider": "cash",
        "amount": {"amount": 20_000, "currency": "ETB"},
    }

    first = await shop.http.post("/api/v1/admin/payments", json=body, headers=headers)
    again = await shop.http.post("/api/v1/admin/payments", json=body, headers=headers)

    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert await shop.count("captures") == 1


async def test_a_request_whose_claim_was_taken_over_books_nothing(shop: Any) -> None:
    started = await shop.begun(provider="cash")
    headers = {**shop.bearer(new_id(), "payments:*"), "idempotency-key": "k"}
    body = {
        "order_id": started["order_id"],
        "provider": "cash",
        "amount": {"amount": 20_000, "currency": "ETB"},
    }

    async def post() -> Any:
        return await shop.http.post("/api/v1/admin/payments", json=body, headers=headers)

    blocker = await asyncpg.connect(shop.dsn)
    try:
        async with blocker.transaction():
            await blocker.execute("select from payments.payments for update")
            first = asyncio.create_task(post())
            await waiting(shop, 1)
            await shop.sql("update payments.idempotency_keys set locked_until = now()")
            second = asyncio.create_task(post())
            await waiting(shop, 2)
    finally:
        await blocker.close()

    assert sorted([(await first).status_code, (await second).status_code]) == [201, 503]
    assert await shop.count("captures") == 1


async def test_no_more_than_is_owed_is_recorded(shop: Any) -> None:
    started = await shop.begun(provider="cash")

    for amount in (0, 45_001):
        answer = await record(shop, started["order_id"], "cash", amount)
        assert (answer.status_code, answer.json()["code"]) == (422, "amount_not_payable")

    assert await shop.count("captures") == 0


async def test_two_who_record_the_same_money_at_once_book_it_once(shop: Any) -> None:
    order_id = shop.place()
    shop.orders.gate = asyncio.Event()
    first = asyncio.create_task(record(shop, order_id, "manual", 45_000))
    await until(lambda: len(shop.orders.asked) == 1)

    second = await record(shop, order_id, "manual", 40_000)
    shop.orders.gate.set()

    # Orders is asked once: its refusal of the one amount must not end what it let begin.
    assert (second.status_code, second.json()["code"]) == (409, "payment_in_progress")
    assert (await first).status_code == 201
    assert len(shop.orders.asked) == 1
    assert await shop.count("captures") == 1
    assert len(await shop.facts("audit_recorded")) == 1


async def test_money_for_an_order_that_orders_refuses_is_refused(shop: Any) -> None:
    shop.orders.refusal = IllegalTransition("delivered", allowed_actions=[])

    answer = await record(shop, shop.place(), "manual", 45_000)

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert await shop.facts() == []


async def test_money_is_not_recorded_beside_an_undecided_attempt(shop: Any) -> None:
    started = await shop.begun()

    answer = await record(shop, started["order_id"], "manual", 45_000)

    assert (answer.status_code, answer.json()["code"]) == (409, "payment_in_progress")


async def test_money_for_what_is_paid_is_refused(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")
    await shop.refresh(started["id"])

    answer = await record(shop, started["order_id"], "cash", 1)

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_outstanding")


async def test_staff_see_every_payment(shop: Any) -> None:
    started = await shop.begun()
    staff = shop.bearer(new_id(), "payments:read")
    url = "/api/v1/admin/payments"

    listed = (await shop.http.get(f"{url}?provider=chapa&status=processing", headers=staff)).json()
    one = (await shop.http.get(f"{url}/{started['id']}", headers=staff)).json()
    tried = (await shop.http.get(f"{url}/{started['id']}/attempts", headers=staff)).json()
    none = (await shop.http.get(f"{url}?created_to=2020-01-01T00:00:00Z", headers=staff)).json()

    assert [payment["id"] for payment in listed["items"]] == [started["id"]]
    assert one["owner"] == str(shop.customer)
    assert [attempt["id"] for attempt in tried["items"]] == [started["attempt_id"]]
    assert none["items"] == []


NEEDED = [
    ("GET", "payments", "payments:read"),
    ("POST", "payments", "payments:write"),
    ("GET", "payment-webhooks", "payments:read"),
    ("GET", "payment-providers/chapa", "settings:read"),
    ("PATCH", "payment-providers/chapa", "settings:write"),
]


async def test_staff_need_the_permission(shop: Any) -> None:
    for method, path, needed in NEEDED:
        url = f"/api/v1/admin/{path}"
        body = {} if method == "GET" else {"json": {}}

        nobody = await shop.http.request(method, url, **body)
        customer = await shop.http.request(method, url, headers=shop.bearer(), **body)
        allowed = await shop.http.request(method, url, headers=shop.bearer(None, needed), **body)

        assert (nobody.status_code, customer.status_code) == (401, 403), path
        assert allowed.status_code not in {401, 403}, path


async def test_what_does_not_exist_is_not_found(shop: Any) -> None:
    staff = shop.bearer(None, "*")
    for path in (
        f"payments/{new_id()}",
        f"payments/{new_id()}/attempts",
        f"payment-webhooks/{new_id()}",
        "payment-providers/barter",
    ):
        assert (await shop.http.get(f"/api/v1/admin/{path}", headers=staff)).status_code == 404


async def test_a_provider_that_is_switched_off_is_refused(shop: Any) -> None:
    staff = shop.bearer(None, "settings:*")
    url = "/api/v1/admin/payment-providers/chapa"

    changed = await shop.http.patch(url, json={"enabled": False}, headers=staff)
    refused = await shop.pay(shop.place())
    listed = (await shop.http.get("/api/v1/payment-providers")).json()

    assert changed.json()["enabled"] is False
    assert changed.json()["version"] == 2
    assert (refused.status_code, refused.json()["code"]) == (409, "provider_disabled")
    assert [one["code"] for one in listed["items"]] == ["mpesa", "cash"]
    assert await shop.facts() == ["audit_recorded"]


async def test_the_shops_limits_replace_the_providers(shop: Any) -> None:
    staff = shop.bearer(None, "settings:*")
    url = "/api/v1/admin/payment-providers/chapa"
    limits = {"ETB": {"minimum": 1_000, "maximum": 40_000}}

    changed = await shop.http.patch(url, json={"limits": limits}, headers=staff)
    refused = await shop.pay(shop.place())
    offered = await shop.http.get("/api/v1/payment-providers?currency=ETB&amount=40001")
    back = await shop.http.patch(url, json={"limits": {"ETB": None}}, headers=staff)

    assert changed.json()["limits"]["ETB"] == limits["ETB"]
    assert (refused.status_code, refused.json()["code"]) == (422, "amount_not_payable")
    assert [one["code"] for one in offered.json()["items"]] == ["cash"]
    assert back.json()["limits"]["ETB"] == {"minimum": 100, "maximum": None}


async def test_a_switch_that_makes_no_sense_is_refused(shop: Any) -> None:
    staff = shop.bearer(None, "settings:*")
    for body in (
        {"limits": {"KES": {"minimum": 1}}},
        {"limits": {"ETB": {"minimum": 0}}},
        {"limits": {"etb": {"minimum": 1}}},
        {"enabled": "yes"},
        {"secret": "x"},
    ):
        answer = await shop.http.patch(
            "/api/v1/admin/payment-providers/chapa", json=body, headers=staff
        )

        assert answer.status_code == 422, body


async def test_the_ways_to_pay_are_listed(shop: Any) -> None:
    for query, codes in (
        ("", ["chapa", "mpesa", "cash"]),
        ("?currency=ETB", ["chapa", "cash"]),
        ("?currency=KES", ["mpesa", "cash"]),
        ("?currency=ETB&amount=99", ["cash"]),
        ("?currency=JPY", []),
    ):
        answer = await shop.http.get(f"/api/v1/payment-providers{query}")

        assert [one["code"] for one in answer.json()["items"]] == codes, query
        assert answer.json()["next_cursor"] is None


async def test_a_question_that_makes_no_sense_is_refused(shop: Any) -> None:
    for query, code in (
        ("?amount=5", "invalid_parameter"),
        ("?currency=ETB&amount=0", "invalid_parameter"),
        ("?currency=etb", "invalid_parameter"),
        ("?curency=ETB", "unknown_parameter"),
    ):
        answer = await shop.http.get(f"/api/v1/payment-providers{query}")

        assert (answer.status_code, answer.json()["code"]) == (400, code), query


async def test_asking_the_provider_again_needs_a_key_and_is_replayed(shop: Any) -> None:
    started = await shop.begun()
    url = f"/api/v1/admin/payments/{started['id']}/verify"
    staff = shop.bearer(new_id(), "payments:*")
    keyed = {**staff, "idempotency-key": "k"}

    without = await shop.http.post(url, headers=staff)
    first = await shop.http.post(url, headers=keyed)
    await shop.decide(started["reference"], "approve")
    again = await shop.http.post(url, headers=keyed)
    afresh = await shop.http.post(url, headers={**staff, "idempotency-key": "other"})
    nowhere = await shop.http.post(f"/api/v1/admin/payments/{new_id()}/verify", headers=keyed)

    assert without.json()["code"] == "idempotency_key_missing"
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert afresh.json()["status"] == "success"
    assert nowhere.status_code == 404


async def test_short_lists_come_in_pages_too(shop: Any) -> None:
    url = "/api/v1/payment-providers?currency=ETB&limit=1"

    first = (await shop.http.get(f"{url}&include=total")).json()
    then = (await shop.http.get(f"{url}&cursor={first['next_cursor']}")).json()

    assert [one["code"] for one in first["items"] + then["items"]] == ["chapa", "cash"]
    assert (first["total"], then["next_cursor"]) == (2, None)
    for query in ("limit=0", "limit=101", "cursor=made-up"):
        answer = await shop.http.get(f"/api/v1/payment-providers?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
