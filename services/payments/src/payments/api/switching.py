"""Providers' switches between the API and the use case."""

from payments.api.schemas import SwitchIn, SwitchOut
from payments.domain.provider import Limits
from payments.usecases.ports import World
from payments.usecases.problems import CurrencyNotSupported
from payments.usecases.stores import Switch


def shown(switch: Switch, world: World) -> SwitchOut:
    """Show the switch with the provider's terms."""
    terms = world.catalogue[switch.code]
    return SwitchOut.shown(terms, switch, configured=switch.code in world.providers)


def merged(before: Switch, body: SwitchIn, world: World) -> dict[str, Limits] | None:
    """Merge the patch into the limits; raise `CurrencyNotSupported` for one it never takes."""
    if body.limits is None:
        return None
    terms = world.catalogue[before.code]
    if not body.limits.keys() <= terms.limits.keys():
        raise CurrencyNotSupported(terms.currencies)
    limits = {code: limit for code, limit in before.limits.items() if code not in body.limits}
    for currency, given in body.limits.items():
        if given is not None:
            limits[currency] = Limits(given.minimum, given.maximum)
    return limits
