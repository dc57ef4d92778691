"""What Daraja sends: callbacks once and unsigned, results of reversals and status queries."""

import json
from typing import Any

import pytest

from simulator.main import create_app

REFERENCE = "7ZK2M9QX4T1B"
TOKEN = "5f0c2c3e9a7d4b1c5f0c2c3e9a7d4b1c"


def is_idle(app: Any) -> bool:
    return not app.state.desk.background._tasks


def items(call: Any) -> dict[str, Any]:
    told = json.loads(call.body)["Body"]["stkCallback"]["CallbackMetadata"]["Item"]
    return {item["Name"]: item.get("Value") for item in told}


def result(call: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(call.body)["Result"]
    return told


def parameters(call: Any) -> dict[str, Any]:
    told = result(call)["ResultParameters"]["ResultParameter"]
    return {one["Key"]: one.get("Value") for one in told}


@pytest.fixture
async def receipt(push: Any, decide: Any, shop: Any, until: Any) -> str:
    """The receipt of a paid push, as its callback told it."""
    await push()
    await decide("approve")
    [call] = await until(lambda: list(shop.calls))
    shop.calls.clear()
    return str(items(call)["MpesaReceiptNumber"])


async def test_approval_calls_the_address_of_its_attempt(
    push: Any, decide: Any, shop: Any, until: Any
) -> None:
    begun = (await push()).json()

    await decide("approve")

    [call] = await until(lambda: list(shop.calls))
    told = json.loads(call.body)["Body"]["stkCallback"]
    assert (call.method, call.path) == ("POST", f"/hooks/{TOKEN}")
    assert call.headers["content-type"] == "application/json;charset=UTF-8"
    assert call.headers["businessshortcode"] == "174379"
    assert not [name for name in call.headers if "signature" in name]
    assert (told["ResultCode"], told["CheckoutRequestID"]) == (0, begun["CheckoutRequestID"])
    assert told["MerchantRequestID"] == begun["MerchantRequestID"]
    assert REFERENCE.encode() not in call.body


async def test_the_items_are_named_numbers_and_a_balance_without_value(
    push: Any, decide: Any, shop: Any, until: Any
) -> None:
    await push()

    await decide("approve")

    [call] = await until(lambda: list(shop.calls))
    told = items(call)
    assert list(told) == [
        "Amount",
        "MpesaReceiptNumber",
        "Balance",
        "TransactionDate",
        "PhoneNumber",
    ]
    assert b'"Value":1500.0' in call.body
    assert b'{"Name":"Balance"}' in call.body
    assert told["PhoneNumber"] == 254708374149
    assert len(str(told["TransactionDate"])) == 14
    assert isinstance(told["TransactionDate"], int)
    assert len(told["MpesaReceiptNumber"]) == 10


async def test_a_decline_has_no_metadata_and_ignoring_is_silent(
    *, app: Any, push: Any, decide: Any, shop: Any, until: Any
) -> None:
    await push()
    await decide("decline")
    [call] = await until(lambda: list(shop.calls))
    await push(AccountReference="IGNORED")
    await decide("abandon", "IGNORED")

    assert (
        json.loads(call.body)["Body"]["stkCallback"]
        | {
            "ResultCode": 1032,
            "ResultDesc": "Request cancelled by user",
        }
        == (json.loads(call.body)["Body"]["stkCallback"])
    )
    assert b"CallbackMetadata" not in call.body
    await until(lambda: is_idle(app))
    assert shop.calls == [call]


async def test_a_refused_callback_never_comes_again(
    *, app: Any, push: Any, decide: Any, shop: Any, turn: Any, until: Any
) -> None:
    await turn(time_factor=0)
    shop.answers = [500]
    await push()

    await decide("approve")

    await until(lambda: shop.calls and is_idle(app))
    assert len(shop.calls) == 1


@pytest.mark.parametrize(
    ("dial", "calls", "amount"),
    [("duplicate", 2, 1500.0), ("wrong_amount", 1, 1501.0), ("wrong_currency", 1, 1500.0)],
)
async def test_callbacks_by_the_dial(
    *, push: Any, decide: Any, turn: Any, shop: Any, until: Any, dial: str, calls: int, amount: Any
) -> None:
    await turn(webhook=dial)
    await push()

    await decide("approve")

    await until(lambda: len(shop.calls) == calls)
    assert {items(call)["Amount"] for call in shop.calls} == {amount}


async def test_an_unauthentic_callback_has_a_wrong_token(
    push: Any, decide: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(webhook="bad_signature")
    await push()

    await decide("approve")

    [call] = await until(lambda: list(shop.calls))
    assert len(call.path) == len(f"/hooks/{TOKEN}")
    assert call.path != f"/hooks/{TOKEN}"


async def test_a_reversal_gives_all_back_and_tells_it(
    client: Any, receipt: str, reverse: Any, shop: Any, until: Any
) -> None:
    taken = (await reverse(receipt)).json()

    [call] = await until(lambda: list(shop.calls))
    told = result(call)
    assert list(taken) == [
        "OriginatorConversationID",
        "ConversationID",
        "ResponseCode",
        "ResponseDescription",
    ]
    assert call.path == f"/hooks/reversal/{TOKEN}"
    assert (told["ResultType"], told["ResultCode"]) == (0, 0)
    assert told["ConversationID"] == taken["ConversationID"]
    assert told["OriginatorConversationID"] == taken["OriginatorConversationID"]
    assert parameters(call) | {"Amount": 1500.0, "OriginalTransactionID": receipt} == parameters(
        call
    )
    [row] = (await client.get("/control/books")).json()["items"]
    assert (row["captured"], row["refunded"]) == (150_000, 150_000)


async def test_a_payment_is_reversed_once(
    receipt: str, reverse: Any, shop: Any, until: Any
) -> None:
    await reverse(receipt)
    assert (await reverse(receipt)).json()["ResponseCode"] == "0"

    first, second = await until(lambda: len(shop.calls) == 2 and list(shop.calls))

    # The objection needs no second, the reversal does.
    assert [result(first)["ResultCode"], result(second)["ResultCode"]] == ["R000001", 0]
    assert "ResultParameters" not in result(first)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"TransactionID": "TI19EXAMP1"}, "R000002"),
        ({"Amount": "1499"}, 2028),
        ({"Initiator": "somebody"}, 2001),
        ({"SecurityCredential": "bm90IGVuY3J5cHRlZA=="}, 2001),
        ({"SecurityCredential": "?"}, 2001),
    ],
)
async def test_what_is_wrong_with_a_reversal_is_told_later(
    *, client: Any, receipt: str, reverse: Any, shop: Any, until: Any, changes: Any, code: Any
) -> None:
    assert (await reverse(receipt, **changes)).json()["ResponseCode"] == "0"

    [call] = await until(lambda: list(shop.calls))
    assert result(call)["ResultCode"] == code
    [row] = (await client.get("/control/books")).json()["items"]
    assert row["refunded"] == 0


