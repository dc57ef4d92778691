"""Daraja's words for looking a payment up, which is how a lost receipt is found. No I/O."""

from collections.abc import Mapping
from typing import Any, Final

from payments.adapters.daraja.initiator import Initiator
from payments.adapters.daraja.wire import inside, named
from payments.adapters.reading import amount_of, text_of
from payments.domain.provider import Report
from payments.domain.refund import RefundOrder
from payments.domain.webhook import Notice

_PAID: Final = "Completed"


def request(
    order: RefundOrder, initiator: Initiator, *, shortcode: str, result_url: str
) -> dict[str, Any]:
    """Write the request; its answer comes later, to the address."""
    return {
        **initiator.proof(),
        "CommandID": "TransactionStatusQuery",
        "OriginalConversationID": order.session,
        "PartyA": shortcode,
        "IdentifierType": "4",
        "ResultURL": result_url,
        "QueueTimeOutURL": result_url,
        "Remarks": f"Receipt of {order.attempt_reference}",
        "Occasion": order.attempt_reference,
    }


def found_in(result: Mapping[str, Any], notice: Notice) -> Report | None:
    """Read a receipt and its amount; None where the result is of another kind."""
    listed = inside(result, "ResultParameters").get("ResultParameter")
    parameters = named(listed, "Key")
    status = parameters.get("TransactionStatus")
    if status is None:
        return None
    if status != _PAID:
        return Report(callback_hash=notice.token_hash)
    return Report(
        callback_hash=notice.token_hash,
        amount=amount_of(parameters.get("Amount"), "KES"),
        receipt=text_of(parameters.get("ReceiptNo")),
    )
