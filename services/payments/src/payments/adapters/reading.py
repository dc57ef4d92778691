"""Reading what providers write, of which nothing is certain. No I/O."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from common.errors import Invalid
from common.money import Money, from_major
from payments.usecases.problems import ProviderSilent

_LARGEST: Final = 10**15
_LONGEST: Final = 100
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def parsed(body: bytes) -> dict[str, Any]:
    """Return the JSON object; raise `ProviderSilent` where it is none."""
    try:
        # Amounts come as numbers or as text, and never pass through a float.
        answer = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ProviderSilent("its answer cannot be read") from error
    if not isinstance(answer, dict):
        raise ProviderSilent("its answer is not an object")
    return answer


def amount_of(value: Any, currency: Any) -> Money | None:
    """Return a sum in major units, a number or text; None where it is no possible sum."""
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        amount = from_major(Decimal(value), currency)
    except (InvalidOperation, Invalid, ValueError):
        return None
    return amount if 0 <= amount.amount <= _LARGEST else None


def text_of(value: Any) -> str | None:
    """Return a name or a number as text, up to 100 characters; None where it is none."""
    is_shown = isinstance(value, str) and value.isprintable()
    return value[:_LONGEST] if is_shown and value else None


def _no_number(word: str) -> None:
    raise ValueError(word)
