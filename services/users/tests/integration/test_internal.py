from typing import Any

import pytest

from common.ids import new_id
from common.testing.statements import asked

ADDRESS = {
    "full_name": "Asha Wanjiru",
    "phone_number": "+254712345678",
    "line1": "Moi Avenue 1",
    "city": "Nairobi",
    "country": "KE",
}


async def contact(shop: Any, signed: Any, user_id: Any, **query: Any) -> Any:
    return await shop.http.get(
        f"/internal/users/{user_id}/contact",
        params=query,
        headers=signed.service("orders", "users"),
    )


async def test_orders_learns_how_to_reach_a_customer(shop: Any, signed: Any) -> None:
    account = await shop.customer(full_name="Asha", phone_number="+254712345678")

    answer = await contact(shop, signed, account.id)

    assert answer.status_code == 200
    assert answer.json() == {
        "user_id": account.id,
        "email": account.email,
        "email_confirmed": True,
        "full_name": "Asha",
        "phone_number": "+254712345678",
        "locale": "en",
        "address": None,
    }


async def test_the_default_address_is_given_or_the_one_that_is_named(
    shop: Any, signed: Any
) -> None:
    account = await shop.customer()
    first, second = [
        (
            await shop.http.post(
                "/api/v1/me/addresses", json={**ADDRESS, "city": city}, headers=account.bearer
            )
        ).json()
        for city in ("Nairobi", "Kisumu")
    ]

    default = await contact(shop, signed, account.id)
    named = await contact(shop, signed, account.id, address_id=second["id"])

    assert default.json()["address"]["id"] == first["id"]
    assert named.json()["address"]["city"] == "Kisumu"


async def test_what_is_not_the_customers_is_not_found(shop: Any, signed: Any) -> None:
    owner, other = await shop.customer(), await shop.customer()
    address = await shop.http.post("/api/v1/me/addresses", json=ADDRESS, headers=owner.bearer)

    answers = [
        await contact(shop, signed, other.id, address_id=address.json()["id"]),
        await contact(shop, signed, owner.id, address_id=new_id()),
        await contact(shop, signed, new_id()),
        await contact(shop, signed, "nobody"),
    ]

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize(("caller", "callee"), [("cart", "users"), ("orders", "catalog")])
async def test_only_orders_may_ask(shop: Any, signed: Any, caller: str, callee: str) -> None:
    account = await shop.customer()
    path = f"/internal/users/{account.id}/contact"

    assert (await shop.http.get(path)).status_code == 401
    assert (await shop.http.get(path, headers=account.bearer)).status_code == 401
    wrong = await shop.http.get(path, headers=signed.service(caller, callee))
    assert wrong.status_code == 401


async def test_a_contact_takes_one_statement(shop: Any, signed: Any) -> None:
    account = await shop.customer()

    with asked() as statements:
        answer = await contact(shop, signed, account.id)

    assert answer.status_code == 200
    assert len(statements) == 1, statements
