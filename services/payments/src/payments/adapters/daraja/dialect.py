"""Daraja's words for a prompt: what we write and how its answers read. No I/O."""

import re
from collections.abc import Mapping
from typing import Any, Final

from payments.adapters.daraja.results import finding_of
from payments.adapters.daraja.wire import error_of
from payments.adapters.outbound import Reply, is_below_500
from payments.adapters.reading import parsed, text_of
from payments.domain.provider import Begun, Finding, Prompted, Refusal, Standing
from payments.usecases.ports import Charge
from payments.usecases.problems import ProviderSilent

PHONE: Final = re.compile(r"\+254[17]\d{8}")
"""The numbers that M-Pesa rings, as E.164."""
_OK: Final = 200
_MINOR: Final = 100
_SHOWN: Final = 13
_WRONG_TOKEN: Final = "404.001.03"  # noqa: S105
_SHARED: Final = "500.001.1001"
"""One error code for conditions that only their text tells apart."""
# What it did before it answered so is not known.
_SILENCES: Final = frozenset({"500.003.02", "500.003.1001"})
_BEFORE_THE_DOOR: Final = ("spike arrest", "quota violation")
DOWN: Final = Refusal(code="provider_unavailable", detail="M-Pesa does not answer now. Try again.")
_REFUSED: Final = Refusal(
    code="provider_refused", detail="M-Pesa refused the shop's request.", retryable=False
)
_BAD_NUMBER: Final = Refusal(
    code="phone_number_refused", detail="M-Pesa does not take this phone number."
)
_BUSY: Final = Refusal(
    code="payer_busy",
    detail="Another M-Pesa request is open on this phone. Try again in a minute.",
)


def push(charge: Charge, proof: Mapping[str, str], *, callback_url: str) -> dict[str, Any]:
    """Write the request that rings the payer's phone; its amount is in whole shillings."""
    number = (charge.phone_number or "").removeprefix("+")
    return {
        **proof,
        "TransactionType": "CustomerPayBillOnline",
        "Amount": charge.amount.amount // _MINOR,
        "PartyA": number,
        "PartyB": proof["BusinessShortCode"],
        "PhoneNumber": number,
        "CallBackURL": callback_url,
        "AccountReference": charge.reference,
        "TransactionDesc": charge.order_number[:_SHOWN],
    }


def is_answer(reply: Reply) -> bool:
    """Tell whether the reply says anything: some of what it answers with 500 does."""
    if is_below_500(reply):
        return True
    code, message = error_of(reply)
    is_known = bool(code) and code not in _SILENCES
    return is_known or any(words in message for words in _BEFORE_THE_DOOR)


def is_token_refused(reply: Reply) -> bool:
    """Tell whether only the access token was wrong: nothing was done."""
    return reply.status != _OK and error_of(reply)[0] == _WRONG_TOKEN


def begun(reply: Reply) -> Begun:
    """Read the answer to a push; raise `ProviderSilent` where it says nothing certain."""
    if reply.status != _OK:
        return _refusal(reply)
    answer = parsed(reply.body)
    session = text_of(answer.get("CheckoutRequestID"))
    if str(answer.get("ResponseCode")) != "0" or session is None:
        raise ProviderSilent("push: accepted or not, the answer does not say")
    return Prompted(session=session)


def found(reply: Reply, *, session: str) -> Finding:
    """Read the answer to a query; raise `ProviderSilent` where it says nothing about us."""
    if reply.status != _OK:
        return _unfound(reply)
    answer = parsed(reply.body)
    code = answer.get("ResultCode")
    if answer.get("CheckoutRequestID") != session or isinstance(code, bool):
        return Finding(standing=Standing.UNRECOGNISED)
    if not isinstance(code, int | str):
        return Finding(standing=Standing.UNRECOGNISED)
    return finding_of(str(code).strip())


def _refusal(reply: Reply) -> Refusal:
    code, message = error_of(reply)
    if code == _SHARED:
        return _shared_refusal(message)
    if code == _WRONG_TOKEN or any(words in message for words in _BEFORE_THE_DOOR):
        return DOWN
    if not is_below_500(reply):
        raise ProviderSilent(f"push: {reply.status} {code}")
    return _BAD_NUMBER if "phonenumber" in message or "partya" in message else _REFUSED


def _shared_refusal(message: str) -> Refusal:
    if "lock subscriber" in message:
        return _BUSY
    if "merchant does not exist" in message or "wrong credentials" in message:
        return _REFUSED
    raise ProviderSilent(f"push: {message[: _SHOWN * 4]}")


def _unfound(reply: Reply) -> Finding:
    code, message = error_of(reply)
    if code == _SHARED and "being processed" in message:
        return Finding(standing=Standing.PENDING)
    if code == _SHARED and "does not exist" in message:
        # It took the prompt once, so this proves nothing about the money.
        return Finding(standing=Standing.UNTRACEABLE)
    raise ProviderSilent(f"query: {reply.status} {code}")
