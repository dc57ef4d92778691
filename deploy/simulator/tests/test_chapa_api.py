"""Chapa's paths answer with the fields, types and quirks that its documents and logs show."""

import re
from typing import Any

import pytest

VERIFY = "/chapa/v1/transaction/verify/7ZK2M9QX4T1B"
NUMBER = (int, float)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
DETAILS: dict[str, Any] = {
    "first_name": str,
    "last_name": str,
    "email": (str, type(None)),
    "currency": str,
    "amount": NUMBER,
    "charge": NUMBER,
    "mode": str,
    "method": str,
    "type": str,
    "status": str,
    "reference": str,
    "tx_ref": str,
    "customization": dict,
    "meta": (dict, type(None)),
    "created_at": str,
    "updated_at": str,
}


def refused(message: Any, status: str | None = "failed") -> dict[str, Any]:
    return {"message": message, "status": status, "data": None}


async def test_a_begun_payment_answers_its_link_and_nothing_else(begin: Any) -> None:
    answer = await begin()

    assert answer.status_code == 200
    body = answer.json()
    assert (body["message"], body["status"]) == ("Hosted Link", "success")
    assert list(body["data"]) == ["checkout_url"]
    assert body["data"]["checkout_url"].startswith("http://pay.test/chapa/checkout/")


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"authorization": ""}, "Authorization required"),
        ({"authorization": "Basic abc"}, "Authorization required"),
        ({"authorization": "Bearer CHASECK-live"}, "Invalid API Key or User doesn't exist"),
        ({"authorization": "Bearer cl\u00e9".encode()}, "Invalid API Key or User doesn't exist"),
    ],
)
async def test_every_path_wants_the_secret_key(client: Any, headers: Any, message: str) -> None:
    for method, path in [
        ("POST", "transaction/initialize"),
        ("GET", "transaction/verify/x"),
        ("PUT", "transaction/cancel/x"),
        ("POST", "refund/x"),
        ("GET", "refund/x/verify"),
        ("GET", "transactions"),
    ]:
        answer = await client.request(method, f"/chapa/v1/{path}", headers=headers)
        assert (answer.status_code, answer.json()) == (401, refused(message))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": None}, {"amount": ["validation.required"]}),
        (
            {"amount": "", "currency": None, "tx_ref": None},
            {name: ["validation.required"] for name in ("amount", "currency", "tx_ref")},
        ),
        ({"amount": "4 50"}, {"amount": ["validation.numeric"]}),
        ({"amount": "0.00"}, {"amount": ["validation.numeric"]}),
        ({"amount": -1}, {"amount": ["validation.numeric"]}),
        ({"amount": "1.005"}, {"amount": ["validation.numeric"]}),
        ({"amount": [1]}, {"amount": ["validation.numeric"]}),
        ({"amount": True}, {"amount": ["validation.numeric"]}),
        ({"currency": "KES"}, "Invalid currency, KES is not supported"),
        ({"tx_ref": "a b"}, {"tx_ref": ["validation.regex"]}),
        ({"tx_ref": "x" * 51}, {"tx_ref": ["validation.regex"]}),
        ({"email": "a@example.com"}, {"email": ["validation.email"]}),
        ({"email": "a@shop.example"}, {"email": ["validation.email"]}),
        ({"email": "a@mail.shop.test"}, {"email": ["validation.email"]}),
        ({"email": "a@x.invalid"}, {"email": ["validation.email"]}),
        ({"email": "a@localhost"}, {"email": ["validation.email"]}),
        ({"email": "nobody"}, {"email": ["validation.email"]}),
        ({"phone_number": "+251911223344"}, {"phone_number": ["validation.regex"]}),
        ({"phone_number": "0811223344"}, {"phone_number": ["validation.regex"]}),
        ({"return_url": "javascript:alert(1)"}, {"return_url": ["validation.url"]}),
        ({"callback_url": "http://[::1"}, {"callback_url": ["validation.url"]}),
        ({"customization": "red"}, {"customization": ["validation.array"]}),
    ],
)
async def test_what_chapa_refuses_is_refused(begin: Any, changes: Any, message: Any) -> None:
    answer = await begin(**changes)

    assert (answer.status_code, answer.json()) == (400, refused(message))


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 450},
        {"amount": 450.5},
        {"currency": "USD"},
        {"email": "hirut@gmail.com"},
        {"email": "hirut@testing.et"},
        {"phone_number": "0711223344"},
        {"phone_number": None, "first_name": None, "customization": None},
    ],
)
async def test_what_chapa_takes_is_taken(begin: Any, changes: Any) -> None:
    assert (await begin(**changes)).status_code == 200


