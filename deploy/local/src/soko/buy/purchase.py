"""A purchase under way: what is known of it so far, and how to wait for the rest."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from soko.api import Api, Body
from soko.buy.beside import MailSink, Simulator

WITHIN_S: Final = 60.0
_POLL_S: Final = 0.2


class StepFailed(RuntimeError):
    """A purchase stopped; the message names the step and what the shop said."""


@dataclass(frozen=True)
class Step:
    """One step that was taken."""

    name: str
    seconds: float
    detail: str


@dataclass(frozen=True)
class Tried:
    """One attempt to pay, by the provider's reference."""

    provider: str
    reference: str
    pay_page: str | None


@dataclass
class Purchase:
    """What is known of the purchase so far."""

    api: Api
    simulator: Simulator
    mails: MailSink
    currency: str
    email: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    facts: dict[str, Any] = field(default_factory=dict)
    tried: list[Tried] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    async def order(self) -> Body:
        """The order as it is now."""
        return dict(await self.api.get(f"/orders/{self.facts['order_id']}"))

    async def payment(self) -> Body:
        """The order's payment as it is now."""
        return dict(await self.api.get(f"/payments/{self.facts['payment_id']}"))

    async def until_order(self, **wanted: str) -> Body:
        """Wait until the order's named fields are so."""

        def holds(order: Body) -> bool:
            return all(order[name] == value for name, value in wanted.items())

        return dict(await until(self.order, holds))


async def until(read: Callable[[], Awaitable[Any]], wanted: Callable[[Any], bool]) -> Any:
    """Read again and again until it is as wanted; raises TimeoutError with what was seen last."""
    deadline = time.monotonic() + WITHIN_S
    while not wanted(seen := await read()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {WITHIN_S:.0f} s; last seen: {str(seen)[:300]}")
        await asyncio.sleep(_POLL_S)
    return seen


def money(amount: Body) -> str:
    """Write an amount for people."""
    return f"{amount['currency']} {amount['amount'] / 100:,.2f}"
