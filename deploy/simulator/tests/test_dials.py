"""Dials that void, refund and aim at one payment, and the text that explains them all."""

import typing
from pathlib import Path
from typing import Any

import pytest

from simulator.core import desk, guide
from simulator.core.faults import Dials

REFERENCE = "7ZK2M9QX4T1B"
CANCEL = f"/chapa/v1/transaction/cancel/{REFERENCE}"
REFUND = f"/chapa/v1/refund/{REFERENCE}"
README = Path(__file__).parents[1] / "README.md"


@pytest.fixture
def refunded(client: Any) -> Any:
    async def ask() -> int:
        [row] = (await client.get("/control/books")).json()["items"]
        return int(row["refunded"])

    return ask


def is_idle(app: Any) -> bool:
    return not app.state.desk.background._tasks


@pytest.mark.parametrize(
    ("dial", "status", "message"),
    [("refused", 400, "Payment link already expired"), ("error_500", 500, "Server Error")],
)
async def test_a_link_that_is_not_voided_stays_payable(
    *, client: Any, begin: Any, decide: Any, turn: Any, dial: str, status: int, message: str
) -> None:
    await turn(void=dial)
    await begin()

    answer = await client.put(CANCEL)

    assert (answer.status_code, answer.json()["message"]) == (status, message)
    assert (await decide("approve")).json()["status"] == "success"


@pytest.mark.parametrize(
    ("dial", "status", "given"),
    [("error_500", 500, 0), ("charge_then_500", 500, 45000), ("failed", 200, 0)],
)
async def test_refunds_by_the_dial(
    *,
    app: Any,
    client: Any,
    begin: Any,
    decide: Any,
    turn: Any,
    until: Any,
    refunded: Any,
    dial: str,
    status: int,
    given: int,
) -> None:
    await begin()
    await decide("approve")
    await turn(refund=dial)

    answer = await client.post(REFUND, data={"reference": "MINE"})

    assert answer.status_code == status
    await until(lambda: is_idle(app))
    assert await refunded() == given


async def test_a_refund_whose_answer_was_lost_is_found_by_the_merchants_reference(
    client: Any, begin: Any, decide: Any, turn: Any
) -> None:
    await begin()
    await decide("approve")
    await turn(refund="charge_then_500")
    await client.post(REFUND, data={"reference": "MINE"})

    found = await client.get("/chapa/v1/refund/MINE/verify")
    again = await client.post(REFUND, data={"reference": "MINE"})
    nothing = await client.get("/chapa/v1/refund/OTHER/verify")

    assert found.json()["data"]["status"] == "processing"
    assert again.json()["message"] == "Refund reference has been used before"
    assert nothing.status_code == 404


async def test_a_failed_refund_is_told_as_failed_and_leaves_its_money_refundable(
    *, app: Any, client: Any, begin: Any, decide: Any, turn: Any, until: Any, shop: Any
) -> None:
    await begin()
    await decide("approve")
    await turn(refund="failed", webhook="none")
    ref = (await client.post(REFUND)).json()["data"]["ref"]
    await until(lambda: is_idle(app))

    told = await client.get(f"/chapa/v1/refund/{ref}/verify")
    await turn(refund="normal")
    again = await client.post(REFUND, data={"amount": "450"})

    assert told.json()["data"]["status"] == "failed"
    assert again.status_code == 200


async def test_a_pending_refund_waits_until_the_dial_is_turned_back(
    *, client: Any, begin: Any, decide: Any, turn: Any, until: Any, refunded: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(desk, "REFUND_TAKES_S", 0)
    await begin()
    await decide("approve")
    await turn(refund="pending")
    ref = (await client.post(REFUND)).json()["data"]["ref"]
    await turn(webhook="duplicate")
    waiting = (await client.get(f"/chapa/v1/refund/{ref}/verify")).json()["data"]["status"]

    await turn(refund="normal")

    assert waiting == "processing"
    await until(refunded)


async def test_a_slow_refund_takes_its_time(
    *, client: Any, begin: Any, decide: Any, turn: Any, until: Any, refunded: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(desk, "REFUND_TAKES_S", 3600)
    monkeypatch.setattr(desk, "SLOW_REFUND_TAKES_S", 0)
    await begin()
    await decide("approve")
    await turn(refund="slow")

    await client.post(REFUND)

    await until(refunded)


async def test_one_payments_dials_are_its_own(
    *, app: Any, client: Any, begin: Any, decide: Any, shop: Any, until: Any
) -> None:
    await begin()
    await begin(tx_ref="SECOND000000")

    turned = await client.put(
        f"/control/transactions/chapa/{REFERENCE}/faults", json={"webhook": "none"}
    )
    await decide("approve")
    await decide("approve", "SECOND000000")

    assert turned.json()["webhook"] == "none"
    assert (await client.get("/control/faults")).json()["chapa"]["webhook"] == "normal"
    await until(lambda: shop.webhooks() and is_idle(app))
    assert len(shop.webhooks()) == 1
    assert b"SECOND000000" in shop.webhooks()[0].body


async def test_one_payments_dials_are_checked_and_forgotten(
    client: Any, begin: Any, decide: Any
) -> None:
    path = f"/control/transactions/chapa/{REFERENCE}/faults"
    unknown = await client.put(path, json={"verify": "error_500"})
    await begin()
    wrong = await client.put(path, json={"verify": "never"})
    await client.put(path, json={"verify": "error_500"})
    await client.delete("/control")
    await begin()
    await decide("approve")

    verified = await client.get(f"/chapa/v1/transaction/verify/{REFERENCE}")

    assert unknown.status_code == 404
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "#/verify"
    assert verified.status_code == 200


async def test_the_help_text_knows_paths_dials_and_remarks(client: Any) -> None:
    told = (await client.get("/control")).json()

    assert "PUT /control/faults" in told["paths"]
    assert told["dials"]["void"]["refused"] == "refused, and the link stays payable"
    assert told["defaults"] == Dials().model_dump()
    assert set(told["remarks"]) == {"chapa"}


@pytest.mark.parametrize("dial", Dials.model_fields)
def test_every_position_of_every_dial_is_explained(dial: str) -> None:
    values = _literals(Dials.model_fields[dial].annotation)

    explained = set(guide.POSITIONS[dial])

    assert explained == (values or explained & {"seconds", "number"})
    text = README.read_text()
    assert f"`{dial}`" in text
    for value in values - {"normal"}:
        assert f"`{value}`" in text


def _literals(annotation: Any) -> set[str]:
    inner = [typing.get_args(one) or [one] for one in typing.get_args(annotation)]
    return {one for group in inner for one in group if isinstance(one, str)}
