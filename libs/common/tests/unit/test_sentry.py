"""Bugs of real processes reach a Sentry, and nobody's data goes with them."""

import gzip
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from common import sentry

API = """
import os
from typing import ClassVar
from common import routing, service
from common.settings import ServiceSettings

class Settings(ServiceSettings):
    service: ClassVar[str] = "orders"

def main():
    router = routing.router(prefix="/api/v1/bugs")

    @router.post("")
    async def fail(body: dict[str, str]) -> str:
        local = body["note"]
        raise KeyError("no " + body["about"] + "\\nDETAIL: " + body["note"])

    settings = Settings()
    service.serve(lambda: service.create(settings, routers=[router]), settings)
"""
WORKER = """
import os
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import ClassVar
from common import timers, worker
from common.settings import ServiceSettings

class Settings(ServiceSettings):
    service: ClassVar[str] = "orders"

async def fail():
    try:
        raise LookupError(os.environ["ABOUT"] + " is not there")
    except LookupError as error:
        raise RuntimeError("card of " + os.environ["ABOUT"]) from error

@asynccontextmanager
async def plan(sessions):
    await timers.run_once(timers.Timer("settle", timedelta(seconds=1), fail))
    raise SystemError("cannot begin with token=" + os.environ["TOKEN"])
    yield

def main():
    worker.run(Settings(), plan)
"""


@dataclass
class Sentry:
    """What arrived where bugs are reported to."""

    dsn: str
    envelopes: list[bytes] = field(default_factory=list)

    def events(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many events."""
        deadline = time.monotonic() + 20
        while len(found := self._events()) < count:
            assert time.monotonic() < deadline, found
            time.sleep(0.02)
        return found

    def _events(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for body in self.envelopes for line in body.splitlines() if line]
        return [line for line in lines if "exception" in line]


@pytest.fixture
def bugs() -> Iterator[Sentry]:
    """Take envelopes as Sentry does."""
    taken: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            packed = self.headers.get("content-encoding") == "gzip"
            taken.append(gzip.decompress(body) if packed else body)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Sentry(f"http://public@127.0.0.1:{server.server_port}/7", taken)
        server.shutdown()
        thread.join()


Started = Callable[..., Any]


@pytest.fixture
def started(tmp_path: Path, signed: Any, unused_tcp_port: int) -> Started:
    """Return a context manager: a program's text → its process."""

    @contextmanager
    def start(program: str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
        (tmp_path / "program.py").write_text(program)
        environment = {
            "PATH": os.environ["PATH"],
            "SOKO_PROFILE": "test",
            "SOKO_ORDERS_PORT": str(unused_tcp_port),
            "SOKO_ORDERS_WORKER_PORT": str(unused_tcp_port),
            "SOKO_ORDERS_DATABASE_URL": "postgresql+asyncpg://nobody:nothing@127.0.0.1:1/none",
            "SOKO_ORDERS_BROKER_URL": "amqp://nobody:nothing@127.0.0.1:1/none",
            "SOKO_ORDERS_KEY": signed.service_keys["orders"].private_pem,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "common.launch", "program"],
            env=environment | more,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    return start


SECRETS: tuple[str, ...] = (
    "jane@people.example",
    "4242424242424242",
    "4242 4242",
    "712345678",
    "712 345 678",
    "hunter2",
    "eyJhbGciOi",
    "Kimathi",
)


def test_a_bug_in_a_request_is_reported_without_the_request(
    bugs: Sentry, started: Started, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    about = "jane@people.example, +254712345678, 4242 4242 4242 4242, password: hunter2"
    secret = {"authorization": "Bearer eyJhbGciOi.abc.def", "cookie": "session=hunter2"}
    body = {"about": about, "note": "Kimathi Street 4"}
    with started(API, SOKO_SENTRY_DSN=bugs.dsn, SOKO_SENTRY_RELEASE="soko@9"):
        _until_alive(url)
        answer = httpx.post(f"{url}/api/v1/bugs", json=body, headers=secret)
        (event,) = bugs.events(1)

    assert answer.status_code == 500
    raised = event["exception"]["values"][-1]
    assert raised["type"] == "KeyError"
    assert raised["value"].startswith("'no [e-mail], [number], [number], password: [secret]")
    assert event["tags"]["route"] == "/api/v1/bugs"
    assert event["tags"]["request_id"] == answer.headers["x-request-id"]
    facts = (event["environment"], event["release"], event["server_name"])
    assert facts == ("test", "soko@9", "orders-api")
    assert "request" not in event
    _hold_no_secrets(bugs)


def test_a_workers_bugs_are_reported_also_the_last_one(bugs: Sentry, started: Started) -> None:
    told = {"SOKO_SENTRY_DSN": bugs.dsn, "SOKO_SENTRY_ENVIRONMENT": "shop"}
    about = {"ABOUT": "jane@people.example, +254 712 345 678, 4242 4242 4242 4242"}
    with started(WORKER, **told, **about, TOKEN="hunter2-hunter2") as process:
        code = process.wait(timeout=30)
        timer, end = bugs.events(2)

    assert code == 1
    assert [raised["type"] for raised in timer["exception"]["values"]] == [
        "LookupError",
        "RuntimeError",
    ]
    assert timer["tags"]["timer"] == "settle"
    assert end["exception"]["values"][-1]["type"] == "SystemError"
    assert {timer["environment"], end["environment"]} == {"shop"}
    assert {timer["server_name"], end["server_name"]} == {"orders-worker"}
    _hold_no_secrets(bugs)


@pytest.mark.parametrize("empty", [{}, {"SOKO_SENTRY_DSN": "", "SOKO_REDIS_URL": ""}])
def test_who_has_neither_loads_neither(empty: dict[str, str], started: Started) -> None:
    program = """
import sys
import orders.main, orders.worker, gateway.main, payments.main, users.main, catalog.main, cart.main
from common import sentry
from common.logs import configure
from orders.settings import Settings

def main():
    configure("orders", "info")
    sentry.watch(Settings.model_construct(sentry_dsn=None), "orders-api")
    from gateway.settings import Settings as Door
    door = Door()
    assert door.sentry_dsn is None and door.redis_url is None
    loaded = {"sentry_sdk", "redis"} & set(sys.modules)
    sys.exit(7 if not loaded else 1)
"""
    with started(program, **empty) as process:
        assert process.wait(timeout=60) == 7


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("nothing of anybody", "nothing of anybody"),
        ("first line\nsecond line", "first line"),
        ("to jane.doe+x@mail.people.example now", "to [e-mail] now"),
        ("call +254 712-345 678", "call [number]"),
        ("card 4242-4242-4242-4242", "card [number]"),
        ("order 17 of 200", "order 17 of 200"),
        ("Authorization: Bearer abc.def", "Authorization: [secret] [secret]"),
        ('{"password": "hunter2", "a": 1}', '{"password": [secret], "a": 1}'),
        ("api_key=sk_test_1 then", "api_key=[secret] then"),
        ("eyJhbGciOi.eyJzdWIi.c2ln", "[token]"),
        ("9f" * 20, "[secret]"),
        ("x y " * 200, ("x y " * 200)[:300]),
    ],
)
def test_what_looks_like_a_person_or_a_secret_is_taken_out(said: str, left: str) -> None:
    assert sentry.scrub(said) == left


def _until_alive(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"{url}/healthz")
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def _hold_no_secrets(bugs: Sentry) -> None:
    everything = b"\n".join(bugs.envelopes).decode()
    for secret in SECRETS:
        assert secret not in everything, secret
