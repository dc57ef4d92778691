"""Roles: named sets of permissions, and who may hand them out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from common.errors import Conflict, FieldError, Forbidden, Invalid, NotFound

EVERYTHING: Final = "*"
_AREAS: Final = (
    "users",
    "roles",
    "catalog",
    "stock",
    "orders",
    "payments",
    "refunds",
    "settings",
    "reports",
    "ops",
)
PERMISSIONS: Final = frozenset(
    [f"{area}:{verb}" for area in _AREAS for verb in ("read", "write", EVERYTHING)]
    + ["audit:read", "ledger:read", EVERYTHING]
)


class RoleNotFound(NotFound):
    """There is no such role."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such role")


class RoleNameTaken(Conflict):
    """Another role has this name."""

    def __init__(self) -> None:
        super().__init__("another role has this name")


class RoleProtected(Conflict):
    """The shop cannot work without this role as it is."""

    def __init__(self) -> None:
        super().__init__("this role belongs to the shop and cannot be changed")


class RoleInUse(Conflict):
    """Users still hold this role."""

    def __init__(self) -> None:
        super().__init__("take the role from its users first")


class LastAdministrator(Conflict):
    """Nobody would be left who may do everything."""

    def __init__(self) -> None:
        super().__init__("the shop needs one active administrator")


class BeyondAuthority(Forbidden):
    """The caller would touch permissions that they do not hold themselves."""

    code = "forbidden"

    def __init__(self) -> None:
        super().__init__("this reaches beyond your own permissions")


class UnknownRoles(Invalid):
    """Some of the named roles do not exist."""

    code = "validation_failed"

    def __init__(self, places: Iterable[int]) -> None:
        errors = [
            FieldError(pointer=f"#/roles/{place}", code="unknown_role", detail="no such role")
            for place in places
        ]
        super().__init__("a role does not exist", errors=errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A named set of permissions; a `protected` one is part of the shop itself."""

    id: UUID
    name: str
    permissions: frozenset[str]
    protected: bool
    version: int
    created_at: datetime
    updated_at: datetime


def within(permissions: Collection[str], *, of: Collection[str]) -> None:
    """Refuse what reaches beyond the caller's own permissions."""
    if not all(_covered(permission, by=of) for permission in permissions):
        raise BeyondAuthority


def alterable(role: Role) -> None:
    """Refuse to alter a role that the shop cannot work without."""
    if role.protected:
        raise RoleProtected


def _covered(permission: str, *, by: Collection[str]) -> bool:
    area = permission.partition(":")[0]
    return any(held in by for held in (permission, f"{area}:{EVERYTHING}", EVERYTHING))
