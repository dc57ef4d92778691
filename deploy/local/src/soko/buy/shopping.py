"""From the first visit to the order, with an account or as a guest."""

import re
import secrets
from collections.abc import Callable
from typing import Final

from soko.api import Body
from soko.buy.purchase import Purchase, money, until

_LINK: Final = re.compile(r"/confirm\?token=([^\s\"<>&]+)")
ADDRESSES: Final[dict[str, Body]] = {
    "ETB": {
        "full_name": "Abeba Tesfaye",
        "phone_number": "+251911234567",
        "line1": "Bole Road 12",
        "city": "Addis Ababa",
        "country": "ET",
    },
    "KES": {
        "full_name": "Wanjiku Kamau",
        "phone_number": "+254712345678",
        "line1": "Kimathi Street 4",
        "city": "Nairobi",
        "country": "KE",
    },
}


async def register(purchase: Purchase) -> str:
    """Make an account."""
    body = {"email": purchase.email, "password": purchase.password, "full_name": "Trial Buyer"}
    await purchase.api.post("/auth/register", body)
    return purchase.email


async def confirm(purchase: Purchase) -> str:
    """Follow the link in the mail."""
    mail = await _mail(purchase, lambda mail: _LINK.search(str(mail["text"])) is not None)
    found = _LINK.search(str(mail["text"]))
    token = found.group(1) if found else ""
    await purchase.api.post("/auth/email/confirm", {"token": token})
    return str(mail["subject"])


async def sign_in(purchase: Purchase) -> str:
    """Sign in."""
    await purchase.api.sign_in(purchase.email, purchase.password)
    return "signed in"


async def come_as_guest(purchase: Purchase) -> str:
    """Take a cart without an account."""
    cart = await purchase.api.get("/cart")
    purchase.api.headers["X-Cart-Token"] = cart["cart_token"]
    return f"no account, {purchase.email}"


async def browse(purchase: Purchase) -> str:
    """Find something in stock that has a price in the currency."""
    page = await purchase.api.get(
        "/products", in_stock="true", currency=purchase.currency, limit=20
    )
    if not page["items"]:
        raise LookupError(
            f"no product in stock has a price in {purchase.currency}; run `soko seed`"
        )
    chosen = secrets.choice(page["items"])
    product = await purchase.api.get(f"/products/{chosen['id']}", currency=purchase.currency)
    variant = next(one for one in product["variants"] if one["in_stock"])
    purchase.facts |= {"product_id": product["id"], "variant_id": variant["id"]}
    return str(product["name"])


async def fill_cart(purchase: Purchase) -> str:
    """Put one of it in the cart."""
    body = {name: purchase.facts[name] for name in ("product_id", "variant_id")}
    await purchase.api.post("/cart/items", body | {"quantity": 1})
    cart = await purchase.api.patch("/cart", {"currency": purchase.currency})
    return money(cart["subtotal"])


async def order(purchase: Purchase) -> str:
    """Order what is in the cart; a guest goes on with the order's own token."""
    body: Body = {"shipping_address": ADDRESSES[purchase.currency]}
    if guest := "Authorization" not in purchase.api.headers:
        body["email"] = purchase.email
    placed = await purchase.api.post("/orders", body)
    if guest:
        purchase.api.headers["X-Order-Token"] = placed["order_token"]
    purchase.facts |= {"order_id": placed["id"], "number": placed["number"]}
    return f"{placed['number']}, {money(placed['total'])}"


async def receipt(purchase: Purchase) -> str:
    """Get the mail about the order's end."""
    number = str(purchase.facts["number"])
    mail = await _mail(purchase, lambda mail: number in f"{mail['subject']} {mail['text']}")
    return str(mail["subject"])


async def _mail(purchase: Purchase, wanted: Callable[[Body], bool]) -> Body:
    async def read() -> list[Body]:
        return [mail for mail in await purchase.mails.to(purchase.email) if wanted(mail)]

    found: list[Body] = await until(read, bool)
    return found[0]
