from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common.ids import new_id
from common.money import Money
from payments.domain.admission import (
    OrderAlreadyPaid,
    OrderCancelling,
    PaymentInProgress,
    TooManyAttempts,
    Wanted,
    admit,
    seconds_left,
)
from payments.domain.attempt import MAX_ATTEMPTS, Attempt, AttemptStatus, stopped
from payments.domain.decision import Question, decide
from payments.domain.incident import IncidentKind, Resolution, ResolutionNotPossible
from payments.domain.lifecycle import Effect
from payments.domain.next_action import ActionType, next_action
from payments.domain.payment import OrderNote, Payment, PaymentStatus, status_of
from payments.domain.provider import Finding, Flow, Standing
from payments.domain.review import holds_money, review
from payments.domain.schedule import next_ask

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ASKED = Money(45_000, "ETB")
PENDING = Finding(standing=Standing.PENDING)
MINUTE = timedelta(minutes=1)


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
        url="http://pay.test/x",
        deadline_at=NOON + 30 * MINUTE,
        hard_at=NOON + 60 * MINUTE,
        watch_until=NOON + timedelta(days=7),
    )
    return replace(begun, **changes)


def payment(**changes: Any) -> Payment:
    stored = Payment(
        id=new_id(),
        order_id=new_id(),
        status=PaymentStatus.PROCESSING,
        created_at=NOON,
        updated_at=NOON,
        amount=ASKED,
    )
    return replace(stored, **changes)


def wanted(provider: str = "card", **more: Any) -> Wanted:
    return Wanted(id=more.pop("id", new_id()), provider=provider, now=NOON)


def asked(finding: Finding | None, *, of: Attempt, after: int = 1, **more: Any) -> Question:
    return Question(attempt=of, finding=finding, now=NOON + after * MINUTE, **more)


# --- which attempt a payment takes


def test_another_providers_attempt_has_to_go_first() -> None:
    standing = attempt()

    assert admit(payment(), [standing], wanted()).displaced is standing
    assert admit(payment(), [standing], wanted("chapa")).standing is standing
    assert admit(payment(), [standing], wanted(id=standing.id)).standing is standing


@pytest.mark.parametrize(
    ("changes", "note", "refusal"),
    [
        ({"status": AttemptStatus.REVIEW}, None, PaymentInProgress),
        ({"status": AttemptStatus.AUTHORIZED}, None, OrderAlreadyPaid),
        ({"stop_asked_at": NOON}, OrderNote.CANCEL_REQUESTED, OrderCancelling),
        ({"stop_asked_at": NOON}, OrderNote.CANCELLED, OrderCancelling),
        ({"stop_asked_at": NOON}, None, PaymentInProgress),
    ],
)
@pytest.mark.parametrize("provider", ["card"])
def test_what_stands_in_the_way_for_good_is_said(
    changes: dict[str, Any], note: OrderNote | None, refusal: type[Exception], provider: str
) -> None:
    with pytest.raises(refusal):
        admit(payment(order_note=note), [attempt(**changes)], wanted(provider))


def test_what_is_being_stopped_is_not_handed_out_again() -> None:
    with pytest.raises(OrderCancelling):
        admit(
            payment(order_note=OrderNote.CANCEL_REQUESTED),
            [attempt(stop_asked_at=NOON)],
            wanted("chapa"),
        )
    with pytest.raises(OrderAlreadyPaid):
        admit(payment(captured=45_000), [attempt(stop_asked_at=NOON)], wanted("chapa"))


def test_nothing_goes_for_an_attempt_that_may_not_begin() -> None:
    tried = [attempt(status=AttemptStatus.FAILED) for _ in range(MAX_ATTEMPTS - 1)]

    with pytest.raises(TooManyAttempts):
        admit(payment(), [*tried, attempt()], wanted())


def test_an_ended_attempt_stands_in_nobodys_way() -> None:
    for status in (AttemptStatus.FAILED, AttemptStatus.CANCELLED, AttemptStatus.SUPERSEDED):
        admission = admit(payment(), [attempt(status=status)], wanted())
        assert admission.displaced is admission.standing is None


def test_for_how_long_it_has_to_be_waited_for() -> None:
    assert seconds_left(attempt(), NOON) == 1800
    assert seconds_left(attempt(), NOON + timedelta(days=1)) == 1
    assert seconds_left(attempt(deadline_at=None), NOON) == 60


