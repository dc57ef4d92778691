"""What every request and every answer carries, and what health says."""

import re

import pytest
from httpx import AsyncClient


async def test_a_request_id_is_echoed(client: AsyncClient) -> None:
    answer = await client.get("/healthz", headers={"x-request-id": "order-42"})

    assert answer.headers["x-request-id"] == "order-42"


@pytest.mark.parametrize("given", ["", "x" * 65, "with space", "a\tb", "naïve".encode()])
async def test_a_request_id_that_could_spoil_a_log_is_replaced(
    client: AsyncClient, given: str | bytes
) -> None:
    answer = await client.get("/healthz", headers=[(b"x-request-id", _bytes(given))])

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


async def test_two_requests_have_two_ids(client: AsyncClient) -> None:
    first, second = await client.get("/healthz"), await client.get("/healthz")

    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", True),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", False),
        ("garbage", False),
        ("", False),
    ],
)
async def test_a_trace_goes_on_or_begins(client: AsyncClient, given: str, kept: bool) -> None:
    seen = (await client.get("/api/v1/callers/trace", headers={"traceparent": given})).json()

    assert (seen == given) is kept
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", seen)


async def test_nobody_guesses_at_media_types(client: AsyncClient) -> None:
    for path in ("/healthz", "/nowhere"):
        assert (await client.get(path)).headers["x-content-type-options"] == "nosniff"


async def test_a_process_is_alive_without_its_database_but_not_ready(client: AsyncClient) -> None:
    alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert ready.status_code == 503
    assert ready.json() == {
        "status": "unready",
        "failing": ["database"],
        "degraded": ["broker"],
    }


async def test_metrics_count_requests_by_template_and_not_by_address(client: AsyncClient) -> None:
    await client.get("/api/v1/things/0199b8c0-0000-7000-8000-000000000000")

    shown = (await client.get("/metrics")).text

    assert "/api/v1/things/{id}" in shown
    assert "0199b8c0" not in shown
