"""What the HTTP API takes from staff and gives to them."""

from collections.abc import Mapping
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field

from common.clock import utcnow
from common.ids import new_id
from common.schemas import In, Instant, Name, Out
from users.api.schemas import UserOut
from users.api.words import Email, Locale, Password, PhoneNumber, RoleName, Username
from users.domain.role import PERMISSIONS, Role
from users.domain.user import DEFAULT_LOCALE, DEFAULT_ROLE, Status, User


def _permission(value: str) -> str:
    if value not in PERMISSIONS:
        raise ValueError("not a permission")
    return value


Permission = Annotated[
    str, AfterValidator(_permission), Field(json_schema_extra={"enum": sorted(PERMISSIONS)})
]
RoleNames = Annotated[list[RoleName], Field(max_length=20)]


class CreateUserIn(In):
    """An account that staff open for someone; without `roles` a customer's."""

    email: Email
    password: Password
    username: Username | None = None
    full_name: Name | None = None
    phone_number: PhoneNumber | None = None
    roles: RoleNames = [DEFAULT_ROLE]  # noqa: RUF012  pydantic copies it
    email_confirmed: bool = True

    def user(self, *, password_hash: str) -> User:
        """Return it as the domain's own type, without roles."""
        now = utcnow()
        return User(
            id=new_id(),
            email=self.email,
            email_confirmed=self.email_confirmed,
            username=self.username,
            full_name=self.full_name,
            phone_number=self.phone_number,
            locale=DEFAULT_LOCALE,
            status=Status.ACTIVE,
            password_hash=password_hash,
            roles=(),
            permissions=frozenset(),
            version=1,
            created_at=now,
            updated_at=now,
        )


class UserPatch(In):
    """Fields of an account to change; null removes."""

    email: Email = ""
    email_confirmed: bool = True
    username: Username | None = None
    full_name: Name | None = None
    phone_number: PhoneNumber | None = None
    locale: Locale = DEFAULT_LOCALE

    def changes(self) -> Mapping[str, Any]:
        """Return what the request names, nothing else."""
        return self.model_dump(exclude_unset=True)


class RolesIn(In):
    """All the roles that a user shall hold, by name."""

    roles: RoleNames


class RoleIn(In):
    """A new role."""

    name: RoleName
    permissions: Annotated[list[Permission], Field(max_length=len(PERMISSIONS))]

    def role(self) -> Role:
        """Return it as the domain's own type."""
        now = utcnow()
        return Role(
            id=new_id(),
            name=self.name,
            permissions=frozenset(self.permissions),
            protected=False,
            version=1,
            created_at=now,
            updated_at=now,
        )


class RolePatch(In):
    """Fields of a role to change."""

    name: RoleName = ""
    permissions: Annotated[list[Permission], Field(max_length=len(PERMISSIONS))] = []  # noqa: RUF012

    def changes(self) -> Mapping[str, Any]:
        """Return what the request names, nothing else."""
        named = self.model_dump(exclude_unset=True)
        if "permissions" in named:
            named["permissions"] = frozenset(named["permissions"])
        return named


class ManagedUserOut(UserOut):
    """An account, as staff see it."""

    status: Status


class RoleOut(Out):
    """A named set of permissions; a `protected` one cannot be changed."""

    id: UUID
    name: str
    permissions: list[str]
    protected: bool
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, role: Role) -> Self:
        """Show the role."""
        return cls(
            id=role.id,
            name=role.name,
            permissions=sorted(role.permissions),
            protected=role.protected,
            created_at=role.created_at,
            updated_at=role.updated_at,
        )
