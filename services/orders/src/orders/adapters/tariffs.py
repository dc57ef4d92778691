"""The shop's settings, ways of shipping and tax rates over one open session."""

from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.db import table_of
from common.errors import Conflict, NotFound
from common.money import Money
from orders.adapters.tariff_tables import ShippingMethodRow, ShopRow, TaxRateRow
from orders.domain.shipping import ShippingMethod, Shop, TaxRate, Terms

_THE_ONE = 1
_SHOP: Final = select(*table_of(ShopRow).c)
_TERMS: Final = text(
    "select name, currencies, default_currency, countries,"
    " (select coalesce(jsonb_agg(to_jsonb(m) order by m.code), '[]')"
    " from orders.shipping_methods m) as methods,"
    " (select coalesce(jsonb_agg(to_jsonb(r) order by r.tax_class), '[]')"
    " from orders.tax_rates r where r.country = :country) as rates"
    " from orders.shop"
).columns(countries=JSONB, methods=JSONB, rates=JSONB)
"""All that decides the cost of an order, in one round trip."""


class CodeTaken(Conflict):
    """Another way of shipping has that code."""


class RateTaken(Conflict):
    """The country has a rate for that class already."""


class NoSuchTariff(NotFound):
    """There is no such way of shipping, or no such rate."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such thing")


class SqlTariffs:
    """The `Tariffs` port over one open session, and what staff need beside it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def terms(self, country: str) -> Terms:
        """Return what decides the cost of an order to the country."""
        row = (await self._session.execute(_TERMS, {"country": country})).one()
        return Terms(
            shop=_shop(row),
            methods=[_method(_row(document)) for document in row.methods],
            rates=[_rate(_row(document)) for document in row.rates],
        )

    async def shop(self) -> Shop:
        """Return the shop's settings as last heard."""
        return _shop((await self._session.execute(_SHOP)).one())

    async def keep_shop(self, shop: Shop, *, version: int) -> None:
        """Keep the settings, unless a newer version is known."""
        await self._session.execute(
            update(ShopRow)
            .where(ShopRow.id == _THE_ONE, ShopRow.version < version)
            .values(
                name=shop.name,
                currencies=list(shop.currencies),
                default_currency=shop.default_currency,
                countries=dict(shop.countries),
                version=version,
            )
        )

    async def shipping_methods(self) -> list[ShippingMethod]:
        """Return all ways of shipping, by code."""
        rows = await self._session.scalars(
            select(ShippingMethodRow).order_by(ShippingMethodRow.code)
        )
        return [_method(row) for row in rows]

    async def shipping_method(self, method_id: UUID) -> ShippingMethod:
        """Return one way of shipping, held against other writers; raise `NoSuchTariff`."""
        row = await self._session.get(ShippingMethodRow, method_id, with_for_update=True)
        if row is None:
            raise NoSuchTariff
        return _method(row)

    async def put_method(self, method: ShippingMethod) -> None:
        """Store a way of shipping; raise `CodeTaken`."""
        taken = select(ShippingMethodRow.id).where(
            ShippingMethodRow.code == method.code, ShippingMethodRow.id != method.id
        )
        if await self._session.scalar(taken) is not None:
            raise CodeTaken(f"there is another way of shipping called {method.code}")
        columns = _method_columns(method)
        await self._session.execute(
            insert(ShippingMethodRow)
            .values(id=method.id, **columns)
            .on_conflict_do_update(
                index_elements=["id"], set_={**columns, "updated_at": func.now()}
            )
        )

    async def drop_method(self, method_id: UUID) -> None:
        """Forget a way of shipping; orders keep its code."""
        await self._session.execute(
            delete(ShippingMethodRow).where(ShippingMethodRow.id == method_id)
        )

    async def tax_rates(self, country: str | None = None) -> list[TaxRate]:
        """Return what the country takes, or all countries."""
        statement = select(TaxRateRow).order_by(TaxRateRow.country, TaxRateRow.tax_class)
        if country is not None:
            statement = statement.where(TaxRateRow.country == country)
        return [_rate(row) for row in await self._session.scalars(statement)]

    async def tax_rate(self, rate_id: UUID) -> TaxRate:
        """Return one rate, held against other writers; raise `NoSuchTariff`."""
        row = await self._session.get(TaxRateRow, rate_id, with_for_update=True)
        if row is None:
            raise NoSuchTariff
        return _rate(row)

    async def put_rate(self, rate: TaxRate) -> None:
        """Store a rate; raise `RateTaken`."""
        taken = select(TaxRateRow.id).where(
            TaxRateRow.country == rate.country,
            TaxRateRow.tax_class == rate.tax_class,
            TaxRateRow.id != rate.id,
        )
        if await self._session.scalar(taken) is not None:
            raise RateTaken(f"{rate.country} has a rate for {rate.tax_class} already")
        columns: dict[str, Any] = {
            "country": rate.country,
            "tax_class": rate.tax_class,
            "basis_points": rate.basis_points,
            "version": rate.version,
        }
        await self._session.execute(
            insert(TaxRateRow)
            .values(id=rate.id, **columns)
            .on_conflict_do_update(
                index_elements=["id"], set_={**columns, "updated_at": func.now()}
            )
        )

    async def drop_rate(self, rate_id: UUID) -> None:
        """Forget a rate; orders keep what they were taxed."""
        await self._session.execute(delete(TaxRateRow).where(TaxRateRow.id == rate_id))


def _row(document: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**{**document, "id": UUID(document["id"])})


def _shop(row: Any) -> Shop:
    return Shop(
        name=row.name,
        currencies=tuple(row.currencies),
        default_currency=row.default_currency,
        countries=row.countries,
    )


def _method(row: Any) -> ShippingMethod:
    return ShippingMethod(
        id=row.id,
        code=row.code,
        name=row.name,
        prices=tuple(Money(amount, currency) for currency, amount in row.prices.items()),
        countries=tuple(row.countries),
        min_days=row.min_days,
        max_days=row.max_days,
        active=row.active,
        version=row.version,
    )


def _method_columns(method: ShippingMethod) -> dict[str, Any]:
    return {
        "code": method.code,
        "name": method.name,
        "prices": {price.currency: price.amount for price in method.prices},
        "countries": list(method.countries),
        "min_days": method.min_days,
        "max_days": method.max_days,
        "active": method.active,
        "version": method.version,
    }


def _rate(row: Any) -> TaxRate:
    return TaxRate(
        id=row.id,
        country=row.country,
        tax_class=row.tax_class,
        basis_points=row.basis_points,
        version=row.version,
    )
