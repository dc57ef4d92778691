"""Answers kept for two seconds at most: bounded, one flight per key, dropped by facts."""

import asyncio
import math
import re
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from typing import Final

from gateway.exchange import Headers

LARGEST: Final = 1024 * 1024
"""Bytes; a larger answer is passed on but not kept."""

# Only ids that are named so: looking at each byte for a UUID took as long as fetching the answer.
_IDS: Final = re.compile(rb'id": ?"([0-9a-f-]{36})"')
_NOT_SHARED: Final = re.compile(rb"no-store|private|no-cache=|authorization", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer of a service, as all who ask may see it."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A kept answer, ready to be sent: headers and body are built once."""

    key: bytes
    is_list: bool
    body: bytes
    etag: bytes
    whole: tuple[Headers, ...]
    """Headers of a full answer, by its age in whole seconds."""
    unchanged: tuple[Headers, ...]
    """Headers of a 304, likewise."""
    mentions: frozenset[bytes]
    """Ids in the body: what it shows, and so what may make it stale."""
    stored_at: float

    def age(self, now: float) -> int:
        """Return the age in seconds, rounded up: what a browser keeps must not outlive it."""
        return min(math.ceil(now - self.stored_at), len(self.whole) - 1)


@dataclass(frozen=True, slots=True)
class Change:
    """What a fact makes stale: answers that mention an id, lists that could gain or lose it."""

    ids: frozenset[bytes] = frozenset()
    lists: bool = False
    all: bool = False


Fetch = Callable[[], Awaitable[Answer]]


class Cache:
    """The process's kept answers."""

    def __init__(self, *, seconds: float, max_bytes: int) -> None:
        self._seconds = seconds
        self._max_bytes = max_bytes
        # All live equally long, so the order of storing is the order of expiry.
        self._entries: dict[bytes, Entry] = {}
        self._bytes = 0
        self._flights: dict[bytes, asyncio.Task[Answer | Entry]] = {}
        self._generation = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size(self) -> int:
        """How many bytes the kept bodies take."""
        return self._bytes

    def get(self, key: bytes) -> Entry | None:
        """Return a fresh entry."""
        entry = self._entries.get(key)
        if entry is None or time.monotonic() - entry.stored_at >= self._seconds:
            return None
        return entry

    async def fetch(self, key: bytes, fetch: Fetch, *, is_list: bool) -> Answer | Entry:
        """Return what one flight brings, however many ask; a caller who leaves does not end it."""
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._fly(key, fetch, is_list=is_list))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(flight)

    def drop(self, change: Change) -> int:
        """Forget what the change makes stale; what is in flight will not be kept."""
        self._generation += 1
        self._flights.clear()
        stale = [entry for entry in self._entries.values() if _is_stale(entry, change)]
        for entry in stale:
            self._forget(entry)
        return len(stale)

    async def _fly(self, key: bytes, fetch: Fetch, *, is_list: bool) -> Answer | Entry:
        generation = self._generation
        answer = await fetch()
        if not _may_be_kept(answer):
            return answer
        entry = _entry(key, answer, is_list=is_list, seconds=self._seconds)
        # A fact that came meanwhile may be about what was read before it.
        if generation == self._generation:
            self._keep(entry)
        return entry

    def _landed(self, key: bytes, flight: asyncio.Task[Answer | Entry]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # whoever waited has seen it; nobody may be left

    def _keep(self, entry: Entry) -> None:
        if (old := self._entries.get(entry.key)) is not None:
            self._forget(old)
        self._entries[entry.key] = entry
        self._bytes += len(entry.body)
        while self._bytes > self._max_bytes or self._oldest_is_over(entry.stored_at):
            self._forget(next(iter(self._entries.values())))

    def _oldest_is_over(self, now: float) -> bool:
        oldest = next(iter(self._entries.values()), None)
        return oldest is not None and now - oldest.stored_at >= self._seconds

    def _forget(self, entry: Entry) -> None:
        del self._entries[entry.key]
        self._bytes -= len(entry.body)


def key_of(path: str, query: bytes) -> bytes:
    """Return one key for all spellings of a URL that differ in the order of parameters."""
    if b"&" in query:
        parts = query.split(b"&")
        # A parameter that is repeated keeps its own order: sorting is stable by name.
        parts.sort(key=_parameter)
        query = b"&".join(parts)
    return path.encode() + b"?" + query


def _parameter(part: bytes) -> bytes:
    return part.partition(b"=")[0]


def matches(etag: bytes, if_none_match: bytes) -> bool:
    """Whether the client holds this version (weak comparison, RFC 9110 13.1.2)."""
    if if_none_match.strip() == b"*":
        return True
    held = (tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b","))
    return etag.removeprefix(b"W/") in held


def _is_stale(entry: Entry, change: Change) -> bool:
    return (
        change.all
        or (change.lists and entry.is_list)
        or not change.ids.isdisjoint(entry.mentions)
        # Who is sold out decides what such a list holds, mentioned or not.
        or (bool(change.ids) and entry.is_list and b"in_stock" in entry.key)
    )


def _may_be_kept(answer: Answer) -> bool:
    if answer.status != HTTPStatus.OK or len(answer.body) > LARGEST:
        return False
    named = dict(answer.headers)
    varies = named.get(b"vary", b"").lower().replace(b" ", b"")
    return (
        b"set-cookie" not in named
        and varies in {b"", b"origin", b"accept-encoding"}
        and not _NOT_SHARED.search(named.get(b"cache-control", b""))
    )


def _entry(key: bytes, answer: Answer, *, is_list: bool, seconds: float) -> Entry:
    named = dict(answer.headers)
    etag = named.get(b"etag") or b'"%s"' % blake2b(answer.body, digest_size=12).hexdigest().encode()
    control = named.get(b"cache-control", b"public, max-age=%d" % seconds)
    kept = [(b"etag", etag), (b"cache-control", control)]
    others = [
        (name, value)
        for name, value in answer.headers
        if name not in {b"etag", b"cache-control", b"age", b"content-length"}
    ]
    length = (b"content-length", b"%d" % len(answer.body))
    ages: Collection[int] = range(math.ceil(seconds) + 1)
    return Entry(
        key=key,
        is_list=is_list,
        body=answer.body,
        etag=etag,
        whole=tuple([*others, *kept, length, (b"age", b"%d" % age)] for age in ages),
        unchanged=tuple([*kept, (b"age", b"%d" % age)] for age in ages),
        mentions=frozenset(_IDS.findall(answer.body)),
        stored_at=time.monotonic(),
    )


__all__ = ["Answer", "Cache", "Change", "Entry", "key_of", "matches"]
