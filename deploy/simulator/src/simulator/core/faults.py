"""The dials: how each provider misbehaves at the moment."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False, strict=True)]
Factor = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False, strict=True)]
Fault = Literal["normal", "error_500", "charge_then_500", "timeout", "malformed"]
Lie = Literal["wrong_amount", "wrong_currency"]


class Dials(BaseModel):
    """One provider's dials; the defaults are a provider on a good day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    auto: Literal["none", "approve", "decline"] = "none"
    decision_delay_s: Seconds = 0
    webhook: Literal["normal", "none", "duplicate", "reorder", Lie, "bad_signature"] = "normal"
    webhook_delay_s: Seconds = 0
    initiate: Fault = "normal"
    verify: Literal[Fault, Lie] = "normal"
    time_factor: Factor = 1


class Faults:
    """Each provider's dials, kept in memory only."""

    def __init__(self, providers: Iterable[str]) -> None:
        self._dials = {name: Dials() for name in providers}

    def of(self, provider: str) -> Dials:
        """Return how `provider` is set."""
        return self._dials[provider]

    def all(self) -> Mapping[str, Dials]:
        """Return every provider's dials."""
        return dict(self._dials)

    def merged(self, provider: str, change: Any) -> Dials:
        """Return the provider's dials after `change`; raises pydantic's ValidationError."""
        now = self._dials[provider].model_dump()
        return Dials.model_validate({**now, **change} if isinstance(change, dict) else change)

    def turn(self, dials: Mapping[str, Dials]) -> None:
        """Set the named providers' dials."""
        self._dials |= dials

    def reset(self) -> None:
        """Turn every dial back."""
        self._dials = {name: Dials() for name in self._dials}
