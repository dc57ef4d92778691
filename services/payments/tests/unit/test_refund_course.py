import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common.ids import new_id
from common.money import Money
from payments.adapters.chapa.provider import TERMS as CHAPA
from payments.adapters.till import CASH
from payments.domain.reference import is_reference
from payments.domain.refund import (
    Refund,
    RefundFinding,
    RefundOrder,
    RefundStanding,
    RefundStatus,
    are_whole,
    left_of,
    reference_of,
    totals_of,
)
from payments.domain.refund_course import (
    BY_HAND,
    CALL_WITHIN,
    NO_RECEIPT,
    ONLY_WHOLE,
    REPEAT_AFTER,
    concluded,
    may_call,
    may_repeat,
    replaced,
    settled,
    started,
)
from payments.usecases.settle import LONG

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def refund(**changes: Any) -> Refund:
    refund_id = new_id()
    new = Refund(
        id=refund_id,
        payment_id=new_id(),
        attempt_id=new_id(),
        order_id=new_id(),
        provider="chapa",
        reference=reference_of(refund_id),
        amount=Money(45_000, "ETB"),
        reason="late",
        status=RefundStatus.REQUESTED,
        automatic=True,
        counted=True,
        chain_id=refund_id,
        created_at=NOON,
        updated_at=NOON,
        next_try_at=NOON,
    )
    return replace(new, **changes)


def flying(**changes: Any) -> Refund:
    begun = {"begun_at": NOON, "called_at": NOON, "status": RefundStatus.PROCESSING}
    return refund(in_flight=True, **{**begun, **changes})


def order(**changes: Any) -> RefundOrder:
    asked = RefundOrder(
        reference="0123456789AB",
        attempt_reference="0123456789AC",
        receipt="RCPT",
        session=None,
        amount=Money(45_000, "ETB"),
        is_whole=True,
        reason="late",
    )
    return replace(asked, **changes)


def found(standing: RefundStanding, **fields: Any) -> RefundFinding:
    return RefundFinding(standing=standing, **fields)


def after(before: Refund, finding: RefundFinding | None, *, now: datetime = NOON) -> Any:
    return concluded(before, finding, successor_id=new_id(), now=now)


def test_a_refund_is_called_like_anything_else_at_a_provider() -> None:
    references = {reference_of(new_id()) for _ in range(1000)}

    assert len(references) == 1000
    assert all(map(is_reference, references))


def test_it_is_in_flight_before_the_provider_is_called() -> None:
    called = started(refund(), order(), CHAPA, is_free=True, now=NOON)

    assert (called.status, called.in_flight) == (RefundStatus.PROCESSING, True)
    assert called.called_at == called.begun_at == NOON
    assert called.next_try_at is not None


@pytest.mark.parametrize(
    ("terms", "changes", "why"),
    [
        (CASH, {}, BY_HAND),
        (CASH, {"is_whole": False}, BY_HAND),
        (replace(CHAPA, partial_refunds=False), {"is_whole": False}, ONLY_WHOLE),
        (replace(CHAPA, refunds_by_receipt=True), {"receipt": None}, NO_RECEIPT),
    ],
)
def test_what_no_provider_can_do_is_left_to_a_person(
    terms: Any, changes: dict[str, Any], why: str
) -> None:
    left = started(refund(), order(**changes), terms, is_free=True, now=NOON)

    assert (left.status, left.detail) == (RefundStatus.NEEDS_ATTENTION, why)
    assert not left.in_flight
    assert (left.next_try_at is not None) is (why == NO_RECEIPT)


def test_another_of_the_attempt_goes_first() -> None:
    waiting = started(refund(), order(), CHAPA, is_free=False, now=NOON)

    assert (waiting.status, waiting.in_flight) == (RefundStatus.REQUESTED, False)
    assert waiting.next_try_at is not None
    assert waiting.next_try_at > NOON


@pytest.mark.parametrize("standing", [None, *RefundStanding])
def test_only_what_surely_never_arrived_is_called_for_again(
    standing: RefundStanding | None,
) -> None:
    finding = None if standing is None else found(standing)
    soon, later = NOON + REPEAT_AFTER - timedelta(seconds=1), NOON + REPEAT_AFTER

    assert not may_repeat(flying(), finding, now=soon)
    assert may_repeat(flying(), finding, now=later) is (standing is RefundStanding.ABSENT)


def test_a_call_that_may_still_begin_reaches_the_provider_before_anybody_repeats_it() -> None:
    last = NOON + CALL_WITHIN

    assert may_call(flying(), now=last - timedelta(seconds=1))
    assert not may_call(flying(), now=last)
    assert not may_call(refund(), now=NOON)
    assert CALL_WITHIN + LONG < REPEAT_AFTER


@pytest.mark.parametrize(
    "standing",
    [None, RefundStanding.ABSENT, RefundStanding.PENDING, RefundStanding.UNRECOGNISED],
)
def test_without_a_last_word_it_is_asked_about_ever_more_rarely_and_for_ever(
    standing: RefundStanding | None,
) -> None:
    finding = None if standing is None else found(standing)
    now, before = NOON, flying()
    waits = []
    for _ in range(400):
        verdict = after(before, finding, now=now)
        assert (verdict.successor, verdict.given_up) == (None, False)
        assert verdict.refund.in_flight
        expected = RefundStatus.PROCESSING if now < NOON + WEEK else RefundStatus.NEEDS_ATTENTION
        assert verdict.refund.status is expected
        waits.append(verdict.refund.next_try_at - now)
        now, before = verdict.refund.next_try_at, verdict.refund
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=5), timedelta(hours=1))
    assert now > NOON + WEEK


