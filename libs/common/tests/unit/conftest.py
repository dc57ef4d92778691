"""A small service of our own, so that the edge is tested without any real one."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

import pytest
from fastapi import APIRouter, FastAPI, Query, Response
from httpx import AsyncClient
from pydantic import Field, StringConstraints

from common import context, etags, routing, schemas, service
from common.auth import CallerDep, MaybeCallerDep, Principal, peer, permitted
from common.etags import IfMatch
from common.intents import Intent, OptionalIntent, RequiredIntent
from common.pagination import PageQuery
from common.settings import Profile, ServiceSettings

THINGS = "/api/v1/things"


class Settings(ServiceSettings):
    service: ClassVar[str] = "orders"


class Part(schemas.In):
    label: schemas.Name
    quantity: schemas.Quantity


class Thing(schemas.In):
    name: schemas.Name
    quantity: schemas.Quantity
    reference: schemas.Id | None = None
    price: schemas.MoneyIn | None = None
    notes: schemas.Text | None = None
    parts: list[Part] = Field(default=[], max_length=50)
    code: Annotated[str, StringConstraints(max_length=8)] | None = None


def _things() -> APIRouter:
    router = routing.router(prefix=THINGS, tags=["things"])

    @router.post("/echo")
    async def echo(body: Thing) -> Thing:
        """Say what was read."""
        return body

    @router.post("/keyed", status_code=201)
    async def keyed(body: Thing, intent: RequiredIntent) -> dict[str, str]:
        """Say under which key."""
        return _shown(intent)

    @router.post("/keyed/{thing_id}", status_code=201)
    async def keyed_one(thing_id: int, body: Thing, intent: RequiredIntent) -> dict[str, str]:
        """Say under which key."""
        return _shown(intent)

    @router.post("/maybe-keyed", status_code=201)
    async def maybe_keyed(body: Thing, intent: OptionalIntent) -> dict[str, str] | None:
        """Say under which key, if any."""
        return None if intent is None else _shown(intent)

    _list(router)
    _change(router)
    return router


def _list(router: APIRouter) -> None:
    @router.get("")
    async def several(
        page: PageQuery,
        q: Annotated[str | None, Query(max_length=5)] = None,
        sort: Literal["number", "-number"] = "number",
    ) -> schemas.Page[int]:
        """List the numbers below 7."""
        after = page.after(sort)
        numbers = [n for n in range(7) if after is None or n > after[0]]
        total = 7 if page.with_total else None
        return page.page(
            numbers[: page.limit + 1], order=sort, key=lambda n: [n], show=int, total=total
        )


def _change(router: APIRouter) -> None:
    @router.get("/{id}")
    async def one(id: schemas.Id) -> dict[str, str]:  # noqa: A002
        """Say which."""
        return {"id": str(id)}

    @router.patch("/{id}")
    async def change(id: schemas.Id, seen: IfMatch, response: Response) -> dict[str, int]:  # noqa: A002
        """Say which version was seen; 3 is what stands."""
        etags.require(seen, current=3)
        etags.tag(response, 4)
        return {"seen": seen}


def _shown(intent: Intent) -> dict[str, str]:
    return {
        "principal": intent.principal,
        "key": intent.key,
        "path": intent.path,
        "hash": intent.body_hash.hex(),
    }


def _callers() -> APIRouter:
    router = routing.router(prefix="/api/v1/callers")

    @router.get("/trace")
    async def trace() -> str | None:
        """Say which trace this is."""
        return context.traceparent.get()

    @router.get("/maybe")
    async def maybe(caller: MaybeCallerDep) -> bool:
        """Say whether anyone is signed in."""
        return caller is not None

    @router.get("/me")
    async def me(caller: CallerDep) -> str:
        """Say who is signed in."""
        return str(caller.id)

    @router.get("/orders")
    async def orders(caller: Annotated[Principal, permitted("orders:read")]) -> str:
        """Admit those who may read orders."""
        return str(caller.id)

    @router.get("/peer")
    async def from_peer(caller: Annotated[str, peer("payments", "cart")]) -> str:
        """Admit payments and cart."""
        return caller

    return router


@pytest.fixture(scope="session")
def settings(signed: Any) -> Settings:
    """Settings of a service whose database and broker are not there."""
    return Settings(
        profile=Profile.TEST,
        port=0,
        worker_port=0,
        database_url="postgresql+asyncpg://nobody:nothing@127.0.0.1:1/none",
        broker_url="amqp://nobody:nothing@127.0.0.1:1/none",
        key=signed.service_keys["orders"].private_pem,
        peers={name: pair.public_pem for name, pair in signed.service_keys.items()},
    )


@dataclass
class Failing:
    """What the route at `/api/v1/failing` raises."""

    error: Exception = field(default_factory=RuntimeError)


@pytest.fixture(scope="session")
def failing() -> Failing:
    return Failing()


def _failing(failing: Failing) -> APIRouter:
    router = routing.router(prefix="/api/v1/failing")

    @router.get("")
    async def fail() -> None:
        """Fail as the test wants."""
        raise failing.error

    return router


@pytest.fixture(scope="session")
def app(settings: Settings, failing: Failing) -> FastAPI:
    return service.create(settings, routers=[_things(), _callers(), _failing(failing)])


@pytest.fixture
async def client(
    app: FastAPI, serving: Callable[[FastAPI], AbstractAsyncContextManager[AsyncClient]]
) -> AsyncIterator[AsyncClient]:
    async with serving(app) as opened:
        yield opened
