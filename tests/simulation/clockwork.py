"""The timers of the three workers."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from catalog.usecases.lapse_holds import lapse_holds
from orders.usecases.run_clocks import run_clocks
from payments.usecases.look_after import complete_left, poll_due
from payments.usecases.ports import World
from payments.usecases.refunds.perform import perform_refunds
from payments.usecases.work_webhooks import work_webhooks
from simulation.checkout import Counter
from simulation.shop import Shop

Job = Callable[[], Awaitable[object]]


def jobs(shop: Shop, counter: Counter) -> Mapping[str, Job]:
    """Return everything that happens by the clock, by name."""

    async def lapse() -> None:
        more, failed = True, list[UUID]()
        while more:
            async with shop.catalog.open_tx() as tx:
                more = await lapse_holds(failed=failed, tx=tx, at=shop.around.clock.now)

    return {
        "orders clocks": lambda: run_clocks(shop.orders.open_tx),
        "orders claims": counter.sweep,
        "catalog lapses": lapse,
        "payments webhooks": _until_done(work_webhooks, shop.world),
        "payments polls": _until_done(poll_due, shop.world),
        "payments refunds": _until_done(perform_refunds, shop.world),
        "payments completes": _until_done(complete_left, shop.world),
    }


def _until_done(work: Callable[[World], Awaitable[int]], world: World) -> Job:
    async def job() -> None:
        while await work(world):
            pass

    return job
