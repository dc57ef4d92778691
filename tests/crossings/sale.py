"""One order of a guest with everything that crosses it, and what must hold in the end."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from acceptance.eventually import eventually
from acceptance.shop import Json, Person, Shop
from chaos.checkout import CURRENCY, PHONE, Errand, fill, guest, place

from crossings.provider import Simulator

_PATIENCE = {"within": 45.0, "every": 0.4}
"""Many sales wait side by side: asking more often would only take time from the shop."""


@dataclass
class Stage:
    """Where sales take place."""

    shop: Shop
    simulator: Simulator
    product: Json
    admin: Person
    units: int
    sales: list["Sale"] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    """How many orders of the product ended how, beside these sales."""

    def heard_of(self, product_id: str, *, is_cancelled: bool) -> None:
        """Note how an order that somebody else made ended, perhaps of this product."""
        status = "cancelled" if is_cancelled else "success"
        self.elsewhere[status] += product_id == self.product["id"]

    async def stock_adds_up(self) -> None:
        """Check that what is sold is gone, and that nothing is held for what is over."""
        orders = Counter([(await sale.order())["status"] for sale in self.sales])
        orders += self.elsewhere
        held = orders["pending"] + orders["processing"] + orders["failed"]

        async def read() -> Json:
            stock = await self.shop.stock(self.product)
            return {"gone": self.units - stock["on_hand"], "held": stock["reserved"], **orders}

        def adds_up(seen: Json) -> bool:
            return bool((seen["gone"], seen["held"]) == (orders["success"], held))

        await eventually(read, adds_up, **_PATIENCE)


@dataclass
class Sale:
    """An order, the attempts to pay it, and its payers."""

    stage: Stage
    provider: str
    errand: Errand
    tried: list[tuple[str, str]] = field(default_factory=list)
    """Provider and reference of each attempt that was begun."""
    payment_id: str = ""

    @property
    def total(self) -> int:
        """What the order costs, in minor units."""
        assert self.errand.order is not None
        return int(self.errand.order["total"]["amount"])

    @property
    def order_id(self) -> str:
        """The order."""
        assert self.errand.order is not None
        return str(self.errand.order["id"])

    async def begin(self, provider: str | None = None) -> Json:
        """Begin an attempt as the customer does."""
        provider = provider or self.provider
        if provider == "cash":
            return await self.begin_now(provider)
        async with self.stage.simulator.counters[provider].among_others():
            return await self.begin_now(provider)

    async def begin_now(self, provider: str | None = None) -> Json:
        """Begin an attempt even while the provider is turned bad."""
        answer = await self.try_to_begin(provider)
        assert answer.is_success, answer.text
        begun: Json = answer.json()
        known = (begun["provider"], begun["reference"])
        if known not in self.tried:
            self.tried.append(known)
        self.payment_id = begun["id"]
        return begun

    async def try_to_begin(self, provider: str | None = None) -> httpx.Response:
        """Ask for an attempt and return whatever the shop says."""
        body = {"provider": provider or self.provider}
        if body["provider"] == "mpesa":
            body["phone_number"] = PHONE["KES"]
        path = f"{self.errand.path}/payments"
        return await self.errand.buyer.insist("POST", path, body, soon={"idempotency_key_in_use"})

    async def pays(self, outcome: str = "approve", attempt: int = -1, **more: Any) -> None:
        """Let the payer decide an attempt."""
        said = await self.stage.simulator.decide(*self.tried[attempt], outcome, **more)
        assert said == 200, f"the payer could not {outcome}: {said}"

    async def turn(self, **dials: Any) -> None:
        """Turn the simulator's dials towards the newest attempt."""
        await self.stage.simulator.turn(*self.tried[-1], **dials)

    async def cancel(self) -> Json:
        """Ask for the order to be cancelled, and return what was answered."""
        path = f"{self.errand.path}/cancel"
        answer = await self.errand.buyer.insist("POST", path, {}, only={200, 202, 409})
        return dict(answer.json())

    async def order(self) -> Json:
        """The order as its customer sees it."""
        return dict(await self.errand.buyer.get(self.errand.path))

    async def payment(self) -> Json:
        """The payment as its customer sees it."""
        return dict(await self.errand.buyer.get(f"/payments/{self.payment_id}"))

    async def refunds(self) -> list[Json]:
        """What goes or went back."""
        return list((await self.payment())["refunds"])

    async def until(self, *statuses: str) -> Json:
        """Wait until the order has one of these statuses."""
        return await eventually(self.order, lambda seen: seen["status"] in statuses, **_PATIENCE)

    async def attempt(self, number: int = -1) -> Json:
        """An attempt as the customer sees it."""
        reference = self.tried[number][1]
        attempts = (await self.payment())["attempts"]
        return dict(next(one for one in attempts if one["reference"] == reference))

    async def ends(self, status: str, payment_status: str, *, keeps: int) -> Json:
        """Wait until the sale is over and check it: `keeps` is the money that stays with the shop.

        What was captured is what is paid and what went back, and the provider's books say the
        same.
        """

        async def read() -> Json:
            order, payment = await self.order(), await self.payment()
            return {
                "order": (order["status"], order["payment_status"]),
                "order keeps": _net(order["amounts"], "paid"),
                "payment keeps": _net(payment, "captured"),
                "provider keeps": await self._provider_keeps(),
                "on its way": [one for one in payment["refunds"] if _is_under_way(one)],
            }

        wanted = {
            "order": (status, payment_status),
            "order keeps": keeps,
            "payment keeps": keeps,
            "provider keeps": keeps,
            "on its way": [],
        }
        await eventually(read, lambda seen: seen == wanted, **_PATIENCE)
        await self._went_back_as_told()
        return await self.order()

    async def _went_back_as_told(self) -> None:
        refunds = (await self.payment())["refunds"]
        ours = sum(one["amount"]["amount"] for one in refunds if one["status"] == "succeeded")
        theirs = [row["refunded"] for row in await self._rows()]
        assert ours == sum(theirs), f"we say {ours} went back, the provider says {theirs}"

    async def _provider_keeps(self) -> int:
        return sum(row["captured"] - row["refunded"] for row in await self._rows())

    async def _rows(self) -> list[Json]:
        books = [
            await self.stage.simulator.rows(provider, reference)
            for provider, reference in self.tried
            if provider != "cash"
        ]
        return [row for rows in books for row in rows]


async def placed(stage: Stage, provider: str) -> Sale:
    """Order one of the product as a guest, in the provider's currency."""
    currency = CURRENCY[provider]
    errand = Errand(await guest(stage.shop), stage.product, currency)
    await fill(errand)
    await place(errand)
    sale = Sale(stage, provider, errand)
    stage.sales.append(sale)
    return sale


def _net(money: Json, taken: str) -> int:
    return int(money[taken]["amount"]) - int(money["refunded"]["amount"])


def _is_under_way(refund: Json) -> bool:
    return refund["status"] not in {"succeeded", "failed"}


Scenario = Callable[[Sale], Awaitable[None]]
