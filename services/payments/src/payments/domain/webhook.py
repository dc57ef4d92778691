"""What a provider sent to us, before anything in it is believed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID


class Intake(StrEnum):
    """How far a stored webhook is."""

    RECEIVED = "received"
    APPLIED = "applied"
    ORPHAN = "orphan"
    """Its reference names no attempt yet: it may have overtaken our own commit."""
    PARKED = "parked"
    """It cannot be read, nothing was found for it in an hour, or work on it failed for days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One delivery as it came; `headers` in lower case, repeated ones repeated."""

    channel: str
    body: bytes
    headers: Sequence[tuple[str, str]]
    token_hash: str | None = None
    """Of the token in the address it came to, where that could be one of ours."""
    sender: str | None = None
    """The network address it came from, as far as we were told."""

    def values(self, name: str) -> list[str]:
        """Return every value of one header."""
        return [value for key, value in self.headers if key == name]

    @property
    def dedupe_key(self) -> str:
        """What two deliveries of the same thing have in common."""
        address = (self.token_hash or "").encode()
        return hashlib.sha256(address + self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWebhook:
    """A kept delivery, how often it was worked on before, and for how long it has waited."""

    id: UUID
    notice: Notice
    tries: int
    waited: timedelta


_ORPHAN_WAITS: Final = tuple(timedelta(seconds=s) for s in (10, 30, 60, 300, 900, 1800))
_ORPHAN_PATIENCE: Final = timedelta(hours=1)
_SLOWEST: Final = timedelta(minutes=5)
_FIRST_REPAIR: Final = timedelta(minutes=1)
_SLOWEST_REPAIR: Final = timedelta(hours=1)
_REPAIR_PATIENCE: Final = timedelta(hours=72)
_MOST_DOUBLINGS: Final = 10


def orphan_wait(webhook: StoredWebhook) -> timedelta | None:
    """Return when to look for the orphan's attempt again; None when it is given up."""
    if webhook.waited >= _ORPHAN_PATIENCE:
        return None
    return _ORPHAN_WAITS[min(webhook.tries, len(_ORPHAN_WAITS) - 1)]


def silence_wait(webhook: StoredWebhook) -> timedelta:
    """Return when to ask a silent provider again."""
    doublings: int = min(webhook.tries, _MOST_DOUBLINGS)
    return min(timedelta(seconds=2 << doublings), _SLOWEST)


def failure_wait(webhook: StoredWebhook) -> timedelta | None:
    """Return when to try again what raised; None when it is left to a person."""
    if webhook.waited >= _REPAIR_PATIENCE:
        return None
    doublings: int = min(webhook.tries, _MOST_DOUBLINGS)
    return min(_FIRST_REPAIR * (1 << doublings), _SLOWEST_REPAIR)
