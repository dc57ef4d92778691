"""What a provider writes to us, and how it is read: unsigned words, each sent from its books."""

from typing import Final

from common.money import Money
from payments.domain.callback import callback_hash
from payments.domain.provider import Report
from payments.domain.refund import RefundFinding, RefundStanding
from payments.domain.webhook import Notice
from simulation.books import Back, Charge, GivenBack, State

STANDINGS: Final = {
    Back.PENDING: RefundStanding.PENDING,
    Back.DONE: RefundStanding.SUCCEEDED,
    Back.FAILED: RefundStanding.FAILED,
}


def about_charge(charge: Charge) -> str:
    """Say how a charge stands now."""
    return f"charge {charge.reference} {charge.state} {charge.paid} {charge.receipt or '-'}"


def about_refund(back: GivenBack) -> str:
    """Say how a refund stands now."""
    return f"refund {back.reference} {back.state} {back.amount} -"


def about_receipt(charge: Charge) -> str:
    """Say what the money of a charge is called."""
    return f"receipt {charge.reference} - 0 {charge.receipt}"


def written(said: str, *, channel: str, token: str | None, number: int) -> Notice:
    """Write it down; the number makes two deliveries of the same news differ."""
    hashed = None if token is None else callback_hash(token)
    body = f"{said} {number}".encode()
    return Notice(channel=channel, body=body, headers=(), token_hash=hashed)


def by_reference(notice: Notice) -> Report:
    """Read it as one of a provider that goes by our references and says nothing else."""
    kind, reference, *_ = notice.body.decode().split()
    return Report(refund_reference=reference) if kind == "refund" else Report(reference=reference)


def by_address(notice: Notice) -> Report:
    """Read it as one of a provider that goes by the address, and says what asking does not."""
    kind, reference, state, amount, receipt, _ = notice.body.decode().split()
    about = notice.token_hash
    if kind == "refund":
        return Report(callback_hash=about, refund=RefundFinding(standing=STANDINGS[Back(state)]))
    if kind == "receipt":
        return Report(callback_hash=about, receipt=receipt)
    paid = state == State.PAID
    return Report(
        callback_hash=about,
        session="s-" + reference,
        amount=Money(int(amount), "KES") if paid else None,
        receipt=receipt if paid else None,
    )
