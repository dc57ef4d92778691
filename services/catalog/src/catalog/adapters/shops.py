"""The shop's settings and discarded objects in Postgres."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.tables import DiscardedObjectRow, ShopRow
from catalog.domain.shop import AT_FIRST, Country, Shop


class SqlShops:
    """The `Shops` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def found(self) -> Shop | None:
        """Store what a new shop starts with; None where there is a shop already."""
        made = await self._session.scalar(
            insert(ShopRow)
            .values(id=1, **_values(AT_FIRST))
            .on_conflict_do_nothing()
            .returning(ShopRow.id)
        )
        return None if made is None else AT_FIRST

    async def current(self) -> Shop:
        """Return the settings."""
        row = await self._session.get(ShopRow, 1)
        return AT_FIRST if row is None else _shop(row)

    async def locked(self) -> Shop:
        """Return the settings, held against other writers."""
        rows = await self._session.scalars(select(ShopRow).with_for_update())
        return _shop(rows.one())

    async def save(self, shop: Shop) -> None:
        """Store the changed settings."""
        await self._session.execute(update(ShopRow).values(**_values(shop), updated_at=func.now()))


class SqlDiscards:
    """The `Discards` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, keys: Sequence[str]) -> None:
        """Have these objects deleted later."""
        if keys:
            rows = [{"key": key} for key in keys]
            await self._session.execute(insert(DiscardedObjectRow).on_conflict_do_nothing(), rows)

    async def waiting(self, limit: int) -> list[str]:
        """Return some of the keys, the oldest first."""
        row = DiscardedObjectRow
        keys = select(row.key).order_by(row.discarded_at).limit(limit)
        return list(await self._session.scalars(keys))

    async def done(self, keys: Sequence[str]) -> None:
        """Forget keys whose objects are deleted."""
        row = DiscardedObjectRow
        await self._session.execute(delete(row).where(row.key.in_(keys)))


def _values(shop: Shop) -> dict[str, Any]:
    return {
        "name": shop.name,
        "logo_url": shop.logo_url,
        "colours": dict(shop.colours),
        "currencies": list(shop.currencies),
        "default_currency": shop.default_currency,
        "countries": [
            {"code": country.code, "tax_included": country.tax_included}
            for country in shop.countries
        ],
        "languages": list(shop.languages),
        "legal": dict(shop.legal),
        "version": shop.version,
    }


def _shop(row: ShopRow) -> Shop:
    return Shop(
        name=row.name,
        logo_url=row.logo_url,
        colours=row.colours,
        currencies=tuple(row.currencies),
        default_currency=row.default_currency,
        countries=tuple(Country(**country) for country in row.countries),
        languages=tuple(row.languages),
        legal=row.legal,
        version=row.version,
    )
