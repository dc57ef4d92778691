"""The pytest plugin of all services: a real Postgres, a real RabbitMQ, signed tokens.

The backing programs run once for a whole test run, started on first use, by the local fleet's
own launcher (`python -m soko.backing`); each test gets databases of its own, copied from a
migrated template. `SOKO_TEST_BACKING` (the launcher's JSON line) reuses a running pair.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final, TypeVar

import asyncpg
import httpx
import pytest
import pytest_asyncio
import structlog
from fastapi import FastAPI
from starlette.routing import BaseRoute

from common import migrate, shared
from common.ids import new_id
from common.settings import Profile, ServiceSettings
from common.testing.backing import Backing, at_path, backing_of, launch
from common.testing.redis import RedisServer, running_redis
from common.testing.tokens import Tokens

_SHARED: Final = "SOKO_TEST_BACKING"

Settings = TypeVar("Settings", bound=ServiceSettings)


def pytest_configure(config: pytest.Config) -> None:
    """Start the shared backing before parallel workers do, so that they have one together."""
    # Through the standard logging, which pytest shows for failed tests only.
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    workers = config.getoption("numprocesses", None)
    if workers and _SHARED not in os.environ and not hasattr(config, "workerinput"):
        launched = launch(["soko", *(f"gw{number}" for number in range(int(workers)))])
        os.environ[_SHARED] = launched.line
        config.add_cleanup(launched.end)


@pytest.fixture(scope="session")
def backing(worker_id: str) -> Iterator[Backing]:
    """Postgres and RabbitMQ; each parallel worker has a virtual host of its own."""
    shared = os.environ.get(_SHARED)
    if shared is not None:
        yield backing_of(json.loads(shared), worker_id)
        return
    launched = launch(["soko"])
    yield backing_of(json.loads(launched.line), worker_id)
    launched.end()


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
        return at_path(backing.database_urls[service], made[service])

    yield fresh
    for name in made.values():
        await _admin(backing, f"drop database {name} with (force)")


async def _template(backing: Backing, service: str, worker_id: str) -> str:
    name = f"template_{service}_{worker_id}_{os.getpid()}"
    await _admin(backing, f"create database {name} template soko")
    await asyncio.to_thread(migrate.upgrade, service, at_path(backing.database_urls[service], name))
    return name


async def _admin(backing: Backing, statement: str) -> None:
    connection = await asyncpg.connect(backing.admin_dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def redis_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A real Redis of this test's own; a busy test machine does not count as a slow one."""
    monkeypatch.setattr(shared, "ANSWER_SECONDS", 10.0)
    with running_redis() as server:
        yield server


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


_routes: dict[str, list[BaseRoute]] = {}


def at_hand(app: FastAPI) -> FastAPI:
    """Give a service the routes it had in the first test: they never change, and take a while."""
    app.router.routes = _routes.setdefault(app.title, app.router.routes)
    return app


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
