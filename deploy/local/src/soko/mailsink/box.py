"""The mails received, newest first; the oldest leave when the box is full."""

import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

CAPACITY = 5_000


@dataclass(frozen=True)
class Mail:
    """One mail as it came over SMTP."""

    id: str
    to: str
    """The envelope's recipients, with commas between them."""
    sender: str
    subject: str
    text: str
    html: str
    message_id: str
    received_at: datetime


class Box:
    """Holds the newest 5,000 mails, in memory only."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._mails: deque[Mail] = deque(maxlen=capacity)

    def put(self, mail: Mail) -> None:
        """Keep a mail as the newest."""
        self._mails.appendleft(mail)

    def mails(self, to: str | None = None) -> list[Mail]:
        """All mails, or those to one address, newest first."""
        wanted = to and to.casefold()
        return [mail for mail in self._mails if not wanted or wanted in _addresses(mail)]

    def mail(self, mail_id: str) -> Mail | None:
        """The mail with this id, if it is still here."""
        return next((mail for mail in self._mails if mail.id == mail_id), None)

    def clear(self) -> None:
        """Forget all of them."""
        self._mails.clear()


def parse(content: bytes, recipients: Iterable[str]) -> Mail:
    """Read what SMTP delivered; a part that is missing is an empty string."""
    message = message_from_bytes(content, policy=policy.default)
    return Mail(
        id=uuid.uuid4().hex,
        to=", ".join(recipients),
        sender=str(message.get("From", "")),
        subject=str(message.get("Subject", "")),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        message_id=str(message.get("Message-ID", "")).strip(),
        received_at=datetime.now(UTC),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _addresses(mail: Mail) -> list[str]:
    return [address.strip().casefold() for address in mail.to.split(",")]
