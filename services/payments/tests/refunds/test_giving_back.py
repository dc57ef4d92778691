"""Staff ask for refunds, and the worker carries them out."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from common.ids import new_id
from common.money import Money
from payments.domain.refund import (
    RefundFinding,
    RefundOrder,
    RefundReason,
    RefundStanding,
)
from payments.usecases.refunds.perform import carry_on
from payments.usecases.refunds.request import request_refund

PENDING = RefundFinding(standing=RefundStanding.PENDING, provider_reference="R-1")
SUCCEEDED = RefundFinding(standing=RefundStanding.SUCCEEDED)
ABSENT = RefundFinding(standing=RefundStanding.ABSENT)
FAILED = RefundFinding(standing=RefundStanding.FAILED, detail="no money in the account")
NEVER = RefundFinding(standing=RefundStanding.REFUSED, detail="not ever", retryable=False)
WHOLE = {"amount": 45_000, "currency": "ETB"}
NOTHING = {"amount": 0, "currency": "ETB"}


async def test_money_goes_back_and_everybody_can_see_it(desk: Any) -> None:
    started = await desk.paid()

    asked = await desk.give_back(started["id"])
    before = await desk.payment(started)
    await desk.work()
    await desk.work(later="5 s")
    after = await desk.payment(started)

    body = asked.json()
    assert (asked.status_code, body["status"], body["amount"]) == (201, "requested", WHOLE)
    assert asked.headers["location"] == f"/api/v1/admin/payment-refunds/{body['id']}"
    assert (before["refunded"], before["refund_pending"]) == (NOTHING, WHOLE)
    assert (after["refunded"], after["refund_pending"]) == (WHOLE, NOTHING)
    assert (after["captured"], after["outstanding"]) == (WHOLE, NOTHING)
    [shown] = after["refunds"]
    assert (shown["id"], shown["status"], shown["reason"]) == (body["id"], "succeeded", "goodwill")
    assert desk.bank.paid == [body["reference"]]


async def test_orders_and_the_audit_hear_of_it(desk: Any) -> None:
    desk.bank.says = SUCCEEDED
    started = await desk.paid()

    refund = (await desk.give_back(started["id"])).json()
    await desk.work()

    [fact] = await desk.facts("refund_succeeded")
    assert (fact["refund_id"], fact["attempt_id"]) == (refund["id"], started["attempt_id"])
    assert (fact["amount"], fact["reason"]) == (WHOLE, "goodwill")
    [audit] = await desk.facts("audit_recorded")
    assert (audit["action"], audit["object_id"]) == ("payments.request_refund", refund["id"])


async def test_a_request_repeated_under_one_key_gives_back_once(desk: Any) -> None:
    started = await desk.paid()

    first, second = [await desk.give_back(started["id"], key="k", amount=100) for _ in range(2)]

    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert len(await desk.rows()) == 1


async def test_a_call_that_comes_too_late_is_left_to_whoever_comes_next(desk: Any) -> None:
    started = await desk.paid()
    refund = (await desk.give_back(started["id"])).json()
    awake, stood_still = desk.shop.world.clock, timedelta(minutes=5)

    desk.become(clock=lambda: awake() + stood_still)
    await desk.work()
    called_late = list(desk.bank.calls)
    desk.become(clock=awake)
    await desk.work(later="2 min")

    assert called_late == []
    assert desk.bank.paid == [refund["reference"]]


@pytest.mark.parametrize("amounts", [[45_001], [45_000, 1], [22_500, 22_501], [45_000, None]])
async def test_more_than_was_captured_is_refused(desk: Any, amounts: list[Any]) -> None:
    started = await desk.paid()

    *earlier, last = [await desk.give_back(started["id"], amount=one) for one in amounts]

    assert [one.status_code for one in earlier] == [201] * len(earlier)
    assert (last.status_code, last.json()["code"]) == (409, "refund_exceeds_captured")


async def test_what_was_never_paid_cannot_be_given_back(desk: Any) -> None:
    started = await desk.shop.begun()

    answer = await desk.give_back(started["id"])

    assert (answer.status_code, answer.json()["code"]) == (409, "refund_exceeds_captured")


async def test_money_under_review_is_not_the_order_s_to_give_back(desk: Any) -> None:
    started = await desk.shop.begun()
    await desk.shop.dials(verify="wrong_amount")
    await desk.shop.decide(started["reference"], "approve")
    await desk.shop.refresh(started["id"])
    assert (await desk.shop.attempt(started))["status"] == "review"

    answer = await desk.give_back(started["id"], amount=1)

    assert (answer.status_code, answer.json()["code"]) == (409, "refund_exceeds_captured")


async def test_an_automatic_refund_is_made_once_for_one_reason(desk: Any) -> None:
    started = await desk.paid()
    made = []
    for reason in ("late", "late", "excess"):
        async with desk.shop.world.open_tx() as tx:
            payment = await tx.payments.of_order(UUID(started["order_id"]))
            made.append(
                await request_refund(
                    payment,
                    UUID(started["attempt_id"]),
                    Money(100, "ETB"),
                    RefundReason(reason),
                    automatic=True,
                    tx=tx,
                )
            )

    assert [one is not None for one in made] == [True, False, True]
    assert [row["counted"] for row in await desk.rows()] == [True, False]


async def test_of_many_requests_at_once_no_more_go_through_than_there_is_money(desk: Any) -> None:
    started = await desk.paid()

    async def ask() -> int:
        # A busy machine turns some away unheard: they come again.
        for _ in range(20):
            answer = await desk.give_back(started["id"], amount=10_000)
            if answer.status_code != 503:
                break
        return int(answer.status_code)

    answers = await asyncio.gather(*(ask() for _ in range(8)))

    assert sorted(answers) == [201] * 4 + [409] * 4
    assert sum(row["amount"] for row in await desk.rows()) == 40_000


async def test_the_database_itself_lets_no_more_go_back_than_came_in(desk: Any) -> None:
    started = await desk.paid()
    await desk.give_back(started["id"], amount=15_001)
    copied = """
        insert into payments.refunds
        select (jsonb_populate_record(one, jsonb_build_object(
            'id', gen_random_uuid(), 'chain_id', gen_random_uuid(),
            'reference', gen_random_uuid()::text))).*
        from payments.refunds one limit 1
    """

    done = await asyncio.gather(*(desk.shop.sql(copied) for _ in range(5)), return_exceptions=True)

    refused = [str(one) for one in done if isinstance(one, Exception)]
    assert len(refused) == 4
    assert all("more would go back" in one for one in refused)
    assert len(await desk.rows()) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "update payments.refunds set amount = 1",
        "update payments.refunds set status = 'requested'",
        "delete from payments.refunds",
        "update payments.refund_steps set amount = 1",
        "delete from payments.refund_steps",
    ],
)
async def test_what_went_back_cannot_be_rewritten(desk: Any, statement: str) -> None:
    desk.bank.says = SUCCEEDED
    started = await desk.paid()
    await desk.give_back(started["id"])
    await desk.work()

    with pytest.raises(Exception, match=r"never|stays|only ever added"):
        await desk.shop.sql(statement)


async def test_many_workers_at_once_call_the_provider_once(desk: Any) -> None:
    called, gate = asyncio.Event(), asyncio.Event()

    async def wait(_: RefundOrder) -> None:
        called.set()
        await gate.wait()

    desk.bank.hook = wait
    started = await desk.paid()
    await desk.give_back(started["id"])
    [refund] = await desk.taken()

    workers = asyncio.create_task(desk.rivals(refund, 4))
    await called.wait()
    gate.set()
    await workers

    assert len(desk.bank.calls) == 1
    assert await desk.statuses() == ["processing"]


async def test_two_workers_take_different_refunds(desk: Any) -> None:
    for _ in range(3):
        await desk.give_back((await desk.paid())["id"])

    taken = await asyncio.gather(desk.taken(), desk.taken())

    ids = [refund.id for some in taken for refund in some]
    assert len(ids) == len(set(ids)) == 3


async def test_a_worker_cut_off_after_the_call_never_makes_it_two(desk: Any) -> None:
    async def die(_: RefundOrder) -> None:
        raise asyncio.CancelledError  # nothing after the call is reached, as with a SIGKILL

    desk.bank.hook = die
    started = await desk.paid()
    await desk.give_back(started["id"])
    [refund] = await desk.taken()

    with pytest.raises(asyncio.CancelledError):
        await carry_on(refund, desk.shop.world)
    assert await desk.statuses() == ["processing"]
    desk.bank.hook = None
    await desk.work(later="60 s")

    assert (len(desk.bank.calls), len(desk.bank.asked)) == (1, 1)
    assert await desk.statuses() == ["succeeded"]


async def test_a_worker_cut_off_before_the_call_leaves_nothing_undone(desk: Any) -> None:
    started = await desk.paid()
    await desk.give_back(started["id"])
    [refund] = await desk.taken()
    own, desk.bank.refund = desk.bank.refund, _cut_off

    with pytest.raises(asyncio.CancelledError):
        await carry_on(refund, desk.shop.world)
    desk.bank.refund = own
    await desk.work(later="20 s")
    assert desk.bank.calls == []
    await desk.work(later="60 s")
    await desk.work(later="60 s")

    assert len(desk.bank.calls) == 1
    assert await desk.statuses() == ["succeeded"]


async def _cut_off(_: RefundOrder) -> RefundFinding:
    raise asyncio.CancelledError


async def test_a_lost_answer_is_asked_about_and_not_called_for_again(desk: Any) -> None:
    desk.bank.says = None
    started = await desk.paid()
    await desk.give_back(started["id"])

    await desk.work()
    assert await desk.statuses() == ["processing"]
    await desk.work(later="5 s")

    assert (len(desk.bank.calls), len(desk.bank.asked)) == (1, 1)
    assert await desk.statuses() == ["succeeded"]


async def test_what_the_provider_never_heard_of_is_called_for_again_a_minute_later(
    desk: Any,
) -> None:
    desk.bank.says, desk.bank.tells = None, ABSENT
    started = await desk.paid()
    await desk.give_back(started["id"])

    await desk.work()
    await desk.work(later="5 s")
    assert len(desk.bank.calls) == 1
    desk.bank.says = SUCCEEDED
    await desk.work(later="60 s")

    assert len(desk.bank.calls) == 2
    assert desk.bank.calls[0].reference == desk.bank.calls[1].reference
    assert await desk.statuses() == ["succeeded"]


async def test_rivals_who_find_it_unheard_of_call_once_more_and_not_twice(desk: Any) -> None:
    desk.bank.says, desk.bank.tells = None, ABSENT
    started = await desk.paid()
    await desk.give_back(started["id"])
    await desk.work()
    await desk.shop.sql(
        "update payments.refunds set called_at = called_at - interval '2 min', next_try_at = now()"
    )
    [refund] = await desk.taken()

    await desk.rivals(refund, 4)

    assert len(desk.bank.calls) == 2


async def test_while_one_is_in_flight_the_next_of_the_attempt_waits(desk: Any) -> None:
    desk.bank.tells = PENDING
    started = await desk.paid()
    first = (await desk.give_back(started["id"], amount=100)).json()
    await desk.give_back(started["id"], amount=200)

    await desk.work()
    await desk.work(later="20 s")
    assert [order.reference for order in desk.bank.calls] == [first["reference"]]
    assert await desk.statuses() == ["processing", "requested"]
    desk.bank.tells = None
    for _ in range(3):
        await desk.work(later="1 h")

    assert len(desk.bank.calls) == 2
    assert await desk.statuses() == ["succeeded", "succeeded"]


async def test_what_fails_is_tried_in_three_new_rows_and_then_left_to_staff(desk: Any) -> None:
    desk.bank.tells = FAILED
    started = await desk.paid()
    await desk.give_back(started["id"])

    for later in ("0 s", "5 s", "1 h", "5 s", "6 h", "5 s"):
        await desk.work(later=later)
    assert await desk.statuses() == ["failed", "failed", "failed", "requested"]
    assert await desk.facts("refund_failed") == []
    await desk.work(later="17 h")
    await desk.work(later="5 s")

    rows = await desk.rows()
    assert [row["status"] for row in rows] == ["failed"] * 3 + ["needs_attention"]
    assert [row["number"] for row in rows] == [1, 2, 3, 4]
    assert len({row["reference"] for row in rows}) == len(desk.bank.calls) == 4
    assert rows[-1]["detail"] == "no money in the account"
    [fact] = await desk.facts("refund_failed")
    assert (fact["refund_id"], fact["amount"]) == (str(rows[-1]["id"]), WHOLE)
    payment = await desk.payment(started)
    assert (payment["refunded"], payment["refund_pending"]) == (NOTHING, WHOLE)


async def test_a_new_row_is_not_tried_before_its_time(desk: Any) -> None:
    desk.bank.says = replace(NEVER, retryable=True)
    started = await desk.paid()
    await desk.give_back(started["id"])

    await desk.work()
    await desk.work(later="59 min")
    assert len(desk.bank.calls) == 1
    await desk.work(later="1 min")

    assert len(desk.bank.calls) == 2


async def test_what_is_refused_for_good_is_left_to_staff_at_once(desk: Any) -> None:
    desk.bank.says = NEVER
    started = await desk.paid()
    await desk.give_back(started["id"])

    await desk.work()

    [row] = await desk.rows()
    assert (row["status"], row["detail"]) == ("needs_attention", "not ever")
    assert not row["in_flight"]
    assert len(await desk.facts("refund_failed")) == 1


async def test_another_amount_than_was_asked_for_is_no_success(desk: Any) -> None:
    desk.bank.says = replace(SUCCEEDED, amount=Money(44_999, "ETB"))
    started = await desk.paid()
    await desk.give_back(started["id"])

    await desk.work()

    assert await desk.statuses() == ["needs_attention"]
    assert await desk.facts("refund_succeeded") == []


async def test_a_provider_that_gives_back_all_or_nothing_gives_back_no_part(desk: Any) -> None:
    started = await desk.paid()
    desk.terms(partial_refunds=False)

    part = await desk.give_back(started["id"], amount=1)
    whole = await desk.give_back(started["id"], amount=45_000)
    await desk.work()

    assert (part.status_code, part.json()["code"]) == (422, "partial_refund_unsupported")
    assert part.json()["refundable"] == WHOLE
    assert whole.status_code == 201
    assert len(desk.bank.calls) == 1


async def test_without_a_receipt_it_waits_and_goes_on_once_there_is_one(desk: Any) -> None:
    desk.bank.says = SUCCEEDED
    started = await desk.paid()
    desk.terms(refunds_by_receipt=True, callback_tokens=True)
    await desk.shop.sql("update payments.attempts set provider_reference = null")
    await desk.give_back(started["id"])

    await desk.work()
    assert await desk.statuses() == ["needs_attention"]
    assert desk.bank.calls == []
    await desk.shop.sql("update payments.attempts set provider_reference = 'RCPT'")
    await desk.work(later="15 s")

    [order] = desk.bank.calls
    assert order.receipt == "RCPT"
    assert order.callback_token is not None
    [row] = await desk.rows()
    assert row["status"] == "succeeded"
    assert row["callback_hash"] not in {None, order.callback_token}
    assert await desk.facts("refund_failed") == []


@pytest.mark.parametrize(
    "body",
    [
        {"amount": {"amount": 0, "currency": "ETB"}},
        {"amount": {"amount": -1, "currency": "ETB"}},
        {"reason": " "},
        {"order_id": "x"},
    ],
)
async def test_odd_requests_are_refused(desk: Any, body: dict[str, Any]) -> None:
    started = await desk.paid()

    answer = await desk.shop.http.post(
        f"/api/v1/admin/payments/{started['id']}/refunds",
        json={"reason": "goodwill", **body},
        headers=desk.hands(),
    )

    assert answer.status_code == 422


async def test_another_currency_than_was_paid_in_is_refused(desk: Any) -> None:
    started = await desk.paid()

    answer = await desk.shop.http.post(
        f"/api/v1/admin/payments/{started['id']}/refunds",
        json={"reason": "goodwill", "amount": {"amount": 1, "currency": "USD"}},
        headers=desk.hands(),
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "refund_exceeds_captured")


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("POST", "payments/{id}/refunds", "refunds:write"),
        ("GET", "payments/{id}/refunds", "refunds:read"),
        ("GET", "payment-refunds", "refunds:read"),
        ("GET", "payment-refunds/{id}", "refunds:read"),
        ("POST", "payment-refunds/{id}/retry", "refunds:write"),
        ("POST", "payment-refunds/{id}/settle", "refunds:write"),
    ],
)
async def test_refunds_are_for_those_who_may(
    desk: Any, method: str, path: str, needed: str
) -> None:
    held = {"refunds:write", "refunds:read", "payments:*"} - {needed}

    answer = await desk.shop.http.request(
        method,
        f"/api/v1/admin/{path.format(id=new_id())}",
        json={"reason": "x"} if path.endswith("/refunds") else {"note": "x"},
        headers={**desk.shop.bearer(new_id(), *held), "idempotency-key": "k"},
    )

    assert answer.status_code == 403
