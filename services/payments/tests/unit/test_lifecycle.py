import itertools

import pytest

from payments.domain.attempt import UNDECIDED, WITHOUT_MONEY, AttemptStatus
from payments.domain.lifecycle import STEPS, Effect, IllegalStep, Trigger, step
from payments.usecases.messages import BY_EFFECT

LEGAL = [(status, trigger) for status, row in STEPS.items() for trigger in row]
ILLEGAL = sorted(set(itertools.product(AttemptStatus, Trigger)) - set(LEGAL))
MONEY = (Trigger.CAPTURED, Trigger.MISMATCHED, Trigger.SURPLUS)
NO_MONEY = (Trigger.DECLINED, Trigger.CANCELLED, Trigger.EXPIRED, Trigger.LOST, Trigger.REVERSED)
OUTSIDE = [status for status in AttemptStatus if status is not AttemptStatus.AUTHORIZED]


def test_every_status_has_a_row() -> None:
    assert set(STEPS) == set(AttemptStatus)


@pytest.mark.parametrize(("status", "trigger"), ILLEGAL)
def test_what_is_not_in_the_table_is_illegal(status: AttemptStatus, trigger: Trigger) -> None:
    with pytest.raises(IllegalStep, match=f"{status} cannot become {trigger}"):
        step(status, trigger)


@pytest.mark.parametrize(("status", "trigger"), list(itertools.product(OUTSIDE, MONEY)))
def test_money_is_never_ignored(status: AttemptStatus, trigger: Trigger) -> None:
    if (status, trigger) == (AttemptStatus.SUCCESS, Trigger.SURPLUS):
        return  # its own capture is no surplus: `decision` never says so

    to, effects = step(status, trigger)

    assert to in {AttemptStatus.SUCCESS, AttemptStatus.REVIEW}
    booked = {Effect.BOOK_CAPTURE, Effect.STORE_CAPTURE}.intersection(effects)
    already = status in {AttemptStatus.SUCCESS, AttemptStatus.REVIEW}
    assert len(booked) == (0 if already else 1)


@pytest.mark.parametrize("status", [AttemptStatus.SUCCESS, AttemptStatus.REVIEW])
@pytest.mark.parametrize("trigger", NO_MONEY)
def test_what_was_collected_is_never_undone(status: AttemptStatus, trigger: Trigger) -> None:
    assert step(status, trigger).to is status


@pytest.mark.parametrize("status", sorted(UNDECIDED))
@pytest.mark.parametrize("trigger", NO_MONEY)
def test_the_end_of_an_undecided_attempt_is_told_once(
    status: AttemptStatus, trigger: Trigger
) -> None:
    first = step(status, trigger)

    again = step(first.to, trigger)

    told = {Effect.ANNOUNCE_FAILED, Effect.ANNOUNCE_LOST}
    assert first.to in WITHOUT_MONEY
    assert len(told.intersection(first.effects)) == 1
    assert not told.intersection(again.effects)


def test_a_refused_attempt_is_told_to_nobody() -> None:
    assert step(AttemptStatus.INITIATING, Trigger.REFUSED) == (AttemptStatus.FAILED, ())


def test_what_is_told_has_a_message() -> None:
    assert {effect for effect in Effect if effect.startswith("announce")} == set(BY_EFFECT)


def test_every_status_can_end() -> None:
    ends = {AttemptStatus.SUCCESS, *WITHOUT_MONEY}
    for status, row in STEPS.items():
        reached = {taken.to for taken in row.values()} | {status}
        assert reached & ends or status is AttemptStatus.REVIEW  # staff end a review
