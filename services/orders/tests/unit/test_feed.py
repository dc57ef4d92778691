from datetime import datetime

from common.ids import new_id
from orders.adapters.feed import Glimpse, Watch


def glimpse(version: int, now: datetime) -> Glimpse:
    return Glimpse(
        id=new_id(), status="processing", payment_status="pending", version=version, at=now
    )


async def test_what_a_slow_look_saw_does_not_hide_what_is_newer(now: datetime) -> None:
    watch, newer = Watch(), glimpse(3, now)

    watch.show(newer)
    watch.show(glimpse(2, now))

    assert await watch.take(within=1) is newer
    assert await watch.take(within=0.01) is None