async def test_a_reference_is_good_for_one_payment_only(begin: Any) -> None:
    await begin()

    again = await begin()

    assert again.status_code == 400
    assert again.json() == refused("Transaction reference has been used before")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"tx_ref":"\\ud800"}', "application/json", 400),
        (b"amount=1", "application/x-www-form-urlencoded", 400),
        (b"x" * 300_000, "application/json", 413),
    ],
)
async def test_a_hostile_body_gets_chapas_envelope(
    client: Any, content: bytes, kind: str, status: int
) -> None:
    path = "/chapa/v1/transaction/initialize"
    answer = await client.post(path, content=content, headers={"content-type": kind})

    assert answer.status_code == status
    assert set(answer.json()) == {"message", "status", "data"}


async def test_a_payment_never_begun_is_not_found(client: Any) -> None:
    answer = await client.get(VERIFY)

    assert answer.status_code == 404
    assert answer.json() == refused("Invalid transaction or Transaction not found")


@pytest.mark.parametrize("outcome", [None, "abandon"])
async def test_an_unpaid_payment_is_a_404_of_its_own(
    client: Any, begin: Any, decide: Any, outcome: str | None
) -> None:
    await begin()
    if outcome:
        await decide(outcome)

    answer = await client.get(VERIFY)

    assert answer.status_code == 404
    assert answer.json() == refused("Payment not paid yet", status=None)


async def test_a_paid_payment_is_verified_with_numbers(
    client: Any, begin: Any, decide: Any
) -> None:
    await begin()
    await decide("approve")

    body = (await client.get(VERIFY)).json()

    assert (body["message"], body["status"]) == ("Payment details", "success")
    data = body["data"]
    assert list(data) == list(DETAILS)
    assert all(isinstance(data[name], kind) for name, kind in DETAILS.items())
    assert (data["amount"], data["charge"], data["status"]) == (450, 15.75, "success")
    assert (data["tx_ref"], data["mode"]) == ("7ZK2M9QX4T1B", "test")
    assert re.fullmatch(r"AP\w{10}", data["reference"])
    assert INSTANT.fullmatch(data["created_at"])
    assert set(data["customization"]) == {"title", "description", "logo"}


async def test_a_failed_attempt_says_so_and_may_succeed_later(
    client: Any, begin: Any, decide: Any
) -> None:
    await begin()
    await decide("decline")
    failed = (await client.get(VERIFY)).json()

    await decide("approve")

    assert (failed["status"], failed["data"]["status"], failed["data"]["charge"]) == (
        "success",
        "failed",
        0,
    )
    assert (await client.get(VERIFY)).json()["data"]["status"] == "success"


async def test_cancelling_closes_an_unpaid_link_once(client: Any, begin: Any, decide: Any) -> None:
    await begin()
    path = "/chapa/v1/transaction/cancel/7ZK2M9QX4T1B"

    first = await client.put(path)
    second = await client.put(path)
    late = await decide("approve")

    assert first.status_code == 200
    assert first.json()["message"] == "Checkout link expired successfully"
    assert list(first.json()["data"]) == [
        "tx_ref",
        "amount",
        "currency",
        "created_at",
        "updated_at",
    ]
    assert (second.status_code, second.json()) == (400, refused("Payment link already expired"))
    assert late.status_code == 409
    assert (await client.get(VERIFY)).json() == refused("Payment not paid yet", status=None)


async def test_a_paid_payment_cannot_be_cancelled(client: Any, begin: Any, decide: Any) -> None:
    await begin()
    await decide("approve")

    answer = await client.put("/chapa/v1/transaction/cancel/7ZK2M9QX4T1B")

    assert answer.json() == refused("Payment link already expired")


