"""What an order keeps of its customer."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from users.domain.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach a user, and where to send things."""

    user_id: UUID
    email: str
    email_confirmed: bool
    full_name: str | None
    phone_number: str | None
    locale: str
    address: Address | None


class Contacts(Protocol):
    """Where contacts are looked up."""

    async def of(self, user_id: UUID, *, address_id: UUID | None) -> Contact:
        """Return the user with the named address, or the default one; raise the NotFounds."""
        ...
