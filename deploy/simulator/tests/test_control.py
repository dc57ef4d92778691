"""The control interface, the dials, and the pay page."""

from typing import Any

import httpx
import pytest

REFERENCE = "7ZK2M9QX4T1B"
DECISION = f"/control/transactions/chapa/{REFERENCE}/decision"
GOOD_DAY = {
    "auto": "none",
    "decision_delay_s": 0,
    "webhook": "normal",
    "webhook_delay_s": 0,
    "initiate": "normal",
    "verify": "normal",
    "void": "normal",
    "refund": "normal",
    "time_factor": 1,
}


def is_problem(answer: httpx.Response, status: int, code: str) -> bool:
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(body) >= {"type", "title", "status", "detail", "instance", "code"}
    return (answer.status_code, body["status"], body["code"]) == (status, status, code)


async def test_transactions_are_listed_newest_first_in_minor_units(
    client: Any, begin: Any, decide: Any
) -> None:
    await begin()
    await begin(tx_ref="SECOND000000", amount=12.5, phone_number=None)
    await decide("approve", "SECOND000000")

    listed = (await client.get("/control/transactions")).json()

    newest, oldest = listed["items"]
    assert listed["next_cursor"] is None
    assert newest.pop("created_at").endswith("Z")
    assert newest == {
        "provider": "chapa",
        "reference": "SECOND000000",
        "amount": 1250,
        "currency": "ETB",
        "status": "success",
        "phone_number": None,
    }
    assert (oldest["reference"], oldest["phone_number"]) == (REFERENCE, "0911223344")


async def test_lists_filter_and_page(client: Any, begin: Any, decide: Any) -> None:
    for number in range(5):
        await begin(tx_ref=f"REFERENCE{number:03}")
    await decide("decline", "REFERENCE001")

    async def references(path: str, **params: Any) -> tuple[list[str], str | None]:
        listed = (await client.get(path, params=params)).json()
        return [item["reference"][-1] for item in listed["items"]], listed["next_cursor"]

    first, cursor = await references("/control/transactions", provider="chapa", limit=2)
    second, cursor = await references("/control/transactions", limit=2, cursor=cursor)
    third, end = await references("/control/transactions", limit=2, cursor=cursor)

    assert (first + second + third, end) == (["4", "3", "2", "1", "0"], None)
    assert await references("/control/transactions", status="failed") == (["1"], None)
    assert await references("/control/books", reference="REFERENCE003") == (["3"], None)
    assert await references("/control/books", reference="REFERENCE999") == ([], None)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("statut=failed", "unknown_parameter"),
        ("status=paid", "invalid_parameter"),
        ("provider=cash", "invalid_parameter"),
        ("limit=0", "invalid_parameter"),
        ("limit=101", "invalid_parameter"),
        ("cursor=x", "invalid_parameter"),
    ],
)
async def test_a_bad_query_lists_nothing(client: Any, query: str, code: str) -> None:
    answer = await client.get(f"/control/transactions?{query}")

    assert is_problem(answer, 400, code)
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    ("before", "outcome", "status"),
    [
        ((), "approve", "success"),
        ((), "decline", "failed"),
        ((), "abandon", "abandoned"),
        (("decline",), "approve", "success"),
        (("abandon",), "approve", "success"),
        (("abandon",), "decline", "failed"),
        (("decline",), "abandon", "failed"),
        (("approve",), "approve", "success"),
    ],
)
async def test_a_decision_answers_the_transaction(
    before: Any, outcome: str, status: str, begin: Any, decide: Any
) -> None:
    await begin()
    for earlier in before:
        await decide(earlier)

    answer = await decide(outcome)

    assert answer.status_code == 200
    assert (answer.json()["reference"], answer.json()["status"]) == (REFERENCE, status)


