"""The arithmetic of a measurement: percentiles, rates, ratios, the median of rounds."""

from collections.abc import Sequence
from statistics import fmean
from typing import Any


def percentile(took: Sequence[float], share: float) -> float:
    """Return the time within which this share (0 to 1) of all was done; 0 when nothing was."""
    ordered = sorted(took)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def rate(clients: int, took: Sequence[float]) -> float:
    """Return how many a second so many clients do one after another (Little's law).

    Counting what ended within a window instead would lose what the window's end cuts off.
    """
    return clients / fmean(took) if took else 0.0


def per_thousand(rate: float, reference: float) -> float:
    """Return how many there were for 1,000 answers of the reference."""
    return 1000 * rate / reference if reference else 0.0


def significant(value: float, digits: int = 3) -> float:
    """Round to so many significant digits."""
    return float(f"{value:.{digits}g}")


def together(rounds: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the rows of several rounds as one: of each journey the round that is the median.

    `spread` holds the least and the most that a round gave for 1,000 reference answers.
    """
    return [_median_of(rows) for rows in zip(*rounds, strict=True)]


def _median_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    ordered = sorted(rows, key=lambda row: float(row["per_thousand"]))
    middle = ordered[(len(ordered) - 1) // 2]
    return middle | {"spread": [ordered[0]["per_thousand"], ordered[-1]["per_thousand"]]}
