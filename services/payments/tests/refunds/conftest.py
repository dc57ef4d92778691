import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from common.ids import new_id
from payments.domain.refund import Refund, RefundFinding, RefundOrder, RefundStanding
from payments.usecases.problems import ProviderSilent
from payments.usecases.refunds.perform import carry_on, perform_refunds

PENDING = RefundFinding(standing=RefundStanding.PENDING, provider_reference="R-1")
SUCCEEDED = RefundFinding(standing=RefundStanding.SUCCEEDED)
ABSENT = RefundFinding(standing=RefundStanding.ABSENT)

Hook = Callable[[RefundOrder], Awaitable[None]]


@dataclass
class Bank:
    """A provider whose refunds are scripted; all else is the provider's own.

    It keeps its own books: `paid` lists every reference it was asked to pay out by, once each,
    as a provider does that knows a reference again.
    """

    own: Any
    says: RefundFinding | None = PENDING
    tells: RefundFinding | None = None
    """What it answers when asked; without it what its books say."""
    hook: Hook | None = None
    calls: list[RefundOrder] = field(default_factory=list)
    asked: list[RefundOrder] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)

    async def refund(self, order: RefundOrder) -> RefundFinding:
        self.calls.append(order)
        taken = self.says is None or self.says.standing is not RefundStanding.REFUSED
        if taken and order.reference not in self.paid:
            self.paid.append(order.reference)
        if self.hook is not None:
            await self.hook(order)
        if self.says is None:
            raise ProviderSilent("the line is dead")
        return self.says

    async def ask_refund(self, order: RefundOrder, *, patience: timedelta) -> RefundFinding:
        self.asked.append(order)
        if self.tells is not None:
            return self.tells
        return SUCCEEDED if order.reference in self.paid else ABSENT


class Desk:
    """Staff who give money back, the worker who does it, and a provider that does as told."""

    def __init__(self, shop: Any) -> None:
        self.shop = shop
        self.staff = new_id()
        self.bank = Bank(shop.world.providers["chapa"])
        self.become(providers={**shop.world.providers, "chapa": self.bank})

    async def payment(self, started: Any) -> Any:
        return await self.shop.payment(started["id"])

    async def facts(self, name: str) -> Any:
        return await self.shop.facts(name)

    def become(self, **changes: Any) -> None:
        self.shop.world = replace(self.shop.world, **changes)
        self.shop.app.state.world = self.shop.world

    def deal_with_chapa_itself(self) -> None:
        self.become(providers={**self.shop.world.providers, "chapa": self.bank.own})

    async def until(self, *statuses: str, later: str = "1 h") -> None:
        """Let the worker run until the refunds stand so."""
        async with asyncio.timeout(120):
            while await self.statuses() != list(statuses):
                await asyncio.sleep(0.05)
                await self.work(later=later)

    def terms(self, **changes: Any) -> None:
        catalogue = self.shop.world.catalogue
        self.become(catalogue={**catalogue, "chapa": replace(catalogue["chapa"], **changes)})

    async def paid(self, **body: Any) -> Any:
        """An order that was paid with Chapa."""
        started = await self.shop.begun(**body)
        await self.shop.decide(started["reference"], "approve")
        await self.shop.refresh(started["id"])
        return started

    async def paid_in_cash(self) -> Any:
        started = await self.shop.begun(provider="cash")
        answer = await self.shop.http.post(
            "/api/v1/admin/payments",
            json={
                "order_id": started["order_id"],
                "provider": "cash",
                "amount": {"amount": 45_000, "currency": "ETB"},
            },
            headers={**self.shop.bearer(new_id(), "payments:*"), "idempotency-key": "cash"},
        )
        assert answer.status_code == 201, answer.text
        return started

    async def give_back(
        self, payment_id: str, *, key: str = "", amount: int | None = None, **body: Any
    ) -> Any:
        money = {} if amount is None else {"amount": {"amount": amount, "currency": "ETB"}}
        return await self.shop.http.post(
            f"/api/v1/admin/payments/{payment_id}/refunds",
            json={"reason": "goodwill", **money, **body},
            headers=self.hands(key),
        )

    async def act(self, refund_id: Any, verb: str, **body: Any) -> Any:
        return await self.shop.http.post(
            f"/api/v1/admin/payment-refunds/{refund_id}/{verb}",
            json=body or None,
            headers=self.hands(),
        )

    async def look(self, path: str = "") -> Any:
        answer = await self.shop.http.get(
            f"/api/v1/admin/payment-refunds{path}",
            headers=self.shop.bearer(new_id(), "refunds:read"),
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def hands(self, key: str = "") -> dict[str, str]:
        staff = self.shop.bearer(self.staff, "refunds:*")
        return {**staff, "idempotency-key": key or str(new_id())}

    async def work(self, *, later: str = "0 s") -> None:
        """Let the worker run once, as if so much time had passed."""
        moved = ", ".join(
            f"{column} = {column} - interval '{later}'"
            for column in ("next_try_at", "begun_at", "called_at")
        )
        await self.shop.sql(f"update payments.refunds set {moved}")  # noqa: S608
        await perform_refunds(self.shop.world)

    async def taken(self) -> list[Refund]:
        """What a worker takes to work on, before it begins."""
        async with self.shop.world.open_tx() as tx:
            due: list[Refund] = await tx.refunds.due(limit=10, lease=timedelta(seconds=20))
        return due

    async def rivals(self, refund: Refund, count: int) -> None:
        """Let so many workers carry on one refund at once."""
        await asyncio.gather(*(carry_on(refund, self.shop.world) for _ in range(count)))

    async def rows(self) -> list[Any]:
        rows: list[Any] = await self.shop.sql(
            "select * from payments.refunds order by created_at, id"
        )
        return rows

    async def statuses(self) -> list[str]:
        return [row["status"] for row in await self.rows()]


@pytest.fixture
def desk(shop: Any) -> Desk:
    return Desk(shop)
