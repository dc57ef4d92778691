"""Chapa's words about money that goes back. No I/O."""

from collections.abc import Mapping
from typing import Any, Final

from payments.adapters.reading import amount_of, parsed, text_of
from payments.domain.provider import Finding, Standing
from payments.domain.refund import RefundFinding, RefundOrder, RefundStanding
from payments.usecases.problems import ProviderSilent

_OK: Final = 200
_NOT_FOUND: Final = 404
_REFUSING: Final = range(400, 500)
_USED: Final = "reference has been used"
_NEVER: Final = "can only be processed in live mode"

STANDINGS: Final[Mapping[str, RefundStanding]] = {
    "initiated": RefundStanding.PENDING,
    "processing": RefundStanding.PENDING,
    "refunded": RefundStanding.SUCCEEDED,
    # The money came back to us, or never left: nothing reached the payer.
    "reversed": RefundStanding.FAILED,
    "failed": RefundStanding.FAILED,
}


def form(order: RefundOrder) -> dict[str, str]:
    """Write the request: a form, with our own reference so that no copy of it counts twice."""
    return {
        "amount": f"{order.amount.major:f}",
        "reason": order.reason,
        "reference": order.reference,
    }


def taken(status: int, body: bytes, order: RefundOrder) -> RefundFinding | None:
    """Read the answer to a refund; None where it does not know the payment by that name.

    Raises `ProviderSilent` where it says nothing certain.
    """
    answer = parsed(body)
    if status == _OK and answer.get("status") == "success":
        return RefundFinding(standing=RefundStanding.PENDING, provider_reference=_name(answer))
    if status not in _REFUSING:
        raise ProviderSilent(f"refund: {status}")
    said = _said(answer)
    if _USED in said.lower():
        # An earlier copy of this very request got through: it goes by our reference.
        return RefundFinding(standing=RefundStanding.PENDING, provider_reference=order.reference)
    if status == _NOT_FOUND:
        return None
    return RefundFinding(
        standing=RefundStanding.REFUSED, detail=said, retryable=_NEVER not in said.lower()
    )


def unknown() -> RefundFinding:
    """Say that Chapa knows the payment by none of its names."""
    return RefundFinding(
        standing=RefundStanding.REFUSED, detail="it does not know the payment", retryable=False
    )


def found(status: int, body: bytes) -> RefundFinding | None:
    """Read the answer to the verification of a refund; None where it knows none of that name.

    Raises `ProviderSilent` where it says nothing certain.
    """
    answer = parsed(body)
    if status == _NOT_FOUND:
        return None
    data = answer.get("data")
    if status != _OK or not isinstance(data, dict):
        raise ProviderSilent(f"verify refund: {status}")
    standing = STANDINGS.get(str(data.get("status")).lower(), RefundStanding.UNRECOGNISED)
    return RefundFinding(
        standing=standing,
        amount=amount_of(data.get("amount"), data.get("currency")),
        provider_reference=_name(answer),
    )


def concluded(payment: Finding, order: RefundOrder) -> RefundFinding:
    """Say what the payment's own state means for a refund that goes by no name at Chapa."""
    if payment.standing is Standing.REVERSED and order.is_whole:
        return RefundFinding(standing=RefundStanding.SUCCEEDED)
    if payment.standing is not Standing.CAPTURED:
        return RefundFinding(standing=RefundStanding.UNRECOGNISED)
    # Once it has taken a refund on, not finding it is no proof that there is none.
    was_taken = order.provider_reference is not None
    return RefundFinding(standing=RefundStanding.PENDING if was_taken else RefundStanding.ABSENT)


def _name(answer: Mapping[str, Any]) -> str | None:
    data = answer.get("data")
    if not isinstance(data, dict):
        return None
    # Its pages call it by either name.
    return text_of(data.get("ref")) or text_of(data.get("ref_id"))


def _said(answer: Mapping[str, Any]) -> str:
    message = answer.get("message")
    return text_of(message) or "the provider refused to give it back"
