"""The life of an attempt as one table.

A row reads: in this status, when this happens, go there and cause that. What is not in the
table is illegal. Money is never ignored: in every status a provider's word that it collected
leads to `success` or `review`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from common.errors import Conflict
from payments.domain.attempt import AttemptStatus


class Trigger(StrEnum):
    """What can happen to an attempt."""

    REFUSED = "refused"
    """Orders did not let it begin; the provider was never called."""
    LINKED = "linked"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    MISMATCHED = "mismatched"
    """Collected, but not the amount or currency asked for."""
    SURPLUS = "surplus"
    """Collected although another attempt of the payment had been already."""
    DECLINED = "declined"
    CANCELLED = "cancelled"
    REVERSED = "reversed"
    EXPIRED = "expired"
    """Its time is over, and the provider says that nothing was collected."""
    LOST = "lost"
    """Its time is long over, and the provider never gave an answer that could be read."""
    VOIDED = "voided"
    """It was closed at the provider before anything was paid on it."""
    SUPERSEDED = "superseded"
    """Another attempt takes its place, and it could not be closed."""
    WITHDRAWN = "withdrawn"
    """Its order was cancelled, and so nobody will pay what was promised."""
    ACCEPTED = "accepted"
    """Staff take the money that was collected for the order's."""
    RETURNED = "returned"
    """Staff give back what was collected."""


class Effect(StrEnum):
    """What an attempt's step causes, in the domain's own words."""

    BOOK_CAPTURE = "book_capture"
    STORE_CAPTURE = "store_capture"
    """The money is recorded but does not count as the order's until staff decide."""
    COUNT_CAPTURE = "count_capture"
    """Recorded money counts from now on: as much of it as was asked for."""
    REFUND_SURPLUS = "refund_surplus"
    OPEN_INCIDENT = "open_incident"
    ANNOUNCE_AUTHORIZED = "announce_authorized"
    ANNOUNCE_CAPTURED = "announce_captured"
    ANNOUNCE_FAILED = "announce_failed"
    ANNOUNCE_LOST = "announce_lost"


class Step(NamedTuple):
    """Where a trigger leads, and what it causes on the way."""

    to: AttemptStatus
    effects: tuple[Effect, ...]


class IllegalStep(Conflict):
    """The attempt's status does not allow this."""

    code = "illegal_transition"

    def __init__(self, status: AttemptStatus, trigger: Trigger) -> None:
        super().__init__(f"an attempt that is {status} cannot become {trigger}")


_Row = Mapping[Trigger, Step]


def _to(status: AttemptStatus, *effects: Effect) -> Step:
    return Step(status, effects)


_COLLECTED: Final[_Row] = {
    Trigger.CAPTURED: _to(AttemptStatus.SUCCESS, Effect.BOOK_CAPTURE, Effect.ANNOUNCE_CAPTURED),
    Trigger.MISMATCHED: _to(AttemptStatus.REVIEW, Effect.STORE_CAPTURE, Effect.OPEN_INCIDENT),
    # It is the payer's own: given back without asking anybody, and orders never hears of it.
    Trigger.SURPLUS: _to(AttemptStatus.SUCCESS, Effect.STORE_CAPTURE, Effect.REFUND_SURPLUS),
}

_NOT_COLLECTED: Final[_Row] = {
    Trigger.DECLINED: _to(AttemptStatus.FAILED, Effect.ANNOUNCE_FAILED),
    Trigger.CANCELLED: _to(AttemptStatus.CANCELLED, Effect.ANNOUNCE_FAILED),
    Trigger.EXPIRED: _to(AttemptStatus.FAILED, Effect.ANNOUNCE_FAILED),
    Trigger.LOST: _to(AttemptStatus.FAILED, Effect.ANNOUNCE_LOST),
    Trigger.VOIDED: _to(AttemptStatus.CANCELLED, Effect.ANNOUNCE_FAILED),
    # Orders must hear of it: the attempt that takes its place may never begin.
    Trigger.SUPERSEDED: _to(AttemptStatus.SUPERSEDED, Effect.ANNOUNCE_LOST),
    # Money came and went while we knew nothing of it.
    Trigger.REVERSED: _to(AttemptStatus.FAILED, Effect.ANNOUNCE_FAILED, Effect.OPEN_INCIDENT),
}


def _settled(status: AttemptStatus) -> _Row:
    # The same news again, or news that came too late to change anything.
    old = set(_NOT_COLLECTED) - {Trigger.REVERSED}
    return dict.fromkeys(old, _to(status)) | {Trigger.REVERSED: _to(status, Effect.OPEN_INCIDENT)}


def _ended(status: AttemptStatus) -> _Row:
    # Late money is money like any other: what it does to the order is the order's table's say.
    return {**_settled(status), **_COLLECTED}


STEPS: Final[Mapping[AttemptStatus, _Row]] = {
    AttemptStatus.INITIATING: {
        Trigger.REFUSED: _to(AttemptStatus.FAILED),
        Trigger.LINKED: _to(AttemptStatus.PENDING),
        Trigger.AUTHORIZED: _to(AttemptStatus.AUTHORIZED, Effect.ANNOUNCE_AUTHORIZED),
        **_COLLECTED,
        **_NOT_COLLECTED,
    },
    AttemptStatus.PENDING: {
        **_COLLECTED,
        **_NOT_COLLECTED,
    },
    AttemptStatus.AUTHORIZED: {
        Trigger.CAPTURED: _COLLECTED[Trigger.CAPTURED],
        Trigger.WITHDRAWN: _to(AttemptStatus.CANCELLED),
    },
    AttemptStatus.REVIEW: {
        **_settled(AttemptStatus.REVIEW),
        # Its money is stored already, and staff decide what becomes of it.
        Trigger.CAPTURED: _to(AttemptStatus.REVIEW),
        Trigger.MISMATCHED: _to(AttemptStatus.REVIEW),
        Trigger.SURPLUS: _to(AttemptStatus.REVIEW),
        Trigger.ACCEPTED: _to(
            AttemptStatus.SUCCESS, Effect.COUNT_CAPTURE, Effect.ANNOUNCE_CAPTURED
        ),
        Trigger.RETURNED: _to(AttemptStatus.FAILED, Effect.ANNOUNCE_FAILED),
    },
    AttemptStatus.SUCCESS: {
        # What was collected is not undone by a provider that changes its mind.
        **_settled(AttemptStatus.SUCCESS),
        Trigger.CAPTURED: _to(AttemptStatus.SUCCESS),
        Trigger.MISMATCHED: _to(AttemptStatus.SUCCESS, Effect.OPEN_INCIDENT),
    },
    AttemptStatus.FAILED: _ended(AttemptStatus.FAILED),
    AttemptStatus.CANCELLED: _ended(AttemptStatus.CANCELLED),
    AttemptStatus.SUPERSEDED: _ended(AttemptStatus.SUPERSEDED),
}


def step(status: AttemptStatus, trigger: Trigger) -> Step:
    """Look up what `trigger` does to an attempt in `status`."""
    try:
        return STEPS[status][trigger]
    except KeyError:
        raise IllegalStep(status, trigger) from None