# --- how an attempt is given up


def test_a_closed_page_ends_as_cancelled_and_orders_hears_it() -> None:
    decision = decide(asked(PENDING, of=attempt(stop_asked_at=NOON), is_closed=True))

    assert decision.attempt.status is AttemptStatus.CANCELLED
    assert decision.effects == (Effect.ANNOUNCE_FAILED,)
    assert decision.attempt.closed_at == NOON + MINUTE
    assert decision.attempt.failure is not None
    assert decision.attempt.failure.code == "voided"


def test_a_page_that_was_closed_before_its_provider_fell_silent_ends_later() -> None:
    silent = decide(asked(None, of=attempt(stop_asked_at=NOON), is_closed=True)).attempt
    assert silent.status is AttemptStatus.PENDING
    assert silent.closed_at is not None

    assert decide(asked(PENDING, of=silent)).attempt.status is AttemptStatus.CANCELLED


def test_money_wins_over_closing() -> None:
    paid = Finding(standing=Standing.CAPTURED, amount=ASKED)

    decision = decide(asked(paid, of=attempt(stop_asked_at=NOON), is_closed=True))

    assert decision.attempt.status is AttemptStatus.SUCCESS


def test_what_cannot_be_closed_is_waited_for_until_its_deadline() -> None:
    stopping = attempt(stop_asked_at=NOON, flow=Flow.PROMPT)

    early = decide(asked(PENDING, of=stopping, after=29))
    late = decide(asked(PENDING, of=stopping, after=30))

    assert early.attempt.status is AttemptStatus.PENDING
    assert late.attempt.status is AttemptStatus.FAILED


@pytest.mark.parametrize("finding", [PENDING, None, Finding(standing=Standing.UNRECOGNISED)])
def test_a_page_is_superseded_and_a_prompt_is_not(finding: Finding | None) -> None:
    page = decide(asked(finding, of=attempt(), is_displaced=True))
    prompt = decide(asked(finding, of=attempt(flow=Flow.PROMPT), is_displaced=True))

    assert page.attempt.status is AttemptStatus.SUPERSEDED
    assert page.effects == (Effect.ANNOUNCE_LOST,)
    assert prompt.attempt.status is AttemptStatus.PENDING
    assert prompt.effects == ()


@pytest.mark.parametrize("status", [AttemptStatus.FAILED, AttemptStatus.SUPERSEDED])
def test_closing_what_has_ended_tells_nobody(status: AttemptStatus) -> None:
    decision = decide(asked(PENDING, of=attempt(status=status), is_closed=True))

    assert decision.attempt.status is status
    assert decision.effects == ()
    assert decision.attempt.closed_at is not None


def test_money_that_staff_gave_back_is_not_booked_again() -> None:
    returned = attempt(status=AttemptStatus.FAILED)
    paid = Finding(standing=Standing.CAPTURED, amount=Money(50_000, "ETB"))

    decision = decide(asked(paid, of=returned, booked=Money(50_000, "ETB")))

    assert decision.attempt.status is AttemptStatus.FAILED
    assert decision.effects == ()


# --- what is to be closed, and when


def test_what_is_to_be_closed() -> None:
    ended = attempt(status=AttemptStatus.FAILED)

    assert not attempt().is_to_be_closed(NOON)
    assert attempt().is_to_be_closed(NOON + 30 * MINUTE)
    assert attempt(stop_asked_at=NOON).is_to_be_closed(NOON)
    assert ended.is_to_be_closed(NOON)
    assert not replace(ended, closed_at=NOON).is_to_be_closed(NOON)
    assert not replace(ended, begun_at=None).is_to_be_closed(NOON)
    assert not attempt(status=AttemptStatus.SUCCESS).is_to_be_closed(NOON + 60 * MINUTE)
    assert not attempt(status=AttemptStatus.REVIEW).is_to_be_closed(NOON + 60 * MINUTE)


def test_stopping_marks_once_what_could_be_paid() -> None:
    marked = stopped(attempt(asks=5), NOON)
    done = attempt(status=AttemptStatus.SUCCESS)

    assert (marked.stop_asked_at, marked.next_ask_at, marked.asks) == (NOON, NOON, 0)
    assert stopped(marked, NOON + MINUTE) is marked
    assert stopped(done, NOON) is done
    assert stopped(attempt(status=AttemptStatus.FAILED), NOON).next_ask_at == NOON


