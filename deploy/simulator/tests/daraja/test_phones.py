"""The page with the phones, where people answer prompts."""

import re
from typing import Any

import pytest

REFERENCE = "7ZK2M9QX4T1B"
ACTION = re.compile(r'action="(/phones/mpesa/[^"]+)"')


async def test_without_prompts_the_page_says_so(client: Any) -> None:
    assert "No phone has been asked" in (await client.get("/phones")).text


async def test_a_prompt_shows_what_is_to_be_paid_and_the_buttons(client: Any, push: Any) -> None:
    await push()

    page = await client.get("/phones")

    assert page.status_code == 200
    assert "+254708374149" in page.text
    assert "KES</small> 1500" in page.text
    assert "<strong>174379</strong>" in page.text
    assert f"<strong>{REFERENCE}</strong>" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for outcome in ("approve", "decline", "abandon"):
        assert f'value="{outcome}"' in page.text


async def test_phones_are_kept_apart(client: Any, push: Any) -> None:
    await push()
    await push(AccountReference="SECOND")
    await push(AccountReference="THIRD", PhoneNumber="254112345678")

    page = (await client.get("/phones")).text

    assert page.count("<section") == 2
    assert page.count("<article") == 3


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("approve", "success"), ("decline", "failed"), ("abandon", "abandoned")],
)
async def test_a_button_answers_the_prompt_and_shows_the_phone_again(
    client: Any, push: Any, outcome: str, status: str
) -> None:
    await push()
    [action] = ACTION.findall((await client.get("/phones")).text)

    answer = await client.post(action, data={"outcome": outcome})

    page = (await client.get("/phones")).text
    assert (answer.status_code, answer.headers["location"]) == (303, "/phones#254708374149")
    assert "No open prompt" in page
    assert status in page
    assert ("Pay late" in page) is (outcome != "approve")


async def test_a_lapsed_prompt_may_be_paid_late(client: Any, push: Any, decide: Any) -> None:
    await push()
    await decide("decline")
    [action] = ACTION.findall((await client.get("/phones")).text)

    await client.post(action, data={"outcome": "approve"})

    [item] = (await client.get("/control/transactions")).json()["items"]
    assert item["status"] == "success"


async def test_only_prompts_are_found(client: Any, push: Any, app: Any) -> None:
    await push()
    [payment] = app.state.desk.book.newest_first()

    for name in ("none", REFERENCE, payment.provider_reference):
        answer = await client.post(f"/phones/mpesa/{name}", data={"outcome": "approve"})
        assert answer.status_code == 404


async def test_a_paid_prompt_cannot_be_cancelled(client: Any, push: Any, decide: Any) -> None:
    await push()
    [action] = ACTION.findall((await client.get("/phones")).text)
    await decide("approve")

    answer = await client.post(action, data={"outcome": "decline"})

    assert answer.status_code == 409


async def test_the_start_page_leads_to_the_phone(client: Any, push: Any, decide: Any) -> None:
    await push()
    payable = (await client.get("/")).text
    await decide("approve")
    paid = (await client.get("/")).text

    assert 'href="/phones"' in payable
    assert 'href="/phones#254708374149"' in payable
    assert 'href="/phones#254708374149"' not in paid
    assert "no call cancels a prompt" in payable
