"""One schedule: a seed decides everything that happens, until nothing happens any more."""

import asyncio
from collections.abc import Callable
from itertools import accumulate
from typing import Any, Final, NamedTuple

from simulation.checkout import UNIT_PRICE, Counter
from simulation.clerk import Clerk
from simulation.clockwork import timers
from simulation.customer import Customer
from simulation.invariants import at_the_end, watch
from simulation.nature import Nature
from simulation.quiet import quietly
from simulation.shop import Shop
from simulation.surroundings import Surroundings, Weather
from simulation.trace import Trace

_PROVIDERS: Final = ("cards", "cards", "cards", "phones", "phones", "phones", "cash")
_SLOW_WAITS: Final = (15.0, 200.0, 500.0)
_WAITS: Final = (1.0, 3.0, 6.0, 6.0, 15.0, 15.0, 40.0, 40.0, 70.0, 70.0, 200.0, 400.0, 1500.0)
# From a minute to more than the watch over attempts that ended without money.
_LADDER: Final = (6.0, 70.0, 320.0, 1900.0, 2000.0, 8000.0, 90_000.0, 700_000.0, 70.0, 4000.0)
_LATE: Final = 5
"""So many steps of the ladder lie within the watch, and somebody may still pay."""
_MIX: Final = (0.0, 0.3, 1.0, 2.0)
_KEY_IS_FREE: Final = 31.0
"""After so long the next request may have the key of one that died, in seconds."""
_PATIENCE: Final = 5_000
"""How many things may happen before it counts as never coming to rest."""


class Result(NamedTuple):
    """What a schedule came to."""

    seed: int
    broken: list[str]
    steps: int
    trace: Trace
    outcome: str


def run(seed: int) -> Result:
    """Run the schedule of a seed: the same one, each time."""
    around = Surroundings.of(seed)
    asyncio._set_running_loop(around.loop)
    try:
        with quietly(around):
            return Schedule(seed, around).run()
    finally:
        asyncio._set_running_loop(None)


