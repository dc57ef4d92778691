"""Accounts in Postgres."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, any_, delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from users.adapters.tables import AddressRow, LinkRow, RoleRow, SessionRow, UserRoleRow, UserRow
from users.domain.identifiers import email_key, username_key
from users.domain.role import EVERYTHING
from users.domain.user import EmailTaken, Status, User, UsernameTaken, UserNotFound
from users.usecases.lists import Span, UserFilter

_ERASED: Final = {
    "email": None,
    "email_key": None,
    "email_confirmed": False,
    "username": None,
    "username_key": None,
    "full_name": None,
    "phone_number": None,
    "password_hash": None,
}


class SqlUsers:
    """The `Users` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, user_id: UUID) -> User | None:
        """Return the user, if there is one that is not erased."""
        return await self._one(_standing(UserRow.id == user_id))

    async def locked(self, user_id: UUID) -> User:
        """Return the user, held against other writers; raise `UserNotFound`."""
        await self._session.execute(
            select(UserRow.id).where(UserRow.id == user_id).with_for_update()
        )
        user = await self.find(user_id)
        if user is None:
            raise UserNotFound
        return user

    async def named(self, *, email: str | None, username: str | None) -> User | None:
        """Return the user with this address or username, in any spelling."""
        if email is not None:
            return await self._one(_standing(UserRow.email_key == email_key(email)))
        return await self._one(_standing(UserRow.username_key == username_key(username or "")))

    async def add(self, user: User) -> None:
        """Store a new user without roles; raise `EmailTaken` or `UsernameTaken`."""
        columns = {**_columns(user), "id": user.id, "created_at": user.created_at}
        # Waits for a rival transaction that adds the same name, then finds it taken.
        added = await self._session.scalar(
            insert(UserRow).values(**columns).on_conflict_do_nothing().returning(UserRow.id)
        )
        if added is None:
            raise await self._taken(user)

    async def save(self, user: User) -> None:
        """Store all but the roles; raise `EmailTaken` or `UsernameTaken`."""
        change = update(UserRow).where(UserRow.id == user.id).values(**_columns(user))
        try:
            async with self._session.begin_nested():
                await self._session.execute(change)
        except IntegrityError as error:
            raise await self._taken(user) from error

    async def assign(self, user_id: UUID, role_ids: Collection[UUID]) -> None:
        """Let the user hold exactly these roles."""
        await self._session.execute(delete(UserRoleRow).where(UserRoleRow.user_id == user_id))
        if role_ids:
            rows = [{"user_id": user_id, "role_id": role_id} for role_id in role_ids]
            await self._session.execute(insert(UserRoleRow).values(rows))

    async def erase(self, user_id: UUID, *, at: datetime) -> None:
        """Remove everything personal, and all that belongs to the user."""
        for owned in (AddressRow, LinkRow, SessionRow, UserRoleRow):
            await self._session.execute(delete(owned).where(owned.user_id == user_id))
        await self._session.execute(
            update(UserRow)
            .where(UserRow.id == user_id)
            .values(**_ERASED, erased_at=at, updated_at=at, version=UserRow.version + 1)
        )

    async def other_administrators(self, user_id: UUID) -> int:
        """Count the other active users who may do everything, and keep that number still."""
        await self._session.execute(
            text("select pg_advisory_xact_lock(hashtext('users.administrators'))")
        )
        holders = (
            select(func.count(UserRow.id.distinct()))
            .join(UserRoleRow, UserRoleRow.user_id == UserRow.id)
            .join(RoleRow, RoleRow.id == UserRoleRow.role_id)
            .where(
                any_(RoleRow.permissions) == EVERYTHING,
                UserRow.status == Status.ACTIVE,
                UserRow.erased_at.is_(None),
                UserRow.id != user_id,
            )
        )
        return await self._session.scalar(holders) or 0

    async def page(self, wanted: UserFilter, span: Span) -> list[User]:
        """Return one page, newest first."""
        conditions = _wanted(wanted)
        if span.after is not None:
            conditions = and_(conditions, UserRow.id < span.after)
        query = _with_roles(conditions).order_by(UserRow.id.desc()).limit(span.limit)
        return [_user(*row) for row in await self._session.execute(query)]

    async def count(self, wanted: UserFilter, *, most: int) -> int:
        """Count them, up to `most`."""
        found = select(UserRow.id).where(_wanted(wanted)).limit(most).subquery()
        return await self._session.scalar(select(func.count()).select_from(found)) or 0

    async def _one(self, condition: ColumnElement[bool]) -> User | None:
        found = (await self._session.execute(_with_roles(condition))).first()
        return None if found is None else _user(*found)

    async def _taken(self, user: User) -> EmailTaken | UsernameTaken:
        other = await self._session.scalar(
            select(UserRow.id).where(
                UserRow.email_key == email_key(user.email), UserRow.id != user.id
            )
        )
        return UsernameTaken() if other is None else EmailTaken()


def _standing(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(condition, UserRow.erased_at.is_(None))


def _wanted(wanted: UserFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [UserRow.erased_at.is_(None)]
    if wanted.q is not None:
        conditions.append(UserRow.search.contains(wanted.q.lower(), autoescape=True))
    if wanted.status is not None:
        conditions.append(UserRow.status == wanted.status)
    if wanted.role is not None:
        conditions.append(_holds(wanted.role))
    return and_(*conditions)


def _holds(role: str) -> ColumnElement[bool]:
    return exists(
        select(UserRoleRow.user_id)
        .join(RoleRow, RoleRow.id == UserRoleRow.role_id)
        .where(UserRoleRow.user_id == UserRow.id, RoleRow.name == role)
    )


def _with_roles(condition: ColumnElement[bool]) -> Select[Any]:
    held = (
        select(
            func.coalesce(
                func.jsonb_object_agg(RoleRow.name, func.to_jsonb(RoleRow.permissions)),
                text("'{}'::jsonb"),
            )
        )
        .join(UserRoleRow, UserRoleRow.role_id == RoleRow.id)
        .where(UserRoleRow.user_id == UserRow.id)
        .scalar_subquery()
    )
    # A locked row is read anew: what the session holds from before may be older.
    return select(UserRow, held).where(condition).execution_options(populate_existing=True)


def _columns(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "email_key": email_key(user.email),
        "email_confirmed": user.email_confirmed,
        "username": user.username,
        "username_key": None if user.username is None else username_key(user.username),
        "full_name": user.full_name,
        "phone_number": user.phone_number,
        "locale": user.locale,
        "status": user.status,
        "password_hash": user.password_hash,
        "version": user.version,
        "updated_at": user.updated_at,
    }


def _user(row: UserRow, held: dict[str, list[str]]) -> User:
    return User(
        id=row.id,
        email=row.email or "",
        email_confirmed=row.email_confirmed,
        username=row.username,
        full_name=row.full_name,
        phone_number=row.phone_number,
        locale=row.locale,
        status=Status(row.status),
        password_hash=row.password_hash or "",
        roles=tuple(sorted(held)),
        permissions=frozenset(word for words in held.values() for word in words),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
