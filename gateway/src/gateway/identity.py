"""The early look at who is calling: cheap refusals; every service looks again, and finer."""

from collections.abc import Iterable
from typing import Protocol

from common.auth import Principal, bearer
from common.errors import Forbidden, Unauthenticated
from gateway.exchange import Exchange
from gateway.routes import Access, Route


class Verifier(Protocol):
    """Knows whose a token is."""

    async def principal(self, token: str) -> Principal:
        """Return who the token speaks for; raise `Unauthenticated`."""
        ...


async def admit(exchange: Exchange, route: Route, verifier: Verifier) -> None:
    """Refuse who certainly may not; note who is calling."""
    if route.access is Access.OPEN:
        return
    caller = await _caller(exchange, verifier)
    if caller is not None:
        exchange.caller = str(caller.id)
    if route.access is Access.PUBLIC or (route.access is Access.HOLDER and _holds(exchange)):
        return
    if caller is None:
        raise Unauthenticated("sign in first")
    if route.access is Access.STAFF and not _may_enter(caller.permissions, route.areas):
        raise Forbidden(f"this needs a permission of: {', '.join(route.areas)}")


async def _caller(exchange: Exchange, verifier: Verifier) -> Principal | None:
    header = exchange.given.get(b"authorization")
    token = bearer(header.decode("latin-1")) if header is not None else None
    return await verifier.principal(token) if token is not None else None


def _holds(exchange: Exchange) -> bool:
    return b"x-order-token" in exchange.given or b"x-cart-token" in exchange.given


def _may_enter(permissions: Iterable[str], areas: tuple[str, ...]) -> bool:
    return any(held == "*" or held.partition(":")[0] in areas for held in permissions)
