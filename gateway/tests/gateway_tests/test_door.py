"""Who gets in, and what the door itself answers."""

from typing import Any

import httpx
import pytest

from common.testing import Tokens


def is_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["code"] == code
    assert body["status"] == status
    assert body["type"] == f"/problems/{code}"
    assert body["instance"] == answer.request.url.raw_path.decode().partition("?")[0]
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/v1",
        "/api/v1/nothing",
        "/api/v2/products",
        "/internal/holds/1",
        "/api/v1/internal",
        "/metrics",
        "/openapi.json",
        "/api/v1/products/",
        "/api/v1//products",
        "/api/v1/orders/a%2Fpayments",
        "/api/v1/products/%2e%2e",
        "/api/v1/products/a%5Cb",
        "/api/v1/products/a%00b",
        "/api/v1/products/%ff",
        "/API/v1/products",
    ],
)
async def test_what_nobody_serves_is_a_problem(client: httpx.AsyncClient, path: str) -> None:
    is_problem(await client.get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "HEAD", "TRACE", "OPTIONS", "PUT"])
async def test_a_wrong_method_names_the_right_ones(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/api/v1/products")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"


async def test_a_wrong_method_is_a_problem(client: httpx.AsyncClient) -> None:
    is_problem(await client.put("/api/v1/cart"), 405, "method_not_allowed")


async def test_signing_in_comes_first(client: httpx.AsyncClient, stubs: Any) -> None:
    answer = await client.get("/api/v1/me")

    is_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert stubs["users"].seen == []


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "x" * 5000])
@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/products", "/api/v1/cart"])
async def test_a_bad_token_is_refused_everywhere(
    client: httpx.AsyncClient, path: str, token: str
) -> None:
    answer = await client.get(path, headers={"authorization": f"Bearer {token}"})

    is_problem(answer, 401, "token_invalid")


async def test_an_old_token_is_refused_but_not_in_the_way_of_signing_in(
    client: httpx.AsyncClient, signed: Tokens
) -> None:
    old = {"authorization": f"Bearer {signed.access(lives=-60)}"}

    is_problem(await client.get("/api/v1/products", headers=old), 401, "token_invalid")
    assert (await client.post("/api/v1/auth/refresh", headers=old)).status_code == 200


async def test_another_scheme_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/me", headers={"authorization": "Basic dTpw"})

    is_problem(answer, 401, "unauthenticated")


async def test_who_is_signed_in_gets_through(
    client: httpx.AsyncClient, signed: Tokens, stubs: Any
) -> None:
    bearer = signed.bearer()

    answer = await client.get("/api/v1/me", headers=bearer)

    assert answer.status_code == 200
    assert stubs["users"].seen[0]["headers"]["authorization"] == bearer["authorization"]


@pytest.mark.parametrize("name", ["x-order-token", "x-cart-token"])
async def test_a_guest_gets_through_with_a_token_of_theirs(
    client: httpx.AsyncClient, name: str
) -> None:
    is_problem(await client.get("/api/v1/orders/1"), 401, "unauthenticated")
    answer = await client.get("/api/v1/orders/1", headers={name: "guest"})

    assert answer.json()["service"] == "orders"


@pytest.mark.parametrize(
    ("permissions", "status"),
    [((), 403), (("catalog:read",), 403), (("orders:read",), 200), (("*",), 200)],
)
async def test_staff_need_a_permission_of_the_area(
    client: httpx.AsyncClient, signed: Tokens, permissions: tuple[str, ...], status: int
) -> None:
    answer = await client.get("/api/v1/admin/orders", headers=signed.bearer(None, *permissions))

    assert answer.status_code == status
    if status == 403:
        is_problem(answer, 403, "forbidden")


async def test_tokens_still_work_while_users_is_down(
    client: httpx.AsyncClient, signed: Tokens, stubs: Any
) -> None:
    await client.get("/api/v1/orders", headers=signed.bearer())
    stubs["users"].jwks = {"broken": True}

    answer = await client.get("/api/v1/orders", headers=signed.bearer())

    assert answer.status_code == 200


async def test_a_sane_request_id_is_echoed(client: httpx.AsyncClient, stubs: Any) -> None:
    answer = await client.get("/api/v1/cart", headers={"x-request-id": "mine-1"})

    assert answer.headers.get_list("x-request-id") == ["mine-1"]
    assert stubs["cart"].seen[0]["headers"]["x-request-id"] == "mine-1"


@pytest.mark.parametrize("given", ["", "x" * 65, "two words", "tab\there"])
async def test_another_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/api/v1/cart", headers={"x-request-id": given})

    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 32


async def test_a_trace_is_passed_on_or_begun(client: httpx.AsyncClient, stubs: Any) -> None:
    trace = f"00-{'a' * 32}-{'b' * 16}-01"

    await client.get("/api/v1/cart", headers={"traceparent": trace})
    await client.get("/api/v1/cart", headers={"traceparent": "nonsense"})

    first, second = (told["headers"]["traceparent"] for told in stubs["cart"].seen)
    assert first == trace
    assert second.startswith("00-")
    assert len(second) == 55


async def test_every_answer_has_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/cart", "/api/v1/nothing", "/healthz", "/docs"):
        answer = await client.get(path)
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"], path
        assert answer.headers["x-frame-options"] == "DENY"
        assert "server" not in answer.headers


async def test_no_origin_gets_nothing_from_cors(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/cart")

    assert answer.headers["vary"] == "Origin"
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_an_allowed_origin_may_read_answers_and_problems(client: httpx.AsyncClient) -> None:
    origin = {"origin": "https://front.example"}

    for path in ("/api/v1/cart", "/api/v1/products", "/api/v1/me", "/api/v1/nothing"):
        answer = await client.get(path, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "https://front.example"
        assert "X-Cart-Token" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers


async def test_another_origin_may_not(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/cart", headers={"origin": "https://evil.example"})

    assert "access-control-allow-origin" not in answer.headers


async def test_a_preflight_says_what_may_be_sent(client: httpx.AsyncClient, stubs: Any) -> None:
    asked = {
        "origin": "https://front.example",
        "access-control-request-method": "PATCH",
        "access-control-request-headers": "content-type, x-cart-token",
    }

    answer = await client.options("/api/v1/cart", headers=asked)

    assert answer.status_code == 204
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "Idempotency-Key" in answer.headers["access-control-allow-headers"]
    assert "X-Session-Mode" not in answer.headers["access-control-allow-headers"]
    assert stubs["cart"].seen == []


async def test_a_preflight_of_another_origin_is_told_nothing(client: httpx.AsyncClient) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "GET"}

    answer = await client.options("/api/v1/cart", headers=asked)

    assert answer.status_code == 204
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_credentials_are_for_cookie_mode_only(client: httpx.AsyncClient) -> None:
    origin = {"origin": "https://front.example"}
    cookie = {**origin, "x-session-mode": "cookie"}
    asked = {
        **origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-session-mode",
    }

    plain = await client.post("/api/v1/auth/login", headers=origin)
    mode = await client.post("/api/v1/auth/login", headers=cookie)
    preflight = await client.options("/api/v1/auth/login", headers=asked)
    elsewhere = await client.get("/api/v1/cart", headers=cookie)

    assert "access-control-allow-credentials" not in plain.headers
    assert mode.headers["access-control-allow-credentials"] == "true"
    assert preflight.headers["access-control-allow-credentials"] == "true"
    assert "X-Session-Mode" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in elsewhere.headers
