"""Messages that nobody could handle: kept where a person finds them, and sent on when asked.

A dead letter leaves the broker for a table of the service that could not handle it. When staff
ask for it again it goes back to its work queue; handling it twice changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractIncomingMessage
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from common import logs
from common.broker import STEP_LIMIT, Link, Publisher, Refused, Unconfirmed
from common.cancellation import torn
from common.consumer import RETRY_HEADER
from common.db import Sessions
from common.events.envelope import CONTENT_TYPE, MalformedMessage, UnknownEvent, received
from common.failures import Verdict, is_infrastructure
from common.ids import new_id
from common.parked import ParkedColumns, Tables
from common.topology import LADDER, RETRY_TTL, dead_queue, retry_exchange, retry_queue

_BATCH: Final = 50
_LONGEST_TEXT: Final = 500

log = logs.logger("parking")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parking:
    """The parked messages and measured queues of one service."""

    sessions: Sessions
    tables: Tables

    async def park(self, message: AbstractIncomingMessage) -> Verdict:
        """Keep a dead letter; one that was delivered twice is kept once."""
        try:
            async with self.sessions.begin() as session:
                keep = insert(self.tables.parked).values(id=new_id(), **_described(message))
                await session.execute(keep.on_conflict_do_nothing())
        except Exception as error:
            if not is_infrastructure(error):
                log.exception("a dead letter cannot be kept", id=message.message_id)
            # It stays in the broker: there is no further place for it.
            return Verdict.REQUEUE
        log.error("a message is parked", id=message.message_id, type=message.type)
        return Verdict.DONE

    async def requeue(self, publisher: Publisher) -> None:
        """Send on what staff asked for, each once it is safe in the broker."""
        row = self.tables.parked
        asked = (
            select(row)
            .where(row.requeue_asked_at.is_not(None), row.requeued_at.is_(None))
            .order_by(row.requeue_asked_at)
            .limit(_BATCH)
            .with_for_update(skip_locked=True)
        )
        async with self.sessions.begin() as session:
            for parked in await session.scalars(asked):
                if await self._sent_on(parked, publisher):
                    done = update(row).where(row.id == parked.id)
                    await session.execute(done.values(requeued_at=func.clock_timestamp()))

    async def measure(self, link: Link, work: Sequence[str]) -> None:
        """Write down how full the work queues, their retry queues and the dead letters are."""
        resting = [retry_queue(name, tier) for name in work for tier in RETRY_TTL]
        names = (*work, *resting, dead_queue(self.tables.service))
        if not link.connected:
            return
        measured = [await _measured(link, name) for name in names]
        rows = [row for row in measured if row is not None]
        if rows:
            await self._write(rows)

    async def _write(self, rows: list[dict[str, Any]]) -> None:
        fresh = insert(self.tables.queues).values(rows)
        changed = {
            "ready": fresh.excluded.ready,
            "consumers": fresh.excluded.consumers,
            "measured_at": func.clock_timestamp(),
        }
        async with self.sessions.begin() as session:
            await session.execute(
                fresh.on_conflict_do_update(index_elements=["name"], set_=changed)
            )

    async def _sent_on(self, parked: ParkedColumns, publisher: Publisher) -> bool:
        try:
            await publisher.publish(
                _again(parked),
                exchange=retry_exchange(self.tables.service),
                key=retry_queue(parked.queue, LADDER[0]),
            )
        except (Refused, Unconfirmed) as error:
            log.warning("a parked message cannot go back", id=str(parked.id), error=repr(error))
            return False
        return True


async def _measured(link: Link, name: str) -> dict[str, Any] | None:
    try:
        # A channel of its own: asking for a queue that is missing closes it.
        with torn():
            async with link.channel() as channel:
                queue = await channel.declare_queue(name, passive=True, timeout=STEP_LIMIT)
    except Exception as error:
        log.warning("a queue cannot be measured", queue=name, error=repr(error))
        return None
    state = queue.declaration_result
    return {
        "name": name,
        "ready": state.message_count or 0,
        "consumers": state.consumer_count or 0,
    }


def _described(message: AbstractIncomingMessage) -> dict[str, Any]:
    death = _last_death(message.headers)
    readable, reason = _read(message, str(death.get("reason", "rejected")))
    return {
        "queue": str(death.get("queue", "")).partition(".retry.")[0],
        "message_id": _plain(message.message_id),
        "name": readable or _plain(message.type),
        "body": message.body,
        "headers": {"content_type": message.content_type, "app_id": message.app_id},
        "digest": sha256(message.body).digest(),
        "reason": reason[:_LONGEST_TEXT],
    }


def _last_death(headers: Mapping[str, Any]) -> Mapping[str, Any]:
    deaths = headers.get("x-death")
    latest = deaths[0] if isinstance(deaths, list) and deaths else {}
    return latest if isinstance(latest, dict) else {}


def _read(message: AbstractIncomingMessage, died: str) -> tuple[str | None, str]:
    """Return the event's name where it can be read, and why the message is here."""
    try:
        event = received(message.body).event
    except (MalformedMessage, UnknownEvent) as error:
        return None, f"it cannot be read: {error!a}"
    if died == "delivery_limit":
        return event.name, "its handling ended the process again and again"
    tries = message.headers.get(RETRY_HEADER)
    retried = f" and {tries} times again" if isinstance(tries, int) else ""
    return event.name, f"its handling failed{retried}; the log tells why"


def _plain(word: str | None) -> str | None:
    # What strangers may have sent: the database takes no zero bytes.
    return None if word is None else word.replace("\0", "")[:_LONGEST_TEXT]


def _again(parked: ParkedColumns) -> Message:
    return Message(
        parked.body,
        message_id=parked.message_id,
        type=parked.name,
        content_type=parked.headers.get("content_type") or CONTENT_TYPE,
        app_id=parked.headers.get("app_id"),
        delivery_mode=DeliveryMode.PERSISTENT,
    )
