"""One whole purchase through the gateway, as a customer makes it, each step with its time."""

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from soko.api import Api, Body, Refused, api_at
from soko.environment import Fleet

_WITHIN = 30.0
_POLL = 0.1
_LINK = re.compile(r"/confirm\?token=([^\s\"<>&]+)")

CURRENCIES = {"chapa": "ETB", "cash": "KES"}
ADDRESSES: dict[str, Body] = {
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


class StepFailed(RuntimeError):
    """A purchase stopped; the message names the step and what the shop said."""


@dataclass(frozen=True)
class Step:
    """One step that was taken."""

    name: str
    seconds: float
    detail: str


@dataclass
class Purchase:
    """What is known of the purchase so far."""

    api: Api
    outside: httpx.AsyncClient
    """Calls what stands beside the shop: the mail sink and the simulator."""
    fleet: Fleet
    provider: str
    email: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    facts: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """What this provider takes."""
        return CURRENCIES[self.provider]


async def buy(fleet: Fleet, provider: str, tell: Callable[[Step], None]) -> Purchase:
    """Make a purchase; raises StepFailed at the first step that does not succeed."""
    if provider not in CURRENCIES:
        raise StepFailed(f"unknown provider {provider}; one of: {', '.join(CURRENCIES)}")
    api = api_at(f"http://127.0.0.1:{fleet.ports['gateway']}")
    async with api.client, httpx.AsyncClient(timeout=10) as outside:
        email = f"buyer-{secrets.token_hex(6)}@customers.example"
        purchase = Purchase(api, outside, fleet, provider, email)
        for name, act in _STEPS:
            await _take(purchase, name, act, tell)
        return purchase


async def _take(
    purchase: Purchase,
    name: str,
    act: "Act",
    tell: Callable[[Step], None],
) -> None:
    began = time.monotonic()
    try:
        detail = await act(purchase)
    except (Refused, httpx.HTTPError, TimeoutError, LookupError) as problem:
        raise StepFailed(f"step “{name}” failed: {str(problem) or repr(problem)}") from problem
    step = Step(name, round(time.monotonic() - began, 3), detail)
    purchase.steps.append(step)
    tell(step)


async def _register(purchase: Purchase) -> str:
    body = {"email": purchase.email, "password": purchase.password, "full_name": "Trial Buyer"}
    await purchase.api.post("/auth/register", body)
    return purchase.email


async def _confirm(purchase: Purchase) -> str:
    mail = await _mail(purchase, lambda mail: _LINK.search(str(mail["text"])) is not None)
    found = _LINK.search(str(mail["text"]))
    token = found.group(1) if found else ""
    await purchase.api.post("/auth/email/confirm", {"token": token})
    return str(mail["subject"])


async def _sign_in(purchase: Purchase) -> str:
    await purchase.api.sign_in(purchase.email, purchase.password)
    return "signed in"


async def _browse(purchase: Purchase) -> str:
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


async def _fill_cart(purchase: Purchase) -> str:
    body = {name: purchase.facts[name] for name in ("product_id", "variant_id")}
    await purchase.api.post("/cart/items", body | {"quantity": 1})
    cart = await purchase.api.patch("/cart", {"currency": purchase.currency})
    return _money(cart["subtotal"])


async def _order(purchase: Purchase) -> str:
    order = await purchase.api.post("/orders", {"shipping_address": ADDRESSES[purchase.currency]})
    purchase.facts |= {"order_id": order["id"], "number": order["number"]}
    return f"{order['number']}, {_money(order['total'])}"


async def _pay(purchase: Purchase) -> str:
    payment = await purchase.api.post(
        f"/orders/{purchase.facts['order_id']}/payments", {"provider": purchase.provider}
    )
    purchase.facts |= {"payment_id": payment["id"], "reference": payment["reference"]}
    if payment["next_action"]["type"] == "redirect":
        await _approve(purchase, payment["next_action"]["url"])
    return str(payment["reference"])


async def _approve(purchase: Purchase, pay_page: str) -> None:
    """What the customer does on the provider's page."""
    page = await purchase.outside.get(pay_page)
    page.raise_for_status()
    simulator = f"http://127.0.0.1:{purchase.fleet.ports['simulator']}"
    path = f"/control/transactions/{purchase.provider}/{purchase.facts['reference']}/decision"
    decided = await purchase.outside.post(simulator + path, json={"outcome": "approve"})
    decided.raise_for_status()


async def _webhook(purchase: Purchase) -> str:
    """Payments learns from the provider, or knows at once with cash."""
    wanted = {"success"} if purchase.provider != "cash" else {"success", "processing", "pending"}
    path = f"/payments/{purchase.facts['payment_id']}"
    payment = await _until(lambda: purchase.api.get(path), lambda one: one["status"] in wanted)
    return f"payment {payment['status']}"


async def _succeed(purchase: Purchase) -> str:
    path = f"/orders/{purchase.facts['order_id']}"
    order = await _until(lambda: purchase.api.get(path), lambda one: one["status"] == "success")
    return f"{order['status']}, {order['payment_status']}"


async def _receipt(purchase: Purchase) -> str:
    number = str(purchase.facts["number"])
    mail = await _mail(purchase, lambda mail: number in f"{mail['subject']} {mail['text']}")
    return str(mail["subject"])


async def _mail(purchase: Purchase, wanted: Callable[[Body], bool]) -> Body:
    url = f"http://127.0.0.1:{purchase.fleet.ports['mail']}/api/messages"

    async def read() -> list[Body]:
        answer = await purchase.outside.get(url, params={"to": purchase.email})
        return [mail for mail in answer.json()["messages"] if wanted(mail)]

    found: list[Body] = await _until(read, bool)
    return found[0]


async def _until(read: Callable[[], Awaitable[Any]], wanted: Callable[[Any], bool]) -> Any:
    """Read again and again until it is as wanted; raises TimeoutError with what was seen last."""
    deadline = time.monotonic() + _WITHIN
    while not wanted(seen := await read()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {_WITHIN:.0f} s; last seen: {str(seen)[:300]}")
        await asyncio.sleep(_POLL)
    return seen


def _money(money: Body) -> str:
    return f"{money['currency']} {money['amount'] / 100:,.2f}"


Act = Callable[[Purchase], Awaitable[str]]
_STEPS: tuple[tuple[str, Act], ...] = (
    ("register", _register),
    ("confirm", _confirm),
    ("sign in", _sign_in),
    ("browse", _browse),
    ("cart", _fill_cart),
    ("order", _order),
    ("pay", _pay),
    ("webhook", _webhook),
    ("success", _succeed),
    ("receipt mail", _receipt),
)