@pytest.mark.parametrize("outcome", ["decline", "abandon"])
async def test_money_taken_is_not_declined_afterwards(
    begin: Any, decide: Any, outcome: str
) -> None:
    await begin()
    await decide("approve")

    assert is_problem(await decide(outcome), 409, "illegal_transition")


async def test_a_voided_payment_takes_no_decision(client: Any, begin: Any, decide: Any) -> None:
    await begin()
    await client.put(f"/chapa/v1/transaction/cancel/{REFERENCE}")

    assert is_problem(await decide("approve"), 409, "illegal_transition")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b'{"outcome":"pay"}', 422, "validation_failed"),
        (b"{}", 422, "validation_failed"),
        (b'{"outcome":"approve","x":1}', 422, "validation_failed"),
        (b'{"outcome":["approve"]}', 422, "validation_failed"),
        (b'{"outcome":"decline","amount":45000}', 422, "validation_failed"),
        (b'{"outcome":"approve","amount":45050}', 422, "validation_failed"),
        (b'{"outcome":"approve","amount":0}', 422, "validation_failed"),
        (b'{"outcome":"approve","currency":"birr"}', 422, "validation_failed"),
        (b"nonsense", 400, "malformed_body"),
        (b"", 400, "malformed_body"),
        (b"[]", 400, "malformed_body"),
        (b" " * 300_000, 413, "payload_too_large"),
    ],
)
async def test_a_bad_decision_changes_nothing(
    client: Any, begin: Any, content: bytes, status: int, code: str
) -> None:
    await begin()

    answer = await client.post(DECISION, content=content)

    assert is_problem(answer, status, code)
    [item] = (await client.get("/control/transactions")).json()["items"]
    assert item["status"] == "pending"


async def test_what_is_unknown_is_not_found(client: Any, begin: Any, decide: Any) -> None:
    await begin()
    elsewhere = f"/control/transactions/stripe/{REFERENCE}/decision"

    assert is_problem(await decide("approve", "NOBODY"), 404, "not_found")
    assert is_problem(await client.post(elsewhere, json={"outcome": "approve"}), 404, "not_found")
    assert is_problem(await client.post("/control/nothing"), 404, "not_found")
    assert is_problem(await client.post("/control/transactions"), 405, "method_not_allowed")


async def test_only_a_told_decision_can_be_told_again(client: Any, begin: Any, decide: Any) -> None:
    await begin()
    path = f"/control/transactions/chapa/{REFERENCE}/webhook"

    assert is_problem(await client.post(path), 409, "nothing_to_send")
    await decide("abandon")
    assert is_problem(await client.post(path), 409, "nothing_to_send")
    await decide("decline")
    assert (await client.post(path)).json()["status"] == "failed"


async def test_dials_merge(client: Any) -> None:
    assert (await client.get("/control/faults")).json() == {"chapa": GOOD_DAY}

    await client.put("/control/faults", json={"chapa": {"webhook": "none"}})
    turned = await client.put("/control/faults", json={"chapa": {"time_factor": 0.5}})

    assert turned.status_code == 200
    assert turned.json() == {"chapa": GOOD_DAY | {"webhook": "none", "time_factor": 0.5}}
    assert (await client.get("/control/faults")).json() == turned.json()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"cash": {"auto": "approve"}}, "#/cash"),
        ({"chapa": {"volume": 11}}, "#/chapa/volume"),
        ({"chapa": {"auto": "maybe"}}, "#/chapa/auto"),
        ({"chapa": {"webhook_delay_s": -1}}, "#/chapa/webhook_delay_s"),
        ({"chapa": {"webhook_delay_s": "1"}}, "#/chapa/webhook_delay_s"),
        ({"chapa": {"time_factor": None}}, "#/chapa/time_factor"),
        ({"chapa": {"time_factor": True}}, "#/chapa/time_factor"),
        ({"chapa": {"initiate": "wrong_amount"}}, "#/chapa/initiate"),
        ({"chapa": "none"}, "#/chapa"),
    ],
)
async def test_an_unknown_dial_or_value_turns_none(client: Any, changes: Any, pointer: str) -> None:
    changes = {"chapa": {"webhook": "none"}} | changes

    answer = await client.put("/control/faults", json=changes)

    assert is_problem(answer, 422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await client.get("/control/faults")).json() == {"chapa": GOOD_DAY}


