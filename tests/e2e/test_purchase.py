"""A shopper buys, from the first mail to the receipt."""

import pytest
from acceptance.eventually import eventually
from acceptance.fleet import PASSWORD
from acceptance.shop import ADDRESSES, Person, Shop, token_in, unique


async def _registered(shop: Shop) -> Person:
    email = f"{unique('new')}@people.example"
    body = {"email": email, "password": PASSWORD, "full_name": "New Buyer"}
    made = await shop.call("POST", "/auth/register", json=body)
    assert made.status_code == 201, made.text
    early = await shop.call("POST", "/auth/login", json={"email": email, "password": PASSWORD})
    assert (early.status_code, early.json()["code"]) == (403, "email_not_confirmed")
    token = token_in(await shop.mail(email, "/confirm?token="))
    confirmed = await shop.call("POST", "/auth/email/confirm", json={"token": token})
    assert confirmed.json()["email_confirmed"] is True
    buyer = Person(shop, email)
    await buyer.sign_in()
    return buyer


@pytest.mark.parametrize(("provider", "currency"), [("chapa", "ETB"), ("cash", "KES")])
async def test_a_new_shopper_buys_and_gets_the_receipt(
    shop: Shop, provider: str, currency: str
) -> None:
    product = await shop.product(units=10)
    buyer = await _registered(shop)
    found = (await shop.call("GET", f"/products/{product['slug']}?currency={currency}")).json()
    assert found["available_quantity"] == 10

    await shop.fill_cart(buyer, product, quantity=3)
    cart = (await buyer.call("PATCH", "/cart", json={"currency": currency})).json()
    assert cart["subtotal"] == {"amount": found["price"]["amount"] * 3, "currency": currency}
    order = await buyer.post("/orders", {"shipping_address": ADDRESSES[currency]})
    payment = await buyer.post(f"/orders/{order['id']}/payments", {"provider": provider})
    assert payment["amount"] == order["total"]
    if provider == "chapa":
        assert payment["next_action"]["type"] == "redirect"
        await shop.decide(payment["reference"], "approve")

    paid = await shop.until_order(buyer, order, "success")
    assert paid["payment_status"] == {"chapa": "paid", "cash": "authorized"}[provider]
    assert (await shop.mail(buyer.email, order["number"]))["subject"]
    stock = await eventually(lambda: shop.stock(product), lambda seen: seen["on_hand"] == 7)
    assert (stock["reserved"], stock["available"]) == (0, 7)
    emptied = await eventually(lambda: buyer.get("/cart"), lambda seen: not seen["items"])
    assert emptied["item_count"] == 0


async def test_cash_becomes_paid_when_staff_record_it(shop: Shop) -> None:
    product = await shop.product(units=5)
    buyer, admin = await shop.customer(), await shop.admin()
    order = await shop.order(buyer, product)
    await buyer.post(f"/orders/{order['id']}/payments", {"provider": "cash"})
    await shop.until_order(buyer, order, "success")

    money = {"order_id": order["id"], "provider": "cash", "amount": order["total"]}
    payment = await admin.post("/admin/payments", money)

    assert payment["captured"] == order["total"]
    settled = await eventually(
        lambda: buyer.get(f"/orders/{order['id']}"), lambda seen: seen["payment_status"] == "paid"
    )
    assert settled["amounts"]["outstanding"]["amount"] == 0


async def test_what_is_declined_fails_and_can_be_paid_again(shop: Shop) -> None:
    product = await shop.product(units=5)
    buyer = await shop.customer()
    await shop.fill_cart(buyer, product)
    await buyer.call("PATCH", "/cart", json={"currency": "ETB"})
    order = await buyer.post("/orders", {"shipping_address": ADDRESSES["ETB"]})
    declined = await buyer.post(f"/orders/{order['id']}/payments", {"provider": "chapa"})
    await shop.decide(declined["reference"], "decline")

    failed = await shop.until_order(buyer, order, "failed")
    assert failed["payment_status"] == "failed"
    assert {"pay", "cancel"} <= set(failed["allowed_actions"])
    assert (await shop.stock(product))["reserved"] == 1

    again = await buyer.post(f"/payments/{declined['id']}/attempts", {"provider": "chapa"})
    assert again["reference"] != declined["reference"]
    await shop.decide(again["reference"], "approve")

    paid = await shop.until_order(buyer, order, "success")
    assert paid["amounts"]["paid"] == order["total"]


async def test_a_cancelled_order_gives_its_stock_back(shop: Shop) -> None:
    product = await shop.product(units=5)
    buyer = await shop.customer()
    order = await shop.order(buyer, product, quantity=2)
    assert (await shop.stock(product))["reserved"] == 2

    cancelled = await buyer.post(f"/orders/{order['id']}/cancel", {"reason": "changed my mind"})

    assert cancelled["status"] == "cancelled"
    freed = await eventually(lambda: shop.stock(product), lambda seen: seen["reserved"] == 0)
    assert freed["available"] == 5
    await shop.mail(buyer.email, order["number"])


async def test_an_order_is_shipped_and_delivered_once_paid(shop: Shop) -> None:
    product = await shop.product(units=5)
    buyer, admin = await shop.customer(), await shop.admin()
    order = await shop.order(buyer, product)
    path = f"/admin/orders/{order['id']}"
    parcel = {"carrier": "Posta", "tracking_number": "PK-1"}
    early = await admin.call("POST", f"{path}/ship", json=parcel, headers={"idempotency-key": "1"})
    assert early.status_code == 409
    await buyer.post(f"/orders/{order['id']}/payments", {"provider": "cash"})
    await shop.until_order(buyer, order, "success")
    await eventually(
        lambda: buyer.get(f"/orders/{order['id']}"), lambda seen: seen["stock_committed"]
    )

    shipped = await admin.post(f"{path}/ship", parcel)
    delivered = await admin.post(f"{path}/deliver", {})

    assert (shipped["status"], shipped["fulfillment_status"]) == ("shipped", "shipped")
    assert (delivered["status"], delivered["fulfillment_status"]) == ("delivered", "delivered")
