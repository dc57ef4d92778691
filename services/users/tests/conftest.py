import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import text

from common import migrate
from common.clock import utcnow
from common.ids import new_id
from common.testing.backing import Backing, at_path
from users.adapters.hashing import Argon2Passwords
from users.main import create_app
from users.settings import Settings
from users.usecases.appoint import Appoint, appoint

PASSWORD: Final = "a long enough password"
STOREFRONT: Final = "https://shop.example"
EMPTY: Final = """
    delete from users; delete from failures; delete from signing_keys; delete from outbox;
    delete from mails; delete from idempotency_keys; delete from inbox;
    alter table audit_events disable trigger user; delete from audit_events;
    alter table audit_events enable trigger user;
    delete from roles where name not in ('admin', 'customer', 'staff', 'support');
"""
QUICK: Final = Argon2Passwords(memory_kib=8, passes=1)


@dataclass
class Account:
    """A user of the shop under test, signed in."""

    id: str
    email: str
    access_token: str
    refresh_token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.access_token}"}


class Shop:
    """The service under test, and what people do with it."""

    def __init__(self, app: FastAPI, http: httpx.AsyncClient) -> None:
        self.app = app
        self.http = http

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.app.state.sessions.begin() as session:
            return list(await session.execute(text(query), values))

    async def change(self, statement: str, **values: Any) -> None:
        async with self.app.state.sessions.begin() as session:
            await session.execute(text(statement), values)

    async def facts(self) -> list[str]:
        return [name for (name,) in await self.rows("select name from outbox order by seq")]

    async def mails(self, email: str) -> list[Any]:
        return await self.rows(
            "select subject, text, html from mails where recipient = :email order by id",
            email=email,
        )

    async def token(self, email: str, page: str) -> str:
        """Return the token of the last mail to the address that links to a page."""
        link = rf"^{re.escape(STOREFRONT)}/{page}\?token=([\w-]{{43}})$"
        pattern = re.compile(link, re.MULTILINE)
        found = [pattern.search(mail.text) for mail in await self.mails(email)]
        matches = [match for match in found if match]
        return matches[-1][1]

    async def register(self, email: str | None = None, **fields: Any) -> httpx.Response:
        body = {"email": email or f"{new_id().hex}@example.com", "password": PASSWORD, **fields}
        return await self.http.post("/api/v1/auth/register", json=body)

    async def confirm(self, email: str) -> httpx.Response:
        token = await self.token(email, "confirm")
        return await self.http.post("/api/v1/auth/email/confirm", json={"token": token})

    async def login(self, email: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
        body = {"email": email, "password": password}
        return await self.http.post("/api/v1/auth/login", json=body, headers=headers)

    async def signed_in(self, email: str, user_id: str, password: str = PASSWORD) -> Account:
        answer = await self.login(email, password)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        return Account(user_id, email, body["access_token"], body["refresh_token"])

    async def customer(self, **fields: Any) -> Account:
        user = (await self.register(**fields)).json()
        await self.confirm(user["email"])
        return await self.signed_in(user["email"], user["id"])

    async def appointed(self, role: str = "admin") -> Account:
        command = Appoint(
            user_id=new_id(),
            email=f"{new_id().hex}@example.com",
            password=PASSWORD,
            role=role,
            at=utcnow(),
        )
        async with self.app.state.begin() as tx:
            await appoint(command, passwords=QUICK, tx=tx)
        return await self.signed_in(command.email, str(command.user_id))


@pytest.fixture(scope="session")
def database_url(backing: Backing, worker_id: str) -> Iterator[str]:
    """Return one migrated database for all tests of this process: each leaves it as it was."""
    name = f"users_{worker_id}_{os.getpid()}"
    asyncio.run(_administer(backing, f"create database {name} template soko"))
    url = at_path(backing.database_urls["users"], name)
    migrate.upgrade("users", url)
    yield url
    asyncio.run(_administer(backing, f"drop database {name} with (force)"))


async def _administer(backing: Backing, statement: str) -> None:
    connection = await asyncpg.connect(backing.admin_dsn)
    await connection.execute(statement)
    await connection.close()


@pytest_asyncio.fixture
async def settings(
    database_url: str, settings_for: Callable[..., Settings]
) -> AsyncIterator[Settings]:
    yield settings_for(
        Settings,
        database_url=database_url,
        key_secret="encrypts the keys in tests",
        token_secret="derives the tokens in tests",
        storefront_url=STOREFRONT,
    )
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    await connection.execute(EMPTY)
    await connection.close()


_apps: dict[str, FastAPI] = {}


@pytest_asyncio.fixture
async def shop(settings: Settings) -> AsyncIterator[Shop]:
    # Built once: the routes of a service do not change between tests, and take a while.
    if not _apps:
        _apps["users"] = create_app(settings, hashing=QUICK)
    app = _apps["users"]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=STOREFRONT) as http,
    ):
        yield Shop(app, http)


@pytest.fixture
def strong() -> Argon2Passwords:
    """Hashing as it is outside tests."""
    return Argon2Passwords()
