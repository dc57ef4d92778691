import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, NoReturn

from common.ids import new_id
from payments.adapters.chapa.signature import sign
from payments.api.raw import LIMIT

BODY = b'{"event":"charge.success","tx_ref":"0123456789AB"}'
OLD, TODAY = "webhook-secret-of-old", "webhook-secret-of-today"
RIGHT = sign(BODY, TODAY)
CONSTANT = sign(TODAY.encode(), TODAY)


FORGED = {
    "no header": (BODY, []),
    "empty": (BODY, [("x-chapa-signature", "")]),
    "one digit off": (BODY, [("x-chapa-signature", RIGHT[:-1] + "g")]),
    "upper case": (BODY, [("x-chapa-signature", RIGHT.upper())]),
    "7 KB": (BODY, [("x-chapa-signature", "f" * 7000)]),
    "the constant header": (BODY, [("chapa-signature", CONSTANT)]),
    "the constant under the right name": (BODY, [("x-chapa-signature", CONSTANT)]),
    "twice": (BODY, [("x-chapa-signature", RIGHT), ("x-chapa-signature", RIGHT)]),
    "truncated": (BODY[:-1], [("x-chapa-signature", RIGHT)]),
    "written again": (
        json.dumps(json.loads(BODY)).encode(),
        [("x-chapa-signature", RIGHT)],
    ),
    "empty body": (b"", [("x-chapa-signature", RIGHT)]),
}


async def test_what_chapa_did_not_sign_is_refused_and_not_kept(shop: Any) -> None:
    for name, (body, headers) in FORGED.items():
        answer = await shop.webhook(body, headers=headers)

        assert answer.status_code == 401, name
    assert await shop.count("webhooks") == 0


async def test_both_secrets_of_a_rotation_and_any_address_of_the_channel_are_taken(
    shop: Any,
) -> None:
    for secret in (OLD, TODAY):
        for path in ("chapa", "chapa/abcdef", "chapa?any=thing"):
            assert (await shop.webhook(BODY, secret=secret, path=path)).status_code == 200
    assert (await shop.webhook(BODY, secret="the one before")).status_code == 401


async def test_the_same_bytes_are_kept_once(shop: Any) -> None:
    for _ in range(3):
        assert (await shop.webhook(BODY)).status_code == 200

    assert await shop.count("webhooks") == 1


async def test_a_channel_that_nobody_sends_on_does_not_exist(shop: Any) -> None:
    for channel in ("cash", "manual", "barter", "mpesa"):
        assert (await shop.webhook(BODY, path=channel)).status_code == 404, channel


async def test_a_large_body_is_refused_also_in_pieces(shop: Any) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(LIMIT // 1024 + 1):
            yield b" " * 1024

    whole = await shop.webhook(b" " * (LIMIT + 1))
    chunked = await shop.http.post("/api/v1/webhooks/payments/chapa", content=pieces())

    assert whole.status_code == chunked.status_code == 413
    assert (await shop.webhook(b" " * LIMIT)).status_code == 200


async def test_what_is_authentic_but_cannot_be_read_is_parked(shop: Any) -> None:
    bodies = [b"", b"\x00\xff", b"[" * 5000, b'{"tx_ref":"a b"}', b"{}"]
    for body in bodies:
        assert (await shop.webhook(body)).status_code == 200

    await shop.work()

    rows = await shop.sql("select state, body from payments.webhooks order by received_at")
    assert [(row["state"], row["body"]) for row in rows] == [("parked", body) for body in bodies]


class Broken:
    """A provider whose answers are always too much for us."""

    channel = "chapa"

    def report_of(self, _: Any) -> NoReturn:
        raise LookupError("no such column\x00")


async def test_what_fails_always_is_tried_ever_more_rarely_and_then_parked(shop: Any) -> None:
    shop.world = replace(shop.world, providers={"chapa": Broken()})
    await shop.webhook(BODY)
    read = "select *, extract(epoch from next_try_at - now()) as wait from payments.webhooks"
    waits = []

    for _ in range(8):
        await shop.work()
        [row] = await shop.sql(read)
        waits.append(round(row["wait"], -1))
        await shop.sql("update payments.webhooks set next_try_at = now()")
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert row["state"] == "received"

    await shop.sql(
        "update payments.webhooks set next_try_at = now(),"
        " received_at = received_at - interval '72 h'"
    )
    await shop.work()

    staff = shop.bearer(None, "payments:read")
    url = "/api/v1/admin/payment-webhooks?state=parked"
    [listed] = (await shop.http.get(url, headers=staff)).json()["items"]
    assert "no such column" in listed["last_error"]
    assert listed["done_at"] is not None


async def test_staff_read_what_was_sent_but_no_secret(shop: Any) -> None:
    constant = ("chapa-signature", CONSTANT)
    await shop.webhook(BODY, headers=[("x-chapa-signature", RIGHT), constant])
    staff = shop.bearer(None, "payments:read")

    listed = (await shop.http.get("/api/v1/admin/payment-webhooks", headers=staff)).json()
    [row] = listed["items"]
    url = f"/api/v1/admin/payment-webhooks/{row['id']}"
    detail = (await shop.http.get(url, headers=staff)).json()

    assert (row["channel"], row["state"]) == ("chapa", "received")
    assert detail["body"] == BODY.decode()
    assert CONSTANT not in str(detail)
    narrowed = await shop.http.get(
        "/api/v1/admin/payment-webhooks?state=parked&channel=chapa&reference=x", headers=staff
    )
    assert narrowed.json()["items"] == []


async def test_staff_have_a_parked_webhook_worked_on_again(shop: Any) -> None:
    started = await shop.begun()
    providers = shop.world.providers
    shop.world = replace(shop.world, providers={"chapa": Broken()})
    await shop.webhook(shop.event(started["reference"]))
    await shop.sql("update payments.webhooks set received_at = received_at - interval '73 h'")
    await shop.work()
    shop.world = replace(shop.world, providers=providers)
    await shop.decide(started["reference"], "approve")
    [row] = await shop.sql("select id, state from payments.webhooks")
    assert row["state"] == "parked"
    url = f"/api/v1/admin/payment-webhooks/{row['id']}/replay"

    reader, writer = shop.bearer(None, "payments:read"), shop.bearer(None, "payments:write")
    assert (await shop.http.post(url, headers=reader)).status_code == 403
    answer = await shop.http.post(url, headers=writer)
    await shop.work()

    assert (answer.status_code, answer.json()["state"]) == (202, "received")
    assert (await shop.attempt(started))["status"] == "success"
    [row] = await shop.sql("select state, tries from payments.webhooks")
    assert (row["state"], row["tries"]) == ("applied", 1)
    [audit] = await shop.facts("audit_recorded")
    assert (audit["action"], audit["before"]) == ("payments.replay_webhook", {"state": "parked"})


async def test_a_webhook_of_nobody_is_not_replayed(shop: Any) -> None:
    url = f"/api/v1/admin/payment-webhooks/{new_id()}/replay"

    answer = await shop.http.post(url, headers=shop.bearer(None, "payments:write"))

    assert answer.status_code == 404


async def test_staff_read_every_byte_that_was_sent(shop: Any) -> None:
    await shop.webhook(b"\x00\xff{}")
    staff = shop.bearer(None, "payments:read")
    [row] = (await shop.http.get("/api/v1/admin/payment-webhooks", headers=staff)).json()["items"]

    detail = await shop.http.get(f"/api/v1/admin/payment-webhooks/{row['id']}", headers=staff)

    assert base64.b64decode(detail.json()["body_base64"]) == b"\x00\xff{}"
