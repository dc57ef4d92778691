"""What the HTTP API takes from users and gives to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.clock import utcnow
from common.ids import new_id
from common.schemas import In, Name, Out, Text
from users.api.words import (
    Country,
    DialledNumber,
    Email,
    Locale,
    LooseEmail,
    OpaqueToken,
    Password,
    PhoneNumber,
    PostalCode,
    PresentedPassword,
    Username,
)
from users.domain.address import Address
from users.domain.session import ACCESS_LASTS, Session
from users.domain.user import User
from users.usecases.contact import Contact
from users.usecases.sign_in import SignedIn


class RegisterIn(In):
    """A new account. What it may do is not the caller's to say."""

    email: Email
    password: Password
    username: Username | None = None
    full_name: Name | None = None
    phone_number: PhoneNumber | None = None


class TokenIn(In):
    """A token from a mail."""

    token: OpaqueToken


class EmailIn(In):
    """An address that may have an account."""

    email: LooseEmail


class LoginIn(In):
    """An address or a username, and the password."""

    email: LooseEmail | None = None
    username: LooseEmail | None = None
    password: PresentedPassword

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.email is None) == (self.username is None):
            raise ValueError("give either email or username")
        return self


class RefreshIn(In):
    """A refresh token, where it is not in a cookie."""

    refresh_token: OpaqueToken | None = None


class ResetPasswordIn(In):
    """A token from a mail, and the new password."""

    token: OpaqueToken
    password: Password


class ChangePasswordIn(In):
    """The password as it is, and as it shall be."""

    current_password: PresentedPassword
    new_password: Password


class ProfilePatch(In):
    """Fields of one's own account to change; null removes."""

    username: Username | None = None
    full_name: Name | None = None
    phone_number: PhoneNumber | None = None
    locale: Locale = "en"

    def changes(self) -> Mapping[str, Any]:
        """Return what the request names, nothing else."""
        return self.model_dump(exclude_unset=True)


class AddressBookIn(In):
    """A new entry of the address book."""

    full_name: Name
    phone_number: DialledNumber
    line1: Name
    line2: Text | None = None
    city: Name
    region: Text | None = None
    postal_code: PostalCode | None = None
    country: Country
    is_default: bool = False

    def address(self, *, of: UUID) -> Address:
        """Return it as the domain's own type."""
        now = utcnow()
        return Address(id=new_id(), user_id=of, created_at=now, updated_at=now, **self.model_dump())


class AddressBookPatch(In):
    """Fields of an address to change; null removes."""

    full_name: Name = ""
    phone_number: DialledNumber = ""
    line1: Name = ""
    line2: Text | None = None
    city: Name = ""
    region: Text | None = None
    postal_code: PostalCode | None = None
    country: Country = ""
    is_default: bool = False

    def changes(self) -> Mapping[str, Any]:
        """Return what the request names, nothing else."""
        return self.model_dump(exclude_unset=True)


class UserOut(Out):
    """An account, as its user sees it."""

    id: UUID
    email: str
    email_confirmed: bool
    username: str | None
    full_name: str | None
    phone_number: str | None
    locale: str
    roles: list[str]
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, user: User) -> Self:
        """Show the user."""
        return cls.model_validate(user, from_attributes=True)


class SignedInOut(Out):
    """Tokens. In cookie mode the refresh token stays in its cookie and `csrf_token` is given."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105  a scheme, not a secret
    expires_in: int = int(ACCESS_LASTS.total_seconds())
    refresh_token: str | None = Field(default=None, exclude_if=lambda value: value is None)
    csrf_token: str | None = Field(default=None, exclude_if=lambda value: value is None)

    @classmethod
    def of(cls, signed_in: SignedIn, *, in_cookie: bool) -> Self:
        """Show the tokens; the refresh token only where no cookie carries it."""
        return cls(
            access_token=signed_in.access_token,
            refresh_token=None if in_cookie else signed_in.refresh_token,
            csrf_token=signed_in.csrf_token if in_cookie else None,
        )


class AddressBookOut(Out):
    """An entry of the address book."""

    id: UUID
    full_name: str
    phone_number: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str | None
    country: str
    is_default: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, address: Address) -> Self:
        """Show the address."""
        return cls.model_validate(address, from_attributes=True)


class SessionOut(Out):
    """A device signed in; `current` is the one that asks."""

    id: UUID
    user_agent: str | None
    address: str | None
    current: bool
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, session: Session, *, current: UUID) -> Self:
        """Show the session."""
        return cls(
            id=session.id,
            user_agent=session.user_agent,
            address=session.address,
            current=session.id == current,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
        )


class ContactOut(Out):
    """What an order keeps of its customer."""

    user_id: UUID
    email: str
    email_confirmed: bool
    full_name: str | None
    phone_number: str | None
    locale: str
    address: AddressBookOut | None

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """Show the contact."""
        address = contact.address
        return cls(
            user_id=contact.user_id,
            email=contact.email,
            email_confirmed=contact.email_confirmed,
            full_name=contact.full_name,
            phone_number=contact.phone_number,
            locale=contact.locale,
            address=None if address is None else AddressBookOut.of(address),
        )
