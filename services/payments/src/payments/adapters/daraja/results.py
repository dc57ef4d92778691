"""Daraja's result codes: what each makes of an attempt, in words for whoever pays."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from payments.domain.provider import Finding, Standing


class Meaning(NamedTuple):
    """What a code says of an attempt; `retryable`: a new attempt may work."""

    standing: Standing
    code: str = ""
    detail: str = ""
    retryable: bool = True


def _declined(code: str, detail: str) -> Meaning:
    return Meaning(Standing.DECLINED, code, detail)


_CANCELLED: Final = Meaning(
    Standing.CANCELLED, "cancelled", "The payment was cancelled on the phone."
)
_NOT_SENT: Final = _declined("prompt_not_sent", "M-Pesa could not send the prompt to the phone.")
_NO_ANSWER: Final = _declined(
    "no_answer", "The phone could not be reached, or nobody answered the prompt."
)
_BUSY: Final = _declined("provider_busy", "M-Pesa is busy. Try again in two minutes.")
_SETUP: Final = Meaning(
    Standing.DECLINED, "provider_refused", "M-Pesa refused the shop's request.", retryable=False
)

_PENDING: Final = Meaning(Standing.PENDING)
MEANINGS: Final[Mapping[str, Meaning]] = {
    "0": Meaning(Standing.CAPTURED),
    "1": _declined("insufficient_funds", "The M-Pesa balance is too low."),
    "2": _declined("amount_too_small", "M-Pesa does not take so little."),
    "3": _declined("amount_too_large", "M-Pesa does not take so much at once."),
    "4": _declined("limit_reached", "The day's limit of the M-Pesa account is reached."),
    "8": _declined("limit_reached", "The payment would go beyond an M-Pesa account's limit."),
    "17": _BUSY,
    "26": _BUSY,
    "1001": _declined(
        "payer_busy", "Another M-Pesa request is open on this phone. Try again in a minute."
    ),
    "1019": _declined("expired", "The prompt lapsed before it was answered."),
    "1025": _NOT_SENT,
    "1031": _CANCELLED,
    "1032": _CANCELLED,
    "1037": _NO_ANSWER,
    "1038": _NO_ANSWER,
    "2001": _declined("wrong_pin", "The M-Pesa PIN was wrong."),
    "2028": _SETUP,
    "4999": _PENDING,
    "8006": _declined("pin_locked", "The M-Pesa PIN is locked."),
    "9999": _NOT_SENT,
    "SFC_IC0003": _SETUP,
}


def finding_of(code: str) -> Finding:
    """Say how an attempt of this result code stands; an unknown code decides nothing."""
    meaning = MEANINGS.get(code)
    if meaning is None:
        return Finding(standing=Standing.UNRECOGNISED, detail=f"result code {code}")
    return Finding(
        standing=meaning.standing,
        code=meaning.code,
        detail=meaning.detail,
        retryable=meaning.retryable,
    )
