"""What staff do with roles. Nobody makes a role that may do more than they may themselves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from users.domain.role import Role, alterable, within
from users.usecases import messages
from users.usecases.administer_users import Staff
from users.usecases.ports import Tx


async def create_role(role: Role, *, by: Staff, tx: Tx) -> Role:
    """Store a new role; raise `RoleNameTaken`, `BeyondAuthority`."""
    within(role.permissions, of=by.permissions)
    await tx.roles.add(role)
    _audit("created", {}, role, by=by, tx=tx)
    return role


async def edit_role(role_id: UUID, changes: Mapping[str, Any], *, by: Staff, tx: Tx) -> Role:
    """Change the named fields; tokens say so once they are renewed. Raise `RoleProtected`."""
    role = await tx.roles.locked(role_id)
    alterable(role)
    edited = replace(role, **changes)
    within(role.permissions | edited.permissions, of=by.permissions)
    edited = replace(edited, version=role.version + 1, updated_at=by.at)
    await tx.roles.save(edited)
    _audit("changed", messages.role_shown(role), edited, by=by, tx=tx)
    return edited


async def delete_role(role_id: UUID, *, by: Staff, tx: Tx) -> None:
    """Delete the role; raise `RoleProtected`, `RoleInUse`."""
    role = await tx.roles.locked(role_id)
    alterable(role)
    within(role.permissions, of=by.permissions)
    await tx.roles.remove(role_id)
    tx.outbox.add(
        messages.role_audited(
            "deleted", role, by=by.id, at=by.at, before=messages.role_shown(role), after={}
        )
    )


def _audit(action: str, before: Mapping[str, Any], after: Role, *, by: Staff, tx: Tx) -> None:
    shown = messages.role_shown(after)
    tx.outbox.add(
        messages.role_audited(action, after, by=by.id, at=by.at, before=before, after=shown)
    )
