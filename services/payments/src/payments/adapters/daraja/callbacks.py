"""What Daraja sends to the address of one attempt or refund: unsigned, and only once."""

from collections.abc import Mapping
from typing import Any

from payments.adapters.daraja import receipts, reversal
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
    result = inside(sent, "Result")
    if result:
        return receipts.found_in(result, notice) or _reversed(result, notice)
    return _prompted(inside(inside(sent, "Body"), "stkCallback"), notice)


def _reversed(result: Mapping[str, Any], notice: Notice) -> Report:
    return Report(callback_hash=notice.token_hash, refund=reversal.concluded(result))


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
