from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from users.domain.session import (
    GRACE,
    IDLE_LASTS,
    SESSION_LASTS,
    RefreshToken,
    Rotation,
    Session,
    idle_deadline,
    rotation,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SESSION = Session(
    id=uuid4(),
    user_id=uuid4(),
    user_agent=None,
    address=None,
    by_cookie=False,
    created_at=NOON,
    last_used_at=NOON,
    expires_at=NOON + SESSION_LASTS,
)
FRESH = RefreshToken(digest=b"1", session_id=SESSION.id, expires_at=NOON + IDLE_LASTS)
USED = replace(FRESH, used_at=NOON)
NEXT = replace(FRESH, digest=b"2")


def test_an_unused_token_advances() -> None:
    assert rotation(FRESH, SESSION, successor=None, at=NOON) is Rotation.ADVANCE


def test_the_predecessor_is_answered_again_within_its_grace() -> None:
    assert rotation(USED, SESSION, successor=NEXT, at=NOON + GRACE) is Rotation.REPEAT


def test_after_its_grace_it_is_in_the_wrong_hands() -> None:
    late = NOON + GRACE + timedelta(milliseconds=1)

    assert rotation(USED, SESSION, successor=NEXT, at=late) is Rotation.REUSE


def test_once_its_successor_was_used_it_is_in_the_wrong_hands_at_once() -> None:
    used_too = replace(NEXT, used_at=NOON)

    assert rotation(USED, SESSION, successor=used_too, at=NOON) is Rotation.REUSE


def test_a_used_token_without_successor_is_in_the_wrong_hands() -> None:
    assert rotation(USED, SESSION, successor=None, at=NOON) is Rotation.REUSE


def test_what_expired_or_ended_is_refused_and_nothing_more() -> None:
    ended = replace(SESSION, ended_at=NOON)

    assert rotation(FRESH, ended, successor=None, at=NOON) is Rotation.REFUSE
    assert rotation(USED, ended, successor=NEXT, at=NOON) is Rotation.REFUSE
    assert rotation(FRESH, SESSION, successor=None, at=FRESH.expires_at) is Rotation.REFUSE
    assert rotation(FRESH, SESSION, successor=None, at=SESSION.expires_at) is Rotation.REFUSE


def test_a_token_never_outlives_its_session() -> None:
    assert idle_deadline(SESSION, at=NOON) == NOON + IDLE_LASTS
    assert idle_deadline(SESSION, at=NOON + timedelta(days=29)) == SESSION.expires_at
