"""Tokens, prompts and queries answer with the fields, types and codes of Daraja's documents."""

import base64
import re
import time
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.daraja import account

REFERENCE = "7ZK2M9QX4T1B"
GENERATE = "/mpesa/oauth/v1/generate"
PUSH = "/mpesa/mpesa/stkpush/v1/processrequest"
QUERY = "/mpesa/mpesa/stkpushquery/v1/query"


def is_refusal(answer: Any, status: int, code: str, message: str) -> bool:
    body = answer.json()
    assert list(body) == ["requestId", "errorCode", "errorMessage"]
    found = (answer.status_code, body["errorCode"], body["errorMessage"])
    assert found == (status, code, message)
    return True


async def test_a_token_is_told_with_its_life_as_text(client: Any) -> None:
    answer = await client.get(f"{GENERATE}?grant_type=client_credentials", auth=("key", "secret"))

    body = answer.json()
    assert list(body) == ["access_token", "expires_in"]
    assert body["expires_in"] == "3599"


@pytest.mark.parametrize(
    ("query", "auth", "code", "message"),
    [
        ("grant_type=client_credentials", ("key", "x"), "400.008.01", "Authentication passed"),
        ("grant_type=client_credentials", None, "400.008.01", "Authentication passed"),
        ("grant_type=password", ("key", "secret"), "400.008.02", "grant type passed"),
        ("", ("key", "secret"), "400.008.02", "grant type passed"),
    ],
)
async def test_a_token_wants_credentials_and_the_grant(
    client: Any, query: str, auth: Any, code: str, message: str
) -> None:
    answer = await client.get(f"{GENERATE}?{query}", auth=auth)

    assert is_refusal(answer, 400, code, f"Invalid {message}")


async def test_a_new_token_kills_the_old_one(push: Any, token: Any) -> None:
    assert (await push()).status_code == 200

    await token()

    assert is_refusal(await push(), 404, "404.001.03", "Invalid Access Token")


async def test_a_token_lives_for_an_hour(push: Any, monkeypatch: Any) -> None:
    later = time.monotonic() + 3600
    # Its own clock only: other threads of this process sleep by the real one.
    monkeypatch.setattr(account, "time", SimpleNamespace(monotonic=lambda: later))

    assert is_refusal(await push(), 404, "404.001.03", "Invalid Access Token")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic a2V5OnNlY3JldA=="])
async def test_every_path_but_the_tokens_wants_it(client: Any, header: str) -> None:
    for path in (PUSH, QUERY, "/mpesa/mpesa/reversal/v1/request"):
        answer = await client.post(path, json={}, headers={"authorization": header})
        assert is_refusal(answer, 404, "404.001.03", "Invalid Access Token")


async def test_unknown_paths_methods_and_bodies_are_refused_in_its_words(
    client: Any, token: Any
) -> None:
    headers = {"authorization": f"Bearer {await token()}"}

    nowhere = await client.post("/mpesa/mpesa/nothing")
    method = await client.get(PUSH)
    garbage = await client.post(PUSH, content=b"{", headers=headers)

    assert is_refusal(nowhere, 404, "404.001.01", "Resource not found")
    assert is_refusal(method, 405, "405.001", "GET Method Not Allowed")
    assert is_refusal(garbage, 400, "400.002.05", "Invalid Request Payload")


async def test_an_accepted_push_is_queued_and_says_nothing_of_money(push: Any) -> None:
    answer = await push()

    body = answer.json()
    assert answer.status_code == 200
    assert list(body) == [
        "MerchantRequestID",
        "CheckoutRequestID",
        "ResponseCode",
        "ResponseDescription",
        "CustomerMessage",
    ]
    assert body["ResponseCode"] == "0"
    assert re.fullmatch(r"ws_CO_\d{17}708374149", body["CheckoutRequestID"])


@pytest.mark.parametrize("amount", ["1500", 1500])
async def test_amounts_are_whole_shillings_as_text_or_number(
    client: Any, push: Any, amount: Any
) -> None:
    await push(Amount=amount)

    [item] = (await client.get("/control/transactions?provider=mpesa")).json()["items"]
    assert (item["reference"], item["amount"], item["currency"]) == (REFERENCE, 150_000, "KES")
    assert item["phone_number"] == "254708374149"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Amount", "1500.50"),
        ("Amount", 1500.5),
        ("Amount", 1500.0),
        ("Amount", 0),
        ("Amount", -5),
        ("Amount", True),
        ("Amount", 250_001),
        ("Amount", None),
        ("PhoneNumber", "0708374149"),
        ("PhoneNumber", "+254708374149"),
        ("PhoneNumber", "254808374149"),
        ("PartyA", "25470837414"),
        ("PartyB", "600000"),
        ("PartyB", None),
        ("BusinessShortCode", "12"),
        ("Timestamp", "2026-09-01"),
        ("Timestamp", "20261301100523"),
        ("TransactionType", "CustomerPay"),
        ("AccountReference", "7ZK2M9QX4T1BX"),
        ("AccountReference", ""),
        ("TransactionDesc", "Order 9F2C41 x"),
        ("CallBackURL", "ftp://127.0.0.1/x"),
        ("CallBackURL", "http://[::1"),
        ("CallBackURL", None),
    ],
)
async def test_a_push_is_refused_by_field(client: Any, push: Any, field: str, value: Any) -> None:
    answer = await push(**{field: value})

    assert is_refusal(answer, 400, "400.002.02", f"Bad Request - Invalid {field}")
    assert (await client.get("/control/transactions")).json()["items"] == []


