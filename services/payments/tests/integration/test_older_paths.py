from typing import Any

import pytest

from common.ids import new_id


async def initiate(shop: Any, order_id: Any, *, key: str | None = None, **body: Any) -> Any:
    headers = shop.bearer() if key is None else {**shop.bearer(), "idempotency-key": key}
    return await shop.http.post(
        f"/payments/initiate/{order_id}", json={"provider": "chapa", **body}, headers=headers
    )


async def test_initiating_answers_with_the_older_names(shop: Any) -> None:
    answer = await initiate(shop, shop.place())

    started = answer.json()
    assert answer.status_code == 200
    assert started["payment_id"] == started["id"]
    assert started["checkout_url"] == started["next_action"]["url"]
    assert (await shop.attempt(started))["status"] == "pending"


async def test_without_a_key_the_undecided_attempt_is_answered_again(shop: Any) -> None:
    order_id = shop.place()

    answers = [await initiate(shop, order_id) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["attempt_id"] for answer in answers}) == 1
    assert await shop.count("attempts") == 1


async def test_with_a_key_the_answer_is_repeated(shop: Any) -> None:
    order_id, key = shop.place(), str(new_id())

    first = await initiate(shop, order_id, key=key)
    again = await initiate(shop, order_id, key=key)

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"


async def test_a_prompt_has_no_address_to_go_to(shop: Any) -> None:
    order_id = shop.place(150_000, "KES")

    answer = await initiate(shop, order_id, provider="mpesa", phone_number="0708374149")

    assert (answer.status_code, answer.json()["checkout_url"]) == (200, None)


async def test_what_is_refused_is_refused_there_too(shop: Any) -> None:
    stranger = {**shop.bearer(new_id()), "idempotency-key": "k"}
    order_id = shop.place()
    await initiate(shop, order_id)

    hidden = await shop.http.post(
        f"/payments/initiate/{order_id}", json={"provider": "chapa"}, headers=stranger
    )
    unknown = await initiate(shop, shop.place(), provider="nobody")
    nobody = await shop.http.post(f"/payments/initiate/{order_id}", json={"provider": "chapa"})

    assert (hidden.status_code, unknown.status_code, nobody.status_code) == (404, 422, 401)


@pytest.mark.parametrize("name", ["tx_ref", "trx_ref", "reference"])
async def test_a_browser_comes_back_by_any_name_of_the_reference(shop: Any, name: str) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")

    answer = await shop.http.get(
        f"/payments/verify/chapa?{name}={started['reference']}&status=success&ref_id=AP1"
    )

    assert answer.status_code == 303
    assert answer.headers["location"].endswith(f"/orders/{started['order_id']}")
    assert (await shop.attempt(started))["status"] == "success"


async def test_a_browser_without_a_reference_of_ours_is_lost(shop: Any) -> None:
    for query in ("", "?tx_ref=0123456789AB", "?tx_ref=%00"):
        assert (await shop.http.get(f"/payments/verify/chapa{query}")).status_code == 404


async def test_a_webhook_may_come_by_the_older_path(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")
    body = shop.event(started["reference"])

    answer = await shop.webhook(body, path="../../../../payments/verify/chapa")
    await shop.work()

    assert answer.status_code == 200
    assert (await shop.attempt(started))["status"] == "success"
    [row] = await shop.sql("select channel, state from payments.webhooks")
    assert (row["channel"], row["state"]) == ("chapa", "applied")


@pytest.mark.parametrize(("provider", "status"), [("mpesa", 401), ("cash", 404), ("nobody", 404)])
async def test_a_webhook_proves_itself_there_too(shop: Any, provider: str, status: int) -> None:
    answer = await shop.http.post(f"/payments/verify/{provider}", content=b"{}")

    assert answer.status_code == status
    assert await shop.count("webhooks") == 0
