"""What other services ask: the gateway lets none of it out."""

from uuid import UUID

from fastapi import Response

from common import problems
from common.auth import peer
from common.errors import Unauthenticated
from common.routing import router as strict_router
from users.api.deps import ContactsDep, KeyringDep
from users.api.schemas import ContactOut
from users.domain.address import AddressNotFound
from users.domain.keys import JWKS_TTL
from users.domain.user import UserNotFound

router = strict_router(tags=["internal"])


@router.get(
    "/internal/users/{user_id}/contact",
    dependencies=[peer("orders")],
    responses=problems.documented(Unauthenticated, UserNotFound, AddressNotFound),
)
async def contact(
    user_id: UUID, contacts: ContactsDep, address_id: UUID | None = None
) -> ContactOut:
    """Say how to reach a user, and where to send things: the named address or the default."""
    return ContactOut.of(await contacts.of(user_id, address_id=address_id))


@router.get("/.well-known/jwks.json", tags=["keys"])
async def jwks(keyring: KeyringDep, response: Response) -> dict[str, list[dict[str, str]]]:
    """Publish the keys that access tokens are verified with (RFC 7517)."""
    response.headers["cache-control"] = f"public, max-age={int(JWKS_TTL.total_seconds())}"
    return {name: list(keys) for name, keys in (await keyring.document()).items()}
