import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from common.ids import new_id
from common.money import Money
from payments.usecases.refunds.perform import perform_refunds
from simulator.daraja import wire

PHONE = "0708374149"
OWED = {"amount": 150_000, "currency": "KES"}


class Mpesa:
    """The simulator's side of M-Pesa, and the shop's customers who pay with it."""

    def __init__(self, shop: Any) -> None:
        self.shop = shop
        self.desk = shop.chapa._transport.app.state.desk
        self.sent: list[Any] = []
        self.told = asyncio.Event()
        # What it sends is delivered when the test says so.
        self.desk.sender.webhook = self.keep

    def place(self, amount: int = OWED["amount"]) -> Any:
        return self.shop.orders.place(str(self.shop.customer), Money(amount, "KES"))

    async def pay(self, order_id: Any = None, **body: Any) -> Any:
        wanted = {"provider": "mpesa", "phone_number": PHONE, **body}
        return await self.shop.pay(order_id or self.place(), **wanted)

    async def begun(self, **body: Any) -> Any:
        answer = await self.pay(**body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def prompts(self) -> list[Any]:
        return [one for one in self.desk.book.newest_first() if one.provider == "mpesa"]

    async def dials(self, **dials: Any) -> None:
        answer = await self.shop.chapa.put("/control/faults", json={"mpesa": dials})
        assert answer.status_code == 200, answer.text

    async def decide(self, started: Any, outcome: str = "approve") -> None:
        url = f"/control/transactions/mpesa/{started['reference']}/decision"
        answer = await self.shop.chapa.post(url, json={"outcome": outcome})
        assert answer.status_code == 200, answer.text

    def callback_of(self, started: Any, *, amount: int | None = None) -> tuple[str, bytes]:
        payment = self.desk.book.transaction("mpesa", started["reference"])
        body = wire.callback(payment, amount=payment.amount if amount is None else amount)
        return urlsplit(payment.details["callback_url"]).path, json.dumps(body).encode()

    async def report(self, started: Any, **lie: Any) -> None:
        path, body = self.callback_of(started, **lie)
        assert (await self.send(path, body)).status_code == 200
        await self.shop.work()

    async def send(self, path: str, body: bytes, **headers: str) -> Any:
        return await self.shop.http.post(path, content=body, headers=headers)

    def keep(self, notice: Any, _: Any) -> None:
        self.sent.append(notice)
        self.told.set()

    async def deliver(self) -> None:
        """Deliver everything that it sent until now, and work on it."""
        while self.sent:
            notice = self.sent.pop(0)
            answer = await self.send(urlsplit(notice.url).path, notice.body)
            assert answer.status_code == 200, answer.text
        await self.shop.work()

    async def paid(self) -> Any:
        started = await self.begun()
        await self.decide(started)
        await self.report(started)
        return started

    async def give_back(self, started: Any, **body: Any) -> Any:
        staff = self.shop.bearer(None, "refunds:read", "refunds:write", "payments:read")
        return await self.shop.http.post(
            f"/api/v1/admin/payments/{started['id']}/refunds",
            json={"reason": "broken", **body},
            headers={**staff, "idempotency-key": str(new_id())},
        )

    async def refunds(self) -> list[Any]:
        return list(await self.shop.sql("select * from payments.refunds order by created_at"))

    async def carry_on(self) -> None:
        await self.shop.sql(
            "update payments.refunds set next_try_at = now() where next_try_at is not null"
        )
        await perform_refunds(self.shop.world)

    async def until_told(self) -> None:
        async with asyncio.timeout(10):
            while not self.sent:
                self.told.clear()
                await self.told.wait()

    async def row(self, started: Any) -> Any:
        [row] = await self.shop.sql(
            "select * from payments.attempts where reference = $1", started["reference"]
        )
        return row


@pytest.fixture
def mpesa(shop: Any) -> Mpesa:
    return Mpesa(shop)
