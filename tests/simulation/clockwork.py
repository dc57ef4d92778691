"""The timers of the three workers, and when each of them has something to do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from catalog.usecases.lapse_holds import lapse_holds
from orders.usecases.run_clocks import run_clocks
from payments.usecases.look_after import complete_left, poll_due
from payments.usecases.ports import World
from payments.usecases.refunds.perform import perform_refunds
from payments.usecases.work_webhooks import work_webhooks
from simulation.checkout import Counter
from simulation.shop import Shop


@dataclass(frozen=True, slots=True)
class Timer:
    """Work by the clock, and whether there is any; idle runs are only left out at the end."""

    job: Callable[[], Awaitable[object]]
    is_idle: Callable[[], bool]


def timers(shop: Shop, counter: Counter) -> Mapping[str, Timer]:
    """Return everything that happens by the clock, by name."""

    async def lapse() -> None:
        more, failed = True, list[UUID]()
        while more:
            async with shop.catalog.open_tx() as tx:
                more = await lapse_holds(failed=failed, tx=tx, at=shop.around.clock.now)

    books, world = shop.books, shop.world
    orders, catalog, payments = books.orders, books.catalog, books.payments
    return {
        "orders clocks": Timer(
            lambda: run_clocks(shop.orders.open_tx), lambda: not orders.orders.overdue()
        ),
        "orders claims": Timer(counter.sweep, counter.claims.are_clean),
        "catalog lapses": Timer(lapse, lambda: not catalog.holds.over()),
        "payments webhooks": Timer(
            _until_done(work_webhooks, world), lambda: not payments.webhooks.waiting()
        ),
        "payments polls": Timer(
            _until_done(poll_due, world), lambda: not payments.attempts.to_ask()
        ),
        "payments refunds": Timer(
            _until_done(perform_refunds, world), lambda: not payments.refunds.waiting()
        ),
        "payments completes": Timer(
            _until_done(complete_left, world), lambda: not payments.attempts.left_behind()
        ),
    }


def _until_done(
    work: Callable[[World], Awaitable[int]], world: World
) -> Callable[[], Awaitable[None]]:
    async def job() -> None:
        while await work(world):
            pass

    return job
