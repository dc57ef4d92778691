"""Telling later how a payment stands, its receipt and its amount with it."""

from dataclasses import replace

from simulator.core.clock import utcnow
from simulator.core.desk import Desk
from simulator.core.faults import Dials
from simulator.core.transactions import Transaction
from simulator.daraja import notices, pushes, reversals, rules, wire
from simulator.daraja.account import Account
from simulator.daraja.refusals import bad_request


async def begin(body: rules.Body, desk: Desk, account: Account) -> wire.Json:
    """Take a status query; its result comes whatever the webhook dial says."""
    rules.refuse(body, rules.STATUS)
    if not pushes.is_own(body["PartyA"], account):
        raise bad_request("PartyA")
    payment = _asked_for(body, desk)
    conversation, originator = wire.conversation(utcnow()), wire.originator()
    verdict, parameters = _standing(body, payment, desk, account)
    told = wire.result(verdict, conversation, originator, pushes.receipt(), parameters)
    answer = notices.notice(told, body["ResultURL"], account.shortcode, Dials())
    notices.answer_later(desk, answer, Dials())
    return wire.taken(conversation, originator)


def _asked_for(body: rules.Body, desk: Desk) -> Transaction | None:
    receipt, conversation = body.get("TransactionID"), body.get("OriginalConversationID")
    if not receipt and not conversation:
        raise bad_request("TransactionID")
    if receipt:
        return reversals.paid_with(receipt, desk)
    pushed = (one for one in desk.book.newest_first() if one.provider == pushes.PROVIDER)
    return next((one for one in pushed if conversation in _conversations(one)), None)


def _conversations(payment: Transaction) -> tuple[str, str]:
    return payment.details["merchant_request"], payment.token


def _standing(
    body: rules.Body, payment: Transaction | None, desk: Desk, account: Account
) -> tuple[wire.Verdict, wire.Json | None]:
    if not account.believes(body["Initiator"], body["SecurityCredential"]):
        return reversals.STRANGER, None
    if payment is None:
        return reversals.UNKNOWN, None
    is_lie = desk.faults.of(pushes.PROVIDER, payment.reference).verify == "wrong_amount"
    told = replace(payment, amount=payment.amount + 100) if is_lie else payment
    return wire.DONE, wire.status_parameters(told)