async def test_the_initiators_password_is_checked(
    receipt: str, reverse: Any, credential: Any, shop: Any, until: Any
) -> None:
    await reverse(receipt, SecurityCredential=credential("guess"))

    [call] = await until(lambda: list(shop.calls))
    assert result(call)["ResultCode"] == 2001


async def test_an_unpaid_push_has_no_receipt_to_reverse(
    *, app: Any, push: Any, reverse: Any, shop: Any, until: Any
) -> None:
    await push()
    [payment] = app.state.desk.book.newest_first()

    for name in (payment.provider_reference, payment.token):
        await reverse(name)

    first, second = await until(lambda: len(shop.calls) == 2 and list(shop.calls))
    assert result(first)["ResultCode"] == result(second)["ResultCode"] == "R000002"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("RecieverIdentifierType", "4"),
        ("RecieverIdentifierType", None),
        ("CommandID", "Reversal"),
        ("Remarks", "x"),
        ("Remarks", "x" * 101),
        ("ReceiverParty", "600992"),
        ("ResultURL", "http://127.0.0.1/mpesa/result"),
        ("QueueTimeOutURL", None),
        ("Amount", "15.5"),
    ],
)
async def test_a_reversal_is_refused_by_field(
    receipt: str, reverse: Any, field: str, value: Any
) -> None:
    answer = await reverse(receipt, **{field: value})

    assert answer.status_code == 400
    assert answer.json()["errorMessage"] == f"Bad Request - Invalid {field}"