async def test_the_list_has_ten_a_page_and_does_not_name_our_reference(
    client: Any, begin: Any
) -> None:
    for number in range(12):
        await begin(tx_ref=f"REFERENCE{number:03}")

    first = (await client.get("/chapa/v1/transactions")).json()["data"]
    second = (await client.get("/chapa/v1/transactions?page=2")).json()["data"]
    odd = (await client.get("/chapa/v1/transactions?page=-7")).json()["data"]

    assert [len(page["transactions"]) for page in (first, second)] == [10, 2]
    row = first["transactions"][0]
    assert (row["amount"], row["charge"], row["status"]) == ("450.000", "0.000", "pending")
    assert set(row) == {
        "status",
        "ref_id",
        "type",
        "created_at",
        "currency",
        "amount",
        "charge",
        "trans_id",
        "payment_method",
        "customer",
    }
    assert row["customer"]["mobile"] == "251911223344"
    pages = first["pagination"]
    assert (pages["per_page"], pages["current_page"], pages["prev_page_url"]) == (10, 1, None)
    assert pages["next_page_url"].endswith("/chapa/v1/transactions?page=2")
    assert second["pagination"]["next_page_url"] is None
    assert odd == first


async def test_a_refund_is_begun_and_finishes_within_two_seconds(
    client: Any, begin: Any, decide: Any, until: Any
) -> None:
    await begin()
    await decide("approve")
    ours = (await client.get(VERIFY)).json()["data"]["reference"]

    form = {"amount": "100.00", "reason": "torn", "reference": "R1", "meta[order]": "9"}
    answer = await client.post(f"/chapa/v1/refund/{ours}", data=form)

    assert answer.status_code == 200
    begun = answer.json()["data"]
    assert (begun["amount"], begun["status"]) == ("100.00", "Refund Initiated")
    assert (begun["merchant_reference"], begun["chapa_reference"]) == ("R1", ours)
    path = f"/chapa/v1/refund/{begun['ref']}/verify"
    state = (await client.get(path)).json()["data"]
    assert state == {
        "amount": 100,
        "currency": "ETB",
        "ref_id": begun["ref"],
        "payment_reference": ours,
        "status": "processing",
    }

    async def is_done() -> bool:
        return (await client.get(path)).json()["data"]["status"] == "refunded"

    await until(is_done)
    [book] = (await client.get("/control/books")).json()["items"]
    assert (book["captured"], book["refunded"]) == (45000, 10000)
    assert (await client.get(VERIFY)).json()["data"]["status"] == "success"


async def test_a_refund_never_gives_back_more_than_is_left(
    client: Any, begin: Any, decide: Any
) -> None:
    await begin()
    await decide("approve")
    path = "/chapa/v1/refund/7ZK2M9QX4T1B"

    part = await client.post(path, data={"amount": "400", "reference": "R1"})
    too_much = await client.post(path, data={"amount": "50.01", "reference": "R2"})
    used = await client.post(path, data={"amount": "1", "reference": "R1"})
    odd = await client.post(path, json={"amount": ["1"]})
    rest = await client.post(path, files={"reason": (None, "all of it")})
    nothing = await client.post(path)

    assert [one.status_code for one in (part, too_much, used, odd, rest, nothing)] == [
        200,
        400,
        400,
        400,
        200,
        400,
    ]
    assert rest.json()["data"]["amount"] == "50.00"


async def test_a_refund_needs_a_paid_payment(client: Any, begin: Any) -> None:
    unknown = await client.post("/chapa/v1/refund/APnone")
    await begin()
    unpaid = await client.post("/chapa/v1/refund/7ZK2M9QX4T1B")
    no_refund = await client.get("/chapa/v1/refund/none/verify")

    assert [one.status_code for one in (unknown, unpaid, no_refund)] == [404, 400, 404]


async def test_a_full_refund_shows_in_verify(
    client: Any, begin: Any, decide: Any, until: Any
) -> None:
    await begin()
    await decide("approve")
    await client.post("/chapa/v1/refund/7ZK2M9QX4T1B")

    async def is_refunded() -> bool:
        return (await client.get(VERIFY)).json()["data"]["status"] == "refunded"

    await until(is_refunded)


async def test_unknown_paths_keep_the_envelope(client: Any) -> None:
    answer = await client.get("/chapa/v1/banks")

    assert answer.status_code == 404
    assert answer.json()["data"] is None
