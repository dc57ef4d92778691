"""How lists are read: newest first, by id, which grows with time."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from common.pagination import PageRequest
from users.usecases.lists import Span

MORE_THAN_COUNTED = 10_001


def order_of(name: str, *filters: Any) -> str:
    """Return what a cursor belongs to: the list and what was filtered."""
    return f"{name}:{sha256(repr(filters).encode()).hexdigest()[:16]}"


def span(page: PageRequest, order: str) -> Span:
    """Return what to read: one row more than the page shows."""
    after = page.after(order)
    return Span(after=UUID(after[0]) if after else None, limit=page.limit + 1)
