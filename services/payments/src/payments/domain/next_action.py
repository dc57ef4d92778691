"""What the payer does next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.provider import Flow
from payments.domain.schedule import COMPLETE_AFTER


class ActionType(StrEnum):
    """The kinds of next step."""

    REDIRECT = "redirect"
    AWAIT_PHONE_PROMPT = "await_phone_prompt"
    WAIT = "wait"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """A step, and until when it can be taken."""

    type: ActionType
    url: str | None = None
    expires_at: datetime | None = None


def next_action(attempt: Attempt) -> NextAction:
    """Return what the payer of this attempt does next."""
    if attempt.status is AttemptStatus.INITIATING:
        known = attempt.deadline_at or attempt.created_at + COMPLETE_AFTER
        return NextAction(type=ActionType.WAIT, expires_at=known)
    if attempt.status is not AttemptStatus.PENDING:
        return NextAction(type=ActionType.NONE)
    if attempt.stop_asked_at is not None:
        return NextAction(type=ActionType.WAIT, expires_at=attempt.deadline_at)
    until = attempt.url_expires_at or attempt.deadline_at
    if attempt.flow is Flow.PROMPT:
        return NextAction(type=ActionType.AWAIT_PHONE_PROMPT, expires_at=until)
    return NextAction(type=ActionType.REDIRECT, url=attempt.url, expires_at=until)
