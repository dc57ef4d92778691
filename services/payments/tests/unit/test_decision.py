from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common.ids import new_id
from common.money import Money
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.decision import Question, decide
from payments.domain.incident import IncidentKind
from payments.domain.lifecycle import Effect
from payments.domain.payment import OrderNote, Payment, PaymentStatus, status_of
from payments.domain.provider import Finding, Flow, Standing
from payments.domain.schedule import next_ask

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ASKED = Money(45_000, "ETB")


def attempt(**changes: Any) -> Attempt:
    begun = Attempt(
        id=new_id(),
        payment_id=new_id(),
        order_id=new_id(),
        provider="chapa",
        flow=Flow.REDIRECT,
        reference="0123456789AB",
        status=AttemptStatus.PENDING,
        begun_by="someone",
        created_at=NOON,
        begun_at=NOON,
        amount=ASKED,
        deadline_at=NOON + timedelta(minutes=30),
        hard_at=NOON + timedelta(minutes=60),
        watch_until=NOON + timedelta(days=7),
    )
    return replace(begun, **changes)


def asked(finding: Finding | None, *, after: int = 1, **more: Any) -> Question:
    found = more.pop("attempt", attempt())
    now = NOON + timedelta(minutes=after)
    return Question(attempt=found, finding=finding, now=now, **more)


def collected(amount: int = 45_000, currency: str = "ETB") -> Finding:
    return Finding(standing=Standing.CAPTURED, amount=Money(amount, currency))


def test_the_sum_asked_for_is_a_success() -> None:
    decision = decide(asked(collected()))

    assert decision.attempt.status is AttemptStatus.SUCCESS
    assert Effect.ANNOUNCE_CAPTURED in decision.effects
    assert decision.attempt.next_ask_at is None


@pytest.mark.parametrize(
    ("finding", "kind"),
    [
        (collected(44_900), IncidentKind.AMOUNT_MISMATCH),
        (collected(4_500_000), IncidentKind.AMOUNT_MISMATCH),
        (collected(0), IncidentKind.AMOUNT_MISMATCH),
        (collected(45_000, "USD"), IncidentKind.CURRENCY_MISMATCH),
    ],
)
def test_another_sum_is_for_a_person_to_look_at(finding: Finding, kind: IncidentKind) -> None:
    decision = decide(asked(finding))

    assert decision.attempt.status is AttemptStatus.REVIEW
    assert decision.incident is kind
    assert Effect.ANNOUNCE_CAPTURED not in decision.effects


def test_a_second_collection_goes_back_without_asking_anybody() -> None:
    decision = decide(asked(collected(44_900), collected_elsewhere=True))

    assert decision.attempt.status is AttemptStatus.SUCCESS
    assert decision.effects == (Effect.STORE_CAPTURE, Effect.REFUND_SURPLUS)
    assert decision.incident is None


def test_what_was_booked_is_what_is_expected_from_then_on() -> None:
    first = decide(asked(collected(44_900), collected_elsewhere=True)).attempt

    same = decide(asked(collected(44_900), attempt=first, booked=Money(44_900, "ETB")))
    other = decide(asked(collected(44_800), attempt=first, booked=Money(44_900, "ETB")))

    assert (same.effects, same.incident) == ((), None)
    assert other.incident is IncidentKind.AMOUNT_MISMATCH


@pytest.mark.parametrize(("ours", "kind"), [(True, None), (False, IncidentKind.CHARGEBACK)])
def test_money_that_went_back_by_our_own_doing_is_no_chargeback(
    ours: bool, kind: IncidentKind | None
) -> None:
    first = decide(asked(collected())).attempt

    decision = decide(asked(Finding(standing=Standing.REVERSED), attempt=first, is_given_back=ours))

    assert decision.attempt.status is AttemptStatus.SUCCESS
    assert decision.incident is kind


def test_deciding_twice_changes_nothing() -> None:
    first = decide(asked(collected())).attempt

    again = decide(asked(collected(), attempt=first))

    assert again.attempt.status is AttemptStatus.SUCCESS
    assert again.effects == ()


def test_success_then_not_found_keeps_the_money() -> None:
    paid = attempt(status=AttemptStatus.SUCCESS)

    decision = decide(asked(Finding(standing=Standing.ABSENT), attempt=paid, after=100))

    assert decision.attempt.status is AttemptStatus.SUCCESS


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.ABSENT])
def test_the_deadline_ends_what_was_not_paid(standing: Standing) -> None:
    early = decide(asked(Finding(standing=standing), after=29))
    late = decide(asked(Finding(standing=standing), after=30))

    assert early.attempt.status is AttemptStatus.PENDING
    assert late.attempt.status is AttemptStatus.FAILED
    assert late.effects == (Effect.ANNOUNCE_FAILED,)


