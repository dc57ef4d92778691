"""Whose cart it is."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody with an account; `brings` is the guest's cart they show beside it."""

    id: UUID
    brings: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Whoever holds a cart's token; there may be no row for that cart yet."""

    cart_id: UUID


Owner = User | Guest


class CartEnded(Exception):
    """This guest's cart became part of a user's, or was left alone too long: begin another."""