@pytest.mark.parametrize(
    ("dial", "status", "refunded"),
    [("error_500", 500, 0), ("charge_then_500", 500, 150_000), ("failed", 200, 0)],
)
async def test_reversals_by_the_dial(
    *,
    app: Any,
    client: Any,
    receipt: str,
    reverse: Any,
    turn: Any,
    until: Any,
    dial: str,
    status: int,
    refunded: int,
) -> None:
    await turn(refund=dial)

    answer = await reverse(receipt)

    assert answer.status_code == status
    await until(lambda: is_idle(app))
    [row] = (await client.get("/control/books")).json()["items"]
    assert row["refunded"] == refunded


async def test_a_failed_reversal_may_be_asked_for_again(
    *, receipt: str, reverse: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(refund="failed")
    await reverse(receipt)
    [failed] = await until(lambda: list(shop.calls))
    await turn(refund="normal")

    await reverse(receipt)

    _, done = await until(lambda: len(shop.calls) == 2 and list(shop.calls))
    assert (result(failed)["ResultCode"], result(done)["ResultCode"]) == (1, 0)


async def test_a_status_query_tells_receipt_and_amount_by_conversation(
    *, push: Any, decide: Any, turn: Any, ask_status: Any, shop: Any, until: Any, app: Any
) -> None:
    await turn(webhook="none")
    begun = (await push()).json()
    await decide("approve")
    [payment] = app.state.desk.book.newest_first()

    for name in ("MerchantRequestID", "CheckoutRequestID"):
        shop.calls.clear()
        answer = await ask_status(OriginalConversationID=begun[name])

        [call] = await until(lambda: list(shop.calls))
        told = parameters(call)
        assert answer.json()["ResponseCode"] == "0"
        assert (call.path, result(call)["ResultCode"]) == (f"/hooks/status/{TOKEN}", 0)
        assert told["ReceiptNo"] == payment.provider_reference
        assert (told["TransactionStatus"], told["Amount"]) == ("Completed", "1500")
        assert b'{"Key":"DebitPartyCharges"}' in call.body


@pytest.mark.parametrize(
    ("outcome", "word"), [(None, "Pending"), ("decline", "Cancelled"), ("abandon", "Pending")]
)
async def test_a_status_query_tells_no_receipt_of_what_is_unpaid(
    *,
    push: Any,
    decide: Any,
    turn: Any,
    ask_status: Any,
    shop: Any,
    until: Any,
    outcome: str | None,
    word: str,
) -> None:
    await turn(webhook="none")
    begun = (await push()).json()
    if outcome:
        await decide(outcome)

    await ask_status(OriginalConversationID=begun["MerchantRequestID"])

    [call] = await until(lambda: list(shop.calls))
    told = parameters(call)
    assert (told["TransactionStatus"], told["ReceiptNo"]) == (word, None)


async def test_a_status_query_by_receipt_and_one_that_finds_nothing(
    receipt: str, ask_status: Any, shop: Any, until: Any
) -> None:
    await ask_status(TransactionID=receipt)
    [found] = await until(lambda: list(shop.calls))
    shop.calls.clear()
    await ask_status(TransactionID="TI19EXAMP1")
    [unknown] = await until(lambda: list(shop.calls))
    nothing = await ask_status()

    assert parameters(found)["ReceiptNo"] == receipt
    assert result(unknown)["ResultCode"] == "R000002"
    assert nothing.json()["errorMessage"] == "Bad Request - Invalid TransactionID"


async def test_a_status_query_lies_about_the_amount_by_the_dial(
    receipt: str, ask_status: Any, turn: Any, shop: Any, until: Any
) -> None:
    await turn(verify="wrong_amount")

    await ask_status(TransactionID=receipt)

    [call] = await until(lambda: list(shop.calls))
    assert parameters(call)["Amount"] == "1501"


async def test_a_reversal_under_way_is_done_and_told_after_a_restart(
    *, app: Any, settings: Any, receipt: str, reverse: Any, shop: Any, until: Any
) -> None:
    taken = (await reverse(receipt)).json()
    await app.state.desk.close()
    app.state.desk.book._journal.close()

    again = create_app(settings)
    async with again.router.lifespan_context(again):
        [call] = await until(lambda: list(shop.calls))

    assert result(call)["ConversationID"] == taken["ConversationID"]
    assert result(call)["ResultCode"] == 0
