"""Staff switch a provider on or off, or set the shop's own limits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from common.events.payments import AuditRecorded
from payments.domain.provider import Limits
from payments.usecases.problems import ProviderNotFound
from payments.usecases.stores import Switch, Tx

_PROVIDERS = UUID("0190f6a0-0000-7000-8000-000000000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchProvider:
    """What is to change; None leaves it as it is."""

    code: str
    enabled: bool | None
    limits: Mapping[str, Limits] | None
    actor_id: UUID
    request_id: str | None


async def switch_provider(command: SwitchProvider, *, tx: Tx) -> Switch:
    """Store the change and record who made it."""
    before = await switch_of(command.code, tx=tx)
    wanted = replace(
        before,
        enabled=before.enabled if command.enabled is None else command.enabled,
        limits=before.limits if command.limits is None else command.limits,
    )
    after = await tx.switches.save(wanted)
    tx.outbox.add(_audit(command, before, after, await tx.now()))
    return after


async def switch_of(code: str, *, tx: Tx) -> Switch:
    """Return the provider's switch; raise `ProviderNotFound`."""
    switch = (await tx.switches.all()).get(code)
    if switch is None:
        raise ProviderNotFound
    return switch


def _audit(command: SwitchProvider, before: Switch, after: Switch, at: datetime) -> AuditRecorded:
    return AuditRecorded(
        occurred_at=at,
        aggregate_id=uuid5(_PROVIDERS, command.code),
        aggregate_version=after.version,
        actor_id=command.actor_id,
        action="payments.switch_provider",
        object_type="payment_provider",
        object_id=command.code,
        before=_shown(before),
        after=_shown(after),
        request_id=command.request_id,
    )


def _shown(switch: Switch) -> dict[str, object]:
    limits = {currency: [limit.minimum, limit.maximum] for currency, limit in switch.limits.items()}
    return {"enabled": switch.enabled, "limits": limits}
