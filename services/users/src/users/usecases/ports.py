"""What the use cases need of the database, in their own terms."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from common.events.base import Event
from users.domain.address import Address
from users.domain.keys import SigningKey
from users.domain.link import Link, Purpose
from users.domain.role import Role
from users.domain.session import RefreshToken, Session
from users.domain.throttle import Failures
from users.domain.user import User
from users.usecases.lists import Span, UserFilter


class Users(Protocol):
    """The accounts that are not erased."""

    async def find(self, user_id: UUID) -> User | None: ...  # noqa: D102

    async def locked(self, user_id: UUID) -> User:
        """Return the user, held against other writers; raise `UserNotFound`."""
        ...

    async def named(self, *, email: str | None, username: str | None) -> User | None:
        """Return the user with this address or username, in any spelling."""
        ...

    async def add(self, user: User) -> None:
        """Store a new user without roles; raise `EmailTaken` or `UsernameTaken`."""
        ...

    async def save(self, user: User) -> None:
        """Store all but the roles; raise `EmailTaken` or `UsernameTaken`."""
        ...

    async def assign(self, user_id: UUID, role_ids: Collection[UUID]) -> None:
        """Let the user hold exactly these roles."""
        ...

    async def erase(self, user_id: UUID, *, at: datetime) -> None:
        """Remove everything personal, and all that belongs to the user."""
        ...

    async def other_administrators(self, user_id: UUID) -> int:
        """Count the other active users who may do everything, and keep that number still."""
        ...

    async def page(self, wanted: UserFilter, span: Span) -> list[User]:
        """Return one page, newest first."""
        ...

    async def count(self, wanted: UserFilter, *, most: int) -> int:
        """Count them, up to `most`."""
        ...


class Roles(Protocol):
    """The roles of this shop."""

    async def locked(self, role_id: UUID) -> Role:
        """Return the role, held against other writers; raise `RoleNotFound`."""
        ...

    async def named(self, names: Collection[str]) -> dict[str, Role]:
        """Return those of the named roles that exist, held against deletion."""
        ...

    async def add(self, role: Role) -> None:
        """Store a new role; raise `RoleNameTaken`."""
        ...

    async def save(self, role: Role) -> None:
        """Store a changed role; raise `RoleNameTaken`."""
        ...

    async def remove(self, role_id: UUID) -> None:
        """Delete the role; raise `RoleInUse`."""
        ...

    async def page(self, span: Span) -> list[Role]:
        """Return one page, newest first."""
        ...

    async def count(self) -> int: ...  # noqa: D102


class Addresses(Protocol):
    """Address books; every look-up is by owner."""

    async def of(self, user_id: UUID, address_id: UUID) -> Address:
        """Return the user's own address; raise `AddressNotFound`."""
        ...

    async def default_of(self, user_id: UUID) -> Address | None: ...  # noqa: D102

    async def count(self, user_id: UUID) -> int: ...  # noqa: D102

    async def add(self, address: Address) -> None:
        """Store a new address; a default takes the place of the former one."""
        ...

    async def save(self, address: Address) -> None:
        """Store a changed address; a default takes the place of the former one."""
        ...

    async def remove(self, user_id: UUID, address_id: UUID) -> None:
        """Delete the user's own address; raise `AddressNotFound`."""
        ...

    async def page(self, user_id: UUID, span: Span) -> list[Address]:
        """Return one page, newest first."""
        ...


class Sessions(Protocol):
    """Sign-ins and their refresh tokens."""

    async def add(self, session: Session, token: RefreshToken) -> None: ...  # noqa: D102

    async def presented(self, digest: bytes) -> tuple[Session, RefreshToken] | None:
        """Return what a refresh token belongs to; the session is held against other writers."""
        ...

    async def token(self, digest: bytes) -> RefreshToken | None: ...  # noqa: D102

    async def advance(self, used: RefreshToken, successor: RefreshToken, *, at: datetime) -> None:
        """Exchange one token for the next."""
        ...

    async def is_open(self, session_id: UUID, *, at: datetime) -> bool: ...  # noqa: D102

    async def end(self, user_id: UUID, session_id: UUID, *, at: datetime) -> bool:
        """End the user's own open session; False if there is none."""
        ...

    async def end_all(self, user_id: UUID, *, at: datetime, but: UUID | None = None) -> int:
        """End the user's sessions, `but` one; return how many."""
        ...

    async def page(self, user_id: UUID, span: Span, *, at: datetime) -> list[Session]:
        """Return one page of the open ones, newest first."""
        ...

    async def count(self, user_id: UUID, *, at: datetime) -> int: ...  # noqa: D102


class Links(Protocol):
    """Mailed single-use tokens."""

    async def add(self, link: Link) -> None: ...  # noqa: D102

    async def issued_since(self, user_id: UUID, purpose: Purpose, since: datetime) -> int:
        """Count what the user was sent of late."""
        ...

    async def owner(self, digest: bytes, purpose: Purpose, *, at: datetime) -> UUID:
        """Return whose unexpired token it is; raise `TokenInvalid`."""
        ...

    async def take(self, digest: bytes, purpose: Purpose, *, at: datetime) -> UUID:
        """Use the token up, once, with all its siblings; raise `TokenInvalid`."""
        ...


class FailureCounts(Protocol):
    """Failed sign-ins, shared by every process."""

    async def of(self, key: str) -> Failures | None: ...  # noqa: D102

    async def locked(self, key: str) -> Failures | None:
        """Return the count, held against other writers."""
        ...

    async def put(self, key: str, failures: Failures) -> None: ...  # noqa: D102

    async def clear(self, key: str) -> None: ...  # noqa: D102


class SigningKeys(Protocol):
    """The key pairs that sign access tokens."""

    async def all(self, *, locked: bool = False) -> list[SigningKey]:
        """Return every key; `locked` keeps other processes from adding one meanwhile."""
        ...

    async def add(self, key: SigningKey) -> None: ...  # noqa: D102

    async def save(self, key: SigningKey) -> None: ...  # noqa: D102


class Outbox(Protocol):
    """Facts that leave when the transaction commits."""

    def add(self, event: Event) -> None:
        """Queue the fact."""
        ...


class Post(Protocol):
    """Mails that leave when the transaction commits."""

    async def send(self, letter: str, *, to: User, token: str, dedupe_key: str) -> None:
        """Queue the letter, with a link that carries the token; once per key."""
        ...


class Tx(Protocol):
    """One open transaction: what is done through it happens together or not at all."""

    @property
    def users(self) -> Users: ...  # noqa: D102

    @property
    def roles(self) -> Roles: ...  # noqa: D102

    @property
    def addresses(self) -> Addresses: ...  # noqa: D102

    @property
    def sessions(self) -> Sessions: ...  # noqa: D102

    @property
    def links(self) -> Links: ...  # noqa: D102

    @property
    def failures(self) -> FailureCounts: ...  # noqa: D102

    @property
    def keys(self) -> SigningKeys: ...  # noqa: D102

    @property
    def outbox(self) -> Outbox: ...  # noqa: D102

    @property
    def post(self) -> Post: ...  # noqa: D102


Begin = Callable[[], AbstractAsyncContextManager[Tx]]
"""Opens a transaction: for use cases that must keep what they wrote although they refuse."""
