"""The shop's settings: made once, changed by staff, copied by other services."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from catalog.domain.shop import Shop, revised
from catalog.usecases import audit, messages
from catalog.usecases.ports import Staff, Tx

SHOP_ID: Final = UUID(int=1)
"""The one shop of this installation, where an event needs to name it."""


async def found_shop(*, tx: Tx, at: datetime) -> None:
    """Give a new installation its settings and tell the others; later calls do nothing."""
    shop = await tx.shops.found()
    if shop is not None:
        tx.outbox.add(messages.shop_settings_changed(shop, at=at, shop_id=SHOP_ID))


async def change_shop(changes: Mapping[str, Any], *, staff: Staff, tx: Tx, at: datetime) -> Shop:
    """Apply a partial update."""
    await tx.shops.found()
    before = await tx.shops.locked()
    after = revised(before, changes)
    await tx.shops.save(after)
    tx.outbox.add(messages.shop_settings_changed(after, at=at, shop_id=SHOP_ID))
    tx.outbox.add(
        audit.recorded(
            "settings.changed",
            "shop",
            SHOP_ID,
            before=audit.described(before),
            after=audit.described(after),
            staff=staff,
            at=at,
        )
    )
    return after
