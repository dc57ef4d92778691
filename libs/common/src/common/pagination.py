"""Pages of lists: signed keyset cursors, so that no client can make one up."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeVar

import orjson
from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from common.errors import FieldError, Malformed
from common.schemas import Page

Row = TypeVar("Row")
Shown = TypeVar("Shown")

_MAC_BYTES: Final = 12
COUNTED_TO: Final = 10_000
"""`include=total` counts no further."""


class InvalidCursor(Malformed):
    """The cursor is not one that this list gave."""

    code = "invalid_parameter"

    def __init__(self) -> None:
        error = FieldError(parameter="cursor", code="invalid_cursor", detail="not one of ours")
        super().__init__("the cursor is not one that this list gave", errors=[error])


class Cursors:
    """Seals and opens cursors with a key that all instances of a service share."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"cursor:" + secret.encode()).digest()

    def seal(self, values: Sequence[Any]) -> str:
        """Return the cursor of a row whose sort values these are."""
        payload = orjson.dumps(list(values), default=str)
        return base64.urlsafe_b64encode(self._mac(payload) + payload).rstrip(b"=").decode()

    def open(self, cursor: str) -> list[Any]:
        """Return the sort values; raise `InvalidCursor`."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError as error:
            raise InvalidCursor from error
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(payload)):
            raise InvalidCursor
        values: list[Any] = orjson.loads(payload)
        return values

    def _mac(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, payload, "sha256")[:_MAC_BYTES]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a list is asked for."""

    limit: int
    cursor: str | None
    with_total: bool
    cursors: Cursors

    def after(self, order: str) -> list[Any] | None:
        """Return the sort values of the last row seen; None on the first page.

        `order` names the list's sort and filters: a cursor of another order is refused.
        """
        if self.cursor is None:
            return None
        sealed, *values = self.cursors.open(self.cursor)
        if sealed != order:
            raise InvalidCursor
        return values

    def page(
        self,
        rows: Sequence[Row],
        *,
        order: str,
        key: Callable[[Row], Sequence[Any]],
        show: Callable[[Row], Shown],
        total: int | None = None,
    ) -> Page[Shown]:
        """Build the page from up to `limit + 1` rows; the one too many says there are more."""
        shown, more = rows[: self.limit], len(rows) > self.limit
        cursor = self.cursors.seal([order, *key(shown[-1])]) if more else None
        return Page(
            items=[show(row) for row in shown],
            next_cursor=cursor,
            total=None if total is None else min(total, COUNTED_TO),
            total_capped=None if total is None else total > COUNTED_TO,
        )


class PageAsked(BaseModel):
    """The query parameters of every list."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many items, at most.")] = 20
    cursor: Annotated[
        str | None, Field(max_length=1000, description="`next_cursor` of the page before.")
    ] = None
    include: Annotated[
        Literal["total"] | None, Field(description="`total` counts the items, to 10,000.")
    ] = None

    def page(self, request: Request) -> PageRequest:
        """Return the page that is asked for."""
        cursors: Cursors = request.app.state.cursors
        return PageRequest(self.limit, self.cursor, self.include == "total", cursors)


async def _page_request(request: Request, asked: Annotated[PageAsked, Query()]) -> PageRequest:
    return asked.page(request)


PageQuery = Annotated[PageRequest, Depends(_page_request)]
