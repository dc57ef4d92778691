"""The carts of users and of guests: what the API promises about them."""

from typing import Any

import pytest
from acceptance.eventually import eventually
from acceptance.shapes import CART, CART_ITEM, QUOTE
from acceptance.shop import ADDRESSES, Person, Shop, key, unique
from acceptance.surface import NOWHERE


async def _shopper(shop: Shop) -> Person:
    return await shop.open_account(f"{unique('cart')}@people.example")


async def test_a_cart_has_every_field_and_is_nobody_else_s(shop: Shop) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    empty = await shopper.call("GET", "/cart")
    made = await shopper.call(
        "POST", "/cart/items", json={"product_id": product["id"], "quantity": 2}
    )

    assert (empty.json().keys(), empty.json()["items"]) == (CART, [])
    assert empty.json()["currency"] == "KES"
    assert "no-store" in empty.headers["cache-control"]
    assert (made.status_code, made.json().keys()) == (201, CART)
    [item] = made.json()["items"]
    assert item.keys() == CART_ITEM
    assert item["line_total"]["amount"] == 2 * item["unit_price"]["amount"]
    assert made.json()["subtotal"] == item["line_total"]
    assert made.json()["item_count"] == 2


async def test_items_are_added_to_set_and_removed(shop: Shop, is_problem: Any) -> None:
    shopper, other, product = await _shopper(shop), await shop.customer(), await shop.product()
    for _ in range(2):
        cart = await shop.fill_cart(shopper, product, quantity=2)
    [item] = cart["items"]
    path = f"/cart/items/{item['id']}"

    assert item["quantity"] == 4
    assert (await shopper.call("PATCH", path, json={"quantity": 1})).json()["item_count"] == 1
    is_problem(await other.call("PATCH", path, json={"quantity": 1}), 404, "not_found")
    is_problem(await other.call("DELETE", path), 404, "not_found")
    removed = await shopper.call("DELETE", path)
    assert (removed.status_code, removed.json()["items"]) == (200, [])


async def test_a_cart_changes_its_currency_and_is_emptied(shop: Shop) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    await shop.fill_cart(shopper, product)

    priced = await shopper.call("PATCH", "/cart", json={"currency": "ETB"})
    emptied = await shopper.call("DELETE", "/cart")

    assert (priced.status_code, priced.json()["subtotal"]["currency"]) == (200, "ETB")
    assert emptied.status_code == 204
    assert (await shopper.get("/cart"))["items"] == []


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"quantity": 0}, 422, "validation_failed"),
        ({"quantity": 101}, 422, "validation_failed"),
        ({"quantity": 1.0}, 422, "validation_failed"),
        ({"quantity": True}, 422, "validation_failed"),
        ({"quantity": 5}, 422, "quantity_out_of_range"),
        ({"unit_price": {"amount": 1, "currency": "KES"}}, 422, "validation_failed"),
        ({"product_id": str(NOWHERE)}, 404, "not_found"),
        ({"product_id": "thing"}, 422, "validation_failed"),
    ],
)
async def test_what_cannot_be_put_in_is_refused(
    *, shop: Shop, is_problem: Any, changes: dict[str, Any], status: int, code: str
) -> None:
    shopper, product = await shop.customer(), await shop.product(max_order_quantity=4)
    body = {"product_id": product["id"], "quantity": 1} | changes

    answer = await shopper.call("POST", "/cart/items", json=body)

    if code == "validation_failed" and changes.get("quantity") in {0, 101}:
        assert (answer.status_code, answer.json()["code"]) in {
            (422, "validation_failed"),
            (422, "quantity_out_of_range"),
        }
        return
    is_problem(answer, status, code)


async def test_more_than_there_is_goes_in_with_a_warning(shop: Shop) -> None:
    shopper, product = await _shopper(shop), await shop.product(units=1)

    cart = await shop.fill_cart(shopper, product, quantity=2)

    assert cart["items"][0]["warnings"] == ["insufficient_stock"]
    assert cart["warnings"] == ["insufficient_stock"]


