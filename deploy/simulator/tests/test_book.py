"""The book outlives its process, and nothing else may write in it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from simulator.core.book import Book, BookFull
from simulator.core.journal import Journal
from simulator.core.transactions import (
    STEPS,
    IllegalDecision,
    Outcome,
    Refund,
    RefundStatus,
    Status,
    Transaction,
    step,
)
from simulator.main import create_app
from simulator.settings import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = "CHASECK_TEST-key"
PAYMENT = Transaction(
    provider="chapa",
    reference="A1",
    provider_reference="AP1",
    token="t1",
    amount=45000,
    fee=1575,
    currency="ETB",
    status=Status.PENDING,
    phone_number="0911223344",
    created_at=NOW,
    updated_at=NOW,
    details={"meta": {"x": [1, "\u12a0"]}},
)
REFUND = Refund(
    provider="chapa",
    reference="R1",
    merchant_reference=None,
    payment="A1",
    amount=10000,
    status=RefundStatus.REFUNDED,
    reason=None,
    created_at=NOW,
    updated_at=NOW,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "book.jsonl"


@contextmanager
def opened(path: Path | None, **limits: Any) -> Iterator[Book]:
    journal = Journal(path)
    try:
        yield Book(journal, **limits)
    finally:
        journal.close()


def test_every_status_and_outcome_has_its_rule() -> None:
    assert set(STEPS) == set(Status)
    for status in Status:
        for outcome in set(Outcome) - set(STEPS[status]):
            with pytest.raises(IllegalDecision, match=f"{status} cannot {outcome}"):
                step(status, outcome)


async def test_a_reopened_book_reads_the_same(path: Path) -> None:
    with opened(path) as book:
        begun = book.put(PAYMENT)
        paid = book.put(replace(begun, status=Status.SUCCESS))
        refund = book.put(REFUND)
        await book.synced()

    with opened(path) as book:
        assert book.transaction("chapa", "A1") == paid
        assert book.known_as("chapa", "AP1") == book.known_as("chapa", "t1") == paid
        assert book.refunds() == [refund]
        assert (book.captured(paid), book.refunded(paid), book.refundable(paid)) == (
            45000,
            10000,
            35000,
        )
        assert book.put(replace(PAYMENT, reference="A2")).number == 3


def test_a_torn_last_line_is_cut_off(path: Path) -> None:
    with opened(path) as book:
        book.put(PAYMENT)
        book.put(replace(PAYMENT, reference="A2"))
    path.write_bytes(path.read_bytes()[:-20])

    with opened(path) as book:
        assert [row.reference for row in book.newest_first()] == ["A1"]
        book.put(replace(PAYMENT, reference="A3"))
    with opened(path) as book:
        assert [row.reference for row in book.newest_first()] == ["A3", "A1"]


def test_a_forgotten_book_stays_empty(path: Path) -> None:
    with opened(path) as book:
        book.put(PAYMENT)
        book.forget()

    with opened(path) as book:
        assert list(book.newest_first()) == []


def test_a_book_has_one_writer(path: Path) -> None:
    with opened(path), pytest.raises(RuntimeError, match="another simulator's book"):
        Journal(path)


def test_a_full_book_takes_no_new_payment_but_every_decision() -> None:
    with opened(None, capacity=1) as book:
        begun = book.put(PAYMENT)

        with pytest.raises(BookFull):
            book.put(replace(PAYMENT, reference="A2"))

        assert book.put(replace(begun, status=Status.FAILED)).status is Status.FAILED


async def test_a_refund_that_was_under_way_is_finished_after_a_restart(
    path: Path, until: Any
) -> None:
    with opened(path) as book:
        book.put(replace(PAYMENT, status=Status.SUCCESS))
        book.put(replace(REFUND, status=RefundStatus.PROCESSING))
    app = create_app(
        Settings(
            simulator_book=path,
            chapa_secret_key=SecretStr(KEY),
            chapa_webhook_secret=SecretStr("s"),
        )
    )

    async with app.router.lifespan_context(app):
        [refund] = await until(
            lambda: [
                one for one in app.state.desk.book.refunds() if one.status is RefundStatus.REFUNDED
            ]
        )

    assert refund.reference == "R1"


@pytest.mark.parametrize("url", ["http://10.0.0.1/hook", "https://shop.example/hook", "hook"])
def test_webhooks_cannot_be_aimed_beyond_this_machine(url: str) -> None:
    with pytest.raises(ValidationError, match="loopback"):
        Settings(chapa_webhook_url=url)


def test_a_provider_without_its_key_is_off() -> None:
    app = create_app(Settings(chapa_secret_key=None))

    assert not app.state.desk.providers


@contextmanager
def process(path: Path, port: int) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    variables = {
        "SOKO_SIMULATOR_PORT": str(port),
        "SOKO_SIMULATOR_BOOK": str(path),
        "SOKO_CHAPA_SECRET_KEY": KEY,
        "SOKO_CHAPA_WEBHOOK_SECRET": "s",
        "SOKO_LOG_LEVEL": "warning",
    }
    running = subprocess.Popen([sys.executable, "-m", "simulator.main"], env=os.environ | variables)
    headers = {"authorization": f"Bearer {KEY}"}
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
            _await_health(running, client)
            yield running, client
    finally:
        running.kill()
        running.wait()


def _await_health(running: subprocess.Popen[bytes], client: httpx.Client) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert running.poll() is None
        try:
            client.get("/healthz").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the simulator did not start")


def test_the_book_survives_kill_9_and_the_process_ends_on_a_signal(
    path: Path, free_port: int
) -> None:
    body = {"amount": "450", "currency": "ETB", "tx_ref": "A1A1"}
    with process(path, free_port) as (running, client):
        client.post("/chapa/v1/transaction/initialize", json=body).raise_for_status()
        decision = {"outcome": "approve"}
        client.post("/control/transactions/chapa/A1A1/decision", json=decision).raise_for_status()
        running.send_signal(signal.SIGKILL)
        running.wait()

    with process(path, free_port) as (running, client):
        [row] = client.get("/control/books").json()["items"]
        again = client.post("/chapa/v1/transaction/initialize", json=body)
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=10)

    assert (row["reference"], row["captured"]) == ("A1A1", 45000)
    assert again.json()["message"] == "Transaction reference has been used before"