@pytest.mark.parametrize("amount", [None, Money(45_000, "ETB")])
def test_money_that_went_back_ends_it(amount: Money | None) -> None:
    verdict = after(flying(), found(RefundStanding.SUCCEEDED, amount=amount))

    assert (verdict.refund.status, verdict.refund.in_flight) == (RefundStatus.SUCCEEDED, False)
    assert verdict.refund.next_try_at is None
    assert (verdict.successor, verdict.given_up) == (None, False)


@pytest.mark.parametrize("amount", [Money(44_999, "ETB"), Money(45_000, "USD")])
def test_other_money_than_was_asked_for_is_for_a_person(amount: Money) -> None:
    verdict = after(flying(), found(RefundStanding.SUCCEEDED, amount=amount))

    assert verdict.refund.status is RefundStatus.NEEDS_ATTENTION


@pytest.mark.parametrize("standing", [RefundStanding.FAILED, RefundStanding.REFUSED])
def test_three_new_rows_within_a_day_take_the_place_of_one_that_fails(
    standing: RefundStanding,
) -> None:
    rows, now, before = [], NOON, flying()
    for _ in range(3):
        verdict = after(before, found(standing, provider_reference="R"), now=now)
        assert verdict.refund.status is RefundStatus.FAILED
        assert not verdict.refund.in_flight
        successor = verdict.successor
        assert successor.status is RefundStatus.REQUESTED
        assert successor.provider_reference is None
        rows += [verdict.refund, successor]
        now = successor.next_try_at
        before = started(successor, order(), CHAPA, is_free=True, now=now)
    last = after(before, found(standing), now=now)

    assert (last.successor, last.given_up) == (None, True)
    assert last.refund.status is RefundStatus.NEEDS_ATTENTION
    assert now == NOON + timedelta(hours=24)
    assert len({row.chain_id for row in rows}) == 1
    assert {row.number for row in rows} == {1, 2, 3, 4}
    assert len({row.reference for row in rows}) == 4
    assert len({row.amount for row in rows}) == 1


def test_what_is_refused_for_good_is_given_up_at_once() -> None:
    verdict = after(flying(), found(RefundStanding.REFUSED, retryable=False, detail="no"))

    assert (verdict.successor, verdict.given_up) == (None, True)
    assert (verdict.refund.status, verdict.refund.detail) == (RefundStatus.NEEDS_ATTENTION, "no")


def test_a_retry_makes_a_new_row_of_what_surely_moved_nothing() -> None:
    refused = after(flying(), found(RefundStanding.REFUSED, retryable=False)).refund

    verdict = replaced(refused, successor_id=new_id(), now=NOON)

    assert verdict.refund.status is RefundStatus.FAILED
    assert verdict.successor is not None
    assert (verdict.successor.next_try_at, verdict.successor.number) == (NOON, 2)


def test_a_retry_of_what_may_be_under_way_asks_about_the_same_row() -> None:
    stuck = flying(status=RefundStatus.NEEDS_ATTENTION)

    verdict = replaced(stuck, successor_id=new_id(), now=NOON + WEEK)

    assert verdict.successor is None
    assert (verdict.refund.id, verdict.refund.in_flight) == (stuck.id, True)
    assert verdict.refund.called_at == NOON
    assert after(verdict.refund, None, now=NOON + WEEK).refund.status is RefundStatus.PROCESSING


def test_what_is_settled_by_hand_is_asked_about_no_more() -> None:
    done = settled(flying(status=RefundStatus.NEEDS_ATTENTION), now=NOON)

    assert (done.status, done.in_flight) == (RefundStatus.SUCCEEDED, False)
    assert done.next_try_at is None


def test_the_sums_of_refunds() -> None:
    every = [
        refund(status=status, counted=counted, amount=Money(2**place, "ETB"))
        for place, (status, counted) in enumerate(itertools.product(RefundStatus, (True, False)))
    ]
    spent = {one.status: one.amount.amount for one in every if one.counted}

    refunded, pending = totals_of(every)

    assert refunded == spent[RefundStatus.SUCCEEDED]
    assert pending == sum(
        spent[status]
        for status in (
            RefundStatus.REQUESTED,
            RefundStatus.PROCESSING,
            RefundStatus.NEEDS_ATTENTION,
        )
    )
    gone = sum(one.amount.amount for one in every if one.status is not RefundStatus.FAILED)
    assert left_of(Money(10_000, "ETB"), every) == Money(10_000 - gone, "ETB")


def test_all_of_a_capture_went_back() -> None:
    captured = Money(45_000, "ETB")
    part = replace(refund(status=RefundStatus.SUCCEEDED), amount=Money(44_999, "ETB"))
    rest = replace(flying(), amount=Money(1, "ETB"))

    assert not are_whole([part, refund()], captured)
    assert are_whole([part, rest], captured)
    assert not are_whole([], Money(0, "ETB"))
