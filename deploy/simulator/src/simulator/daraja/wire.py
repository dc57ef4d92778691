"""Daraja's JSON: results as text or number, items by name, times of Nairobi without a zone."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from simulator.core.transactions import Refund, Status, Transaction

Json = dict[str, Any]
Verdict = tuple[int | str, str]

NAIROBI: Final = timezone(timedelta(hours=3))
DONE: Final[Verdict] = (0, "The service request is processed successfully.")
CANCELLED: Final[Verdict] = (1032, "Request cancelled by user")
LAPSED: Final[Verdict] = (1037, "DS timeout user cannot be reached.")
UNDER_WAY: Final[Verdict] = (4999, "The transaction is still under processing")
_REFERENCE: Final = {"ReferenceItem": {"Key": "QueueTimeoutURL"}}

_TOLD: Final[Mapping[Status, str]] = {
    Status.SUCCESS: "Completed",
    Status.FAILED: "Cancelled",
}


def stamp(at: datetime) -> str:
    """Write a time as Daraja does."""
    return at.astimezone(NAIROBI).strftime("%Y%m%d%H%M%S")


def conversation(at: datetime) -> str:
    """Make the name of an exchange, as Daraja counts it."""
    return f"AG_{at.astimezone(NAIROBI):%Y%m%d}_{secrets.token_hex(10)}"


def originator() -> str:
    """Make the name of an exchange, as the merchant's side is told it."""
    return f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(9)}"


def accepted(payment: Transaction) -> Json:
    """Write the answer to a push: the prompt is queued, and nothing more."""
    return {
        "MerchantRequestID": payment.details["merchant_request"],
        "CheckoutRequestID": payment.token,
        "ResponseCode": "0",
        "ResponseDescription": "Success. Request accepted for processing",
        "CustomerMessage": "Success. Request accepted for processing",
    }


def queried(payment: Transaction, verdict: Verdict) -> Json:
    """Write the answer to a query; payments with odd numbers have their result as text."""
    code, description = verdict
    return {
        "ResponseCode": "0",
        # The third s is Daraja's.
        "ResponseDescription": "The service request has been accepted successsfully",
        "MerchantRequestID": payment.details["merchant_request"],
        "CheckoutRequestID": payment.token,
        "ResultCode": str(code) if payment.number % 2 else code,
        "ResultDesc": description,
    }


def callback(payment: Transaction, *, amount: int) -> Json | None:
    """Write what is sent after a decision about `amount` minor units; None where none was made."""
    said = {Status.SUCCESS: DONE, Status.FAILED: CANCELLED}.get(payment.status)
    if said is None:
        return None
    code, description = said
    body: Json = {
        "MerchantRequestID": payment.details["merchant_request"],
        "CheckoutRequestID": payment.token,
        "ResultCode": code,
        "ResultDesc": description,
    }
    if payment.status is Status.SUCCESS:
        body["CallbackMetadata"] = {"Item": _items(payment, amount)}
    return {"Body": {"stkCallback": body}}


def taken(conversation: str, originator: str) -> Json:
    """Write the answer to what gets its result later."""
    return {
        "OriginatorConversationID": originator,
        "ConversationID": conversation,
        "ResponseCode": "0",
        "ResponseDescription": "Accept the service request successfully.",
    }


def result(
    verdict: Verdict, conversation: str, originator: str, receipt: str, parameters: Json | None
) -> Json:
    """Write a result; a failed one has no parameters."""
    code, description = verdict
    body: Json = {
        "ResultType": 0,
        "ResultCode": code,
        "ResultDesc": description,
        "OriginatorConversationID": originator,
        "ConversationID": conversation,
        "TransactionID": receipt,
        "ReferenceData": _REFERENCE,
    }
    if parameters is not None:
        body["ResultParameters"] = {"ResultParameter": _keyed(parameters)}
    return {"Result": body}


def reversed_parameters(refund: Refund, payment: Transaction) -> Json:
    """Write the parameters of a reversal that was done."""
    shortcode = payment.details["merchant"]
    return {
        "DebitAccountBalance": "Utility Account|KES|7722179.62|7722179.62|0.00|0.00",
        "Amount": float(refund.amount // 100),
        "TransCompletedTime": int(stamp(refund.updated_at)),
        "OriginalTransactionID": payment.provider_reference,
        "Charge": 0.0,
        "CreditPartyPublicName": f"{payment.phone_number} - PAYER",
        "DebitPartyPublicName": f"{shortcode} - Soko",
    }


def status_parameters(payment: Transaction) -> Json:
    """Write what the status query tells; None stands for a key without a value."""
    return {
        "DebitPartyName": f"{payment.phone_number} - PAYER",
        "OriginatorConversationID": payment.details["merchant_request"],
        "InitiatedTime": stamp(payment.created_at),
        "DebitAccountType": "MMF Account For Customer",
        "DebitPartyCharges": None,
        "TransactionReason": None,
        "ReasonType": "Pay Bill Online",
        "TransactionStatus": _TOLD.get(payment.status, "Pending"),
        "FinalisedTime": stamp(payment.updated_at),
        "Amount": str(payment.amount // 100),
        "ReceiptNo": payment.provider_reference if payment.status is Status.SUCCESS else None,
    }


def _items(payment: Transaction, amount: int) -> list[Json]:
    return [
        {"Name": "Amount", "Value": float(amount // 100)},
        {"Name": "MpesaReceiptNumber", "Value": payment.provider_reference},
        {"Name": "Balance"},
        {"Name": "TransactionDate", "Value": int(stamp(payment.updated_at))},
        {"Name": "PhoneNumber", "Value": int(payment.phone_number or 0)},
    ]


def _keyed(parameters: Json) -> list[Json]:
    return [
        {"Key": key} if value is None else {"Key": key, "Value": value}
        for key, value in parameters.items()
    ]
