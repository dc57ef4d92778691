"""How what happened here is told to the other services."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from common import context
from common.events import users as contract
from users.domain.role import Role
from users.domain.user import User

Shown = Mapping[str, Any]


def user_registered(user: User, *, at: datetime) -> contract.UserRegistered:
    """An account was opened."""
    return contract.UserRegistered(
        occurred_at=at,
        aggregate_id=user.id,
        aggregate_version=user.version,
        user_id=user.id,
        email=user.email,
    )


def email_confirmed(user: User, *, at: datetime) -> contract.EmailConfirmed:
    """The address is proved."""
    return contract.EmailConfirmed(
        occurred_at=at,
        aggregate_id=user.id,
        aggregate_version=user.version,
        user_id=user.id,
        email=user.email,
    )


def sessions_revoked(
    user: User, *, at: datetime, session_id: UUID | None = None
) -> contract.SessionsRevoked:
    """One sign-in was ended, or all of the user's."""
    return contract.SessionsRevoked(
        occurred_at=at,
        aggregate_id=user.id,
        aggregate_version=user.version,
        user_id=user.id,
        session_id=session_id,
    )


def user_erased(user: User, *, at: datetime) -> contract.UserErased:
    """The user's data must go, everywhere."""
    return contract.UserErased(
        occurred_at=at,
        aggregate_id=user.id,
        aggregate_version=user.version + 1,
        user_id=user.id,
    )


def user_audited(
    action: str, user: User, *, by: UUID, at: datetime, before: Shown, after: Shown
) -> contract.AuditRecorded:
    """Staff did something to a user."""
    return contract.AuditRecorded(
        occurred_at=at,
        aggregate_id=user.id,
        aggregate_version=user.version,
        actor_id=by,
        action=f"user.{action}",
        object_type="user",
        object_id=str(user.id),
        **differing(before, after),
        request_id=context.request_id.get(),
    )


def role_audited(
    action: str, role: Role, *, by: UUID, at: datetime, before: Shown, after: Shown
) -> contract.AuditRecorded:
    """Staff did something to a role."""
    return contract.AuditRecorded(
        occurred_at=at,
        aggregate_id=role.id,
        aggregate_version=role.version,
        actor_id=by,
        action=f"role.{action}",
        object_type="role",
        object_id=str(role.id),
        **differing(before, after),
        request_id=context.request_id.get(),
    )


def differing(before: Shown, after: Shown) -> dict[str, dict[str, Any]]:
    """Return the fields whose values are not the same on both sides."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "before": {name: before[name] for name in names if name in before},
        "after": {name: after[name] for name in names if name in after},
    }


def user_shown(user: User) -> dict[str, Any]:
    """Return what an audit says about a user: never the password, in any form."""
    return {
        "email": user.email,
        "email_confirmed": user.email_confirmed,
        "username": user.username,
        "full_name": user.full_name,
        "phone_number": user.phone_number,
        "locale": user.locale,
        "status": user.status.value,
        "roles": list(user.roles),
    }


def role_shown(role: Role) -> dict[str, Any]:
    """Return what an audit says about a role."""
    return {"name": role.name, "permissions": sorted(role.permissions)}
