"""What staff do with users. Every change is audited in its own transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from common.errors import Stale
from users.domain.role import Role, UnknownRoles, within
from users.domain.user import DEFAULT_ROLE, Status, User, changed
from users.usecases import messages
from users.usecases.ports import Tx
from users.usecases.profile import erase, keep_one_administrator
from users.usecases.sign_out import end_sessions


class VersionConflict(Stale):
    """The user changed since the caller read it."""

    code = "version_conflict"

    def __init__(self, current: int) -> None:
        super().__init__("it changed since you read it; read it again", current=current)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who acts, with what authority, and when."""

    id: UUID
    permissions: Collection[str]
    at: datetime


async def create_user(user: User, roles: Sequence[str] | None, *, by: Staff, tx: Tx) -> User:
    """Open an account for someone; raise `EmailTaken`, `UsernameTaken`, `UnknownRoles`."""
    held = await _roles(roles if roles is not None else [DEFAULT_ROLE], tx=tx)
    within(_permissions(held), of=by.permissions)
    await tx.users.add(user)
    await tx.users.assign(user.id, [role.id for role in held])
    created = _holding(user, held)
    tx.outbox.add(messages.user_registered(created, at=by.at))
    if created.email_confirmed:
        tx.outbox.add(messages.email_confirmed(created, at=by.at))
    _audit("created", {}, created, by=by, tx=tx)
    return created


async def edit_user(
    user_id: UUID, changes: Mapping[str, Any], *, seen: int, by: Staff, tx: Tx
) -> User:
    """Change the named fields; raise `VersionConflict`, `EmailTaken`, `UsernameTaken`."""
    user = await _within_reach(user_id, by=by, tx=tx)
    _require_version(user, seen)
    edited = replace(user, **changes)
    if edited == user:
        return user
    edited = await _save(edited, by=by, tx=tx)
    if edited.email_confirmed and (not user.email_confirmed or edited.email != user.email):
        tx.outbox.add(messages.email_confirmed(edited, at=by.at))
    _audit("changed", messages.user_shown(user), edited, by=by, tx=tx)
    return edited


async def delete_user(user_id: UUID, *, seen: int, by: Staff, tx: Tx) -> None:
    """Erase the user; raise `VersionConflict`, `LastAdministrator`."""
    user = await _within_reach(user_id, by=by, tx=tx)
    _require_version(user, seen)
    # What was erased is not kept in the audit either.
    tx.outbox.add(
        messages.user_audited(
            "deleted", user, by=by.id, at=by.at, before={"deleted": False}, after={"deleted": True}
        )
    )
    await erase(user, tx=tx, at=by.at)


async def suspend_user(user_id: UUID, *, by: Staff, tx: Tx) -> User:
    """Close the account until it is opened again; ends its sessions."""
    user = await _within_reach(user_id, by=by, tx=tx)
    await keep_one_administrator(user, tx=tx)
    suspended = await _become(user, Status.SUSPENDED, "suspended", by=by, tx=tx)
    await end_sessions(suspended, tx=tx, at=by.at)
    return suspended


async def reactivate_user(user_id: UUID, *, by: Staff, tx: Tx) -> User:
    """Open a suspended account again."""
    user = await _within_reach(user_id, by=by, tx=tx)
    return await _become(user, Status.ACTIVE, "reactivated", by=by, tx=tx)


async def force_sign_out(user_id: UUID, *, by: Staff, tx: Tx) -> User:
    """End every session of the user's."""
    user = await _within_reach(user_id, by=by, tx=tx)
    await end_sessions(user, tx=tx, at=by.at)
    tx.outbox.add(
        messages.user_audited("signed_out", user, by=by.id, at=by.at, before={}, after={})
    )
    return user


async def set_roles(user_id: UUID, names: Sequence[str], *, by: Staff, tx: Tx) -> User:
    """Let the user hold exactly these roles; raise `UnknownRoles`, `LastAdministrator`."""
    user = await _within_reach(user_id, by=by, tx=tx)
    held = await _roles(names, tx=tx)
    within(_permissions(held), of=by.permissions)
    if not user.permissions <= _permissions(held):
        await keep_one_administrator(user, tx=tx)
    await tx.users.assign(user.id, [role.id for role in held])
    given = await _save(_holding(user, held), by=by, tx=tx)
    if not user.permissions <= given.permissions:
        # Tokens say what their user may do; what was taken away must not live on in them.
        await end_sessions(given, tx=tx, at=by.at)
    _audit("roles_set", messages.user_shown(user), given, by=by, tx=tx)
    return given


async def _within_reach(user_id: UUID, *, by: Staff, tx: Tx) -> User:
    user = await tx.users.locked(user_id)
    within(user.permissions, of=by.permissions)
    return user


async def _become(user: User, status: Status, action: str, *, by: Staff, tx: Tx) -> User:
    if user.status is status:
        return user
    became = await _save(replace(user, status=status), by=by, tx=tx)
    _audit(action, messages.user_shown(user), became, by=by, tx=tx)
    return became


async def _save(user: User, *, by: Staff, tx: Tx) -> User:
    counted = changed(user, at=by.at)
    await tx.users.save(counted)
    return counted


async def _roles(names: Sequence[str], *, tx: Tx) -> list[Role]:
    known = await tx.roles.named(names)
    unknown = [place for place, name in enumerate(names) if name not in known]
    if unknown:
        raise UnknownRoles(unknown)
    return list(known.values())


def _permissions(roles: Collection[Role]) -> frozenset[str]:
    return frozenset(word for role in roles for word in role.permissions)


def _holding(user: User, roles: Collection[Role]) -> User:
    names = tuple(sorted(role.name for role in roles))
    return replace(user, roles=names, permissions=_permissions(roles))


def _require_version(user: User, seen: int) -> None:
    if user.version != seen:
        raise VersionConflict(user.version)


def _audit(action: str, before: Mapping[str, Any], after: User, *, by: Staff, tx: Tx) -> None:
    shown = messages.user_shown(after)
    tx.outbox.add(
        messages.user_audited(action, after, by=by.id, at=by.at, before=before, after=shown)
    )
