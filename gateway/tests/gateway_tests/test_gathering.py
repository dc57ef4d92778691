"""Lists that every service has a part of are one list at the door."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from common.ids import new_id
from common.testing import Tokens
from gateway_tests.conftest import Opened, Stub, reply

PARKED = "/api/v1/admin/ops/parked-messages"
Headers = dict[str, str]


@pytest.fixture
def operator(signed: Tokens) -> Headers:
    return signed.bearer(new_id(), "ops:read", "ops:write")


@pytest.fixture
def holding(stubs: dict[str, Stub]) -> Callable[[Mapping[str, list[str]]], None]:
    """Return a function that gives services a list, paged as theirs is."""

    def hold(items: Mapping[str, list[str]]) -> None:
        for name, stub in stubs.items():
            stub.handlers[PARKED] = _paged(items.get(name, []))

    return hold


def _paged(items: list[str]) -> Any:
    async def answer(scope: Any, _: Any, send: Any) -> None:
        asked = parse_qs(scope["query_string"].decode())
        start = int(asked.get("cursor", ["0"])[0])
        end = start + int(asked.get("limit", ["20"])[0])
        page: dict[str, Any] = {
            "items": items[start:end],
            "next_cursor": str(end) if end < len(items) else None,
        }
        if asked.get("include") == ["total"]:
            page |= {"total": len(items), "total_capped": False}
        await reply(send, 200, page)

    return answer


async def test_all_services_items_are_one_list(
    client: httpx.AsyncClient, operator: Headers, holding: Any
) -> None:
    holding({"users": ["u1"], "cart": ["c1", "c2"], "payments": ["p1"]})

    answer = await client.get(PARKED, headers=operator)

    assert answer.json() == {
        "items": ["u1", "c1", "c2", "p1"],
        "next_cursor": None,
        "unreachable": [],
    }
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_pages_go_through_all_services_and_lose_nothing(
    limit: int, client: httpx.AsyncClient, operator: Headers, holding: Any
) -> None:
    held = {"users": ["u1", "u2"], "catalog": ["k1"], "orders": ["o1", "o2", "o3"]}
    holding(held)

    seen, cursor = list[str](), None
    while True:
        query = {"limit": limit} | ({} if cursor is None else {"cursor": cursor})
        page = (await client.get(PARKED, params=query, headers=operator)).json()
        assert len(page["items"]) <= limit
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == [item for items in held.values() for item in items]


async def test_the_total_counts_every_service(
    client: httpx.AsyncClient, operator: Headers, holding: Any
) -> None:
    holding({"users": ["u1", "u2"], "orders": ["o1"]})

    page = await client.get(PARKED, params={"limit": 1, "include": "total"}, headers=operator)

    assert (page.json()["total"], page.json()["total_capped"]) == (3, False)


async def test_a_service_that_is_away_is_named(
    opened: Opened, stubs: dict[str, Stub], operator: Headers, holding: Any
) -> None:
    holding({"users": ["u1"], "payments": ["p1"]})
    stubs["orders"].handlers[PARKED] = _broken

    async with opened() as gate:
        answer = await gate.client.get(PARKED, headers=operator)

    assert answer.json()["items"] == ["u1", "p1"]
    assert answer.json()["unreachable"] == ["orders"]


async def _broken(_: Any, __: Any, send: Any) -> None:
    await reply(send, 500, b"oops", (("content-type", "text/plain"),))


async def test_a_refusal_is_passed_on_as_it_is(
    client: httpx.AsyncClient, operator: Headers, stubs: dict[str, Stub]
) -> None:
    async def refuse(_: Any, __: Any, send: Any) -> None:
        problem = {"code": "invalid_parameter", "status": 400}
        await reply(send, 400, problem, (("content-type", "application/problem+json"),))

    stubs["users"].handlers[PARKED] = refuse

    answer = await client.get(PARKED, params={"limit": "x"}, headers=operator)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_message_is_found_where_it_lies(
    client: httpx.AsyncClient, operator: Headers, stubs: dict[str, Stub]
) -> None:
    path = f"{PARKED}/{new_id()}/requeue"
    for name, stub in stubs.items():
        stub.handlers[path] = _having(path) if name == "orders" else _missing

    answer = await client.post(path, headers=operator, json={})

    assert (answer.status_code, answer.json()) == (202, {"at": path})


async def test_a_message_that_nobody_has_is_not_found(
    client: httpx.AsyncClient, operator: Headers, stubs: dict[str, Stub]
) -> None:
    path = f"{PARKED}/{new_id()}/requeue"
    for stub in stubs.values():
        stub.handlers[path] = _missing

    answer = await client.post(path, headers=operator)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_message_that_may_lie_with_a_silent_service_is_no_404(
    opened: Opened, operator: Headers, stubs: dict[str, Stub]
) -> None:
    path = f"{PARKED}/{new_id()}/requeue"
    for name, stub in stubs.items():
        stub.handlers[path] = _broken if name == "cart" else _missing

    async with opened() as gate:
        answer = await gate.client.post(path, headers=operator)

    assert answer.status_code == 503
    assert "cart" in answer.json()["detail"]


async def test_only_operators_come_through(client: httpx.AsyncClient, signed: Tokens) -> None:
    other = signed.bearer(new_id(), "orders:read")

    assert (await client.get(PARKED)).status_code == 401
    assert (await client.get(PARKED, headers=other)).status_code == 403


def _having(path: str) -> Any:
    async def answer(_: Any, __: Any, send: Any) -> None:
        await reply(send, 202, {"at": path})

    return answer


async def _missing(_: Any, __: Any, send: Any) -> None:
    problem = {"code": "not_found", "status": 404}
    await reply(send, 404, problem, (("content-type", "application/problem+json"),))
