"""Changing ways of shipping and tax rates: no rules to speak of, but an audit record each."""

from dataclasses import asdict, replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from common.stored_answers import Answer
from orders.adapters.tx import SqlTx
from orders.api.tariff_shapes import (
    ShippingMethodIn,
    ShippingMethodOut,
    ShippingMethodPatch,
    TaxRateIn,
    TaxRateOut,
    TaxRatePatch,
)
from orders.domain.shipping import ShippingMethod, TaxRate
from orders.usecases import audit
from orders.usecases.asker import Asker


async def add_method(body: ShippingMethodIn, asker: Asker, tx: SqlTx) -> Answer:
    """Offer another way of shipping; raise `CodeTaken`."""
    method = body.method()
    await tx.tariffs.put_method(method)
    await _record("shipping_method.added", None, method, asker, tx)
    shown = ShippingMethodOut.of(method)
    return _created(f"/api/v1/admin/shipping-methods/{method.id}", shown.model_dump(mode="json"))


async def change_method(
    method_id: UUID, body: ShippingMethodPatch, asker: Asker, tx: SqlTx
) -> ShippingMethodOut:
    """Change what the patch names; raise `NoSuchTariff`."""
    before = await tx.tariffs.shipping_method(method_id)
    changes: dict[str, Any] = {
        name: getattr(body, name)
        for name in ("name", "min_days", "max_days", "active")
        if getattr(body, name) is not None
    }
    if body.prices is not None:
        changes["prices"] = tuple(price.money() for price in body.prices)
    if body.countries is not None:
        changes["countries"] = tuple(body.countries)
    after = replace(before, version=before.version + 1, **changes)
    await tx.tariffs.put_method(after)
    await _record("shipping_method.changed", before, after, asker, tx)
    return ShippingMethodOut.of(after)


async def drop_method(method_id: UUID, asker: Asker, tx: SqlTx) -> None:
    """Stop offering a way of shipping; raise `NoSuchTariff`."""
    before = await tx.tariffs.shipping_method(method_id)
    await tx.tariffs.drop_method(method_id)
    await _record("shipping_method.dropped", before, None, asker, tx)


async def add_rate(body: TaxRateIn, asker: Asker, tx: SqlTx) -> Answer:
    """Tax a class of goods; raise `RateTaken`."""
    rate = body.rate()
    await tx.tariffs.put_rate(rate)
    await _record("tax_rate.added", None, rate, asker, tx)
    shown = TaxRateOut.of(rate).model_dump(mode="json")
    return _created(f"/api/v1/admin/tax-rates/{rate.id}", shown)


async def change_rate(rate_id: UUID, body: TaxRatePatch, asker: Asker, tx: SqlTx) -> TaxRateOut:
    """Change a rate; raise `NoSuchTariff`."""
    before = await tx.tariffs.tax_rate(rate_id)
    after = replace(before, basis_points=body.basis_points, version=before.version + 1)
    await tx.tariffs.put_rate(after)
    await _record("tax_rate.changed", before, after, asker, tx)
    return TaxRateOut.of(after)


async def drop_rate(rate_id: UUID, asker: Asker, tx: SqlTx) -> None:
    """Stop taxing a class of goods; raise `NoSuchTariff`."""
    before = await tx.tariffs.tax_rate(rate_id)
    await tx.tariffs.drop_rate(rate_id)
    await _record("tax_rate.dropped", before, None, asker, tx)


def rate_key(rate: TaxRate) -> str:
    """Return what tax rates are sorted by."""
    return f"{rate.country}:{rate.tax_class}"


def _created(location: str, body: dict[str, Any]) -> Answer:
    return Answer(status=HTTPStatus.CREATED, body=body, headers={"location": location})


async def _record(
    action: str,
    before: ShippingMethod | TaxRate | None,
    after: ShippingMethod | TaxRate | None,
    asker: Asker,
    tx: SqlTx,
) -> None:
    changed = after or before
    if changed is None or asker.user_id is None:
        raise ValueError("an audit record needs an actor and a thing")
    await audit.record(
        tx,
        actor=asker.user_id,
        action=action,
        object_type=action.partition(".")[0],
        object_id=changed.id,
        version=changed.version,
        before=None if before is None else asdict(before),
        after=None if after is None else asdict(after),
    )
