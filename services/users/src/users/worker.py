"""The users message process: facts out, mails out, expired things away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from common import mail, worker
from common.db import Sessions
from common.timers import Timer
from common.worker import Plan
from users.adapters.housekeeping import blank_sent_mails, purge
from users.adapters.tables import OPERATIONS, InboxRow, MailRow, OutboxRow
from users.adapters.tx import means_of, open_tx
from users.consumers.subscriptions import SUBSCRIPTIONS
from users.settings import Settings


def planner(settings: Settings) -> worker.Planner:
    """Say what this process does."""

    @asynccontextmanager
    async def plan(sessions: Sessions) -> AsyncIterator[Plan]:
        send = mail.sender(
            sessions, MailRow, smtp_url=settings.smtp_url, mail_from=settings.mail_from
        )
        yield Plan(
            subscriptions=SUBSCRIPTIONS,
            open_tx=partial(open_tx, means=means_of(settings)),
            outbox=OutboxRow,
            operations=OPERATIONS,
            inbox=InboxRow,
            timers=(
                Timer("send mails", timedelta(seconds=1), send),
                Timer("blank sent mails", timedelta(minutes=10), blank_sent_mails(sessions)),
                Timer("purge expired", timedelta(minutes=10), purge(sessions)),
            ),
        )

    return plan


def main() -> None:
    """Work until SIGTERM."""
    settings = Settings()
    worker.run(settings, planner(settings))


if __name__ == "__main__":
    main()
