"""Who may call: users by their permissions, services by name."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from common.auth import _service_of
from common.testing.tokens import Tokens
from common.tokens import TokenInvalid

CALLERS = "/api/v1/callers"


async def test_a_user_is_who_their_token_says(client: AsyncClient, signed: Tokens) -> None:
    user = uuid4()

    answer = await client.get(f"{CALLERS}/me", headers=signed.bearer(user))

    assert answer.json() == str(user)


async def test_nobody_is_signed_in_without_a_token(client: AsyncClient) -> None:
    answer = await client.get(f"{CALLERS}/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert (await client.get(f"{CALLERS}/maybe")).json() is False


@pytest.mark.parametrize(
    "header", ["Basic YTpi", "Bearer", "Bearer ", "token", "", "Bearer\ta.b.c"]
)
async def test_a_header_that_is_not_a_bearer_token_is_refused_and_not_overlooked(
    client: AsyncClient, header: str
) -> None:
    for path in ("me", "maybe"):
        answer = await client.get(f"{CALLERS}/{path}", headers={"authorization": header})
        assert answer.status_code == 401


async def test_the_scheme_may_be_spelled_in_any_case(client: AsyncClient, signed: Tokens) -> None:
    header = {"authorization": f"bEaReR {signed.access()}"}

    assert (await client.get(f"{CALLERS}/me", headers=header)).status_code == 200


async def test_a_bad_token_is_refused_even_where_none_is_needed(client: AsyncClient) -> None:
    answer = await client.get(f"{CALLERS}/maybe", headers={"authorization": "Bearer a.b.c"})

    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


@pytest.mark.parametrize(
    ("permissions", "status"),
    [
        (["orders:read"], 200),
        (["orders:*"], 200),
        (["*"], 200),
        (["catalog:read", "orders:read"], 200),
        ([], 403),
        (["orders:write"], 403),
        (["catalog:*"], 403),
        (["orders"], 403),
        (["order:*"], 403),
        (["*:read"], 403),
    ],
)
async def test_a_permission_opens_what_it_names(
    client: AsyncClient, signed: Tokens, permissions: list[str], status: int
) -> None:
    answer = await client.get(f"{CALLERS}/orders", headers=signed.bearer(None, *permissions))

    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "forbidden"


async def test_who_is_not_signed_in_is_not_told_what_is_forbidden(client: AsyncClient) -> None:
    assert (await client.get(f"{CALLERS}/orders")).status_code == 401


async def test_a_token_that_was_good_is_refused_when_its_time_is_over(
    client: AsyncClient, signed: Tokens
) -> None:
    header = {"authorization": f"Bearer {signed.access(lives=-29)}"}

    answers = [await client.get(f"{CALLERS}/me", headers=header) for _ in range(2)]

    # Within the leeway of clocks the first may pass; nothing that was remembered outlives it.
    assert answers[1].status_code == 401


@pytest.mark.parametrize(
    ("caller", "callee", "status"),
    [
        ("payments", "orders", 200),
        ("cart", "orders", 200),
        ("catalog", "orders", 401),
        ("payments", "catalog", 401),
        ("orders", "orders", 401),
        ("gateway", "orders", 401),
    ],
)
async def test_a_service_gets_in_by_its_own_name_and_for_this_callee(
    client: AsyncClient, signed: Tokens, caller: str, callee: str, status: int
) -> None:
    answer = await client.get(f"{CALLERS}/peer", headers=signed.service(caller, callee))

    assert answer.status_code == status


@pytest.mark.parametrize("headers", [{}, {"x-service-token": ""}, {"x-service-token": "a.b.c"}])
async def test_what_is_no_service_does_not_get_in(
    client: AsyncClient, headers: dict[str, Any]
) -> None:
    assert (await client.get(f"{CALLERS}/peer", headers=headers)).status_code == 401


async def test_a_user_is_no_service(client: AsyncClient, signed: Tokens) -> None:
    token = signed.access(permissions=("*",))

    answer = await client.get(f"{CALLERS}/peer", headers={"x-service-token": token})

    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert (
        await client.get(f"{CALLERS}/peer", headers=signed.bearer(None, "*"))
    ).status_code == 401


async def test_a_service_in_another_s_name_does_not_get_in(
    client: AsyncClient, signed: Tokens
) -> None:
    impostor = Tokens(
        service_keys={**signed.service_keys, "payments": signed.service_keys["catalog"]}
    )

    answer = await client.get(f"{CALLERS}/peer", headers=impostor.service("payments", "orders"))

    assert answer.status_code == 401


def test_a_token_that_is_remembered_opens_nothing_else(signed: Tokens) -> None:
    peers = {name: pair.public_pem for name, pair in signed.service_keys.items()}
    here = SimpleNamespace(service="orders", peers=peers)
    token = signed.service("payments", "orders")["x-service-token"]
    assert [_service_of(token, ("payments",), here) for _ in range(2)] == ["payments"] * 2

    elsewhere = SimpleNamespace(service="catalog", peers=peers)
    rotated = SimpleNamespace(service="orders", peers={**peers, "payments": peers["catalog"]})
    for callers, door in (("payments", elsewhere), ("payments", rotated), ("cart", here)):
        with pytest.raises(TokenInvalid):
            _service_of(token, (callers,), door)
