"""What a provider has written down: the truth about money, whatever anybody is told of it."""

from dataclasses import dataclass, field
from enum import StrEnum

from common.money import Money


class State(StrEnum):
    """How a charge stands in the provider's own books."""

    OPEN = "open"
    PAID = "paid"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Back(StrEnum):
    """How a refund stands in the provider's own books."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(eq=False, slots=True)
class GivenBack:
    """One refund of a charge."""

    reference: str
    amount: int
    token: str | None
    state: Back = Back.PENDING


@dataclass(eq=False, slots=True)
class Charge:
    """One charge in the provider's books."""

    reference: str
    amount: Money
    token: str | None
    state: State = State.OPEN
    paid: int = 0
    receipt: str = ""
    refunds: list[GivenBack] = field(default_factory=list)

    @property
    def returned(self) -> int:
        """What went back or is about to, in minor units."""
        return sum(one.amount for one in self.refunds if one.state is not Back.FAILED)

    @property
    def is_returned(self) -> bool:
        """Tell whether all that was paid went back."""
        done = sum(one.amount for one in self.refunds if one.state is Back.DONE)
        return 0 < self.paid <= done

    @property
    def session(self) -> str:
        """What the provider calls it itself."""
        return "s-" + self.reference
