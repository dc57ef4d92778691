import json
from typing import Any

import pytest

from common.money import Money
from payments.adapters.chapa import dialect
from payments.adapters.chapa.signature import is_signed, sign
from payments.domain.provider import Link, Refusal, Standing
from payments.domain.webhook import Notice
from payments.usecases.ports import Charge, Customer
from payments.usecases.problems import ProviderSilent

REFERENCE = "0123456789AB"
BODY = (
    '{"event":"charge.complete","tx_ref":"TX-123456","amount":"100.00",'
    '"currency":"ETB","status":"success"}'
)
VECTORS = [
    (
        BODY,
        "test-chapa-webhook-secret",
        "f5db920f1fa74d3a75eb218293087c5c40bbb5bcf64eed5152c22a634b197cda",
    ),
    (
        '{"event":"payment.success"}',
        "whsec-test",
        "eac668128d41101046dadfa12ae784924b33f81de9ed79647d767b2d7e33b7b4",
    ),
]
CONSTANT = "8f3f2be0a4bd00e4ae2b27c079c312bd6dffd8fc57fa6a2174fbade98112f566"


def charge(**customer: Any) -> Charge:
    facts = {"email": None, "full_name": None, "phone_number": None, "locale": None}
    return Charge(
        reference=REFERENCE,
        amount=Money(45_050, "ETB"),
        order_number="S-1",
        customer=Customer(**{**facts, **customer}),
        phone_number=None,
    )


def verified(**data: Any) -> bytes:
    payment = {"tx_ref": REFERENCE, "status": "success", "amount": 450, "currency": "ETB", **data}
    body = {"message": "Payment details", "status": "success", "data": payment}
    return json.dumps(body).encode()


def notice(body: bytes, *headers: tuple[str, str]) -> Notice:
    return Notice(channel="chapa", body=body, headers=headers)


@pytest.mark.parametrize(("body", "secret", "expected"), VECTORS)
def test_the_published_vectors_are_met(body: str, secret: str, expected: str) -> None:
    assert sign(body.encode(), secret) == expected
    assert is_signed(notice(body.encode(), ("x-chapa-signature", expected)), [secret])


def test_either_secret_of_a_rotation_signs() -> None:
    for secret in ("old", "new"):
        shown = ("x-chapa-signature", sign(b"{}", secret))
        assert is_signed(notice(b"{}", shown), ["old", "new"])
        assert not is_signed(notice(b"{} ", shown), ["old", "new"])
        assert not is_signed(notice(b"{}", shown), ["other"])


def test_the_constant_header_proves_nothing() -> None:
    secret = "test-chapa-webhook-secret"

    assert sign(secret.encode(), secret) == CONSTANT
    assert not is_signed(notice(BODY.encode(), ("chapa-signature", CONSTANT)), [secret])
    assert not is_signed(notice(BODY.encode(), ("x-chapa-signature", CONSTANT)), [secret])


def test_two_signatures_prove_nothing() -> None:
    right = ("x-chapa-signature", sign(b"{}", "s"))

    assert not is_signed(notice(b"{}", right, right), ["s"])


@pytest.mark.parametrize("shown", ["", "é", "f" * 10_000, "F5DB"])
def test_a_strange_signature_is_only_wrong(shown: str) -> None:
    assert not is_signed(notice(b"{}", ("x-chapa-signature", shown)), ["s"])


def test_the_amount_is_written_in_main_units() -> None:
    body = dialect.initialize(charge(), return_url="http://shop.test/r")

    assert body["amount"] == "450.50"
    assert body["tx_ref"] == REFERENCE
    assert body["callback_url"] == body["return_url"] == "http://shop.test/r"
    assert not body.keys() & {"email", "phone_number", "first_name", "last_name"}


@pytest.mark.parametrize(
    "email",
    ["a@example.com", "a@shop.example", "a@x.test", "a@b.invalid", "a@localhost", "nonsense"],
)
def test_an_address_that_chapa_would_refuse_is_left_out(email: str) -> None:
    assert "email" not in dialect.initialize(charge(email=email), return_url="http://shop.test/r")


def test_what_chapa_takes_is_passed_on() -> None:
    customer = charge(
        email="abebe@gmail.com", full_name=" Abebe Bikila Wolde ", phone_number="+251912345678"
    )

    body = dialect.initialize(customer, return_url="http://shop.test/r")

    assert body["email"] == "abebe@gmail.com"
    assert body["phone_number"] == "0912345678"
    assert (body["first_name"], body["last_name"]) == ("Abebe", "Bikila Wolde")


