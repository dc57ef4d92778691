"""What staff ask for, as requests to the services' own use cases."""

from typing import Final
from uuid import UUID

from common.money import Money
from orders.domain.order import Shipment
from orders.usecases import staff_orders
from orders.usecases.asker import Asker
from orders.usecases.mend_saga import retry_saga
from payments.domain.attempt import Attempt
from payments.domain.caller import Caller
from payments.domain.incident import Incident, Resolution
from payments.domain.refund import Refund, RefundStatus
from payments.domain.review import holds_money
from payments.usecases.record_money import RecordMoney, record_money
from payments.usecases.refresh import verify
from payments.usecases.refunds.staff import (
    Actor,
    GiveBack,
    give_back_by_staff,
    retry_refund,
    settle_refund,
)
from payments.usecases.resolve_incident import ResolveIncident, resolve_incident
from simulation.between import STAFF, STAFF_VIEWER
from simulation.books import Back
from simulation.customer import unsealed
from simulation.shop import Shop
from simulation.tariffs import CURRENCY

CLERK: Final = Asker(user_id=STAFF, viewer=STAFF_VIEWER)
CASHIER: Final = Caller(user_id=STAFF, token_hash=None, is_staff=True, credentials={"staff": "yes"})
_ACTOR: Final = Actor(id=STAFF, request_id=None)
_SHIPMENT: Final = Shipment(carrier="Boda", tracking_number="B1")


class Clerk:
    """The member of staff of one schedule, who may do everything."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._around = shop.around

    def cancel(self, order_id: UUID) -> None:
        """Cancel an order."""
        self._shop.start("staff cancels", self._cancel(order_id), order_id)

    def ship(self, order_id: UUID) -> None:
        """Send the goods."""
        self._shop.start("staff ships", self._ship(order_id), order_id)

    def say_again(self, order_id: UUID) -> None:
        """Say again what an order is owed."""
        self._shop.start("staff retries the saga", self._say_again(order_id), order_id)

    def verify(self, payment_id: UUID) -> None:
        """Have the providers asked how a payment stands."""
        self._shop.start("staff verifies", verify(payment_id, world=self._shop.world))

    def record(self, order_id: UUID, provider: str, amount: int) -> None:
        """Record money that arrived."""
        command = RecordMoney(
            attempt_id=self._around.chance.new_id(),
            order_id=order_id,
            provider=provider,
            amount=Money(amount, CURRENCY),
            note=None,
            reference=self._around.reference(),
            caller=CASHIER,
            actor_id=STAFF,
            request_id=None,
        )
        work = record_money(command, world=self._shop.world, seal=unsealed)
        self._shop.start("staff records", work, order_id, provider, command.amount)

    def give_back(self, payment_id: UUID, amount: int | None) -> None:
        """Give some or all of a payment back."""
        command = GiveBack(
            payment_id=payment_id,
            attempt_id=None,
            amount=None if amount is None else Money(amount, CURRENCY),
            reason="goodwill",
            actor=_ACTOR,
        )
        self._shop.start("staff gives back", self._give_back(command), amount)

    def look_at_refunds(self) -> None:
        """Try again what a provider may still do, and settle by hand what it does not."""
        for refund in list(self._shop.books.payments.refunds.rows.values()):
            if refund.status is RefundStatus.NEEDS_ATTENTION:
                if refund.in_flight or self._may_come(refund):
                    self._shop.start("staff retries", self._retry(refund), refund.reference)
                else:
                    self._shop.start("staff settles", self._settle(refund), refund.reference)

    def look_at_incidents(self) -> None:
        """Decide what does not add up, sometimes in a way that cannot be."""
        books = self._shop.books.payments
        for incident in books.incidents.unresolved():
            resolution = self._around.chance.pick(tuple(Resolution))
            if not self._around.chance.happens(self._around.weather.wrong_decision):
                attempt = books.attempts.rows.get(incident.attempt_id or incident.id)
                resolution = self._right(incident, attempt)
            command = ResolveIncident(
                incident_id=incident.id,
                resolution=resolution,
                note=None,
                actor_id=STAFF,
                request_id=None,
            )
            self._shop.start("staff decides", self._resolve(command), incident.kind, resolution)

    def _right(self, incident: Incident, attempt: Attempt | None) -> Resolution:
        if attempt is None or not holds_money(incident.kind, attempt):
            return Resolution.DISMISS
        captured = self._shop.books.payments.captures.rows[attempt.id].amount.amount
        enough = attempt.amount is not None and captured >= attempt.amount.amount
        accepts = enough and self._around.chance.happens(0.5)
        return Resolution.ACCEPT if accepts else Resolution.REFUND

    def _may_come(self, refund: Refund) -> bool:
        charges = (bank.charges.values() for bank in self._shop.providers)
        backs = [back for some in charges for charge in some for back in charge.refunds]
        return any(
            back.reference == refund.reference and back.state is not Back.FAILED for back in backs
        )

    async def _cancel(self, order_id: UUID) -> None:
        async with self._shop.orders.open_tx() as tx:
            await staff_orders.cancel(order_id, CLERK, reason="staff", tx=tx)

    async def _ship(self, order_id: UUID) -> None:
        async with self._shop.orders.open_tx() as tx:
            await staff_orders.ship(order_id, _SHIPMENT, CLERK, tx=tx)

    async def _say_again(self, order_id: UUID) -> None:
        async with self._shop.orders.open_tx() as tx:
            await retry_saga(order_id, CLERK, tx=tx)

    async def _give_back(self, command: GiveBack) -> None:
        async with self._shop.payments.open_tx() as tx:
            await give_back_by_staff(command, catalogue=self._shop.world.catalogue, tx=tx)

    async def _resolve(self, command: ResolveIncident) -> None:
        async with self._shop.payments.open_tx() as tx:
            await resolve_incident(command, tx=tx)

    async def _retry(self, refund: Refund) -> None:
        async with self._shop.payments.open_tx() as tx:
            await retry_refund(refund.id, actor=_ACTOR, tx=tx)

    async def _settle(self, refund: Refund) -> None:
        async with self._shop.payments.open_tx() as tx:
            await settle_refund(refund.id, "given back by hand", actor=_ACTOR, tx=tx)
            handed = self._shop.by_hand.get(refund.attempt_id, 0) + refund.amount.amount
            tx.tables.put(self._shop.by_hand, refund.attempt_id, handed)
