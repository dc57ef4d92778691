"""Roles in Postgres."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from users.adapters.tables import RoleRow
from users.domain.role import Role, RoleInUse, RoleNameTaken, RoleNotFound
from users.usecases.lists import Span


class SqlRoles:
    """The `Roles` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def locked(self, role_id: UUID) -> Role:
        """Return the role, held against other writers; raise `RoleNotFound`."""
        row = await self._session.get(
            RoleRow, role_id, with_for_update=True, populate_existing=True
        )
        if row is None:
            raise RoleNotFound
        return _role(row)

    async def named(self, names: Collection[str]) -> dict[str, Role]:
        """Return those of the named roles that exist, held against deletion."""
        rows = await self._session.scalars(
            select(RoleRow)
            .where(RoleRow.name.in_(names))
            .order_by(RoleRow.id)
            .with_for_update(read=True)
        )
        return {row.name: _role(row) for row in rows}

    async def add(self, role: Role) -> None:
        """Store a new role; raise `RoleNameTaken`."""
        added = await self._session.scalar(
            insert(RoleRow)
            .values(
                id=role.id,
                name=role.name,
                permissions=sorted(role.permissions),
                created_at=role.created_at,
                updated_at=role.updated_at,
            )
            .on_conflict_do_nothing()
            .returning(RoleRow.id)
        )
        if added is None:
            raise RoleNameTaken

    async def save(self, role: Role) -> None:
        """Store a changed role; raise `RoleNameTaken`."""
        change = (
            update(RoleRow)
            .where(RoleRow.id == role.id)
            .values(
                name=role.name,
                permissions=sorted(role.permissions),
                version=role.version,
                updated_at=role.updated_at,
            )
        )
        try:
            async with self._session.begin_nested():
                await self._session.execute(change)
        except IntegrityError as error:
            raise RoleNameTaken from error

    async def remove(self, role_id: UUID) -> None:
        """Delete the role; raise `RoleInUse`."""
        try:
            async with self._session.begin_nested():
                await self._session.execute(delete(RoleRow).where(RoleRow.id == role_id))
        except IntegrityError as error:
            raise RoleInUse from error

    async def page(self, span: Span) -> list[Role]:
        """Return one page, newest first."""
        query = select(RoleRow).order_by(RoleRow.id.desc()).limit(span.limit)
        if span.after is not None:
            query = query.where(RoleRow.id < span.after)
        return [_role(row) for row in await self._session.scalars(query)]

    async def count(self) -> int:
        """Count all roles."""
        return await self._session.scalar(select(func.count()).select_from(RoleRow)) or 0


def _role(row: RoleRow) -> Role:
    return Role(
        id=row.id,
        name=row.name,
        permissions=frozenset(row.permissions),
        protected=row.protected,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