@pytest.mark.parametrize("word", ["mpesa", "MPesa", "safaricom", "exe", "cmd", "sql", "query"])
async def test_forbidden_words_in_an_address_are_refused(push: Any, word: str) -> None:
    answer = await push(CallBackURL=f"http://127.0.0.1/hooks/{word}/1")

    assert is_refusal(answer, 400, "400.002.02", "Bad Request - Invalid CallBackURL")


@pytest.mark.parametrize("phone", ["254712345678", "254112345678"])
async def test_both_kinds_of_numbers_are_prompted(push: Any, phone: str) -> None:
    assert (await push(PhoneNumber=phone, PartyA=phone)).status_code == 200


async def test_a_till_may_be_another_shortcode(push: Any) -> None:
    answer = await push(TransactionType="CustomerBuyGoodsOnline", PartyB="600000")

    assert answer.status_code == 200


async def test_the_password_belongs_to_its_timestamp_and_shortcode(push: Any, query: Any) -> None:
    another = base64.b64encode(b"174379secret20260901100523").decode()

    for answer in (
        await push(Timestamp="20260901100524"),
        await push(Password=another),
        await query("ws_CO_1", Password=another),
    ):
        assert is_refusal(answer, 500, "500.001.1001", "Wrong credentials")
    stranger = await push(BusinessShortCode="600992", PartyB="600992")
    assert is_refusal(stranger, 500, "500.001.1001", "Merchant does not exist")


async def test_the_same_push_twice_prompts_twice(client: Any, push: Any, decide: Any) -> None:
    first, second = (await push()).json(), (await push()).json()

    assert first["CheckoutRequestID"] != second["CheckoutRequestID"]
    listed = (await client.get("/control/transactions")).json()["items"]
    assert [item["reference"] for item in listed] == [f"{REFERENCE}~2", REFERENCE]
    await decide("approve")
    await decide("approve", f"{REFERENCE}~2")
    books = (await client.get(f"/control/books?provider=mpesa&reference={REFERENCE}")).json()
    assert [row["captured"] for row in books["items"]] == [150_000, 150_000]


async def test_an_open_prompt_is_under_way_in_both_spellings(push: Any, query: Any) -> None:
    odd, even = (await push()).json(), (await push(AccountReference="OTHER")).json()

    first = await query(odd["CheckoutRequestID"])
    second = await query(even["CheckoutRequestID"])

    assert is_refusal(first, 500, "500.001.1001", "The transaction is being processed")
    assert (second.status_code, second.json()["ResultCode"]) == (200, 4999)


async def test_an_unknown_prompt_does_not_exist(query: Any) -> None:
    answer = await query("ws_CO_01092026100525123708374149")

    assert is_refusal(answer, 500, "500.001.1001", "The transaction does not Exist")


@pytest.mark.parametrize(
    ("outcomes", "code", "description"),
    [
        (["approve"], 0, "The service request is processed successfully."),
        (["decline"], 1032, "Request cancelled by user"),
        (["decline", "approve"], 0, "The service request is processed successfully."),
        (["abandon"], 1037, "DS timeout user cannot be reached."),
        (["abandon", "approve"], 0, "The service request is processed successfully."),
    ],
)
async def test_a_decision_is_told_by_the_query_as_text_and_as_number(
    *, push: Any, query: Any, decide: Any, turn: Any, outcomes: Any, code: int, description: str
) -> None:
    await turn(time_factor=0)
    results = []
    for reference in (REFERENCE, "OTHER"):
        begun = (await push(AccountReference=reference)).json()
        for outcome in outcomes:
            await decide(outcome, reference)
        results.append((await query(begun["CheckoutRequestID"])).json())

    assert list(results[0]) == [
        "ResponseCode",
        "ResponseDescription",
        "MerchantRequestID",
        "CheckoutRequestID",
        "ResultCode",
        "ResultDesc",
    ]
    assert [one["ResultCode"] for one in results] == [str(code), code]
    assert {one["ResultDesc"] for one in results} == {description}


async def test_an_ignored_prompt_is_under_way_for_a_minute(
    push: Any, query: Any, decide: Any
) -> None:
    begun = (await push()).json()
    await decide("abandon")

    answer = await query(begun["CheckoutRequestID"])

    assert is_refusal(answer, 500, "500.001.1001", "The transaction is being processed")


async def test_a_merchants_reference_or_receipt_is_no_checkout_request(
    app: Any, push: Any, query: Any
) -> None:
    await push()
    [payment] = app.state.desk.book.newest_first()

    for stranger in (payment.provider_reference, REFERENCE):
        answer = await query(stranger)
        assert answer.json()["errorMessage"] == "The transaction does not Exist"


@pytest.mark.parametrize(
    ("fault", "held"), [("error_500", 0), ("charge_then_500", 1), ("malformed", 1)]
)
async def test_a_broken_push(client: Any, push: Any, turn: Any, fault: str, held: int) -> None:
    await turn(initiate=fault)

    answer = await push()

    assert len((await client.get("/control/transactions")).json()["items"]) == held
    if fault == "malformed":
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            answer.json()
    else:
        assert is_refusal(answer, 500, "500.003.1001", "Internal Server Error")


async def test_a_broken_query(push: Any, query: Any, decide: Any, turn: Any) -> None:
    begun = (await push()).json()
    await decide("approve")
    await turn(verify="error_500")

    answer = await query(begun["CheckoutRequestID"])

    assert is_refusal(answer, 500, "500.003.1001", "Internal Server Error")
