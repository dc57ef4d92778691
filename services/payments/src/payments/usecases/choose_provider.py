"""Which providers the shop offers, on which terms."""

from collections.abc import Mapping
from typing import NamedTuple

from common.money import Money
from payments.domain.provider import Terms
from payments.usecases.ports import Provider, Providers, World
from payments.usecases.problems import ProviderDisabled, ProviderUnavailable, UnknownProvider
from payments.usecases.stores import Switch

Switched = Mapping[str, Switch]


async def offered(world: World, *, amount: Money | None, currency: str | None) -> list[Terms]:
    """Return what a customer may choose from, for an amount or a currency where one is given."""
    async with world.open_look() as tx:
        switches = await tx.switches.all()
    all_terms = [terms_of(provider, switches) for provider in world.providers.values()]
    return [
        terms
        for terms in all_terms
        if _is_offered(terms, switches)
        and (currency is None or currency in terms.limits)
        and (amount is None or terms.take(amount))
    ]


class Choice(NamedTuple):
    """A provider and what the shop lets it take."""

    provider: Provider
    terms: Terms


async def chosen(code: str, *, world: World) -> Choice:
    """Return the provider a customer named.

    Raises `UnknownProvider`, `ProviderDisabled` or, while its breaker is open,
    `ProviderUnavailable`.
    """
    async with world.open_look() as tx:
        switches = await tx.switches.all()
    provider = world.providers.get(code)
    if code not in switches or (provider is not None and provider.terms.staff_only):
        raise UnknownProvider
    if provider is None or not switches[code].enabled:
        raise ProviderDisabled
    if not provider.is_reachable:
        raise ProviderUnavailable(_alternatives(code, world.providers, switches))
    return Choice(provider, terms_of(provider, switches))


def terms_of(provider: Provider, switches: Switched) -> Terms:
    """Return the provider's terms under the shop's own limits."""
    terms = provider.terms
    switch = switches.get(terms.code)
    if switch is None:
        return terms
    return terms.limited(switch.limits)


def _alternatives(code: str, providers: Providers, switches: Switched) -> list[str]:
    return [
        other
        for other, provider in providers.items()
        if other != code and provider.is_reachable and _is_offered(provider.terms, switches)
    ]


def _is_offered(terms: Terms, switches: Switched) -> bool:
    switch = switches.get(terms.code)
    return switch is not None and switch.enabled and not terms.staff_only
