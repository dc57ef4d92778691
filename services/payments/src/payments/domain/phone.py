"""Phone numbers as payers type them, kept as E.164."""

from collections.abc import Sequence
from typing import Final

import phonenumbers

# Where the shop's mobile money lives; `07…` is read by the first that knows it.
REGIONS: Final = ("KE", "ET")
_SHOWN: Final = 3


def normalized(text: str, *, regions: Sequence[str] = REGIONS) -> str | None:
    """Return `07…`, `2547…` or `+2547…` as E.164; None where it is no phone number."""
    candidates = [(text, region) for region in regions] + [(f"+{text}", None)]
    for candidate, region in candidates:
        try:
            parsed = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def masked(number: str) -> str:
    """Return the number with all but its country and its last digits hidden."""
    hidden = len(number) - 2 * _SHOWN - 1
    return f"{number[: _SHOWN + 1]}{'*' * max(hidden, 0)}{number[-_SHOWN:]}"
