"""References: what an attempt is called at every provider, once and for ever."""

import re
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
BITS: Final = 5 * LENGTH
_SHAPE: Final = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def spell(number: int) -> str:
    """Write a random number of `BITS` bits in Crockford's base32."""
    digits = (ALPHABET[number >> shift & 31] for shift in range(BITS - 5, -1, -5))
    return "".join(digits)


def is_reference(text: str) -> bool:
    """Tell whether the text could name an attempt at all."""
    return _SHAPE.fullmatch(text) is not None