class Schedule:
    """Lets one thing happen after the other."""

    def __init__(self, seed: int, around: Surroundings) -> None:
        self._seed = seed
        self._around = around
        self._chance = around.chance
        self._shop = Shop(around, units=self._chance.pick((1, 1, 2, 3)))
        self._counter = Counter(self._shop)
        self._customer = Customer(self._shop)
        self._clerk = Clerk(self._shop)
        self._nature = Nature(self._shop)
        self._timers = timers(self._shop, self._counter)
        self._names = tuple(self._timers)
        self._customers = self._chance.pick((1, 1, 1, 2))
        self._steps = 0
        # Messages take so long now and then that holds lapse before they are confirmed.
        self._is_slow = self._chance.happens(0.1)
        watch(self._shop)
        self._moves, self._weights = self._mixed()

    def run(self) -> Result:
        """Let chance have its way for a while, then let everything come to its end."""
        for key in range(1, self._customers + 1):
            self._customer_orders(key)
            while self._is_patient() and not self._shop.books.orders.orders.rows:
                self._settle()
                self._around.loop.move(_KEY_IS_FREE)
                self._customer_orders(key)
        for _ in range(self._chance.index(120) + 20):
            self._step(self._chance.weighted(self._moves, self._weights))
        self._come_to_rest()
        broken = list(self._shop.refused()) or at_the_end(self._shop)
        return Result(self._seed, broken, self._steps, self._around.trace, self._outcome())

    def _is_patient(self) -> bool:
        return not self._is_slow and self._chance.happens(0.8)

    def _mixed(self) -> tuple[list[Callable[[], object]], list[float]]:
        """Draw what happens how often: many schedules are without some of it."""
        pick = self._chance.pick
        drawn = [(move, weight * pick(_MIX)) for move, weight in self._whims()]
        moves = [*self._course(), *drawn]
        return [move for move, _ in moves], list(accumulate(weight for _, weight in moves))

    def _course(self) -> list[tuple[Callable[[], object], float]]:
        return [
            (self._someone_goes_on, 50),
            (self._a_message_arrives, 0.5 if self._is_slow else self._chance.pick((8, 16))),
            (self._a_clock_rings, 12 if self._is_slow else 6),
            (self._customer_pays, 3),
            (self._nature.payer_acts, 3),
        ]

    def _whims(self) -> list[tuple[Callable[[], object], float]]:
        nature, customer, clerk = self._nature, self._customer, self._clerk
        return [
            (nature.webhook_arrives, 5),
            (nature.payer_acts, 4),
            (nature.bank_acts, 2),
            (nature.late_request_arrives, 2),
            (nature.somebody_else_wants_it, 6 if self._is_slow else 0.5),
            (self._time_passes, 8 if self._is_slow else 2.5),
            (self._customer_orders, 1),
            (self._customer_pays, 3),
            (customer.pay_again, 2),
            (lambda: self._ordered(customer.cancel), 0.5),
            (lambda: self._ordered(clerk.cancel), 0.4),
            (lambda: self._ordered(clerk.ship), 1.5),
            (lambda: self._ordered(clerk.say_again), 1),
            (self._clerk_records, 1),
            (lambda: self._paid(customer.refresh), 1),
            (lambda: self._paid(clerk.verify), 0.7),
            (self._clerk_gives_back, 0.7),
            (clerk.look_at_refunds, 0.7),
            (clerk.look_at_incidents, 0.7),
        ]

    def _step(self, move: Callable[[], object]) -> None:
        self._steps += 1
        move()

    def _someone_goes_on(self) -> bool:
        loop = self._around.loop
        if not loop.waiting:
            return False
        index = self._chance.index(len(loop.waiting))
        if self._chance.happens(self._around.weather.killed):
            cut = loop.kill(index)
            self._around.trace.note("KILLED", cut.activity.name, cut.where)
        else:
            loop.go_on(index)
        return True

    def _a_message_arrives(self) -> bool:
        deliveries = self._shop.deliveries
        if not deliveries:
            return False
        index = self._chance.index(len(deliveries))
        delivery = deliveries[index]
        if not self._chance.happens(self._around.weather.repeated):
            deliveries[index] = deliveries[-1]
            deliveries.pop()
        self._shop.receive(delivery)
        return True

    def _a_clock_rings(self) -> None:
        self._ring(self._chance.pick(self._names))

    def _ring(self, name: str) -> None:
        self._shop.start(name, self._run_job(name))

    async def _run_job(self, name: str) -> None:
        await self._timers[name].job()

    def _time_passes(self) -> None:
        seconds = self._chance.pick(
            _SLOW_WAITS if self._is_slow else _WAITS
        ) * self._chance.between(0.5, 1.5)
        self._around.loop.move(seconds)

    def _customer_orders(self, key: int | None = None) -> None:
        key = key or self._chance.index(self._customers) + 1
        self._counter.place(key, min(self._chance.pick((1, 1, 1, 2)), self._shop.units))

    def _customer_pays(self) -> None:
        self._ordered(self._customer.pay, self._chance.pick(_PROVIDERS))

    def _clerk_records(self) -> None:
        provider = self._chance.pick(("cash", "manual"))
        amount = self._chance.pick((1, 1, 2)) * UNIT_PRICE
        self._ordered(self._clerk.record, provider, amount)

    def _clerk_gives_back(self) -> None:
        self._paid(self._clerk.give_back, self._chance.pick((None, None, UNIT_PRICE, 100)))

    def _ordered(self, ask: Callable[..., object], *more: Any) -> None:
        orders = list(self._shop.books.orders.orders.rows)
        if orders:
            ask(self._chance.pick(orders), *more)

    def _paid(self, ask: Callable[..., object], *more: Any) -> None:
        payments = list(self._shop.books.payments.payments.rows)
        if payments:
            ask(self._chance.pick(payments), *more)

    def _come_to_rest(self) -> None:
        self._around.trace.note("the weather clears")
        self._around.weather = Weather()
        self._nature.network_clears()
        for place, seconds in enumerate(_LADDER):
            if place < _LATE and self._chance.happens(0.15):
                self._nature.everybody_pays()
            self._nature.banks_finish()
            self._clerk.look_at_refunds()
            self._clerk.look_at_incidents()
            self._settle()
            for name in self._names:
                if not self._timers[name].is_idle():
                    self._ring(name)
            self._settle()
            self._around.loop.move(seconds)
        self._settle()

    def _settle(self) -> None:
        for _ in range(_PATIENCE):
            if not self._goes_on():
                return
            self._steps += 1
        self._around.broken.append("it never comes to rest")

    def _goes_on(self) -> bool:
        return (
            self._someone_goes_on() or self._a_message_arrives() or self._nature.webhook_arrives()
        )

    def _outcome(self) -> str:
        orders = self._shop.books.orders.orders.rows.values()
        return "+".join(sorted(order.status.value for order in orders)) or "nothing"
