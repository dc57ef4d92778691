"""What routes are handed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from common.auth import CallerDep, Principal, permitted
from common.clock import utcnow
from users.adapters.keyring import Keyring
from users.adapters.tx import SqlTx
from users.api.locales import preferred
from users.settings import Settings
from users.usecases.administer_users import Staff
from users.usecases.contact import Contacts
from users.usecases.crypto import Passwords, Secrets
from users.usecases.ports import Begin
from users.usecases.profile import require_open


async def _tx(request: Request) -> AsyncIterator[SqlTx]:
    async with request.app.state.begin() as tx:
        yield tx


# scope="function" commits before the answer is sent. FastAPI's default commits after it,
# so a failed commit would already have been reported as a success.
TxDep = Annotated[SqlTx, Depends(_tx, scope="function")]


async def _begin(request: Request) -> Begin:
    begin: Begin = request.app.state.begin
    return begin


async def _contacts(request: Request) -> Contacts:
    contacts: Contacts = request.app.state.contacts
    return contacts


async def _passwords(request: Request) -> Passwords:
    passwords: Passwords = request.app.state.passwords
    return passwords


async def _secrets(request: Request) -> Secrets:
    secrets: Secrets = request.app.state.secrets
    return secrets


async def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


ContactsDep = Annotated[Contacts, Depends(_contacts)]
BeginDep = Annotated[Begin, Depends(_begin)]
PasswordsDep = Annotated[Passwords, Depends(_passwords)]
SecretsDep = Annotated[Secrets, Depends(_secrets)]
KeyringDep = Annotated[Keyring, Depends(_keyring)]
SettingsDep = Annotated[Settings, Depends(_settings)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Where a request comes from, as the gateway says; unknown parts are None."""

    address: str | None
    user_agent: str | None


async def _client(
    request: Request,
    x_forwarded_for: Annotated[str | None, Header(include_in_schema=False)] = None,
    user_agent: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Client:
    # The gateway replaces the header, so its last entry is the client's own address.
    peer = None if request.client is None else request.client.host
    said = peer if x_forwarded_for is None else x_forwarded_for.rpartition(",")[2].strip()
    agent = None if user_agent is None else _printable(user_agent)[:300]
    return Client(address=_address(said), user_agent=agent)


ClientDep = Annotated[Client, Depends(_client)]


async def _locale(
    accept_language: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> str:
    return preferred(accept_language)


LocaleDep = Annotated[str, Depends(_locale)]


async def _me(caller: CallerDep, tx: TxDep) -> Principal:
    await require_open(caller.session_id, tx=tx, at=utcnow())
    return caller


MeDep = Annotated[Principal, Depends(_me)]
"""The caller, whose session still stands; 401 once it was ended."""


def staff(permission: str) -> Any:
    """Return a dependency that gives the acting member of staff; their session must stand."""

    async def check(caller: Annotated[Principal, permitted(permission)], tx: TxDep) -> Staff:
        now = utcnow()
        await require_open(caller.session_id, tx=tx, at=now)
        return Staff(id=caller.id, permissions=caller.permissions, at=now)

    return Depends(check)


def _address(said: str | None) -> str | None:
    try:
        return str(ip_address(said or ""))
    except ValueError:
        return None


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
