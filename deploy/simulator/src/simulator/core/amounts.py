"""Between whole minor units, which the book keeps, and the decimals providers write."""

import re
from decimal import Decimal

# What a person could owe; larger numbers are typing mistakes and would only trouble JSON readers.
_MOST_MINOR = 10**13
_WRITTEN = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)
_PLACES = Decimal("0.01")


def from_major(written: object) -> int | None:
    """Return minor units for `"450.00"`, `450` or `450.5`; None for all else and for 0."""
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    if not _WRITTEN.fullmatch(str(written)):
        return None
    minor = int(Decimal(str(written)).quantize(_PLACES).scaleb(2))
    return minor if 0 < minor <= _MOST_MINOR else None


def to_major(minor: int, places: int = 2) -> str:
    """Write minor units as major ones with `places` decimals: `"450.00"`."""
    return f"{Decimal(minor).scaleb(-2):.{places}f}"


def to_number(minor: int) -> int | float:
    """Write minor units as a JSON number of major units: `450`, `15.75`."""
    return minor // 100 if minor % 100 == 0 else minor / 100
