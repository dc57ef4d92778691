import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from common.money import Money
from payments.adapters.daraja import callbacks, dialect
from payments.adapters.daraja.account import Account
from payments.adapters.daraja.provider import TERMS
from payments.adapters.daraja.results import MEANINGS
from payments.adapters.outbound import Reply
from payments.domain.provider import Limits, Prompted, Refusal, Standing
from payments.domain.webhook import Notice
from payments.usecases.ports import Charge, Customer
from payments.usecases.problems import ProviderSilent

SESSION = "ws_CO_01092026100525123708374149"
PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
# Published: the request of an old sample, shortcode 174379 and the public sandbox's passkey.
PUBLISHED = (
    "MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOT"
    "IwMTYwMjE2MTY1NjI3"
)
CHARGE = Charge(
    reference="0123456789AB",
    amount=Money(150_000, "KES"),
    order_number="S-100-200-300-400",
    customer=Customer(email=None, full_name=None, phone_number=None, locale=None),
    phone_number="+254708374149",
    callback_token="0" * 32,
)


def account(*at: int) -> Account:
    return Account(shortcode="174379", passkey=PASSKEY, clock=lambda: datetime(*at, tzinfo=UTC))


def answer(status: int, **body: Any) -> Reply:
    return Reply(status=status, body=json.dumps(body).encode())


def error(status: int, code: str, message: str) -> Reply:
    return answer(status, requestId="1c5b-4ba8", errorCode=code, errorMessage=message)


def queried(code: Any, **fields: Any) -> Reply:
    body = {"ResponseCode": "0", "CheckoutRequestID": SESSION, "ResultCode": code, **fields}
    return answer(200, **body)


def notice(body: Any, token_hash: str | None = "hash") -> Notice:  # noqa: S107
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Notice(channel="daraja", body=sent, headers=(), token_hash=token_hash)


def stk(metadata: Any = None, **fields: Any) -> Mapping[str, Any]:
    callback = {"MerchantRequestID": "29115-1", "CheckoutRequestID": SESSION, "ResultCode": 0}
    if metadata is not None:
        callback["CallbackMetadata"] = metadata
    return {"Body": {"stkCallback": {**callback, **fields}}}


def test_the_published_password_is_made_of_nairobi_time() -> None:
    proof = account(2016, 2, 16, 13, 56, 27).proof()

    assert proof == {
        "BusinessShortCode": "174379",
        "Password": PUBLISHED,
        "Timestamp": "20160216165627",
    }


def test_a_push_rings_the_payer_for_whole_shillings() -> None:
    proof = account(2026, 9, 1, 7, 5, 23).proof()

    body = dialect.push(CHARGE, proof, callback_url="https://shop.example/hooks/0")

    assert body == {
        **proof,
        "TransactionType": "CustomerPayBillOnline",
        "Amount": 1500,
        "PartyA": "254708374149",
        "PartyB": "174379",
        "PhoneNumber": "254708374149",
        "CallBackURL": "https://shop.example/hooks/0",
        "AccountReference": "0123456789AB",
        "TransactionDesc": "S-100-200-300",
    }
    assert body["Timestamp"] == "20260901100523"


def test_what_is_accepted_is_a_prompt_with_a_session() -> None:
    accepted = answer(200, ResponseCode="0", CheckoutRequestID=SESSION, MerchantRequestID="29115-1")

    assert dialect.begun(accepted) == Prompted(session=SESSION)


@pytest.mark.parametrize(
    ("reply", "code", "retryable"),
    [
        (error(400, "400.002.02", "Bad Request - Invalid Amount"), "provider_refused", False),
        (
            error(400, "400.002.02", "Bad Request - Invalid PhoneNumber"),
            "phone_number_refused",
            True,
        ),
        (error(404, "404.001.03", "Invalid Access Token"), "provider_unavailable", True),
        (error(404, "404.001.01", "Resource not found"), "provider_refused", False),
        (error(500, "500.001.1001", "Merchant does not exist"), "provider_refused", False),
        (error(500, "500.001.1001", "Wrong credentials"), "provider_refused", False),
        (
            error(500, "500.001.1001", "Unable to lock subscriber, a transaction is already in"),
            "payer_busy",
            True,
        ),
        (
            error(500, "500.003.02", "Error Occurred: Spike Arrest Violation"),
            "provider_unavailable",
            True,
        ),
        (error(500, "500.003.03", "Error Occurred: Quota Violation"), "provider_unavailable", True),
    ],
)
def test_a_refused_push_says_whether_a_new_one_may_work(
    reply: Reply, code: str, retryable: bool
) -> None:
    refusal = dialect.begun(reply)

    assert dialect.is_answer(reply)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.retryable) == (code, retryable)


@pytest.mark.parametrize(
    "reply",
    [
        error(500, "500.003.1001", "Internal Server Error"),
        error(500, "500.003.02", "System is busy. Please try again in few minutes."),
        Reply(status=500, body=b"<html>oops"),
        Reply(status=503, body=b""),
    ],
)
def test_some_errors_say_nothing_about_what_was_done(reply: Reply) -> None:
    assert not dialect.is_answer(reply)
    with pytest.raises(ProviderSilent):
        dialect.begun(reply)
    with pytest.raises(ProviderSilent):
        dialect.found(reply, session=SESSION)


