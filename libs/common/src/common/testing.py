"""The pytest plugin of all services: a real Postgres, a real RabbitMQ, signed tokens.

The backing programs run once for a whole test run, started on first use, by the local fleet's
own launcher (`python -m soko.backing`); each test gets databases of its own, copied from a
migrated template. `SOKO_TEST_BACKING` (the launcher's JSON line) reuses a running pair.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from common import migrate, tokens
from common.auth import ACCESS, ServiceSigner, Verifier
from common.ids import new_id
from common.keys import KeySet
from common.settings import Profile, ServiceSettings
from common.tokens import KeyPair

SERVICES: Final = ("users", "catalog", "cart", "orders", "payments", "gateway")
_SHARED: Final = "SOKO_TEST_BACKING"
_START_SECONDS: Final = 120
_ISSUER = _AUDIENCE = "soko"
_PORTS: Final = (5433, 5673, 8333)

Settings = TypeVar("Settings", bound=ServiceSettings)


@dataclass(frozen=True, slots=True)
class Backing:
    """Where this test process finds Postgres and RabbitMQ."""

    admin_dsn: str
    database_urls: dict[str, str]
    broker_urls: dict[str, str]
    broker_admin_url: str
    pids: dict[str, int]
    home: str


def pytest_configure(config: pytest.Config) -> None:
    """Start the shared backing before parallel workers do, so that they have one together."""
    workers = config.getoption("numprocesses", None)
    if workers and _SHARED not in os.environ and not hasattr(config, "workerinput"):
        process, line = _launch(["soko", *(f"gw{number}" for number in range(int(workers)))])
        os.environ[_SHARED] = line
        config.add_cleanup(lambda: _end(process))


@pytest.fixture(scope="session")
def backing(worker_id: str) -> Iterator[Backing]:
    """Postgres and RabbitMQ; each parallel worker has a virtual host of its own."""
    process = None
    line = os.environ.get(_SHARED)
    if line is None:
        process, line = _launch(["soko"])
    yield _backing_of(json.loads(line), worker_id)
    if process is not None:
        _end(process)


def _backing_of(facts: dict[str, Any], worker_id: str) -> Backing:
    vhost = worker_id if worker_id in facts["broker"]["vhosts"] else "soko"
    return Backing(
        admin_dsn=facts["postgres_admin_dsn"],
        database_urls=facts["database_urls"],
        broker_urls={user: _at_path(url, vhost) for user, url in facts["broker"]["urls"].items()},
        broker_admin_url=_at_path(facts["broker"]["admin_url"], vhost),
        pids=facts["pids"],
        home=facts["home"],
    )


def _launch(vhosts: list[str]) -> tuple[subprocess.Popen[str], str]:
    home = tempfile.mkdtemp(prefix="soko-test-")
    command = [sys.executable, "-m", "soko.backing", "up", "--home", home, "--fast"]
    command += ["--offset", str(_free_offset()), "--only", "postgres,rabbitmq"]
    command += ["--vhosts", ",".join(vhosts)]
    process = subprocess.Popen(  # noqa: S603  our own launcher, our own arguments
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None  # noqa: S101  it was asked for
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"the backing programs did not start; see {home}/logs")
    return process, line


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(timeout=_START_SECONDS)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _free_offset() -> int:
    first = 2000 + os.getpid() % 200 * 100
    return next(offset for offset in count(first, 100) if all(map(_is_free, _at(offset))))


def _at(offset: int) -> list[int]:
    return [port + offset for port in _PORTS]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


_templates: dict[str, str] = {}

FreshDatabase = Callable[[str], Awaitable[str]]


@pytest_asyncio.fixture
async def fresh_database(backing: Backing, worker_id: str) -> AsyncIterator[FreshDatabase]:
    """Return a function: service → the URL of a migrated, empty database, as that service's role.

    Asked for twice with one service in a test, it returns the same database.
    """
    made: dict[str, str] = {}

    async def fresh(service: str) -> str:
        if service not in made:
            if service not in _templates:
                _templates[service] = await _template(backing, service, worker_id)
            made[service] = f"t_{new_id().hex}"
            await _admin(backing, f"create database {made[service]} template {_templates[service]}")
        return _at_path(backing.database_urls[service], made[service])

    yield fresh
    for name in made.values():
        await _admin(backing, f"drop database {name} with (force)")


async def _template(backing: Backing, service: str, worker_id: str) -> str:
    name = f"template_{service}_{worker_id}_{os.getpid()}"
    await _admin(backing, f"create database {name} template soko")
    await asyncio.to_thread(
        migrate.upgrade, service, _at_path(backing.database_urls[service], name)
    )
    return name


async def _admin(backing: Backing, statement: str) -> None:
    connection = await asyncpg.connect(backing.admin_dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _at_path(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Signs what the services accept: users' access tokens and services' own."""

    user_key: KeyPair = field(default_factory=tokens.new_key)
    service_keys: dict[str, KeyPair] = field(
        default_factory=lambda: {service: tokens.new_key() for service in SERVICES}
    )

    def access(
        self,
        user_id: UUID | None = None,
        *,
        roles: tuple[str, ...] = (),
        permissions: tuple[str, ...] = (),
        session_id: UUID | None = None,
        lives: int = 600,
    ) -> str:
        """Return an access token; `lives` seconds may be negative."""
        now = int(time.time())
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": str(user_id or new_id()),
            "sid": str(session_id or new_id()),
            "jti": str(new_id()),
            "iat": now,
            "nbf": now,
            "exp": now + lives,
            "roles": list(roles),
            "perms": list(permissions),
        }
        return tokens.sign(claims, key=self.user_key.private_pem, kid="test", typ=ACCESS)

    def bearer(self, user_id: UUID | None = None, *permissions: str) -> dict[str, str]:
        """Return the header of a user who holds these permissions."""
        return {"authorization": f"Bearer {self.access(user_id, permissions=permissions)}"}

    def service(self, caller: str, callee: str) -> dict[str, str]:
        """Return the header with which one service calls another."""
        signer = ServiceSigner(caller, self.service_keys[caller].private_pem)
        return {"x-service-token": signer.token(callee)}

    def verifier(self) -> Verifier:
        """Return what verifies these access tokens."""

        async def fetch() -> dict[str, Any]:
            return {"keys": [tokens.public_jwk(self.user_key.public_pem, kid="test")]}

        return Verifier(KeySet(fetch), issuer=_ISSUER, audience=_AUDIENCE)


@pytest.fixture(scope="session")
def signed() -> Tokens:
    """Signed tokens of users and services."""
    return Tokens()


SettingsFor = Callable[..., Any]


@pytest.fixture
def settings_for(backing: Backing, signed: Tokens) -> SettingsFor:
    """Return a function: (Settings, database_url=…, **overrides) → that service's settings."""

    def build(kind: type[Settings], *, database_url: str, **overrides: Any) -> Settings:
        common: dict[str, Any] = {
            "profile": Profile.TEST,
            "port": 0,
            "worker_port": 0,
            "database_url": database_url,
            "broker_url": backing.broker_urls[kind.service],
            "key": signed.service_keys[kind.service].private_pem,
            "peers": {name: pair.public_pem for name, pair in signed.service_keys.items()},
        }
        return kind(**{**common, **overrides})

    return build


Serving = Callable[[FastAPI], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def serving(signed: Tokens) -> Serving:
    """Return a context manager: application → a client of it, its lifespan running."""

    @asynccontextmanager
    async def serve(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
        async with app.router.lifespan_context(app):
            app.state.verifier = signed.verifier()
            # A bug must arrive as the answer that clients get, not as an exception in the test.
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://soko.test"
            ) as client:
                yield client

    return serve
