"""What customers and staff ask for, as requests to the services' own use cases."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from common.money import Money
from orders.domain.order import Shipment
from orders.usecases import cancel_order, staff_orders
from orders.usecases.asker import Asker
from payments.domain.caller import Caller
from payments.usecases.begin_attempt import Begin, begin_attempt
from payments.usecases.ports import Outcome
from payments.usecases.record_money import RecordMoney, record_money
from payments.usecases.refresh import refresh, verify
from payments.usecases.stores import Tx
from simulation.between import CUSTOMER, STAFF, STAFF_VIEWER
from simulation.orders_side import CURRENCY
from simulation.shop import Shop

OWNER: Final = Asker(user_id=CUSTOMER)
CLERK: Final = Asker(user_id=STAFF, viewer=STAFF_VIEWER)
PAYER: Final = Caller(user_id=CUSTOMER, token_hash=None, is_staff=False, credentials={})
CASHIER: Final = Caller(user_id=STAFF, token_hash=None, is_staff=True, credentials={"staff": "yes"})
_KEY_LEASE: Final = 30.0
_SHIPMENT: Final = Shipment(carrier="Boda", tracking_number="B1")


@dataclass(slots=True)
class Key:
    """An idempotency key whose request may have died: it is taken over after its lease."""

    attempt_id: UUID
    order_id: UUID
    provider: str
    free_at: float


class People:
    """The customer and the clerk of one schedule."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._around = shop.around
        self._keys: list[Key] = []

    def pay(self, order_id: UUID, provider: str) -> None:
        """Begin an attempt under a new key."""
        attempt_id = self._around.chance.new_id()
        self._around.trace.name(attempt_id, f"A{len(self._keys) + 1}")
        key = Key(attempt_id, order_id, provider, 0.0)
        self._keys.append(key)
        self._begin(key)

    def pay_again(self) -> None:
        """Repeat a request nobody heard the end of, once its key's lease is over."""
        now = self._around.clock.seconds
        free = [key for key in self._keys if key.free_at <= now]
        if free:
            self._begin(self._around.chance.pick(free))

    def cancel(self, order_id: UUID) -> None:
        """The customer cancels."""
        self._shop.start("customer cancels", self._cancel(order_id), order_id)

    def cancel_as_staff(self, order_id: UUID) -> None:
        """The clerk cancels."""
        self._shop.start("staff cancels", self._cancel_as_staff(order_id), order_id)

    def ship(self, order_id: UUID) -> None:
        """The clerk sends the goods."""
        self._shop.start("staff ships", self._ship(order_id), order_id)

    def record(self, order_id: UUID, provider: str, amount: int) -> None:
        """The clerk records money."""
        command = RecordMoney(
            attempt_id=self._around.chance.new_id(),
            order_id=order_id,
            provider=provider,
            amount=Money(amount, CURRENCY),
            note=None,
            reference=self._reference(),
            caller=CASHIER,
            actor_id=STAFF,
            request_id=None,
        )
        work = record_money(command, world=self._shop.world, seal=_unsealed)
        self._shop.start("staff records", work, order_id, provider, command.amount)

    def ask(self, payment_id: UUID, *, as_staff: bool) -> None:
        """Somebody wants to know how a payment stands."""
        world = self._shop.world
        if as_staff:
            self._shop.start("staff verifies", verify(payment_id, world=world))
        else:
            work = refresh(payment_id, caller=PAYER, world=world)
            self._shop.start("customer refreshes", work)

    def _begin(self, key: Key) -> None:
        def answered(_: Exception | None) -> None:
            # Answered or refused: the key is kept or free, and never acts again.
            key.free_at = float("inf")

        key.free_at = self._around.clock.seconds + _KEY_LEASE
        command = Begin(
            attempt_id=key.attempt_id,
            order_id=key.order_id,
            provider=key.provider,
            reference=self._reference(),
            callback_token=f"{self._around.chance.new_id().int:032x}",
            phone_number="254700000000",
            return_url=None,
            caller=PAYER,
        )
        work = begin_attempt(command, world=self._shop.world, seal=_unsealed)
        about = (key.attempt_id, key.provider, command.reference)
        self._shop.start("customer pays", work, *about, then=answered)

    def _reference(self) -> str:
        return f"{self._around.chance.new_id().int >> 80:012d}"

    async def _cancel(self, order_id: UUID) -> None:
        async with self._shop.orders.open_tx() as tx:
            await cancel_order.cancel_order(order_id, OWNER, reason="customer", tx=tx)

    async def _cancel_as_staff(self, order_id: UUID) -> None:
        async with self._shop.orders.open_tx() as tx:
            await staff_orders.cancel(order_id, CLERK, reason="staff", tx=tx)

    async def _ship(self, order_id: UUID) -> None:
        async with self._shop.orders.open_tx() as tx:
            await staff_orders.ship(order_id, _SHIPMENT, CLERK, tx=tx)


async def _unsealed(_: Tx, __: Outcome) -> Any:
    """Keep no answer: keys are this module's own."""