async def test_one_key_puts_in_once(shop: Shop, is_problem: Any) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    headers, body = key(), {"product_id": product["id"], "quantity": 1}

    first = await shopper.call("POST", "/cart/items", json=body, headers=headers)
    again = await shopper.call("POST", "/cart/items", json=body, headers=headers)
    other = await shopper.call("POST", "/cart/items", json=body | {"quantity": 2}, headers=headers)

    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    is_problem(other, 422, "idempotency_key_reused")


async def test_a_quote_says_what_an_order_would_cost(shop: Shop, is_problem: Any) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    body = {"shipping_address": ADDRESSES["KES"]}
    is_problem(await shopper.call("POST", "/cart/quote", json=body), 409, "cart_empty")
    await shop.fill_cart(shopper, product, quantity=3)

    quoted = await shopper.call("POST", "/cart/quote", json=body)
    order = await shopper.post("/orders", body)

    assert quoted.status_code == 200, quoted.text
    assert quoted.json().keys() >= QUOTE
    assert {name: quoted.json()[name] for name in ("subtotal", "tax", "shipping", "total")} == {
        name: order[name] for name in ("subtotal", "tax", "shipping", "total")
    }
    assert order["total"]["amount"] % 100 == 0


async def test_a_guest_gets_a_token_and_their_cart_is_merged_when_they_sign_in(
    shop: Shop, is_problem: Any
) -> None:
    product = await shop.product()
    body = {"product_id": product["id"], "quantity": 2}
    looked = await shop.call("GET", "/cart")
    filled = await shop.call("POST", "/cart/items", json=body)
    token = {"x-cart-token": filled.headers["x-cart-token"]}
    forged = await shop.call("GET", "/cart", headers={"x-cart-token": "forged"})
    shopper = await _shopper(shop)
    merged = await shopper.call("GET", "/cart", headers=token)
    again = await shopper.call("POST", "/cart/merge", json={"cart_token": token["x-cart-token"]})

    for answer in (looked, forged):
        assert (answer.status_code, answer.json()["items"]) == (200, [])
        assert answer.json()["cart_token"] == answer.headers["x-cart-token"]
        assert "no-store" in answer.headers["cache-control"]
    assert (filled.status_code, filled.json().keys()) == (201, CART | {"cart_token"})
    assert (merged.json()["item_count"], merged.json().keys()) == (2, CART)
    assert again.json() == merged.json()
    left = await shop.call("GET", "/cart", headers=token)
    assert (left.status_code, left.json()["items"]) == (200, [])
    stranger = await shop.call("POST", "/cart/merge", json={"cart_token": "x"})
    is_problem(stranger, 401, "unauthenticated")


async def test_an_order_uses_up_a_guests_cart_as_it_does_a_users(shop: Shop) -> None:
    product, shopper = await shop.product(), await _shopper(shop)
    body = {"product_id": product["id"], "quantity": 2}
    address = {"shipping_address": ADDRESSES["KES"]}

    async def filled() -> dict[str, str]:
        answer = await shop.call("POST", "/cart/items", json=body)
        return {"x-cart-token": answer.json()["cart_token"]}

    stays, signs_in = await filled(), await filled()
    as_guest = await shop.call(
        "POST",
        "/orders",
        json=address | {"email": f"{unique('guest')}@people.example"},
        headers=stays | key(),
    )
    as_user = await shopper.call("POST", "/orders", json=address, headers=signs_in | key())

    for order in (as_guest, as_user):
        assert (order.status_code, order.json()["items"][0]["quantity"]) == (201, 2), order.text
    for who, headers in ((shop, stays), (shopper, {})):

        async def read(who: Any = who, headers: dict[str, str] = headers) -> list[Any]:
            items: list[Any] = (await who.call("GET", "/cart", headers=headers)).json()["items"]
            return items

        await eventually(read, lambda items: not items, within=10)