def test_a_stop_is_asked_for_faster_and_a_superseded_page_like_an_open_one() -> None:
    stopping = attempt(stop_asked_at=NOON)
    page = attempt(status=AttemptStatus.SUPERSEDED)

    assert next_ask(stopping, now=NOON) == NOON + timedelta(seconds=1)
    assert next_ask(page, now=NOON) == NOON + timedelta(seconds=5)
    assert next_ask(page, now=NOON + 31 * MINUTE) == NOON + 31 * MINUTE + timedelta(seconds=10)
    assert next_ask(replace(page, closed_at=NOON), now=NOON) == NOON + timedelta(seconds=10)


def test_the_link_of_what_is_stopped_is_not_shown() -> None:
    assert next_action(attempt()).type is ActionType.REDIRECT
    stopping = next_action(attempt(stop_asked_at=NOON))
    assert (stopping.type, stopping.url) == (ActionType.WAIT, None)


@pytest.mark.parametrize(
    ("status", "captured", "found"),
    [
        (AttemptStatus.CANCELLED, 0, PaymentStatus.CANCELLED),
        (AttemptStatus.SUCCESS, 20_000, PaymentStatus.CANCELLED),
        (AttemptStatus.SUCCESS, 45_000, PaymentStatus.SUCCESS),
        (AttemptStatus.REVIEW, 0, PaymentStatus.PROCESSING),
    ],
)
def test_the_payment_of_a_cancelled_order(
    status: AttemptStatus, captured: int, found: PaymentStatus
) -> None:
    cancelled = payment(order_note=OrderNote.CANCELLED, captured=captured)

    assert status_of(cancelled, [attempt(status=status)]) is found


# --- what staff decide

IN_REVIEW = {"status": AttemptStatus.REVIEW}


def reviewed(money: Money, resolution: Resolution, **changes: Any) -> Any:
    return review(attempt(**IN_REVIEW), money, resolution, payment=payment(**changes), now=NOON)


def test_the_sum_asked_for_counts_and_the_rest_goes_back() -> None:
    verdict = reviewed(Money(50_000, "ETB"), Resolution.ACCEPT)

    assert verdict.decision.attempt.status is AttemptStatus.SUCCESS
    assert verdict.decision.effects == (Effect.COUNT_CAPTURE, Effect.ANNOUNCE_CAPTURED)
    assert (verdict.counted, verdict.back) == (45_000, Money(5_000, "ETB"))
    assert reviewed(ASKED, Resolution.ACCEPT).back is None


def test_all_of_it_goes_back() -> None:
    verdict = reviewed(Money(50_000, "USD"), Resolution.REFUND)

    assert verdict.decision.attempt.status is AttemptStatus.FAILED
    assert verdict.decision.effects == (Effect.ANNOUNCE_FAILED,)
    assert verdict.decision.attempt.next_ask_at is None
    assert (verdict.counted, verdict.back) == (0, Money(50_000, "USD"))
    assert reviewed(Money(0, "ETB"), Resolution.REFUND).back is None


@pytest.mark.parametrize(
    ("money", "resolution", "changes"),
    [
        (Money(44_999, "ETB"), Resolution.ACCEPT, {}),
        (Money(50_000, "USD"), Resolution.ACCEPT, {}),
        (Money(50_000, "ETB"), Resolution.ACCEPT, {"captured": 45_000}),
        (Money(50_000, "ETB"), Resolution.DISMISS, {}),
    ],
)
def test_what_cannot_be_decided_so(
    money: Money, resolution: Resolution, changes: dict[str, Any]
) -> None:
    with pytest.raises(ResolutionNotPossible):
        reviewed(money, resolution, **changes)


@pytest.mark.parametrize("kind", IncidentKind)
def test_which_incidents_keep_money(kind: IncidentKind) -> None:
    mismatch = kind in {IncidentKind.AMOUNT_MISMATCH, IncidentKind.CURRENCY_MISMATCH}

    assert holds_money(kind, attempt(**IN_REVIEW)) is mismatch
    assert not holds_money(kind, attempt(status=AttemptStatus.SUCCESS))
    assert not holds_money(kind, None)