async def test_the_books_say_what_was_truly_taken(client: Any, begin: Any, decide: Any) -> None:
    await begin()
    before = (await client.get("/control/books")).json()
    await decide("approve")

    after = (await client.get(f"/control/books?provider=chapa&reference={REFERENCE}")).json()

    row = {"provider": "chapa", "reference": REFERENCE, "refunded": 0, "currency": "ETB"}
    assert before == {"items": [row | {"captured": 0}], "next_cursor": None}
    assert after == {"items": [row | {"captured": 45000}], "next_cursor": None}


async def test_another_sum_may_truly_be_paid(client: Any, begin: Any) -> None:
    await begin()

    paid = {"outcome": "approve", "amount": 45100, "currency": "USD"}
    decided = await client.post(DECISION, json=paid)

    verified = await client.get(f"/chapa/v1/transaction/verify/{REFERENCE}")
    [book] = (await client.get("/control/books")).json()["items"]
    assert decided.json()["amount"] == book["captured"] == 45100
    assert decided.json()["currency"] == book["currency"] == "USD"
    assert verified.json()["data"]["amount"] == 451
    assert verified.json()["data"]["currency"] == "USD"


async def test_forgetting_empties_the_book_and_turns_the_dials_back(
    app: Any, client: Any, begin: Any, turn: Any, decide: Any
) -> None:
    await turn(webhook_delay_s=60)
    await begin()
    await decide("approve")

    answer = await client.delete("/control")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await client.get("/control/transactions")).json()["items"] == []
    assert (await client.get("/control/faults")).json() == {"chapa": GOOD_DAY}
    assert not app.state.desk.background._tasks
    assert (await begin()).status_code == 200


@pytest.mark.parametrize(("auto", "status"), [("approve", "success"), ("decline", "failed")])
async def test_the_auto_dial_decides(
    *, client: Any, begin: Any, turn: Any, until: Any, auto: str, status: str
) -> None:
    await turn(auto=auto, decision_delay_s=0.05)
    await begin()

    async def is_decided() -> bool:
        [item] = (await client.get("/control/transactions")).json()["items"]
        return bool(item["status"] == status)

    await until(is_decided)


async def test_the_auto_dial_does_not_overrule(
    *, client: Any, begin: Any, turn: Any, decide: Any, app: Any, until: Any
) -> None:
    await turn(auto="approve", decision_delay_s=0.05, webhook="none")
    await begin()
    await decide("decline")

    await until(lambda: not app.state.desk.background._tasks)

    [item] = (await client.get("/control/transactions")).json()["items"]
    assert item["status"] == "failed"


@pytest.mark.parametrize(
    ("fault", "held"), [("error_500", 0), ("charge_then_500", 1), ("malformed", 1)]
)
async def test_a_broken_beginning(
    client: Any, begin: Any, turn: Any, fault: str, held: int
) -> None:
    await turn(initiate=fault)

    answer = await begin()

    assert len((await client.get("/control/transactions")).json()["items"]) == held
    if fault == "malformed":
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            answer.json()
    else:
        assert answer.status_code == 500


@pytest.mark.parametrize("dial", ["initiate", "verify"])
async def test_a_timeout_does_the_work_and_never_answers(
    *, app: Any, order: Any, serve: Any, turn: Any, client: Any, dial: str
) -> None:
    await turn(**{dial: "timeout"})
    headers = {"authorization": client.headers["authorization"]}

    async with serve(app) as url, httpx.AsyncClient(headers=headers, timeout=0.3) as caller:
        path = f"{url}/chapa/v1/transaction"
        if dial == "initiate":
            with pytest.raises(httpx.ReadTimeout):
                await caller.post(f"{path}/initialize", json=order())
            assert len((await client.get("/control/transactions")).json()["items"]) == 1
        else:
            await caller.post(f"{path}/initialize", json=order())
            await client.post(DECISION, json={"outcome": "approve"})
            with pytest.raises(httpx.ReadTimeout):
                await caller.get(f"{path}/verify/{REFERENCE}")


