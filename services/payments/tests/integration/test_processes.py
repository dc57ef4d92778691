"""The two processes themselves, over real sockets: api, worker, orders and the provider."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import SecretStr

from common.ids import new_id
from common.worker import work
from payments.main import create_app
from payments.settings import Settings
from payments.worker import planner
from simulator.main import create_app as create_simulator
from simulator.settings import Settings as SimulatorSettings

PATIENCE_SECONDS = 20
SECRET = "webhook-secret"
KEY = "CHASECK_TEST-payments"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def listening(app: FastAPI, port: int) -> AsyncIterator[str]:
    config = uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server._serve())
    await until(lambda: asyncio.sleep(0, server.started))
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


def orders_of(owner: str, asked: list[Any]) -> FastAPI:
    app = FastAPI()

    @app.put("/internal/orders/{order_id}/attempts/{attempt_id}")
    async def answer(order_id: str, attempt_id: str, request: Request) -> Response:
        asked.append((request.headers, await request.json()))
        if order_id == str(STRANGE):
            body = {"code": "order_cancelling", "detail": "no", "allowed_actions": []}
            return Response(json.dumps(body), 409, media_type="application/problem+json")
        granted = {
            "order_id": order_id,
            "number": "S-1",
            "version": 2,
            "amount": {"amount": 45_000, "currency": "ETB"},
            "owner_id": owner,
            "customer": {"email": None, "full_name": "A", "phone_number": None, "locale": "en"},
        }
        return Response(json.dumps(granted), media_type="application/json")

    return app


STRANGE = new_id()


async def test_one_purchase_through_both_processes(
    dsn: str, settings_for: Callable[..., Any], signed: Any
) -> None:
    customer, asked = new_id(), list[Any]()
    ports = [free_port() for _ in range(4)]
    simulator = SimulatorSettings(
        chapa_secret_key=SecretStr(KEY),
        chapa_webhook_secret=SecretStr(SECRET),
        chapa_webhook_url=f"http://127.0.0.1:{ports[0]}/api/v1/webhooks/payments/chapa",
        simulator_url=f"http://127.0.0.1:{ports[1]}",
    )
    settings = settings_for(
        Settings,
        database_url=dsn,
        worker_port=ports[3],
        public_url=f"http://127.0.0.1:{ports[0]}",
        orders_url=f"http://127.0.0.1:{ports[2]}",
        chapa_url=f"http://127.0.0.1:{ports[1]}/chapa/v1",
        chapa_secret_key=SecretStr(KEY),
        chapa_webhook_secret=SecretStr(SECRET),
    )
    app, stop = create_app(settings), asyncio.Event()
    async with (
        listening(create_simulator(simulator), ports[1]) as pay_page,
        listening(orders_of(str(customer), asked), ports[2]),
        listening(app, ports[0]) as payments,
        httpx.AsyncClient(base_url=payments, headers=signed.bearer(customer)) as http,
        asyncio.TaskGroup() as group,
    ):
        app.state.verifier = signed.verifier()
        group.create_task(work(settings, planner(settings), stop=stop))
        refused = await begin(http, STRANGE)
        started = (await begin(http, new_id())).json()
        decided = await http.post(
            f"{pay_page}/control/transactions/chapa/{started['reference']}/decision",
            json={"outcome": "approve"},
        )
        payment = await paid(http, started["id"])
        webhook = await applied(dsn)
        stop.set()

    assert (refused.status_code, refused.json()["code"]) == (409, "order_cancelling")
    assert refused.json()["allowed_actions"] == []
    assert decided.status_code == 200
    assert payment["captured"] == payment["amount"]
    assert webhook == started["reference"]
    headers, body = asked[-1]
    assert headers["authorization"] == http.headers["authorization"]
    assert "x-service-token" in headers
    assert body == {
        "provider": "chapa",
        "currencies": ["ETB", "USD"],
        "min": {"amount": 100, "currency": "ETB"},
        "max": None,
        "step": {"amount": 1, "currency": "ETB"},
    }


async def begin(http: httpx.AsyncClient, order_id: UUID) -> httpx.Response:
    return await http.post(
        f"/api/v1/orders/{order_id}/payments",
        json={"provider": "chapa"},
        headers={"idempotency-key": str(order_id)},
    )


async def paid(http: httpx.AsyncClient, payment_id: str) -> Any:
    async def look() -> Any:
        payment = (await http.get(f"/api/v1/payments/{payment_id}")).json()
        return payment if payment["status"] == "success" else None

    return await until(look)


async def applied(dsn: str) -> Any:
    connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    try:
        statement = "select reference from payments.webhooks where state = 'applied'"
        return await until(lambda: connection.fetchval(statement))
    finally:
        await connection.close()


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while not (seen := await look()):
        assert asyncio.get_running_loop().time() < deadline, f"still {seen!r}"
        await asyncio.sleep(0.05)
    return seen