def test_a_foreign_phone_number_is_left_out() -> None:
    body = dialect.initialize(charge(phone_number="+254712345678"), return_url="http://shop.test/r")

    assert "phone_number" not in body


def test_the_link_is_read() -> None:
    body = b'{"message":"Hosted Link","status":"success","data":{"checkout_url":"https://c/x"}}'

    assert dialect.begun(200, body) == Link(url="https://c/x")


@pytest.mark.parametrize("message", ['"Invalid currency, KES is not supported"', '{"email":["x"]}'])
def test_a_refusal_is_read_whatever_its_message_is(message: str) -> None:
    body = b'{"message":%s,"status":"failed","data":null}' % message.encode()

    assert isinstance(dialect.begun(400, body), Refusal)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"data":null}'),
        (200, b'{"data":{"checkout_url":"javascript:alert(1)"}}'),
        (200, b'{"data":{"checkout_u'),
        (302, b"{}"),
        (400, b'{"message":"Transaction reference has been used before","status":"failed"}'),
        (200, b"[" * 100_000),
        (200, b'{"data": NaN}'),
    ],
)
def test_an_answer_that_says_nothing_certain_is_silence(status: int, body: bytes) -> None:
    with pytest.raises(ProviderSilent):
        dialect.begun(status, body)


@pytest.mark.parametrize("amount", ["450", "450.0", '"450.00"', "450.000", "4.5e2"])
def test_an_amount_is_read_from_a_number_or_from_text(amount: str) -> None:
    body = verified(amount="@").replace(b'"@"', amount.encode())

    found = dialect.found(200, body, reference=REFERENCE)

    assert (found.standing, found.amount) == (Standing.CAPTURED, Money(45_000, "ETB"))


@pytest.mark.parametrize("amount", [None, True, "", "NaN", "x", "450.001", -450, 10**20, [450]])
def test_an_amount_that_cannot_be_read_is_no_success(amount: Any) -> None:
    found = dialect.found(200, verified(amount=amount), reference=REFERENCE)

    assert found.standing is Standing.UNRECOGNISED


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("success", Standing.CAPTURED),
        ("pending", Standing.PENDING),
        ("failed", Standing.DECLINED),
        ("failed/cancelled", Standing.DECLINED),
        ("cancelled", Standing.CANCELLED),
        ("refunded", Standing.REVERSED),
        ("reversed", Standing.REVERSED),
        ("brand new", Standing.UNRECOGNISED),
        (None, Standing.UNRECOGNISED),
    ],
)
def test_the_payments_own_status_decides(status: str | None, standing: Standing) -> None:
    assert dialect.found(200, verified(status=status), reference=REFERENCE).standing is standing


def test_somebody_elses_payment_is_not_ours() -> None:
    found = dialect.found(200, verified(tx_ref="another"), reference=REFERENCE)

    assert found.standing is Standing.UNRECOGNISED


@pytest.mark.parametrize(
    ("message", "standing"),
    [
        ("Payment not paid yet", Standing.PENDING),
        ("Invalid transaction or Transaction not found", Standing.ABSENT),
        ("Not Found", Standing.UNRECOGNISED),
    ],
)
def test_not_found_means_what_its_message_says(message: str, standing: Standing) -> None:
    body = json.dumps({"message": message, "status": None, "data": None}).encode()

    assert dialect.found(404, body, reference=REFERENCE).standing is standing


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_question_is_silence(status: int) -> None:
    with pytest.raises(ProviderSilent):
        dialect.found(status, b'{"message":"Authorization required"}', reference=REFERENCE)


def test_a_webhooks_reference_is_read_and_nothing_else_is_believed() -> None:
    assert dialect.reference_in(b'{"tx_ref":"0123456789AB"}') == REFERENCE
    for body in (b"", b"{}", b"[]", b"\xff", b'{"tx_ref":5}', b'{"tx_ref":"a b"}'):
        assert dialect.reference_in(body) is None


def test_a_closed_link_is_told_from_one_that_was_closed_before() -> None:
    assert dialect.is_voided(200, b'{"status":"success"}')
    assert not dialect.is_voided(400, b'{"status":"failed"}')
