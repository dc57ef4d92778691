"""The places at which a process can be cut off: what has happened by then, and whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_SERVICES: Final = ("users", "catalog", "cart", "orders", "payments")
_APIS: Final = tuple(f"{service}-api" for service in _SERVICES)
_WORKERS: Final = tuple(f"{service}-worker" for service in _SERVICES)
_ASKERS: Final = ("cart-api", "orders-api", "payments-api")
_POSTMEN: Final = ("users-worker", "orders-worker")
_CLAIMANTS: Final = ("orders-api", "payments-api")
_PAYMENTS: Final = ("payments-api", "payments-worker")


@dataclass(frozen=True, slots=True)
class Point:
    """One place, and the processes that pass it while customers buy."""

    sentence: str
    owners: tuple[str, ...]


POINTS: Final[Mapping[str, Point]] = {
    "gateway.forwarding": Point("A change was let in; no service has it.", ("gateway",)),
    "gateway.answered": Point("A service made the change; the client has nothing.", ("gateway",)),
    "request.begun": Point("A request for a change came in; nothing is done.", _APIS),
    "request.answered": Point("The change is committed; its answer has not left.", _APIS),
    "tx.committing": Point("A request wrote all that it will; nothing is committed.", _APIS),
    "tx.committed": Point("A request's transaction is committed; nobody knows.", _APIS),
    "claim.taken": Point("A key is claimed for good; its request did nothing else.", _CLAIMANTS),
    "answer.stored": Point("Effect and answer are written; neither is committed.", _ASKERS),
    "peer.calling": Point("Another service is about to be called.", _ASKERS),
    "peer.answered": Point("It did as it was asked; nothing came of its answer yet.", _ASKERS),
    "order.held": Point("The stock is held; the order is not stored.", ("orders-api",)),
    "attempt.reserved": Point("An attempt is stored; orders was not asked.", ("payments-api",)),
    "attempt.granted": Point(
        "Orders let the attempt begin; payments did not store that.", ("payments-api",)
    ),
    "provider.begin.calling": Point(
        "The attempt has begun, and committed; its provider was not called.", ("payments-api",)
    ),
    "provider.begin.answered": Point(
        "The provider has the charge; what it answered is lost.", ("payments-api",)
    ),
    "provider.ask.calling": Point("A provider is about to be asked.", _PAYMENTS),
    "provider.ask.answered": Point("It said how it stands; nothing is decided.", _PAYMENTS),
    "provider.void.calling": Point("A link is about to be closed.", _PAYMENTS),
    "provider.void.answered": Point("It is closed; the attempt does not say so.", _PAYMENTS),
    "provider.refund.calling": Point(
        "A refund is in flight, and committed; its provider was not called.", ("payments-worker",)
    ),
    "provider.refund.answered": Point(
        "The provider gives the money back; what it answered is lost.", ("payments-worker",)
    ),
    "webhook.stored": Point("A webhook is kept; the provider has no answer.", ("payments-api",)),
    "webhook.decided": Point(
        "What a webhook is about is decided; it is not marked.", ("payments-worker",)
    ),
    "relay.selected": Point("The relay locked rows of the outbox; nothing is sent.", _WORKERS),
    "relay.confirming": Point("One event is confirmed; the rest of the batch is not.", _WORKERS),
    "relay.confirmed": Point("The batch is confirmed; its rows do not say so.", _WORKERS),
    "relay.recorded": Point("The rows say that they are published, uncommitted.", _WORKERS),
    "consumer.received": Point("A message came; no transaction is open.", _WORKERS),
    "consumer.handled": Point("A handler did its work; nothing is committed.", _WORKERS),
    "consumer.committed": Point("Its work is committed; the broker does not know.", _WORKERS),
    "consumer.acked": Point("The acknowledgement is on its way to the broker.", _WORKERS),
    "consumer.putting_off": Point("A message failed; its copy is not published.", _WORKERS),
    "consumer.put_off": Point("The copy is confirmed; its message is not let go.", _WORKERS),
    "consumer.burying": Point("A message is given up; the broker does not know.", _WORKERS),
    "mail.leased": Point("Mails are leased, and committed; none is sent.", _POSTMEN),
    "mail.accepted": Point("A mail was taken; its row does not say so.", _POSTMEN),
    "sweep.orders": Point("One order of a batch was moved by its clock.", ("orders-worker",)),
    "sweep.claims": Point(
        "Abandoned claims are deleted; the stock held for them is not let go.", ("orders-worker",)
    ),
    "sweep.holds": Point("Lapsed holds of a batch are released, uncommitted.", ("catalog-worker",)),
    "sweep.attempts": Point("Attempts are leased to be asked about.", ("payments-worker",)),
    "sweep.refunds": Point("Refunds are leased; none is carried on.", ("payments-worker",)),
    "sweep.webhooks": Point("Webhooks are leased; none is worked on.", ("payments-worker",)),
}
