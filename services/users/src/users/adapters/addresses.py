"""Address books in Postgres."""

from dataclasses import asdict, fields
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from users.adapters.tables import AddressRow
from users.domain.address import Address, AddressNotFound
from users.usecases.lists import Span

COLUMNS = tuple(field.name for field in fields(Address))
"""What the table and the domain spell alike: all of it."""


class SqlAddresses:
    """The `Addresses` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, user_id: UUID, address_id: UUID) -> Address:
        """Return the user's own address; raise `AddressNotFound`."""
        row = await self._session.scalar(select(AddressRow).where(_own(user_id, address_id)))
        if row is None:
            raise AddressNotFound
        return _address(row)

    async def default_of(self, user_id: UUID) -> Address | None:
        """Return the user's default address, if one is set."""
        query = select(AddressRow).where(AddressRow.user_id == user_id, AddressRow.is_default)
        row = await self._session.scalar(query)
        return None if row is None else _address(row)

    async def count(self, user_id: UUID) -> int:
        """Count the user's addresses."""
        query = select(func.count()).select_from(AddressRow).where(AddressRow.user_id == user_id)
        return await self._session.scalar(query) or 0

    async def add(self, address: Address) -> None:
        """Store a new address; a default takes the place of the former one."""
        await self._make_room(address)
        await self._session.execute(insert(AddressRow).values(asdict(address)))

    async def save(self, address: Address) -> None:
        """Store a changed address; a default takes the place of the former one."""
        await self._make_room(address)
        await self._session.execute(
            update(AddressRow).where(AddressRow.id == address.id).values(asdict(address))
        )

    async def remove(self, user_id: UUID, address_id: UUID) -> None:
        """Delete the user's own address; raise `AddressNotFound`."""
        removed = await self._session.scalar(
            delete(AddressRow).where(_own(user_id, address_id)).returning(AddressRow.id)
        )
        if removed is None:
            raise AddressNotFound

    async def page(self, user_id: UUID, span: Span) -> list[Address]:
        """Return one page, newest first."""
        query = select(AddressRow).where(AddressRow.user_id == user_id)
        if span.after is not None:
            query = query.where(AddressRow.id < span.after)
        query = query.order_by(AddressRow.id.desc()).limit(span.limit)
        return [_address(row) for row in await self._session.scalars(query)]

    async def _make_room(self, address: Address) -> None:
        if address.is_default:
            await self._session.execute(
                update(AddressRow)
                .where(
                    AddressRow.user_id == address.user_id,
                    AddressRow.id != address.id,
                    AddressRow.is_default,
                )
                .values(is_default=False)
            )


def _own(user_id: UUID, address_id: UUID) -> ColumnElement[bool]:
    return and_(AddressRow.user_id == user_id, AddressRow.id == address_id)


def _address(row: AddressRow) -> Address:
    return Address(**{name: getattr(row, name) for name in COLUMNS})
