"""What Daraja refuses in a request, field by field."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from simulator.daraja.refusals import bad_request

MOST_KES: Final = 250_000
_FORBIDDEN: Final = ("mpesa", "safaricom", "exe", "cmd", "sql", "query")
_WHOLE: Final = re.compile(r"\d{1,9}", re.ASCII)
_STAMP: Final = re.compile(r"\d{14}", re.ASCII)

Body = Mapping[str, Any]
Rule = Callable[[Any], bool]


def refuse(body: Body, rules: Mapping[str, Rule]) -> None:
    """Raise for the first field that breaks its rule; a missing one is None."""
    for field, holds in rules.items():
        if not holds(body.get(field)):
            raise bad_request(field)


def whole(value: Any) -> int | None:
    """Read whole shillings from a number or a string; None for fractions and all else."""
    is_text = isinstance(value, str) and _WHOLE.fullmatch(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return int(value) if is_text or is_number else None


def text(value: Any) -> str:
    """Read what may be written as a number or a string, such as a shortcode."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _is_amount(value: Any) -> bool:
    shillings = whole(value)
    return shillings is not None and 1 <= shillings <= MOST_KES


def _matches(pattern: str) -> Rule:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: compiled.fullmatch(text(value)) is not None


def _is_stamp(value: Any) -> bool:
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        return False
    try:
        datetime.strptime(value, "%Y%m%d%H%M%S")  # noqa: DTZ007 - its zone is not checked
    except ValueError:
        return False
    return True


def _is_address(value: Any) -> bool:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    if parts is None or parts.scheme not in {"http", "https"} or not parts.netloc:
        return False
    return not any(word in value.lower() for word in _FORBIDDEN)


_is_phone: Final = _matches(r"254[17]\d{8}")
_is_shortcode: Final = _matches(r"\d{5,6}")
_is_filled: Final = _matches(r".+")
_is_description: Final = _matches(r".{0,13}")

QUERY: Final[Mapping[str, Rule]] = {
    "BusinessShortCode": _is_shortcode,
    "Password": _is_filled,
    "Timestamp": _is_stamp,
    "CheckoutRequestID": _is_filled,
}
PUSH: Final[Mapping[str, Rule]] = {
    "BusinessShortCode": _is_shortcode,
    "Password": _is_filled,
    "Timestamp": _is_stamp,
    "TransactionType": _matches("CustomerPayBillOnline|CustomerBuyGoodsOnline"),
    "Amount": _is_amount,
    "PartyA": _is_phone,
    "PartyB": _is_shortcode,
    "PhoneNumber": _is_phone,
    "CallBackURL": _is_address,
    # Letters and digits say the documents; punctuation that addresses bear is let through.
    "AccountReference": _matches(r"[A-Za-z0-9 ._-]{1,12}"),
    "TransactionDesc": lambda value: value is None or _is_description(value),
}
_ASYNCHRONOUS: Final[Mapping[str, Rule]] = {
    "Initiator": _is_filled,
    "SecurityCredential": _is_filled,
    "ResultURL": _is_address,
    "QueueTimeOutURL": _is_address,
    "Remarks": _matches(r".{2,100}"),
}
REVERSAL: Final[Mapping[str, Rule]] = {
    **_ASYNCHRONOUS,
    "CommandID": _matches("TransactionReversal"),
    "TransactionID": _is_filled,
    "Amount": _is_amount,
    "ReceiverParty": _is_shortcode,
    "RecieverIdentifierType": _matches("11"),
}
STATUS: Final[Mapping[str, Rule]] = {
    **_ASYNCHRONOUS,
    "CommandID": _matches("TransactionStatusQuery"),
    "PartyA": _is_shortcode,
    "IdentifierType": _matches("4"),
}
