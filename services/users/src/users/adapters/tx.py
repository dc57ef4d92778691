"""The transaction both edges of the service open: one per request, one per message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from common.db import Sessions, transaction
from common.idempotency import Answers
from common.inbox import Inbox
from common.mail import Letters
from common.outbox import Outbox
from users.adapters.addresses import SqlAddresses
from users.adapters.audit import SqlAuditTrail
from users.adapters.failures import SqlFailureCounts
from users.adapters.links import SqlLinks
from users.adapters.post import TemplatePost
from users.adapters.roles import SqlRoles
from users.adapters.sessions import SqlSessions
from users.adapters.signing_keys import Seal, SqlSigningKeys
from users.adapters.tables import AnswerRow, InboxRow, OutboxRow
from users.adapters.users import SqlUsers
from users.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What transactions share: how keys are sealed and what mails say."""

    seal: Seal
    letters: Letters
    storefront_url: str


def means_of(settings: Settings) -> Means:
    """Return what this installation's transactions share."""
    return Means(
        seal=Seal(settings.key_secret.get_secret_value()),
        letters=Letters("users"),
        storefront_url=settings.storefront_url,
    )


class SqlTx:
    """The `Tx` port over one open session."""

    def __init__(self, session: AsyncSession, means: Means) -> None:
        self.users = SqlUsers(session)
        self.roles = SqlRoles(session)
        self.addresses = SqlAddresses(session)
        self.sessions = SqlSessions(session)
        self.links = SqlLinks(session)
        self.failures = SqlFailureCounts(session)
        self.keys = SqlSigningKeys(session, means.seal)
        self.audit = SqlAuditTrail(session)
        self.outbox = Outbox(session, OutboxRow, "users")
        self.inbox = Inbox(session, InboxRow, "users")
        self.answers = Answers(session, AnswerRow)
        self.post = TemplatePost(session, means.letters, means.storefront_url)


@asynccontextmanager
async def open_tx(sessions: Sessions, means: Means) -> AsyncIterator[SqlTx]:
    """Commit when the block ends, roll back when it raises."""
    async with transaction(sessions) as session:
        yield SqlTx(session, means)