@pytest.mark.parametrize(
    ("dial", "amount", "currency"),
    [("normal", 450, "ETB"), ("wrong_amount", 451, "ETB"), ("wrong_currency", 450, "USD")],
)
async def test_verify_lies_by_the_dial(
    *, client: Any, begin: Any, decide: Any, turn: Any, dial: str, amount: int, currency: str
) -> None:
    await turn(verify=dial)
    await begin()
    await decide("approve")

    data = (await client.get(f"/chapa/v1/transaction/verify/{REFERENCE}")).json()["data"]

    assert (data["amount"], data["currency"]) == (amount, currency)


@pytest.mark.parametrize("fault", ["error_500", "charge_then_500"])
async def test_verify_breaks_by_the_dial(
    client: Any, begin: Any, decide: Any, turn: Any, fault: str
) -> None:
    await begin()
    await decide("approve")
    await turn(verify=fault)

    answer = await client.get(f"/chapa/v1/transaction/verify/{REFERENCE}")

    assert answer.status_code == 500


async def test_the_pay_page_shows_what_is_to_be_paid(client: Any, begin: Any) -> None:
    link = (await begin()).json()["data"]["checkout_url"]

    page = await client.get(link)

    assert page.status_code == 200
    assert "Soko &lt;shop&gt;" in page.text
    assert "450.00 <small>ETB" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for outcome in ("approve", "decline", "abandon"):
        assert f'value="{outcome}"' in page.text


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("approve", "success"), ("decline", "failed"), ("abandon", "abandoned")],
)
async def test_a_choice_on_the_pay_page_leads_back_to_the_shop(
    client: Any, begin: Any, outcome: str, status: str
) -> None:
    link = (await begin()).json()["data"]["checkout_url"]

    answer = await client.post(link, data={"outcome": outcome})

    assert answer.status_code == 303
    assert answer.headers["location"] == "http://localhost:8000/back?attempt=1"
    [item] = (await client.get("/control/transactions")).json()["items"]
    assert item["status"] == status


async def test_a_closed_pay_page_takes_no_money(client: Any, begin: Any, decide: Any) -> None:
    link = (await begin(return_url=None)).json()["data"]["checkout_url"]
    await client.put(f"/chapa/v1/transaction/cancel/{REFERENCE}")

    page = await client.get(link)
    answer = await client.post(link, data={"outcome": "approve"})

    assert "expired" in page.text
    assert "<form" not in page.text
    assert answer.status_code == 409
    assert (await client.get("/chapa/checkout/none")).status_code == 404
    assert (await client.get(f"/chapa/checkout/{REFERENCE}")).status_code == 404


async def test_without_a_return_address_the_page_itself_says_thanks(
    client: Any, begin: Any
) -> None:
    link = (await begin(return_url=None)).json()["data"]["checkout_url"]

    answer = await client.post(link, data={"outcome": "approve"}, follow_redirects=True)

    assert answer.status_code == 200
    assert "This is paid" in answer.text


async def test_the_process_says_that_it_is_well(client: Any) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_the_start_page_leads_to_what_can_be_paid(
    client: Any, begin: Any, decide: Any
) -> None:
    empty = await client.get("/")
    await begin()
    payable = await client.get("/")
    await decide("approve", REFERENCE)
    paid = await client.get("/")

    assert "None yet" in empty.text
    assert REFERENCE in payable.text
    assert "/chapa/checkout/" in payable.text
    assert "/chapa/checkout/" not in paid.text
    assert "time_factor=1" in paid.text
