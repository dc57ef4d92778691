import asyncio
from typing import Any

import pytest

from common.errors import Unavailable
from common.ids import new_id
from payments.domain.provider import Flow, Standing
from payments.usecases.displace import displace


async def statuses(shop: Any, payment_id: str) -> list[str]:
    return [one["status"] for one in (await shop.payment(payment_id))["attempts"]]


async def stored(shop: Any, started: Any) -> Any:
    async with shop.world.open_tx() as tx:
        return await tx.attempts.find(started["attempt_id"])


async def test_another_provider_takes_the_place_of_a_page_that_is_closed(shop: Any) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    order_id = shop.place()
    first = (await shop.pay(order_id)).json()

    second = await shop.pay(order_id, provider="card")

    assert second.status_code == 201
    assert second.json()["next_action"]["url"].startswith("http://pay.test/card/")
    assert await statuses(shop, first["id"]) == ["cancelled", "pending"]
    assert await shop.facts() == ["attempt_begun", "payment_failed", "attempt_begun"]
    [failed] = await shop.facts("payment_failed")
    assert (failed["reason"], failed["certain"]) == ("voided", True)
    late = await shop.chapa.post(
        f"/control/transactions/chapa/{first['reference']}/decision", json={"outcome": "approve"}
    )
    assert late.status_code == 409
    assert card.calls == ["begin"]


async def test_the_next_attempt_is_made_in_the_payments_own_path_too(shop: Any) -> None:
    await shop.offer("card", Flow.REDIRECT, voidable=True)
    first = await shop.begun()

    answer = await shop.http.post(
        f"/api/v1/payments/{first['id']}/attempts",
        json={"provider": "card"},
        headers={**shop.bearer(), "idempotency-key": "k"},
    )

    assert answer.status_code == 201
    assert answer.json()["id"] == first["id"]


async def test_what_was_paid_before_another_provider_was_chosen_wins(shop: Any) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    first = await shop.begun()
    await shop.decide(first["reference"], "approve")

    answer = await shop.pay(first["order_id"], provider="card")

    assert (answer.status_code, answer.json()["code"]) == (409, "order_already_paid")
    assert card.calls == []
    assert (await shop.payment(first["id"]))["status"] == "success"
    assert len(await shop.facts("payment_captured")) == 1


async def test_what_is_paid_in_the_moment_of_closing_wins(shop: Any) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    first = await shop.begun(provider="card")
    card.when_voided = card.pay

    answer = await shop.pay(first["order_id"], provider="chapa")

    assert (answer.status_code, answer.json()["code"]) == (409, "order_already_paid")
    assert card.calls == ["begin", "ask", "void", "ask"]
    assert await statuses(shop, first["id"]) == ["success"]


async def test_a_page_that_cannot_be_closed_is_superseded_and_its_money_counts(shop: Any) -> None:
    page = await shop.offer("page", Flow.REDIRECT, voidable=False)
    first = await shop.begun(provider="page")
    second = (await shop.pay(first["order_id"], provider="chapa")).json()

    assert await statuses(shop, first["id"]) == ["superseded", "pending"]
    [failed] = await shop.facts("payment_failed")
    assert (failed["attempt_id"], failed["certain"]) == (first["attempt_id"], False)

    page.pay(first["reference"])
    await shop.poll()
    await shop.poll()

    assert await statuses(shop, first["id"]) == ["success", "cancelled"]
    assert [fact["attempt_id"] for fact in await shop.facts("payment_captured")] == [
        first["attempt_id"]
    ]
    late = await shop.chapa.post(
        f"/control/transactions/chapa/{second['reference']}/decision", json={"outcome": "approve"}
    )
    assert late.status_code == 409, "the page of the second attempt is closed, since all is paid"


@pytest.mark.parametrize("silent", ["ask", "void"])
async def test_a_page_whose_provider_is_silent_is_superseded_and_closed_later(
    shop: Any, silent: str
) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    first = await shop.begun(provider="card")
    card.silent = {silent}

    answer = await shop.pay(first["order_id"], provider="chapa")

    assert answer.status_code == 201
    assert await statuses(shop, first["id"]) == ["superseded", "pending"]
    card.silent = set()
    await shop.poll()
    assert (await stored(shop, first)).closed_at is not None
    assert await statuses(shop, first["id"]) == ["superseded", "pending"]


