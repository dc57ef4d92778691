"""What the merchant is sent: bytes, signatures, order and persistence."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import pytest

from simulator.chapa.webhooks import signatures
from simulator.core.sender import is_loopback

SECRET = "test-chapa-webhook-secret"
FIELDS = [
    "event",
    "first_name",
    "last_name",
    "email",
    "mobile",
    "currency",
    "amount",
    "charge",
    "status",
    "mode",
    "reference",
    "created_at",
    "updated_at",
    "type",
    "tx_ref",
    "payment_method",
    "customization",
    "meta",
]


def is_signed(call: Any) -> bool:
    expected = hmac.new(SECRET.encode(), call.body, hashlib.sha256).hexdigest()
    return bool(call.headers["x-chapa-signature"] == expected)


def said(call: Any) -> tuple[str, str]:
    body = json.loads(call.body)
    return body["event"], body["status"]


def test_signatures_are_the_published_algorithms() -> None:
    body = (
        b'{"event":"charge.complete","tx_ref":"TX-123456","amount":"100.00",'
        b'"currency":"ETB","status":"success"}'
    )

    assert signatures(SECRET, body) == {
        "x-chapa-signature": "f5db920f1fa74d3a75eb218293087c5c40bbb5bcf64eed5152c22a634b197cda",
        "chapa-signature": "8f3f2be0a4bd00e4ae2b27c079c312bd6dffd8fc57fa6a2174fbade98112f566",
    }
    assert signatures("whsec-test", b'{"event":"payment.success"}')["x-chapa-signature"] == (
        "eac668128d41101046dadfa12ae784924b33f81de9ed79647d767b2d7e33b7b4"
    )


async def test_approval_sends_one_flat_signed_body_of_strings(
    begin: Any, decide: Any, shop: Any, until: Any
) -> None:
    await begin()

    await decide("approve")

    [call] = await until(shop.webhooks)
    body = json.loads(call.body)
    assert call.path == "/webhooks/chapa"
    assert call.headers["content-type"] == "application/json"
    assert is_signed(call)
    assert call.headers["chapa-signature"] == signatures(SECRET, b"")["chapa-signature"]
    assert list(body) == FIELDS
    assert (body["event"], body["status"]) == ("charge.success", "success")
    assert (body["amount"], body["charge"], body["currency"]) == ("450.00", "15.75", "ETB")
    assert (body["tx_ref"], body["mobile"]) == ("7ZK2M9QX4T1B", "251911223344")
    assert body["email"] is None


async def test_bytes_are_not_what_a_plain_reserialisation_gives(
    begin: Any, decide: Any, shop: Any, until: Any
) -> None:
    await begin(meta={"page": "http://localhost/a"})

    await decide("approve")

    [call] = await until(shop.webhooks)
    assert json.dumps(json.loads(call.body), separators=(",", ":")).encode() != call.body


async def test_a_decline_is_told_and_a_later_success_too(
    begin: Any, decide: Any, shop: Any, until: Any
) -> None:
    await begin()
    await decide("decline")
    await until(shop.webhooks)
    await decide("approve")

    await until(lambda: len(shop.webhooks()) == 2)

    assert [said(call) for call in shop.webhooks()] == [
        ("charge.failed", "failed"),
        ("charge.success", "success"),
    ]


async def test_the_callback_address_gets_an_unsigned_get(
    begin: Any, decide: Any, shop: Any, until: Any
) -> None:
    await begin(callback_url=f"{shop.url}/callback?x=1")

    await decide("approve")

    await until(lambda: len(shop.calls) == 2)
    [call] = [call for call in shop.calls if call.method == "GET"]
    assert call.path == "/callback"
    assert call.query.startswith("x=1&trx_ref=7ZK2M9QX4T1B&ref_id=AP")
    assert call.query.endswith("&status=success")
    assert "x-chapa-signature" not in call.headers


async def test_a_refused_webhook_comes_again_until_it_is_taken(
    begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    shop.answers = [500, 302, 401]
    await turn(time_factor=0)
    await begin()

    await decide("approve")

    await until(lambda: len(shop.webhooks()) == 4)
    assert len({call.body for call in shop.webhooks()}) == 1


async def test_the_ladder_ends_after_ten_deliveries(
    *, app: Any, begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    shop.answers = [500] * 20
    await turn(time_factor=0.00001)
    await begin()

    await decide("approve")

    await until(lambda: len(shop.webhooks()) >= 10 and is_idle(app))
    assert len(shop.webhooks()) == 10


async def test_between_tries_lie_ten_minutes(
    app: Any, begin: Any, decide: Any, shop: Any, until: Any
) -> None:
    shop.answers = [500]
    await begin()

    await decide("approve")

    await until(shop.webhooks)
    assert len(shop.webhooks()) == 1
    assert not is_idle(app)


async def test_the_duplicate_dial_sends_twice(
    begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(webhook="duplicate")
    await begin()

    await decide("approve")

    first, second = await until(lambda: len(shop.webhooks()) == 2 and shop.webhooks())
    assert first.body == second.body


async def test_the_reorder_dial_lets_the_later_fact_overtake(
    begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(webhook="reorder")
    await begin()
    await decide("decline")
    await decide("approve")

    await until(lambda: len(shop.webhooks()) == 2)

    assert [said(call)[1] for call in shop.webhooks()] == ["success", "failed"]


async def test_a_lone_webhook_under_reorder_still_arrives(
    begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(webhook="reorder")
    await begin()

    await decide("approve")

    await until(shop.webhooks)


@pytest.mark.parametrize(
    ("dial", "name", "told"),
    [("wrong_amount", "amount", "451.00"), ("wrong_currency", "currency", "USD")],
)
async def test_a_lying_webhook_is_signed_all_the_same(
    *, dial: str, name: str, told: str, begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(webhook=dial)
    await begin()

    await decide("approve")

    [call] = await until(shop.webhooks)
    assert json.loads(call.body)[name] == told
    assert is_signed(call)


async def test_the_bad_signature_dial_leaves_the_constant_one_right(
    begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(webhook="bad_signature")
    await begin()

    await decide("approve")

    [call] = await until(shop.webhooks)
    assert not is_signed(call)
    assert call.headers["chapa-signature"] == signatures(SECRET, b"")["chapa-signature"]


async def test_the_none_dial_is_silence_but_a_resend_is_sent(
    *, app: Any, client: Any, begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(webhook="none")
    await begin(callback_url=f"{shop.url}/callback")
    await decide("approve")
    assert is_idle(app)

    answer = await client.post("/control/transactions/chapa/7ZK2M9QX4T1B/webhook")

    assert answer.status_code == 200
    [call] = await until(shop.webhooks)
    assert said(call) == ("charge.success", "success")
    assert shop.calls == [call]


async def test_the_delay_dial_holds_a_webhook_back(
    *, app: Any, begin: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(webhook_delay_s=0.3)
    started = asyncio.get_running_loop().time()
    await begin()

    await decide("approve")

    await until(shop.webhooks)
    assert asyncio.get_running_loop().time() - started >= 0.3


async def test_a_finished_refund_is_told(
    client: Any, begin: Any, decide: Any, shop: Any, until: Any
) -> None:
    await begin()
    await decide("approve")
    await client.post("/chapa/v1/refund/7ZK2M9QX4T1B")

    await until(lambda: len(shop.webhooks()) == 2)

    assert said(shop.webhooks()[1]) == ("charge.refunded", "refunded")


async def test_nothing_is_ever_sent_beyond_this_machine(
    *, app: Any, begin: Any, decide: Any, shop: Any, until: Any, caplog: Any
) -> None:
    await begin(callback_url="http://192.0.2.1/callback")

    await decide("approve")

    await until(shop.webhooks)
    await until(lambda: is_idle(app))
    assert "refused to send beyond this machine" in caplog.text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8000/x", True),
        ("https://127.0.0.1/x", True),
        ("http://127.9.9.9/x", True),
        ("http://[::1]:80/x", True),
        ("http://10.0.0.1/", False),
        ("http://localhost.evil.example/", False),
        ("http://127.0.0.1@evil.example/", False),
        ("ftp://127.0.0.1/", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_loopback_is_loopback(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


def is_idle(app: Any) -> bool:
    return not app.state.desk.background._tasks
