"""The orders message process: facts in and out, clocks and mail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from common import worker
from common.auth import ServiceSigner
from common.db import Sessions
from common.mail import sender
from common.timers import Timer
from common.worker import Plan
from orders import wiring
from orders.adapters.abandoned import forget_answers, forget_claims
from orders.adapters.releases import OwedReleases
from orders.adapters.saga_lists import show_stuck
from orders.adapters.tables import OPERATIONS, InboxRow, MailRow, OutboxRow
from orders.adapters.tx import Surroundings, open_tx
from orders.consumers.subscriptions import SUBSCRIPTIONS
from orders.settings import Settings
from orders.usecases.neighbours import Holds
from orders.usecases.run_clocks import run_clocks, sweep_claims


@asynccontextmanager
async def plan(settings: Settings, sessions: Sessions) -> AsyncIterator[Plan]:
    """Connect what the timers need and say what there is to do."""
    sign = ServiceSigner(settings.service, settings.key.get_secret_value()).token
    async with wiring.asked(settings, sign) as others:
        yield Plan(
            subscriptions=SUBSCRIPTIONS,
            open_tx=partial(open_tx, surroundings=Surroundings.of(settings)),
            outbox=OutboxRow,
            operations=OPERATIONS,
            inbox=InboxRow,
            timers=_timers(settings, sessions, others.holds),
        )


def _timers(settings: Settings, sessions: Sessions, holds: Holds) -> tuple[Timer, ...]:
    mail = sender(sessions, MailRow, smtp_url=settings.smtp_url, mail_from=settings.mail_from)
    sweep = partial(sweep_claims, partial(forget_claims, sessions), OwedReleases(sessions), holds)
    return (
        Timer(
            "clocks", timedelta(seconds=1), partial(run_clocks, wiring.opener(sessions, settings))
        ),
        Timer("mail", timedelta(seconds=1), mail),
        Timer("stuck", timedelta(seconds=15), partial(show_stuck, sessions)),
        Timer("claims", timedelta(seconds=10), sweep),
        Timer("answers", timedelta(hours=1), partial(forget_answers, sessions)),
    )


def main() -> None:
    """Work until SIGTERM."""
    settings = Settings()
    worker.run(settings, partial(plan, settings))


if __name__ == "__main__":
    main()
