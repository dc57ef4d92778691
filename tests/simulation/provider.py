"""Providers in memory: what they say is uncertain, what stands in their books is not.

`cards` sends the payer to a page that can be closed; `phones` rings the payer, names attempts
itself, cannot be stopped, and tells amount and receipt only in its unsigned callback.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from common.money import Money
from payments.domain.attempt import Attempt
from payments.domain.provider import (
    Begun,
    Finding,
    Flow,
    Kind,
    Limits,
    Link,
    Prompted,
    Refusal,
    Report,
    Standing,
    Terms,
)
from payments.domain.refund import RefundFinding, RefundOrder, RefundStanding
from payments.domain.webhook import Notice
from payments.usecases import ports
from payments.usecases.problems import ProviderSilent
from payments.usecases.settle import LONG
from simulation import notices
from simulation.books import Back, Charge, GivenBack, State
from simulation.surroundings import Surroundings

CARDS: Final = Terms(
    code="cards",
    name="Cards",
    kinds=(Kind.CARD,),
    flow=Flow.REDIRECT,
    limits={"KES": Limits(1)},
    voidable=True,
)
PHONES: Final = Terms(
    code="phones",
    name="Phones",
    kinds=(Kind.MOBILE_MONEY,),
    flow=Flow.PROMPT,
    limits={"KES": Limits(100)},
    needs_phone_number=True,
    callback_tokens=True,
    partial_refunds=False,
    refunds_by_receipt=True,
)
_PATIENCE: Final = LONG.total_seconds()
_ON_THE_WAY: Final = 60.0
"""For so long a request that we gave up on may still arrive, in seconds."""
_FOUND: Final = {
    State.OPEN: Standing.PENDING,
    State.PAID: Standing.CAPTURED,
    State.DECLINED: Standing.DECLINED,
    State.CANCELLED: Standing.CANCELLED,
    State.CLOSED: Standing.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Late:
    """A request that we gave up on and that may still arrive."""

    arrive: Callable[[], object]
    until: float


class SimulatedProvider:
    """The `Provider` port over books in memory."""

    def __init__(self, terms: Terms, around: Surroundings) -> None:
        self.terms = terms
        self.is_reachable = True
        self.channel: str | None = terms.code
        self.charges: dict[str, Charge] = {}
        self.on_the_way: list[Late] = []
        self.notices: list[Notice] = []
        """What it has to tell us."""
        self._around = around
        self._rings = terms.flow is Flow.PROMPT

    async def begin(self, charge: ports.Charge) -> Begun:
        """Take a charge on, unless the request or its answer is lost."""
        asked = Charge(charge.reference, charge.amount, charge.callback_token)
        await self._reach("provider.begin", lambda: self._take_on(asked))
        if self._around.chance.happens(self._around.weather.refused):
            return Refusal(code="refused", detail="not this one")
        self._take_on(asked)
        await self._answer("provider.begin")
        if self._rings:
            return Prompted(session=asked.session)
        return Link(url="https://pay.example/" + charge.reference)

    async def ask(self, attempt: Attempt, *, patience: timedelta) -> Finding:
        """Say how a charge stands."""
        del patience
        await self._reach("provider.ask")
        finding = self._finding(attempt)
        await self._answer("provider.ask")
        return finding

    async def void(self, attempt: Attempt) -> bool:
        """Close the page, unless it is paid or the provider does not want to."""
        await self._reach("provider.void")
        charge = self.charges.get(attempt.reference)
        closed = charge is not None and self._close(charge)
        await self._answer("provider.void")
        return closed

    async def refund(self, order: RefundOrder) -> RefundFinding:
        """Take a refund on: each call that arrives is one."""
        back = GivenBack(order.reference, order.amount.amount, order.callback_token)
        clock, stored = self._around.clock, order.called_at
        assert stored is not None, "a call is stored before it is made"
        began, until = clock.seconds, clock.at(stored) + _ON_THE_WAY
        await self._reach("provider.refund", lambda: self._give_back(order, back), until=until)
        if clock.seconds > began + _PATIENCE:
            raise ProviderSilent("given up before it was sent")
        if self._around.chance.happens(self._around.weather.refused):
            kept = self._around.chance.happens(0.3)
            return RefundFinding(standing=RefundStanding.REFUSED, retryable=not kept)
        self._give_back(order, back)
        await self._answer("provider.refund")
        return RefundFinding(standing=notices.STANDINGS[back.state], provider_reference="b")

    async def ask_refund(self, order: RefundOrder, *, patience: timedelta) -> RefundFinding:
        """Say how a refund stands."""
        del patience
        await self._reach("provider.ask_refund")
        charge = self.charges[order.attempt_reference]
        known = [one for one in charge.refunds if one.reference == order.reference]
        standing = notices.STANDINGS[known[0].state] if known else RefundStanding.ABSENT
        await self._answer("provider.ask_refund")
        return RefundFinding(standing=standing)

    async def trace(self, order: RefundOrder) -> None:
        """Look a receipt up, and report it to the order's address."""
        await self._reach("provider.trace")
        self._send(
            notices.about_receipt(self.charges[order.attempt_reference]), order.callback_token
        )
        await self._answer("provider.trace")

    def is_authentic(self, notice: Notice) -> bool:
        """Nobody else sends anything."""
        del notice
        return True

    def report_of(self, notice: Notice) -> Report | None:
        """Read what it sent."""
        return notices.by_address(notice) if self._rings else notices.by_reference(notice)

    def tell(self, charge: Charge) -> None:
        """Send a webhook about a charge, as it stands now."""
        self._send(notices.about_charge(charge), charge.token)

    def tell_refund(self, back: GivenBack) -> None:
        """Send a webhook about a refund, as it stands now."""
        self._send(notices.about_refund(back), back.token)

    def _send(self, said: str, token: str | None) -> None:
        self._around.told += 1
        number, channel = self._around.told, self.terms.code
        self.notices.append(notices.written(said, channel=channel, token=token, number=number))

    def _take_on(self, charge: Charge) -> None:
        if charge.reference in self.charges:
            self._around.broken.append(f"{charge.reference} was charged twice")
        self.charges[charge.reference] = charge
        self._around.trace.note("  charge", self.terms.code, charge.reference)

    def _give_back(self, order: RefundOrder, back: GivenBack) -> None:
        charge = self.charges[order.attempt_reference]
        self._around.trace.note("  refund", charge.reference, back.reference, back.amount)
        if any(one.reference == back.reference for one in charge.refunds):
            self._around.broken.append(f"refund {back.reference} was made twice")
        charge.refunds.append(back)
        if charge.returned > charge.paid:
            self._around.broken.append(f"{charge.returned} went back of {charge.paid}")
        if self._around.chance.happens(0.5):
            back.state = Back.DONE

    def _finding(self, attempt: Attempt) -> Finding:
        if self._rings and attempt.session is None:
            return Finding(standing=Standing.UNTRACEABLE)
        charge = self.charges.get(attempt.reference)
        if charge is None:
            return Finding(standing=Standing.ABSENT)
        if charge.is_returned and not self._rings:
            return Finding(standing=Standing.REVERSED)
        tells = charge.state is State.PAID and not self._rings
        return Finding(
            standing=_FOUND[charge.state],
            amount=Money(charge.paid, charge.amount.currency) if tells else None,
            provider_reference=charge.receipt if tells else None,
        )

    def _close(self, charge: Charge) -> bool:
        if self._rings or charge.state is State.PAID:
            return False
        if charge.state is not State.CLOSED and self._refuses_to_close():
            return False
        charge.state = State.CLOSED
        return True

    def _refuses_to_close(self) -> bool:
        return self._around.chance.happens(self._around.weather.void_refused)

    async def _reach(
        self,
        what: str,
        arrive: Callable[[], object] | None = None,
        *,
        until: float | None = None,
    ) -> None:
        around = self._around
        await around.loop.stand_still(what + " calling")
        if around.chance.happens(around.weather.lost_request):
            if arrive is not None:
                latest = around.clock.seconds + _ON_THE_WAY if until is None else until
                self.on_the_way.append(Late(arrive, latest))
            raise ProviderSilent("no answer")

    async def _answer(self, what: str) -> None:
        await self._around.loop.stand_still(what + " answered")
        if self._around.chance.happens(self._around.weather.lost_answer):
            raise ProviderSilent("the answer was lost")
