"""What users do with their own addresses."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from users.domain.address import MOST_ADDRESSES, Address, AddressBookFull
from users.domain.phone import e164
from users.usecases.ports import Tx


async def add_address(address: Address, *, tx: Tx) -> Address:
    """Store the address; the first one becomes the default. Raise `AddressBookFull`."""
    await tx.users.locked(address.user_id)
    known = await tx.addresses.count(address.user_id)
    if known >= MOST_ADDRESSES:
        raise AddressBookFull
    stored = replace(
        address,
        phone_number=e164(address.phone_number, country=address.country),
        is_default=address.is_default or known == 0,
    )
    await tx.addresses.add(stored)
    return stored


async def edit_address(
    user_id: UUID, address_id: UUID, changes: Mapping[str, Any], *, tx: Tx, at: datetime
) -> Address:
    """Change the named fields; raise `AddressNotFound`."""
    await tx.users.locked(user_id)
    address = replace(await tx.addresses.of(user_id, address_id), **changes, updated_at=at)
    if "phone_number" in changes:
        number = e164(address.phone_number, country=address.country)
        address = replace(address, phone_number=number)
    await tx.addresses.save(address)
    return address
