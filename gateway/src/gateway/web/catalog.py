"""What catalog says to everyone, for the pages that show it: from what is kept, or asked."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final

import orjson

from common.errors import Problem
from gateway.cache import Entry
from gateway.exchange import Exchange
from gateway.kept import Kept
from gateway.matching import Table

_PATIENCE_SECONDS: Final = 2.0
"""A page without its first data is better than one that comes late: it can ask by itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of catalog."""

    status: int
    body: bytes
    tag: bytes
    """Changes with the body."""
    location: str = ""

    @property
    def document(self) -> Mapping[str, Any]:
        """The body as data."""
        found: Mapping[str, Any] = orjson.loads(self.body)
        return found


class Catalog:
    """The public part of catalog."""

    def __init__(self, kept: Kept, table: Table) -> None:
        self._kept = kept
        self._table = table

    async def tell(self, exchange: Exchange, path: str, query: bytes = b"") -> Told | None:
        """Ask for a public path on behalf of a visitor; None when nobody answers in time."""
        rows = self._table.find(path)
        if rows is None:
            return Told(HTTPStatus.NOT_FOUND, b"", b"")
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                found = await self._kept.find(exchange, rows["GET"], path, query)
        except (Problem, TimeoutError):
            return None
        if isinstance(found, Entry):
            return Told(HTTPStatus.OK, found.body, found.etag)
        if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return None
        location = dict(found.headers).get(b"location", b"").decode("latin-1")
        tag = blake2b(found.body, digest_size=12).digest()
        return Told(found.status, found.body, tag, location)
