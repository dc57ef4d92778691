"""What an order keeps of its customer."""

from dataclasses import dataclass
from uuid import UUID

from users.domain.address import Address
from users.domain.user import User, UserNotFound
from users.usecases.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach a user, and where to send things."""

    user: User
    address: Address | None


async def read_contact(user_id: UUID, *, address_id: UUID | None, tx: Tx) -> Contact:
    """Return the user with the named address, or the default one; raise the NotFounds."""
    user = await tx.users.find(user_id)
    if user is None:
        raise UserNotFound
    if address_id is None:
        return Contact(user=user, address=await tx.addresses.default_of(user_id))
    return Contact(user=user, address=await tx.addresses.of(user_id, address_id))
