"""The one door: what it serves itself, what it hides, what it puts on every answer."""

from typing import Any

import pytest
from acceptance.shop import Shop


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v2/products",
        "/api/v1/nothing",
        "/api/v1/products/",
        "/internal/holds/1",
        "/internal/carts/snapshot",
        "/internal",
        "/metrics",
        "/api/v1/../../internal/variants/lookup",
        "/api/v1/%2e%2e/%2e%2e/internal/variants/lookup",
        "/api/v1/products/..%2f..%2finternal",
        "/api/v1/products%00",
    ],
)
async def test_what_is_not_public_is_not_there(shop: Shop, is_problem: Any, path: str) -> None:
    for method in ("GET", "POST"):
        answer = await shop.http.request(
            method, path, headers={"x-service-token": "forged", "accept": "text/html"}
        )
        if answer.status_code == 400 and "%00" in path:
            continue
        is_problem(answer, 404, "not_found")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_the_fleet_says_how_it_is(shop: Shop, path: str) -> None:
    answer = await shop.http.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")


async def test_the_reference_needs_nobody_else(shop: Shop) -> None:
    page = await shop.http.get("/docs")

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "https://" not in page.text.replace("https://soko.example", "")


@pytest.mark.parametrize(
    "code", ["validation_failed", "not_found", "insufficient_stock", "idempotency_key_in_use"]
)
async def test_every_problem_has_a_page(shop: Shop, code: str) -> None:
    page = await shop.http.get(f"/problems/{code}")

    assert page.status_code == 200
    assert code in page.text


async def test_an_identity_that_a_client_claims_is_nobody(shop: Shop, is_problem: Any) -> None:
    claims = {
        "x-user-id": "1",
        "x-user-roles": "admin",
        "x-forwarded-user": "admin",
        "x-service-token": "a.b.c",
    }

    is_problem(await shop.call("GET", "/admin/users", headers=claims), 401, "unauthenticated")
    is_problem(await shop.call("GET", "/me", headers=claims), 401, "unauthenticated")


async def test_every_answer_carries_its_request_id(shop: Shop) -> None:
    for path in ("/api/v1/products", "/api/v1/nothing", "/healthz"):
        answer = await shop.http.get(path, headers={"x-request-id": "mine"})
        assert answer.headers["x-request-id"] == "mine"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_limits_are_told(shop: Shop) -> None:
    answer = await shop.call("GET", "/products")

    assert "ratelimit-policy" in answer.headers
    assert "ratelimit" in answer.headers


async def test_a_browser_of_our_own_origin_is_admitted_and_no_other(shop: Shop) -> None:
    port = shop.fleet.address[1]
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,idempotency-key",
    }

    ours = await shop.http.options(
        "/api/v1/orders", headers=asked | {"origin": f"http://localhost:{port}"}
    )
    others = await shop.http.options(
        "/api/v1/orders", headers=asked | {"origin": "https://evil.example"}
    )

    assert ours.headers["access-control-allow-origin"] == f"http://localhost:{port}"
    assert "idempotency-key" in ours.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-origin" not in others.headers
