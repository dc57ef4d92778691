"""What customers ask for, as requests to the services' own use cases."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from orders.usecases import cancel_order
from orders.usecases.asker import Asker
from payments.domain.caller import Caller
from payments.usecases.begin_attempt import Begin, begin_attempt
from payments.usecases.ports import Outcome
from payments.usecases.refresh import refresh
from payments.usecases.stores import Tx
from simulation.between import CUSTOMER
from simulation.shop import Shop

OWNER: Final = Asker(user_id=CUSTOMER)
PAYER: Final = Caller(user_id=CUSTOMER, token_hash=None, is_staff=False, credentials={})
_KEY_LEASE: Final = 30.0


@dataclass(slots=True)
class Key:
    """An idempotency key whose request may have died: it is taken over after its lease."""

    attempt_id: UUID
    order_id: UUID
    provider: str
    free_at: float


class Customer:
    """The customer of one schedule, who owns all of its orders."""

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

    def refresh(self, payment_id: UUID) -> None:
        """The customer wants to know how a payment stands."""
        work = refresh(payment_id, caller=PAYER, world=self._shop.world)
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
            reference=self._around.reference(),
            callback_token=self._around.token(),
            phone_number="254700000000",
            return_url=None,
            caller=PAYER,
        )
        work = begin_attempt(command, world=self._shop.world, seal=unsealed)
        about = (key.attempt_id, key.provider, command.reference)
        self._shop.start("customer pays", work, *about, then=answered)

    async def _cancel(self, order_id: UUID) -> None:
        async with self._shop.orders.open_tx() as tx:
            await cancel_order.cancel_order(order_id, OWNER, reason="customer", tx=tx)


async def unsealed(_: Tx, __: Outcome) -> None:
    """Keep no answer: keys are this module's own."""
