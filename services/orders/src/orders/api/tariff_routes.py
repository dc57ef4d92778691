"""Ways of shipping and tax rates, for staff."""

from http import HTTPStatus
from uuid import UUID

from fastapi import Response

from common.idempotency import once
from common.intents import OptionalIntent
from common.pagination import PageQuery
from common.problems import documented
from common.routing import router
from common.schemas import Page
from common.stored_answers import Answer
from orders.adapters.tariffs import CodeTaken, NoSuchTariff, RateTaken
from orders.api import tariff_desk
from orders.api.deps import TariffReader, TariffWriter, TxDep
from orders.api.lists import short_page
from orders.api.tariff_shapes import (
    ShippingMethodIn,
    ShippingMethodOut,
    ShippingMethodPatch,
    TaxRateIn,
    TaxRateOut,
    TaxRatePatch,
)

tariffs = router(prefix="/api/v1/admin", tags=["admin tariffs"])


@tariffs.get("/shipping-methods")
async def shipping_methods(_: TariffReader, tx: TxDep, page: PageQuery) -> Page[ShippingMethodOut]:
    """List all ways of shipping, by code."""
    rows = await tx.tariffs.shipping_methods()
    show = ShippingMethodOut.of
    return short_page(rows, page, name="methods", key=lambda row: row.code, show=show)


@tariffs.post(
    "/shipping-methods",
    status_code=HTTPStatus.CREATED,
    response_model=ShippingMethodOut,
    responses=documented(CodeTaken),
)
async def add_shipping_method(
    asker: TariffWriter, intent: OptionalIntent, body: ShippingMethodIn, tx: TxDep
) -> Response:
    """Offer another way of shipping."""

    async def act() -> Answer:
        return await tariff_desk.add_method(body, asker, tx)

    return await once(intent, tx.answers, act)


@tariffs.get("/shipping-methods/{method_id}", responses=documented(NoSuchTariff))
async def shipping_method(_: TariffReader, method_id: UUID, tx: TxDep) -> ShippingMethodOut:
    """Show one way of shipping."""
    return ShippingMethodOut.of(await tx.tariffs.shipping_method(method_id))


@tariffs.patch("/shipping-methods/{method_id}", responses=documented(NoSuchTariff))
async def change_shipping_method(
    asker: TariffWriter, method_id: UUID, body: ShippingMethodPatch, tx: TxDep
) -> ShippingMethodOut:
    """Change a way of shipping; orders placed before keep what they paid."""
    return await tariff_desk.change_method(method_id, body, asker, tx)


@tariffs.delete(
    "/shipping-methods/{method_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=documented(NoSuchTariff),
)
async def drop_shipping_method(asker: TariffWriter, method_id: UUID, tx: TxDep) -> None:
    """Stop offering a way of shipping."""
    await tariff_desk.drop_method(method_id, asker, tx)


@tariffs.get("/tax-rates")
async def tax_rates(_: TariffReader, tx: TxDep, page: PageQuery) -> Page[TaxRateOut]:
    """List what countries take, by country and class."""
    rows = await tx.tariffs.tax_rates()
    return short_page(rows, page, name="rates", key=tariff_desk.rate_key, show=TaxRateOut.of)


@tariffs.post(
    "/tax-rates",
    status_code=HTTPStatus.CREATED,
    response_model=TaxRateOut,
    responses=documented(RateTaken),
)
async def add_tax_rate(
    asker: TariffWriter, intent: OptionalIntent, body: TaxRateIn, tx: TxDep
) -> Response:
    """Tax a class of goods in a country."""

    async def act() -> Answer:
        return await tariff_desk.add_rate(body, asker, tx)

    return await once(intent, tx.answers, act)


@tariffs.get("/tax-rates/{rate_id}", responses=documented(NoSuchTariff))
async def tax_rate(_: TariffReader, rate_id: UUID, tx: TxDep) -> TaxRateOut:
    """Show one tax rate."""
    return TaxRateOut.of(await tx.tariffs.tax_rate(rate_id))


@tariffs.patch("/tax-rates/{rate_id}", responses=documented(NoSuchTariff))
async def change_tax_rate(
    asker: TariffWriter, rate_id: UUID, body: TaxRatePatch, tx: TxDep
) -> TaxRateOut:
    """Change a tax rate; orders placed before keep theirs."""
    return await tariff_desk.change_rate(rate_id, body, asker, tx)


@tariffs.delete(
    "/tax-rates/{rate_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=documented(NoSuchTariff),
)
async def drop_tax_rate(asker: TariffWriter, rate_id: UUID, tx: TxDep) -> None:
    """Stop taxing a class of goods in a country."""
    await tariff_desk.drop_rate(rate_id, asker, tx)
