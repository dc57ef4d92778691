"""The shop of one schedule: three services, two providers and the bus between them."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID

from catalog.consumers.subscriptions import SUBSCRIPTIONS as CATALOG_HEARS
from common.errors import Problem
from common.events.base import Event
from orders.consumers.subscriptions import SUBSCRIPTIONS as ORDERS_HEARS
from payments.adapters.till import CASH, MANUAL, Till
from payments.consumers.subscriptions import SUBSCRIPTIONS as PAYMENTS_HEARS
from payments.domain.callback import token_of
from payments.domain.provider import Standing
from payments.domain.schedule import Clocks
from payments.usecases.ports import Provider, World
from simulation.between import OrdersOverHttp
from simulation.catalog_side import CatalogTx, Level
from simulation.orders_side import OrdersTx
from simulation.payments_side import PaymentsTx
from simulation.provider import CARDS, PHONES, SimulatedProvider
from simulation.service import Service
from simulation.surroundings import Surroundings

VARIANT: Final = UUID(int=0xA)
PRODUCT: Final = UUID(int=0xB)
_CLOCKS: Final = Clocks(
    prompt=timedelta(seconds=300),
    redirect=timedelta(seconds=1800),
    hard=timedelta(seconds=1800),
    watch=timedelta(days=7),
)


class Delivery(NamedTuple):
    """A message on its way to one service."""

    event: Event
    to: Service


@dataclass(frozen=True, slots=True)
class Books:
    """What the three services have stored."""

    orders: OrdersTx
    payments: PaymentsTx
    catalog: CatalogTx


class Shop:
    """Everything that exists in one schedule."""

    def __init__(self, around: Surroundings, *, units: int) -> None:
        self.around = around
        self.units = units
        self.deliveries: list[Delivery] = []
        self.by_hand: dict[UUID, int] = {}
        """What staff gave back outside of any provider, by attempt."""
        self.providers = [SimulatedProvider(terms, around) for terms in (CARDS, PHONES)]
        codes = (*(one.terms.code for one in self.providers), CASH.code, MANUAL.code)
        clock = around.clock
        self.books = Books(OrdersTx(clock), PaymentsTx(clock, codes), CatalogTx(clock))
        self.books.catalog.stock.levels[VARIANT] = Level(units)
        self.orders = self._service("orders", self.books.orders, ORDERS_HEARS)
        self.payments = self._service("payments", self.books.payments, PAYMENTS_HEARS)
        self.catalog = self._service("catalog", self.books.catalog, CATALOG_HEARS)
        self.services = (self.orders, self.payments, self.catalog)
        self.world = self._world()

    def start(
        self,
        name: str,
        work: Coroutine[Any, Any, object],
        *about: Any,
        then: Callable[[Exception | None], None] = lambda _: None,
    ) -> None:
        """Begin a request, a message's handling or a timer's run."""

        def ended(error: Exception | None) -> None:
            if error is not None:
                self._told(name, error)
            then(error)

        self.around.trace.note(name, *about)
        self.around.loop.start(name, work, ended)

    def receive(self, delivery: Delivery) -> None:
        """Hand a message to its service; what fails there comes again."""

        def again_unless_done(error: Exception | None) -> None:
            if error is not None:
                self.around.broken.append(f"{delivery.to.name} cannot handle {delivery.event.name}")

        work = delivery.to.receive(delivery.event)
        self.start(f"{delivery.to.name} hears", work, delivery.event, then=again_unless_done)

    def _told(self, name: str, error: Exception) -> None:
        self.around.trace.note("  ended", name, repr(error))
        if not isinstance(error, Problem):
            self.around.broken.append(f"{name} ended with {error!r}")

    def _publish(self, event: Event) -> None:
        self.around.trace.note("  fact", event)
        self.deliveries += [
            Delivery(event, service)
            for service in self.services
            if type(event) in service.subscriptions
        ]

    def _service(self, name: str, tx: Any, hears: Any) -> Service:
        return Service(name, tx, hears, loop=self.around.loop, publish=self._publish)

    def _world(self) -> World:
        tills = (Till(CASH, Standing.AUTHORIZED), Till(MANUAL, Standing.ABSENT))
        present: tuple[Provider, ...] = (*self.providers, *tills)
        everyone = {one.terms.code: one for one in present}
        return World(
            open_tx=self.payments.open_tx,
            open_look=self.payments.open_tx,
            providers=everyone,
            catalogue={code: one.terms for code, one in everyone.items()},
            orders=OrdersOverHttp(self.orders, self.around),
            clocks=_CLOCKS,
            clock=lambda: self.around.clock.now,
            token_of=partial(token_of, "simulation"),
        )

    def refused(self) -> Sequence[str]:
        """Return what tables refused and what must not be."""
        found = list(self.around.broken)
        for service in self.services:
            found += service.tx.tables.refused
        return found