@pytest.mark.parametrize("finding", [None, Finding(standing=Standing.UNRECOGNISED)])
def test_silence_ends_it_only_at_the_hard_deadline_and_says_so(finding: Finding | None) -> None:
    waiting = decide(asked(finding, after=59))
    lost = decide(asked(finding, after=60))

    assert waiting.attempt.status is AttemptStatus.PENDING
    assert lost.attempt.status is AttemptStatus.FAILED
    assert lost.effects == (Effect.ANNOUNCE_LOST,)


def test_a_word_nobody_knows_opens_an_incident_and_decides_nothing() -> None:
    decision = decide(asked(Finding(standing=Standing.UNRECOGNISED)))

    assert decision.incident is IncidentKind.UNKNOWN_STATUS
    assert decision.attempt.status is AttemptStatus.PENDING


@pytest.mark.parametrize("status", [AttemptStatus.FAILED, AttemptStatus.CANCELLED])
def test_late_money_is_money_like_any_other(status: AttemptStatus) -> None:
    decision = decide(asked(collected(), attempt=attempt(status=status), after=2000))

    assert decision.attempt.status is AttemptStatus.SUCCESS
    assert Effect.ANNOUNCE_CAPTURED in decision.effects


def test_promised_cash_whose_request_died_is_still_promised() -> None:
    left = attempt(status=AttemptStatus.INITIATING, deadline_at=None, hard_at=None)

    decision = decide(
        asked(Finding(standing=Standing.AUTHORIZED), attempt=left, after=2, final=True)
    )

    assert decision.attempt.status is AttemptStatus.AUTHORIZED
    assert decision.effects == (Effect.ANNOUNCE_AUTHORIZED,)


def test_money_that_came_and_went_unseen_ends_the_attempt_with_an_incident() -> None:
    decision = decide(asked(Finding(standing=Standing.REVERSED)))

    assert decision.attempt.status is AttemptStatus.FAILED
    assert decision.incident is IncidentKind.CHARGEBACK


def test_asking_slows_down_but_never_past_the_deadline() -> None:
    waits = [next_ask(attempt(asks=asks), now=NOON) for asks in range(12)]
    seconds = [(at - NOON).total_seconds() for at in waits if at]

    assert seconds == [5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300, 300]
    last = next_ask(attempt(asks=9), now=NOON + timedelta(minutes=29))
    assert last == NOON + timedelta(minutes=30)


def test_an_ended_attempt_is_watched_for_a_week_and_a_paid_one_not_at_all() -> None:
    ended = attempt(status=AttemptStatus.FAILED, asks=20)

    assert next_ask(ended, now=NOON) == NOON + timedelta(hours=6)
    assert next_ask(ended, now=NOON + timedelta(days=7)) is None
    assert next_ask(attempt(status=AttemptStatus.SUCCESS), now=NOON) is None


@pytest.mark.parametrize(
    ("attempts", "changes", "status"),
    [
        ([], {}, PaymentStatus.PENDING),
        ([{"status": AttemptStatus.INITIATING, "begun_at": None}], {}, PaymentStatus.PENDING),
        ([{"status": AttemptStatus.PENDING}], {}, PaymentStatus.PROCESSING),
        ([{"status": AttemptStatus.AUTHORIZED}], {}, PaymentStatus.PROCESSING),
        ([{"status": AttemptStatus.REVIEW}], {}, PaymentStatus.PROCESSING),
        ([{"status": AttemptStatus.FAILED}], {}, PaymentStatus.FAILED),
        (
            [{"status": AttemptStatus.PENDING}, {"status": AttemptStatus.FAILED}],
            {},
            PaymentStatus.PROCESSING,
        ),
        (
            [{"status": AttemptStatus.FAILED}],
            {"order_note": OrderNote.CANCELLED},
            PaymentStatus.CANCELLED,
        ),
        ([{"status": AttemptStatus.SUCCESS}], {"captured": 45_000}, PaymentStatus.SUCCESS),
        ([{"status": AttemptStatus.SUCCESS}], {"captured": 20_000}, PaymentStatus.PROCESSING),
    ],
)
def test_a_payments_status_follows_from_what_was_tried(
    attempts: list[dict[str, Any]], changes: dict[str, Any], status: PaymentStatus
) -> None:
    payment = Payment(
        id=new_id(),
        order_id=new_id(),
        status=PaymentStatus.PENDING,
        created_at=NOON,
        updated_at=NOON,
        amount=ASKED,
    )

    found = status_of(replace(payment, **changes), [attempt(**one) for one in attempts])

    assert found is status
