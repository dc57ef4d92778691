"""Trial purchases through the gateway, as customers make them, each step with its time."""

from soko.buy.plans import Crossing, Wish
from soko.buy.purchase import Purchase, Step, StepFailed
from soko.buy.run import buy

__all__ = ["Crossing", "Purchase", "Step", "StepFailed", "Wish", "buy"]
