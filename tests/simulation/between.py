"""How services ask each other: a call may never arrive, and its answer may be lost."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from catalog.domain.hold import InsufficientStock
from catalog.domain.hold import Line as HeldLine
from catalog.usecases.hold_stock import drop_hold, hold_stock
from common.errors import Unavailable
from common.money import Money
from orders.domain import basket
from orders.domain.actions import Viewer
from orders.domain.order import Line
from orders.usecases.asker import Asker
from orders.usecases.begin_attempt import BeginAttempt, begin_attempt
from payments.usecases.ports import Asking, Customer, Grant
from simulation.service import Service, Transaction
from simulation.surroundings import Surroundings

HOLD_SECONDS: Final = 900
CUSTOMER: Final = UUID(int=0xC)
STAFF: Final = UUID(int=0x5)
STAFF_VIEWER: Final = Viewer(may_write_orders=True, may_write_payments=True, may_write_refunds=True)


class Wire:
    """The way from one service to another."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def reach(self, what: str) -> None:
        """Arrive there, or raise `Unavailable`."""
        await self._around.loop.stand_still(what + " calling")
        if self._around.chance.happens(self._around.weather.lost_request):
            raise Unavailable(what + " cannot be reached")

    async def answer(self, what: str) -> None:
        """Come back from there, or raise `Unavailable`."""
        await self._around.loop.stand_still(what + " answered")
        if self._around.chance.happens(self._around.weather.lost_answer):
            raise Unavailable(what + " did not answer")


class OrdersOverHttp:
    """Payments' `Orders` port: the orders service's own use case at the other end."""

    def __init__(self, orders: Service, around: Surroundings) -> None:
        self._orders = orders
        self._wire = Wire(around)

    async def begin(self, asking: Asking) -> Grant:
        """Let the attempt begin; raise orders' own problem, or `Unavailable`."""
        await self._wire.reach("orders.begin")
        async with Transaction(self._orders, may_die=False) as tx:
            order = await begin_attempt(_command(asking), _asker(asking), tx=tx)
        await self._wire.answer("orders.begin")
        return Grant(
            number=order.number,
            amount=order.total,
            owner=str(order.user_id),
            customer=Customer(email=None, full_name=None, phone_number=None, locale=None),
        )


class HoldsOverHttp:
    """Orders' `Holds` port: catalog's own use cases at the other end."""

    def __init__(self, catalog: Service, around: Surroundings) -> None:
        self._catalog = catalog
        self._clock = around.clock
        self._wire = Wire(around)

    async def hold(self, order_id: UUID, lines: Sequence[Line]) -> None:
        """Hold all of it for a while; raise `InsufficientStock` or `Unavailable`."""
        wanted = [HeldLine(line.variant_id, line.product_id, line.quantity) for line in lines]
        await self._wire.reach("holds.put")
        try:
            async with Transaction(self._catalog, may_die=False) as tx:
                now = self._clock.now
                await hold_stock(order_id, wanted, ttl=HOLD_SECONDS, tx=tx, at=now)
        except InsufficientStock as short:
            raise basket.InsufficientStock(short.members["items"]) from None
        await self._wire.answer("holds.put")

    async def release(self, order_id: UUID) -> None:
        """Let go of it unless the order confirmed it; raise `Unavailable`."""
        await self._wire.reach("holds.delete")
        async with Transaction(self._catalog, may_die=False) as tx:
            await drop_hold(order_id, tx=tx, at=self._clock.now)
        await self._wire.answer("holds.delete")


def _command(asking: Asking) -> BeginAttempt:
    currency = asking.terms.currencies[0]
    limits = asking.terms.limits[currency]
    most = limits.maximum
    return BeginAttempt(
        order_id=asking.order_id,
        attempt_id=asking.attempt_id,
        provider=asking.terms.code,
        currencies=asking.terms.currencies,
        at_least=Money(limits.minimum, currency),
        at_most=None if most is None else Money(most, currency),
    )


def _asker(asking: Asking) -> Asker:
    if "staff" in asking.credentials:
        return Asker(user_id=STAFF, viewer=STAFF_VIEWER)
    return Asker(user_id=CUSTOMER)
