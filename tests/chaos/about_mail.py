"""What must hold about mails: INV-17 of the catalogue."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from chaos.snapshot import Snapshot
from chaos.violation import Violation

_LETTERS: Final = {"mail_receipt": "receipt", "mail_cancellation": "cancellation"}


def every_mail_is_sent(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-17: each mail arrived, under one Message-ID; twice only where a postman was killed."""
    mails = [*snapshot["orders.mails"], *snapshot["users.mails"]]
    arrived = Counter(_id(letter["message_id"]) for letter in snapshot.letters)
    for mail in mails:
        if mail["sent_at"] is None or not arrived[str(mail["id"])]:
            what = f"{mail['dedupe_key']} to {mail['recipient']} did not arrive"
            yield Violation(rule="INV-17", what=what)
    known = {str(mail["id"]) for mail in snapshot["everything.written"]}
    for unknown in arrived.keys() - known:
        yield Violation(
            rule="INV-17", what=f"a mail came under {unknown}, which is no mail of ours"
        )
    copies = sum(count - 1 for count in arrived.values())
    if copies > snapshot.spare_copies:
        what = f"{copies} copies too many, where {snapshot.spare_copies} postmen were killed"
        yield Violation(rule="INV-17", what=what)


def every_mail_is_written(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-17: whatever an order's history says is to be written to the customer was written."""
    written = {mail["dedupe_key"] for mail in snapshot["orders.mails"]}
    for row in snapshot["orders.order_history"]:
        for effect in row["effects"]:
            letter = _LETTERS.get(effect)
            if letter and f"{letter}:{row['order_id']}" not in written:
                what = f"no {letter} was written"
                yield Violation(rule="INV-17", what=what, order_id=row["order_id"])


def _id(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]
