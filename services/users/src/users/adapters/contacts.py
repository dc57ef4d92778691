"""How to reach users and where to send things, read in one statement."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, select

from common.db import Sessions, single_statements, table_of
from users.adapters.addresses import COLUMNS
from users.adapters.tables import AddressRow, UserRow
from users.domain.address import Address, AddressNotFound
from users.domain.user import UserNotFound
from users.usecases.contact import Contact

_USERS: Final = table_of(UserRow).c
_ADDRESSES: Final = table_of(AddressRow).c
_REACHED: Final = ("email", "email_confirmed", "full_name", "phone_number", "locale")
_FIRST_OF_ADDRESS: Final = len(_REACHED)


def _contact(condition: ColumnElement[bool]) -> Select[Any]:
    theirs = and_(_ADDRESSES.user_id == _USERS.id, condition)
    return (
        select(
            *[_USERS[name] for name in _REACHED],
            *[_ADDRESSES[name].label(f"address_{name}") for name in COLUMNS],
        )
        .outerjoin_from(table_of(UserRow), table_of(AddressRow), theirs)
        .where(_USERS.id == bindparam("user_id"), _USERS.erased_at.is_(None))
    )


_WITH_DEFAULT: Final = _contact(_ADDRESSES.is_default)
_WITH_NAMED: Final = _contact(_ADDRESSES.id == bindparam("address_id"))


class SqlContacts:
    """The `Contacts` port; each answer is a statement of its own."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def of(self, user_id: UUID, *, address_id: UUID | None) -> Contact:
        """Return the user with the named address, or the default one; raise the NotFounds."""
        query = _WITH_DEFAULT if address_id is None else _WITH_NAMED
        async with single_statements(self._sessions) as session:
            asked = {"user_id": user_id, "address_id": address_id}
            row = (await session.execute(query, asked)).first()
        if row is None:
            raise UserNotFound
        address = dict(zip(COLUMNS, row[_FIRST_OF_ADDRESS:], strict=True))
        if address["id"] is None and address_id is not None:
            raise AddressNotFound
        return Contact(
            user_id=user_id,
            email=row.email or "",
            email_confirmed=row.email_confirmed,
            full_name=row.full_name,
            phone_number=row.phone_number,
            locale=row.locale,
            address=None if address["id"] is None else Address(**address),
        )
