"""What happens outside the shop: payers pay or do not, requests arrive late, webhooks get lost."""

from collections.abc import Sequence
from uuid import UUID

from catalog.domain.hold import Line
from catalog.usecases.hold_stock import hold_stock
from payments.domain.provider import Flow
from payments.usecases.receive_webhook import receive_webhook
from simulation.between import HOLD_SECONDS
from simulation.books import Back, Charge, State
from simulation.provider import SimulatedProvider
from simulation.shop import PRODUCT, VARIANT, Shop


class Nature:
    """Payers, and the network between providers and the shop."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._around = shop.around

    def payer_acts(self) -> None:
        """Somebody pays, declines or cancels at some provider."""
        provider = self._around.chance.pick(self._shop.providers)
        able = [one for one in provider.charges.values() if self._may_move(one)]
        if not able:
            return
        charge = self._around.chance.pick(able)
        self._decide(charge, provider)
        self._around.trace.note("payer", charge.reference, charge.state, charge.paid)
        if not self._around.chance.happens(self._around.weather.lost_webhook):
            provider.tell(charge)

    def everybody_pays(self) -> None:
        """Whatever can still be paid is paid."""
        for provider in self._shop.providers:
            for charge in provider.charges.values():
                if charge.state is State.OPEN:
                    self._pay(charge, charge.amount.amount)
                    self._around.trace.note("payer", charge.reference, "pays late", charge.paid)
                    provider.tell(charge)

    def bank_acts(self) -> None:
        """A provider carries a refund out, or finds that it cannot."""
        self._carry_out(self._around.chance.pick(self._shop.providers))

    def banks_finish(self) -> None:
        """Every provider carries out what it took on."""
        for provider in self._shop.providers:
            self._carry_out(provider)

    def somebody_else_wants_it(self) -> None:
        """Units are held for an order of another shop window, which is never placed."""
        self._shop.start("somebody else holds", self._hold(self._around.chance.new_id()))

    async def _hold(self, order_id: UUID) -> None:
        async with self._shop.catalog.open_tx() as tx:
            line = Line(VARIANT, PRODUCT, 1)
            now = self._around.clock.now
            await hold_stock(order_id, [line], ttl=HOLD_SECONDS, tx=tx, at=now)

    def late_request_arrives(self) -> None:
        """A request that we gave up on reaches its provider after all, if it is not too late."""
        for provider in self._shop.providers:
            if provider.on_the_way:
                late = provider.on_the_way.pop()
                if late.until >= self._around.clock.seconds:
                    late.arrive()

    def network_clears(self) -> None:
        """Nothing is under way any more, and providers say again what they said before."""
        for provider in self._shop.providers:
            provider.on_the_way.clear()
            for charge in provider.charges.values():
                provider.tell(charge)

    def webhook_arrives(self) -> bool:
        """A provider's webhook reaches us, perhaps not for the last time."""
        senders: Sequence[SimulatedProvider] = [one for one in self._shop.providers if one.notices]
        if not senders:
            return False
        notices = self._around.chance.pick(senders).notices
        place = self._around.chance.index(len(notices))
        notice = notices[place]
        if not self._around.chance.happens(self._around.weather.repeated):
            notices.pop(place)
        work = receive_webhook(notice, world=self._shop.world)
        self._shop.start("webhook", work, notice.channel, notice.body.decode())
        return True

    def _carry_out(self, provider: SimulatedProvider) -> None:
        pending = [
            back
            for charge in provider.charges.values()
            for back in charge.refunds
            if back.state is Back.PENDING
        ]
        for back in pending:
            failed = self._around.chance.happens(self._around.weather.refused)
            back.state = Back.FAILED if failed else Back.DONE
            self._around.trace.note("bank", back.reference, back.state)
            if not self._around.chance.happens(self._around.weather.lost_webhook):
                provider.tell_refund(back)

    def _may_move(self, charge: Charge) -> bool:
        if charge.state is State.OPEN:
            return True
        changes = charge.state in {State.DECLINED, State.CANCELLED}
        return changes and self._around.chance.happens(self._around.weather.changed_mind)

    def _decide(self, charge: Charge, provider: SimulatedProvider) -> None:
        chance = self._around.chance
        if charge.state is State.OPEN and chance.happens(0.4):
            charge.state = chance.pick((State.DECLINED, State.CANCELLED))
            return
        asked = charge.amount.amount
        # What a prompt asks for cannot be changed by the one who reads it.
        free = provider.terms.flow is Flow.REDIRECT
        other = free and chance.happens(self._around.weather.other_amount)
        self._pay(charge, chance.pick((asked - 100, asked + 100)) if other else asked)

    def _pay(self, charge: Charge, amount: int) -> None:
        charge.state = State.PAID
        charge.paid = amount
        charge.receipt = f"R{charge.reference}"
