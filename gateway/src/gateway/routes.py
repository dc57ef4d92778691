"""What a row of the routing table says."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB


class Upstream(StrEnum):
    """A service behind the gateway."""

    USERS = "users"
    CATALOG = "catalog"
    CART = "cart"
    ORDERS = "orders"
    PAYMENTS = "payments"


class Access(StrEnum):
    """What a caller must show at the door; the service decides again, and finer."""

    OPEN = "open"
    """Tokens are not looked at: whoever signs in may still carry an old one."""
    PUBLIC = "public"
    """Anyone, but a token that is shown must be good."""
    HOLDER = "holder"
    """Signed in, or the bearer of a cart or order token."""
    SIGNED_IN = "signed_in"
    STAFF = "staff"
    """Signed in with a permission of the route's area."""


class Rate(StrEnum):
    """Which allowance a request is taken from."""

    AUTH = "auth"
    CHECKOUT = "checkout"
    DEFAULT = "default"
    WEBHOOKS = "webhooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row: these methods of this path belong to that service."""

    methods: frozenset[str]
    template: str
    upstream: Upstream
    access: Access = Access.PUBLIC
    areas: tuple[str, ...] = ()
    """Permission areas, any of which opens a staff route."""
    rate: Rate = Rate.DEFAULT
    body_limit: int = MIB
    """Bytes."""
    deadline: float = 10.0
    """Seconds until the whole answer is through."""
    cached: bool = False
    stream: bool = False
    """An endless answer: the deadline holds only until it begins."""
    gathered: bool = False
    """Every service has a part of the answer; `upstream` is the one whose document shows it."""
    trailing_slash: bool = False
