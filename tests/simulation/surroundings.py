"""What every part of a simulated shop shares: time, chance, the loop, the trace, the weather."""

from dataclasses import dataclass, field

from simulation.chance import Chance
from simulation.clock import Clock
from simulation.loop import Loop
from simulation.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How likely each thing is to go wrong, in one schedule."""

    killed: float = 0.0
    repeated: float = 0.0
    """A message is delivered again, or a webhook sent again."""
    lost_request: float = 0.0
    lost_answer: float = 0.0
    refused: float = 0.0
    void_refused: float = 0.0
    lost_webhook: float = 0.0
    other_amount: float = 0.0
    changed_mind: float = 0.0
    """A payer pays what was declined, cancelled or given up."""
    wrong_decision: float = 0.0
    """Staff decide an incident without looking at it."""


_WORST = Weather(
    killed=0.12,
    repeated=0.3,
    lost_request=0.2,
    lost_answer=0.2,
    refused=0.1,
    void_refused=0.5,
    lost_webhook=0.5,
    other_amount=0.1,
    changed_mind=0.5,
    wrong_decision=0.5,
)


def weather(chance: Chance) -> Weather:
    """Draw a schedule's weather: many schedules have only some of the troubles."""
    drawn = {
        name: chance.between(0, getattr(_WORST, name)) if chance.happens(0.6) else 0.0
        for name in Weather.__dataclass_fields__
    }
    return Weather(**drawn)


@dataclass(slots=True)
class Surroundings:
    """The shared parts of one schedule."""

    chance: Chance
    clock: Clock
    loop: Loop
    trace: Trace
    weather: Weather
    broken: list[str] = field(default_factory=list)
    """What must never be, as soon as it was."""
    told: int = 0
    """How many webhooks providers wrote."""

    @classmethod
    def of(cls, seed: int) -> "Surroundings":
        """Make them for a seed."""
        chance, clock = Chance(seed), Clock()
        return cls(
            chance=chance,
            clock=clock,
            # What it does not have, nothing here may use.
            loop=Loop(clock),  # type: ignore[abstract]
            trace=Trace(clock),
            weather=weather(chance),
        )

    def reference(self) -> str:
        """Return a reference that nothing was ever called."""
        return f"{self.chance.new_id().int >> 80:012d}"

    def token(self) -> str:
        """Return a fresh token for an address that a provider reports to."""
        return f"{self.chance.new_id().int:032x}"