async def test_a_prompt_has_to_lapse_first(shop: Any) -> None:
    phone = await shop.offer("phone", Flow.PROMPT, voidable=False)
    first = await shop.begun(provider="phone")
    assert first["next_action"]["type"] == "await_phone_prompt"

    early = await shop.pay(first["order_id"], provider="chapa", key="k")
    await shop.sql("update payments.attempts set deadline_at = now() - interval '1 s'")
    late = await shop.pay(first["order_id"], provider="chapa", key="k")

    assert (early.status_code, early.json()["code"]) == (409, "payment_in_progress")
    assert 290 <= int(early.headers["retry-after"]) <= 300
    assert late.status_code == 201
    assert await statuses(shop, first["id"]) == ["failed", "pending"]
    assert "void" not in phone.calls


async def test_a_prompt_of_which_nothing_is_known_has_to_lapse_too(shop: Any) -> None:
    phone = await shop.offer("phone", Flow.PROMPT, voidable=False)
    phone.silent = {"begin", "ask"}
    first = await shop.begun(provider="phone")
    assert first["next_action"]["type"] == "wait"

    answer = await shop.pay(first["order_id"], provider="chapa")

    assert (answer.status_code, answer.json()["code"]) == (409, "payment_in_progress")
    assert await statuses(shop, first["id"]) == ["initiating"]


async def test_a_lost_link_makes_way_as_a_page_does(shop: Any) -> None:
    await shop.offer("card", Flow.REDIRECT, voidable=True)
    await shop.dials(initiate="charge_then_500")
    first = await shop.begun()

    answer = await shop.pay(first["order_id"], provider="card")

    assert answer.status_code == 201
    assert await statuses(shop, first["id"]) == ["cancelled", "pending"]


async def test_a_wish_that_cannot_come_true_leaves_the_open_attempt_alone(shop: Any) -> None:
    first = await shop.begun()
    await shop.sql(
        'update payments.provider_switches set limits = \'{"ETB": {"minimum": 1, "maximum": 2}}\''
        " where code = 'cash'"
    )

    too_much = await shop.pay(first["order_id"], provider="cash")
    stranger = await shop.pay(first["order_id"], provider="cash", user=new_id())
    unknown = await shop.pay(first["order_id"], provider="barter")

    assert (too_much.status_code, stranger.status_code, unknown.status_code) == (422, 404, 422)
    assert await statuses(shop, first["id"]) == ["pending"]


async def test_an_attempt_that_nobody_began_makes_way(shop: Any) -> None:
    order_id = shop.place()
    shop.orders.refusal = Unavailable("down")
    await shop.pay(order_id)
    shop.orders.refusal = None

    stranger = await shop.pay(order_id, provider="cash", user=new_id())
    answer = await shop.pay(order_id, provider="cash")

    assert (stranger.status_code, stranger.json()["code"]) == (409, "payment_in_progress")
    assert answer.status_code == 201
    rows = await shop.sql("select status, provider from payments.attempts order by created_at")
    assert [tuple(row) for row in rows] == [("failed", "chapa"), ("authorized", "cash")]
    [failed] = await shop.facts("payment_failed")
    assert failed["certain"] is True


async def test_a_request_that_dies_after_it_closed_the_other_page_is_made_again(shop: Any) -> None:
    await shop.offer("card", Flow.REDIRECT, voidable=True)
    first = await shop.begun()
    await displace(await stored(shop, first), world=shop.world)  # and then it dies
    assert (await shop.payment(first["id"]))["status"] == "failed"

    answer = await shop.pay(first["order_id"], provider="card", key="k")

    assert answer.status_code == 201
    assert await statuses(shop, first["id"]) == ["cancelled", "pending"]


@pytest.mark.parametrize("same_key", [True, False])
async def test_many_tabs_that_change_to_another_provider_begin_one_attempt(
    shop: Any, same_key: bool
) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    first = await shop.begun()
    keys = ["k"] * 6 if same_key else [str(new_id()) for _ in range(6)]

    answers = await asyncio.gather(
        *(shop.pay(first["order_id"], provider="card", key=key) for key in keys)
    )

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["attempt_id"] for answer in answers}) == 1
    assert card.calls.count("begin") == 1
    assert await statuses(shop, first["id"]) == ["cancelled", "pending"]
    assert len(await shop.facts("payment_failed")) == 1


async def test_tabs_with_different_providers_leave_one_page_open(shop: Any) -> None:
    providers = ["chapa", "card", "page"]
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    page = await shop.offer("page", Flow.REDIRECT, voidable=False)
    order_id = shop.place()

    answers = await asyncio.gather(*(shop.pay(order_id, provider=one) for one in providers * 2))

    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    rows = await shop.sql(
        "select status, closed_at from payments.attempts where status <> 'superseded'"
    )
    is_open = [row["status"] in {"initiating", "pending"} for row in rows]
    assert is_open.count(True) == 1
    assert all(row["status"] == "pending" or row["closed_at"] for row in rows)
    assert set(card.standings.values()) | set(page.standings.values()) == {Standing.PENDING}
