"""A user's address book."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from common.errors import Conflict, NotFound

MOST_ADDRESSES: Final = 50


class AddressNotFound(NotFound):
    """No such address, or it is someone else's."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such address")


class AddressBookFull(Conflict):
    """The user keeps as many addresses as one may."""

    def __init__(self) -> None:
        super().__init__(f"an address book holds {MOST_ADDRESSES} addresses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where goods or bills go; of a user's addresses at most one is the default."""

    id: UUID
    user_id: UUID
    full_name: str
    phone_number: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str | None
    country: str
    is_default: bool
    created_at: datetime
    updated_at: datetime
