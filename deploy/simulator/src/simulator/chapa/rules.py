"""What Chapa refuses when a payment is begun."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from simulator.core.amounts import from_major

CURRENCIES: Final = frozenset({"ETB", "USD"})

_REFERENCE: Final = re.compile(r"[A-Za-z0-9_-]{3,50}")
_PHONE: Final = re.compile(r"0[79]\d{8}", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@([^@\s.]+(?:\.[^@\s.]+)+)")
_RESERVED: Final = re.compile(r"(.+\.)?(example\.(com|net|org)|example|test|invalid|localhost)")
_LONGEST: Final = 255

Errors = dict[str, list[str]]


def errors_in(body: Mapping[str, Any]) -> Errors:
    """Return Chapa's validation object for an initialise request; empty when it is fine."""
    missing: Errors = {
        name: ["validation.required"]
        for name in ("amount", "currency", "tx_ref")
        if body.get(name) is None or body[name] == ""
    }
    wrong = {
        name: [code]
        for name, (holds, code) in _RULES.items()
        if name not in missing and body.get(name) is not None and not holds(body[name])
    }
    return missing | wrong


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _is_email(value: Any) -> bool:
    # The real service looks the domain up; reserved ones have no mail exchanger.
    found = _EMAIL.fullmatch(value) if _is_text(value) else None
    return found is not None and not _RESERVED.fullmatch(found[1].lower())


def _is_url(value: Any) -> bool:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return parts is not None and parts.scheme in {"http", "https"} and bool(parts.netloc)


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


_RULES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "amount": (lambda value: from_major(value) is not None, "validation.numeric"),
    "currency": (_is_text, "validation.string"),
    "tx_ref": (_matches(_REFERENCE), "validation.regex"),
    "email": (_is_email, "validation.email"),
    "phone_number": (_matches(_PHONE), "validation.regex"),
    "first_name": (_is_text, "validation.string"),
    "last_name": (_is_text, "validation.string"),
    "callback_url": (_is_url, "validation.url"),
    "return_url": (_is_url, "validation.url"),
    "customization": (lambda value: isinstance(value, dict), "validation.array"),
}