@pytest.mark.parametrize(
    "reply",
    [
        answer(200, ResponseCode="1", CheckoutRequestID=SESSION),
        answer(200, ResponseCode="0"),
        Reply(status=200, body=b"[]"),
        error(500, "500.001.1001", "something that nobody wrote down"),
    ],
)
def test_a_push_that_may_have_got_through_is_silence(reply: Reply) -> None:
    with pytest.raises(ProviderSilent):
        dialect.begun(reply)


@pytest.mark.parametrize(
    ("code", "standing", "failure"),
    [
        ("0", Standing.CAPTURED, ""),
        (0, Standing.CAPTURED, ""),
        ("1", Standing.DECLINED, "insufficient_funds"),
        ("1019", Standing.DECLINED, "expired"),
        ("1025", Standing.DECLINED, "prompt_not_sent"),
        (1031, Standing.CANCELLED, "cancelled"),
        ("1032", Standing.CANCELLED, "cancelled"),
        ("1037", Standing.DECLINED, "no_answer"),
        ("2001", Standing.DECLINED, "wrong_pin"),
        ("4999", Standing.PENDING, ""),
        (4999, Standing.PENDING, ""),
        ("SFC_IC0003", Standing.DECLINED, "provider_refused"),
        ("31337", Standing.UNRECOGNISED, ""),
        (True, Standing.UNRECOGNISED, ""),
        (None, Standing.UNRECOGNISED, ""),
    ],
)
def test_a_result_code_decides_as_text_or_number(
    code: Any, standing: Standing, failure: str
) -> None:
    finding = dialect.found(queried(code), session=SESSION)

    assert (finding.standing, finding.code) == (standing, failure)
    assert finding.amount is None


def test_every_failure_is_said_in_words_for_the_payer() -> None:
    ended = [
        meaning
        for meaning in MEANINGS.values()
        if meaning.standing in {Standing.DECLINED, Standing.CANCELLED}
    ]

    assert len(ended) == len(MEANINGS) - 2
    assert all(one.code and one.detail.endswith(".") for one in ended)


def test_a_query_may_be_answered_with_an_error_that_says_something() -> None:
    pending = error(500, "500.001.1001", "The transaction is being processed")
    gone = error(500, "500.001.1001", "The transaction does not Exist")

    assert dialect.is_answer(pending)
    assert dialect.is_answer(gone)
    assert dialect.found(pending, session=SESSION).standing is Standing.PENDING
    assert dialect.found(gone, session=SESSION).standing is Standing.UNTRACEABLE
    assert dialect.found(queried(0), session="another").standing is Standing.UNRECOGNISED


def test_only_a_wrong_token_is_a_reason_to_call_again() -> None:
    assert dialect.is_token_refused(error(404, "404.001.03", "Invalid Access Token"))
    assert dialect.is_token_refused(error(401, "404.001.03", "Invalid Access Token"))
    assert not dialect.is_token_refused(error(404, "404.001.01", "Resource not found"))


def test_a_callback_is_read_by_the_names_of_its_items() -> None:
    items = [
        {"Name": "Balance"},
        {"Name": "PhoneNumber", "Value": 254708374149},
        {"Name": "MpesaReceiptNumber", "Value": "TI19EXAMP1"},
        {"Name": "Amount", "Value": 1500.0},
        "nonsense",
    ]

    report = callbacks.report_of(notice(stk({"Item": items})))

    assert report is not None
    assert (report.callback_hash, report.session) == ("hash", SESSION)
    assert (report.amount, report.receipt) == (Money(150_000, "KES"), "TI19EXAMP1")
    assert report.subject == "hash"


@pytest.mark.parametrize("metadata", [None, {}, {"Item": None}, [], {"Item": [{"Name": "Amount"}]}])
def test_a_callback_without_values_names_the_session_alone(metadata: Any) -> None:
    report = callbacks.report_of(notice(stk(metadata, ResultCode=1032)))

    assert report is not None
    assert (report.session, report.amount, report.receipt) == (SESSION, None, None)


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"{}", {"Body": 1}, {"Body": {"stkCallback": {"ResultCode": 0}}}]
)
def test_what_names_no_session_cannot_be_read(body: Any) -> None:
    assert callbacks.report_of(notice(body)) is None


@pytest.mark.parametrize(
    ("number", "rings"),
    [
        ("+254708374149", True),
        ("+254110345678", True),
        ("+251911234567", False),
        ("254708374149", False),
        (None, False),
    ],
)
def test_only_kenyan_phones_ring(number: str | None, rings: bool) -> None:
    assert TERMS.ring(number) is rings


def test_shillings_come_whole_whatever_the_shop_limits() -> None:
    own = TERMS.limited({"KES": Limits(5_000, 10_000)})

    assert TERMS.take(Money(25_000_000, "KES"))
    assert not TERMS.take(Money(25_000_100, "KES"))
    assert not TERMS.take(Money(150_050, "KES"))
    assert own.take(Money(10_000, "KES"))
    assert not own.take(Money(5_050, "KES"))
    assert not own.take(Money(10_100, "KES"))
    assert replace(own, code="x").limits["KES"].step == 100
