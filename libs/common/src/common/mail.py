"""Mail: an intent row in the transaction, sent at least once later, always under one Message-ID."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import aiosmtplib
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from sqlalchemy import (
    DateTime,
    Executable,
    Row,
    SmallInteger,
    Table,
    Text,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import Index

from common import crash, logs
from common.db import Sessions, single_statements, table_of
from common.ids import new_id
from common.smtp import Line

_LEASE: Final = timedelta(seconds=60)
_BATCH: Final = 20
_ATTEMPTS: Final = 40  # with the waits below: about ten days
_PERMANENT: Final = 500  # replies below ask to come back (RFC 5321, 4.2.1)

log = logs.logger("mail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail's words."""

    subject: str
    text: str
    html: str


class Letters:
    """Renders the templates in a service's `templates/` folder.

    `<name>.txt` holds the subject in its first line, an empty line and the text;
    `<name>.html` the same in HTML, escaped.
    """

    def __init__(self, package: str) -> None:
        self._templates = Environment(
            loader=PackageLoader(package),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, name: str, **facts: Any) -> Letter:
        """Fill in the template."""
        subject, _, body = self._templates.get_template(f"{name}.txt").render(facts).partition("\n")
        html = self._templates.get_template(f"{name}.html").render(facts)
        return Letter(subject=" ".join(subject.split()), text=body.strip() + "\n", html=html)


class MailColumns:
    """The table of mails of a service; mixed into that service's declarative base."""

    __tablename__ = "mails"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(Text, unique=True)
    recipient: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    next_attempt_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    last_error: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    parked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @declared_attr.directive
    def __table_args__(self) -> tuple[Index, ...]:
        """Index what is still to be sent."""
        waiting = text("sent_at is null and parked_at is null")
        return (Index("mails_due_idx", "next_attempt_at", postgresql_where=waiting),)


class Mailbox:
    """Mails to be sent, as seen from inside one open transaction."""

    def __init__(self, session: AsyncSession, row: type[MailColumns]) -> None:
        self._session = session
        self._say = _statements(table_of(row))

    async def add(self, letter: Letter, *, to: str, dedupe_key: str) -> None:
        """Queue the mail; one with the same key is not queued twice."""
        mail = {
            "id": new_id(),
            "dedupe_key": dedupe_key,
            "recipient": to,
            "subject": letter.subject,
            "text": letter.text,
            "html": letter.html,
        }
        await self._session.execute(self._say.add, mail)


class _Statements(NamedTuple):
    add: Executable
    lease: Executable
    sent: Executable


@cache
def _statements(table: Table) -> _Statements:
    c = table.c
    named = ("id", "dedupe_key", "recipient", "subject", "text", "html")
    due = select(c.id).where(
        c.sent_at.is_(None), c.parked_at.is_(None), c.next_attempt_at <= func.now()
    )
    picked = due.order_by(c.next_attempt_at).limit(_BATCH).with_for_update(skip_locked=True)
    return _Statements(
        add=insert(table)
        .values({name: bindparam(name) for name in named})
        .on_conflict_do_nothing(index_elements=["dedupe_key"]),
        lease=update(table)
        .where(c.id.in_(picked.scalar_subquery()))
        .values(attempts=c.attempts + 1, next_attempt_at=func.now() + _LEASE)
        .returning(*c),
        # Its links hold tokens, and nobody needs its words any more.
        sent=update(table)
        .where(c.id == bindparam("mail_id"))
        .values(sent_at=func.now(), text="", html=""),
    )


def sender(
    sessions: Sessions, row: type[MailColumns], *, smtp_url: str, mail_from: str
) -> Callable[[], Awaitable[None]]:
    """Return a timer's job that sends what is due."""

    table = table_of(row)

    async def send_due() -> None:
        line = Line(smtp_url)
        try:
            for mail in await _lease(sessions, table):
                crash.here("mail.leased")
                await _attempt(sessions, table, mail, mail_from, line)
        finally:
            await line.end()

    return send_due


async def _lease(sessions: Sessions, table: Table) -> Sequence[Row[Any]]:
    # The lease is committed before the mail is sent: no transaction waits on an SMTP server.
    async with single_statements(sessions) as session:
        return (await session.execute(_statements(table).lease)).all()


async def _attempt(
    sessions: Sessions, table: Table, mail: Row[Any], mail_from: str, line: Line
) -> None:
    noted: Executable = _statements(table).sent
    try:
        await line.send(_message(mail, mail_from))
        crash.here("mail.accepted")
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        log.warning("a mail could not be sent", mail_id=str(mail.id), error=repr(error))
        noted = (
            update(table)
            .where(table.c.id == bindparam("mail_id"))
            .values(**_after_failure(mail.attempts, error))
        )
    async with single_statements(sessions) as session:
        await session.execute(noted, {"mail_id": mail.id})


def _after_failure(attempts: int, error: Exception) -> dict[str, Any]:
    if _is_permanent(error) or attempts >= _ATTEMPTS:
        return {"parked_at": func.now(), "last_error": repr(error)[:500]}
    wait = timedelta(seconds=min(2**attempts, 6 * 3600))
    return {"next_attempt_at": func.now() + wait, "last_error": repr(error)[:500]}


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code >= _PERMANENT for refused in error.recipients)
    return isinstance(error, ValueError)  # no message can be made of it


def _message(mail: Row[Any], mail_from: str) -> EmailMessage:
    message = EmailMessage()
    domain = parseaddr(mail_from)[1].partition("@")[2] or "localhost"
    message["From"], message["To"], message["Subject"] = mail_from, mail.recipient, mail.subject
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    message["Date"] = format_datetime(mail.created_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message
