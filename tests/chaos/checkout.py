"""The steps that purchases are made of, as an undeterred customer takes them."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx
from acceptance.eventually import eventually
from acceptance.fleet import PASSWORD
from acceptance.shop import ADDRESSES, Json, Person, Shop, token_in, unique

from chaos.buyer import Buyer, code_of
from common.http import trusted

CURRENCY = {"chapa": "ETB", "cash": "ETB", "mpesa": "KES"}
PHONE = {"ETB": "+251911234567", "KES": "+254712345678"}
_WITHIN = 180.0
_POLL_SECONDS = 0.3
_UNDECIDED = {"pending", "processing"}


@dataclass(frozen=True, slots=True)
class Scene:
    """Where purchases take place: the shop, something to buy, and staff signed in."""

    shop: Shop
    product: Json
    admin: Person

    @property
    def staff(self) -> Buyer:
        """The administrator, who does not give up either."""
        return Buyer(self.shop, self.admin.email, dict(self.admin.headers))


@dataclass(slots=True)
class Errand:
    """Somebody on their way through the shop, and what they are after."""

    buyer: Buyer
    product: Json
    currency: str = "ETB"
    order: Json | None = None

    @property
    def path(self) -> str:
        """Where the order is."""
        assert self.order is not None
        return f"/orders/{self.order['id']}"


async def register(shop: Shop) -> Buyer:
    """Open an account as strangers do: by a mail with a link."""
    buyer = Buyer(shop, f"{unique('stranger')}@people.example")
    body = {"email": buyer.email, "password": PASSWORD, "full_name": "A Stranger"}
    await buyer.insist("POST", "/auth/register", body, only={201})
    mail = await _mail(shop, buyer.email, "/confirm?token=")
    # A link works once, and the answer that said so may have been lost.
    await buyer.insist("POST", "/auth/email/confirm", {"token": token_in(mail)})
    await buyer.sign_in()
    return buyer


async def known(scene: Scene) -> Buyer:
    """Somebody whose account staff opened."""
    buyer = Buyer(scene.shop, f"{unique('known')}@people.example")
    body = {"email": buyer.email, "password": PASSWORD, "full_name": "A Person"}
    await scene.staff.insist("POST", "/admin/users", body, only={201, 409})
    await buyer.sign_in()
    return buyer


async def guest(shop: Shop) -> Buyer:
    """Somebody without an account."""
    buyer = Buyer(shop, f"{unique('guest')}@people.example")
    answer = await buyer.insist("GET", "/cart", only={200})
    buyer.headers = {"x-cart-token": answer.headers["x-cart-token"]}
    return buyer


async def fill(errand: Errand, quantity: int = 1) -> None:
    """Put the product in the cart, priced in the errand's currency."""
    item = {"product_id": errand.product["id"], "quantity": quantity}
    await errand.buyer.insist("POST", "/cart/items", item, only={201})
    currency = {"currency": errand.currency}
    await errand.buyer.insist("PATCH", "/cart", currency, only={200})


async def place(errand: Errand) -> Json:
    """Order what is in the cart."""
    body: Json = {"shipping_address": ADDRESSES[errand.currency]}
    if "x-cart-token" in errand.buyer.headers:
        body["email"] = errand.buyer.email
    order: Json = await errand.buyer.post("/orders", body)
    if "x-cart-token" in errand.buyer.headers:
        errand.buyer.headers = {"x-order-token": order["order_token"]}
    errand.order = order
    return order


async def begin(errand: Errand, provider: str, soon: set[str] | None = None) -> Json | None:
    """Begin to pay; None where nothing more is to be paid."""
    body: Json = {"provider": provider}
    if provider == "mpesa":
        body["phone_number"] = PHONE["KES"]
    path = f"{errand.path}/payments"
    codes = {"idempotency_key_in_use", "payment_in_progress"} if soon is None else soon
    answer = await errand.buyer.insist("POST", path, body, soon=codes)
    if code_of(answer) == "order_already_paid":
        return None
    assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:400]}"
    return dict(answer.json())


async def pay(errand: Errand, provider: str, outcome: str = "approve") -> Json:
    """Pay until the order says how it ended; what was lost on the way is begun again."""
    deadline = time.monotonic() + _WITHIN
    while True:
        begun = await begin(errand, provider)
        order = await (_seen(errand) if begun is None else _decided(errand, begun, outcome))
        as_meant = order["status"] == "failed" if outcome == "decline" else True
        if order["status"] != "failed" or (as_meant and await _was_declined(errand, begun)):
            return order
        assert time.monotonic() < deadline, f"{errand.path} cannot be paid"


async def _decided(errand: Errand, begun: Json, outcome: str) -> Json:
    """Act as the payer as soon as there is something to act on, until the order is decided."""
    acted = begun["provider"] == "cash"
    deadline = time.monotonic() + _WITHIN
    while True:
        acted = acted or await act(errand.buyer.shop, begun, outcome)
        order = await _seen(errand)
        if order["status"] not in _UNDECIDED:
            return order
        assert time.monotonic() < deadline, f"{errand.path} is undecided: {order['status']}"
        await asyncio.sleep(_POLL_SECONDS)


async def _was_declined(errand: Errand, begun: Json | None) -> bool:
    """Whether this very attempt was decided by its payer, and not lost by somebody's death."""
    if begun is None:
        return False
    async with _simulator(errand.buyer.shop) as simulator:
        found = await simulator.get("/control/transactions", params={"limit": 100})
    statuses = {one["reference"]: one["status"] for one in found.json()["items"]}
    return statuses.get(begun["reference"]) == "failed"


async def act(shop: Shop, begun: Json, outcome: str) -> bool:
    """Decide as the payer does; False where there is nothing to decide about yet."""
    path = f"/control/transactions/{begun['provider']}/{begun['reference']}/decision"
    async with _simulator(shop) as simulator:
        answer = await simulator.post(path, json={"outcome": outcome})
    return answer.is_success


async def cancel(errand: Errand) -> httpx.Response:
    """Ask for the order to be cancelled."""
    reason = {"reason": "changed my mind"}
    return await errand.buyer.insist("POST", f"{errand.path}/cancel", reason, only={200, 202})


async def until(errand: Errand, *statuses: str, within: float = _WITHIN) -> Json:
    """Wait until the order has come to one of the statuses."""
    return await eventually(
        lambda: _seen(errand), lambda seen: seen["status"] in statuses, within=within
    )


async def _seen(errand: Errand) -> Json:
    return dict(await errand.buyer.get(errand.path))


async def until_refunded(errand: Errand) -> Json:
    """Wait until nothing that was paid is left, and nothing is to come back any more."""

    def is_back(seen: Json) -> bool:
        money: dict[str, Any] = seen["amounts"]
        return (
            money["refunded"]["amount"] == money["paid"]["amount"]
            and not money["refund_pending"]["amount"]
        )

    return await eventually(lambda: _seen(errand), is_back, within=_WITHIN)


def _simulator(shop: Shop) -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=trusted(), base_url=shop.fleet.simulator_url, timeout=20)


async def _mail(shop: Shop, to: str, about: str) -> Json:
    async def read() -> list[Json]:
        async with httpx.AsyncClient(
            verify=trusted(), base_url=shop.fleet.mail_url, timeout=20
        ) as sink:
            found = (await sink.get("/api/messages", params={"to": to})).json()["messages"]
        return [mail for mail in found if about in f"{mail['subject']} {mail['text']}"]

    return (await eventually(read, bool, within=90))[0]
