"""Giving the whole of a payment back, and telling later how that went."""

from collections.abc import Mapping
from typing import Final

from simulator.core.book import BookFull
from simulator.core.clock import utcnow
from simulator.core.desk import Desk
from simulator.core.faults import Dials
from simulator.core.sender import Notice
from simulator.core.transactions import Refund, RefundStatus, Status, Transaction
from simulator.daraja import notices, pushes, rules, wire
from simulator.daraja.account import Account
from simulator.daraja.refusals import Refusal, bad_request

STRANGER: Final[wire.Verdict] = (2001, "The initiator information is invalid.")
UNKNOWN: Final[wire.Verdict] = ("R000002", "The OriginalTransactionID is invalid.")
_REVERSED: Final[wire.Verdict] = ("R000001", "The transaction has already been reversed.")
_PARTIAL: Final[wire.Verdict] = (
    2028,
    "The request is not permitted according to product assignment.",
)
_POOR: Final[wire.Verdict] = (1, "The balance is insufficient for the transaction.")
_ENDINGS: Final[Mapping[RefundStatus, wire.Verdict]] = {
    RefundStatus.REFUNDED: wire.DONE,
    RefundStatus.FAILED: _POOR,
}


async def begin(body: rules.Body, desk: Desk, account: Account) -> wire.Json:
    """Take a reversal; what is wrong with it is told later too."""
    rules.refuse(body, rules.REVERSAL)
    if not pushes.is_own(body["ReceiverParty"], account):
        raise bad_request("ReceiverParty")
    payment = paid_with(body["TransactionID"], desk)
    refund = _new(body, payment)
    objection = _objection(body, payment, desk, account)
    if objection is None:
        await _give_back(refund, desk)
    else:
        dials = desk.faults.of(pushes.PROVIDER, refund.payment)
        notices.answer_later(desk, _notice(refund, objection, None, account, dials), dials)
    return wire.taken(refund.reference, refund.details["originator"])


def ended(refund: Refund, payment: Transaction, account: Account, dials: Dials) -> Notice:
    """Spell how a reversal ended that could be done."""
    done = refund.status is RefundStatus.REFUNDED
    parameters = wire.reversed_parameters(refund, payment) if done else None
    return _notice(refund, _ENDINGS[refund.status], parameters, account, dials)


def paid_with(receipt: object, desk: Desk) -> Transaction | None:
    """Find a payment by its receipt, which it has from the moment it is paid."""
    payment = desk.book.known_as(pushes.PROVIDER, rules.text(receipt))
    is_paid = payment and payment.status is Status.SUCCESS
    return payment if is_paid and payment and payment.provider_reference == receipt else None


def _objection(
    body: rules.Body, payment: Transaction | None, desk: Desk, account: Account
) -> wire.Verdict | None:
    if not account.believes(body["Initiator"], body["SecurityCredential"]):
        return STRANGER
    if payment is None:
        return UNKNOWN
    if desk.book.refundable(payment) < payment.amount:
        return _REVERSED
    return None if (rules.whole(body["Amount"]) or 0) * 100 == payment.amount else _PARTIAL


async def _give_back(refund: Refund, desk: Desk) -> None:
    try:
        await desk.give_back(refund)
    except BookFull:
        raise Refusal(500, "500.003.03", "Error Occurred: Quota Violation") from None


def _notice(
    refund: Refund,
    verdict: wire.Verdict,
    parameters: wire.Json | None,
    account: Account,
    dials: Dials,
) -> Notice:
    own = refund.details
    body = wire.result(verdict, refund.reference, own["originator"], own["receipt"], parameters)
    return notices.notice(body, own["result_url"], account.shortcode, dials)


def _new(body: rules.Body, payment: Transaction | None) -> Refund:
    now = utcnow()
    return Refund(
        provider=pushes.PROVIDER,
        reference=wire.conversation(now),
        merchant_reference=None,
        payment=payment.reference if payment else "",
        amount=(rules.whole(body["Amount"]) or 0) * 100,
        status=RefundStatus.PROCESSING,
        reason=body["Remarks"],
        created_at=now,
        updated_at=now,
        details={
            "originator": wire.originator(),
            "receipt": pushes.receipt(),
            "result_url": body["ResultURL"],
        },
    )
