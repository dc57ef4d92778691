"""What is written down about a request, and where figures are shown."""

import socket
from typing import Any

import httpx
import orjson

from gateway.access import AccessLog
from gateway.exchange import Exchange
from gateway.matching import Table
from gateway.upstreams import ROUTES
from gateway_tests.conftest import Opened, until


def exchange(path: str) -> Exchange:
    scope: Any = {
        "method": "POST",
        "raw_path": path.encode(),
        "query_string": b"secret=1",
        "headers": [(b"x-request-id", b"mine")],
        "client": ("10.0.0.1", 1),
    }

    async def send(_: Any) -> None:
        return

    made = Exchange(scope, send)
    rows = Table(ROUTES).find(path)
    made.route = rows["POST"] if rows else None
    made.status = 200
    return made


def test_a_line_tells_the_template_and_no_secret() -> None:
    written: list[bytes] = []
    log = AccessLog(written.append)

    log.record(exchange("/api/v1/webhooks/payments/daraja/0123456789abcdef"))
    log.flush()

    [line] = written
    told = orjson.loads(line)
    assert told["route"] == "/api/v1/webhooks/payments/{channel}/{token}"
    assert (told["method"], told["status"], told["client"]) == ("POST", 200, "10.0.0.1")
    assert told["request_id"] == "mine"
    assert b"0123456789abcdef" not in line
    assert b"secret" not in line


def test_lines_are_written_in_batches_and_not_at_all_when_unwanted() -> None:
    written: list[bytes] = []
    log, silent = AccessLog(written.append), AccessLog(written.append, lines=False)

    for _ in range(130):
        log.record(exchange("/nothing"))
        silent.record(exchange("/nothing"))

    assert [batch.count(b"\n") for batch in written] == [64, 64]


async def test_figures_have_a_port_of_their_own(opened: Opened) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with opened(gateway_metrics_port=port) as gate, httpx.AsyncClient() as scraper:
        await gate.client.get("/api/v1/products")
        assert (await gate.client.get("/metrics")).status_code == 404

        async def shown() -> bool:
            try:
                text = (await scraper.get(f"http://127.0.0.1:{port}/metrics")).text
            except httpx.ConnectError:
                return False
            return 'soko_http_request_seconds_count{method="GET",route="/api/v1/products"' in text

        await until(shown)
