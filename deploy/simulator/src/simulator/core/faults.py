"""The dials: how each provider misbehaves at the moment, and towards which payment."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False, strict=True)]
Factor = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False, strict=True)]
Fault = Literal["normal", "error_500", "charge_then_500", "timeout", "malformed"]
Lie = Literal["wrong_amount", "wrong_currency"]


class Dials(BaseModel):
    """One provider's dials; the defaults are a provider on a good day. See `core.guide`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    auto: Literal["none", "approve", "decline"] = "none"
    decision_delay_s: Seconds = 0
    webhook: Literal["normal", "none", "duplicate", "reorder", Lie, "bad_signature"] = "normal"
    webhook_delay_s: Seconds = 0
    initiate: Fault = "normal"
    verify: Literal[Fault, Lie] = "normal"
    void: Literal["normal", "refused", "error_500"] = "normal"
    refund: Literal["normal", "error_500", "charge_then_500", "failed", "slow", "pending"] = (
        "normal"
    )
    time_factor: Factor = 1


class Faults:
    """Each provider's dials and those of single payments, kept in memory only."""

    def __init__(self, providers: Iterable[str]) -> None:
        self._dials = {name: Dials() for name in providers}
        self._single: dict[tuple[str, str], Dials] = {}
        self._turned = asyncio.Event()

    def of(self, provider: str, reference: str | None = None) -> Dials:
        """Return how `provider` is set, towards this payment if it has dials of its own."""
        usual = self._dials[provider]
        return usual if reference is None else self._single.get((provider, reference), usual)

    def all(self) -> Mapping[str, Dials]:
        """Return every provider's dials."""
        return dict(self._dials)

    def merged(self, provider: str, change: Any, reference: str | None = None) -> Dials:
        """Return the dials after `change`; raises pydantic's ValidationError."""
        now = self.of(provider, reference).model_dump()
        return Dials.model_validate({**now, **change} if isinstance(change, dict) else change)

    async def turned(self) -> None:
        """Return when some dial has been turned."""
        await self._turned.wait()

    def turn(self, dials: Mapping[str, Dials]) -> None:
        """Set the named providers' dials."""
        self._dials |= dials
        self._wake()

    def turn_for(self, provider: str, reference: str, dials: Dials) -> None:
        """Set one payment's dials; from now on the provider's do not concern it."""
        self._single[provider, reference] = dials
        self._wake()

    def reset(self) -> None:
        """Turn every dial back."""
        self._dials = {name: Dials() for name in self._dials}
        self._single.clear()
        self._wake()

    def _wake(self) -> None:
        self._turned.set()
        self._turned = asyncio.Event()
