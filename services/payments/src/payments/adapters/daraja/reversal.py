"""Daraja's words for money that goes back: all of one receipt, told about later. No I/O."""

from collections.abc import Mapping
from typing import Any, Final

from payments.adapters.daraja.initiator import Initiator
from payments.adapters.daraja.wire import error_of, named
from payments.adapters.outbound import Reply, is_below_500
from payments.adapters.reading import amount_of, parsed, text_of
from payments.domain.refund import RefundFinding, RefundOrder, RefundStanding
from payments.usecases.problems import ProviderSilent

_OK: Final = 200
_MINOR: Final = 100
_DONE: Final = frozenset({"0", "R000001"})
"""It went back now, or had gone back before: a receipt is reversed once."""
_FAILURES: Final[Mapping[str, tuple[str, bool]]] = {
    "1": ("the shop's M-Pesa balance is too low", True),
    "11": ("M-Pesa says that an account is in no state for it", False),
    "21": ("the shop's initiator may not reverse", False),
    "26": ("M-Pesa is busy", True),
    "2001": ("M-Pesa does not take the shop's initiator", False),
    "2006": ("M-Pesa says that an account is not active", False),
    "2028": ("the shop may not reverse", False),
    "8006": ("the shop's initiator is locked", False),
    "R000002": ("M-Pesa does not know the receipt", False),
}


def request(
    order: RefundOrder, initiator: Initiator, *, shortcode: str, result_url: str
) -> dict[str, Any]:
    """Write the request; the misspelt name is theirs."""
    return {
        **initiator.proof(),
        "CommandID": "TransactionReversal",
        "TransactionID": order.receipt,
        "Amount": order.amount.amount // _MINOR,
        "ReceiverParty": shortcode,
        "RecieverIdentifierType": "11",
        "ResultURL": result_url,
        "QueueTimeOutURL": result_url,
        "Remarks": f"Refund {order.reference}",
        "Occasion": order.reference,
    }


def taken(reply: Reply) -> RefundFinding:
    """Read the answer to a request; raise `ProviderSilent` where it says nothing certain."""
    if reply.status != _OK:
        code, message = error_of(reply)
        if not is_below_500(reply) and "credential" not in message:
            raise ProviderSilent(f"reversal: {reply.status} {code}")
        return refused(f"M-Pesa refused: {message or code}")
    answer = parsed(reply.body)
    if str(answer.get("ResponseCode")) != "0":
        raise ProviderSilent("reversal: accepted or not, the answer does not say")
    return RefundFinding(
        standing=RefundStanding.PENDING,
        provider_reference=text_of(answer.get("OriginatorConversationID")),
    )


def concluded(result: Mapping[str, Any]) -> RefundFinding:
    """Read the result that it reports later."""
    code = str(result.get("ResultCode")).strip()
    if code in _DONE:
        parameters = result.get("ResultParameters")
        listed = parameters.get("ResultParameter") if isinstance(parameters, dict) else None
        return RefundFinding(
            standing=RefundStanding.SUCCEEDED,
            amount=amount_of(named(listed, "Key").get("Amount"), "KES"),
            provider_reference=text_of(result.get("TransactionID")),
        )
    known = _FAILURES.get(code)
    if known is None:
        return RefundFinding(standing=RefundStanding.UNRECOGNISED, detail=f"result code {code}")
    detail, retryable = known
    return RefundFinding(standing=RefundStanding.FAILED, detail=detail, retryable=retryable)


def refused(detail: str, *, retryable: bool = False) -> RefundFinding:
    """Say that nothing was begun."""
    return RefundFinding(standing=RefundStanding.REFUSED, detail=detail, retryable=retryable)
