"""What Daraja sends to the address of one attempt or reversal: unsigned, and only once."""

from collections.abc import Mapping
from typing import Any

from payments.adapters.daraja import reversal
from payments.adapters.daraja.wire import inside, named
from payments.adapters.reading import amount_of, parsed, text_of
from payments.domain.provider import Report
from payments.domain.webhook import Notice
from payments.usecases.problems import ProviderSilent


def report_of(notice: Notice) -> Report | None:
    """Read what it says; None where it cannot be read."""
    try:
        sent = parsed(notice.body)
    except ProviderSilent:
        return None
    if inside(sent, "Result"):
        finding = reversal.concluded(inside(sent, "Result"))
        return Report(callback_hash=notice.token_hash, refund=finding)
    return _prompted(inside(inside(sent, "Body"), "stkCallback"), notice)


def _prompted(callback: Mapping[str, Any], notice: Notice) -> Report | None:
    session = text_of(callback.get("CheckoutRequestID"))
    if session is None:
        return None
    items = named(inside(callback, "CallbackMetadata").get("Item"), "Name")
    return Report(
        callback_hash=notice.token_hash,
        session=session,
        amount=amount_of(items.get("Amount"), "KES"),
        receipt=text_of(items.get("MpesaReceiptNumber")),
    )
