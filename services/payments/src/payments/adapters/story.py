"""What payments knows of one order's story: attempts, webhooks, money, incidents, messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common import timeline
from common.timeline import AT_MOST, Entry, Timeline
from payments.adapters.provider_tables import WebhookRow
from payments.adapters.refund_tables import RefundRow, RefundStepRow
from payments.adapters.tables import (
    AttemptRow,
    CaptureRow,
    InboxRow,
    IncidentRow,
    OutboxRow,
    PaymentRow,
)

_STEPS: Final = (
    ("created_at", "an attempt was stored"),
    ("begun_at", "orders let the attempt begin"),
    ("stop_asked_at", "the attempt is to be given up"),
    ("closed_at", "the provider had closed the attempt"),
)


async def of_order(session: AsyncSession, order_id: UUID) -> Timeline:
    """Return it; nothing, for an order that payments never heard of."""
    payment = await session.scalar(select(PaymentRow).where(PaymentRow.order_id == order_id))
    items = [
        *await _incidents(session, order_id),
        *await timeline.published(session, OutboxRow, order_id),
        *await timeline.heard(session, InboxRow, order_id),
    ]
    return Timeline(items=items if payment is None else items + await _paid(session, payment))


async def _paid(session: AsyncSession, payment: PaymentRow) -> list[Entry]:
    attempts = await session.scalars(
        select(AttemptRow)
        .where(AttemptRow.payment_id == payment.id)
        .order_by(AttemptRow.created_at)
    )
    known = attempts.all()
    entries = [entry for attempt in known for entry in _attempt(attempt)]
    entries += await _captures(session, payment.id)
    refunds = await _refunds(session, payment.id)
    references = [attempt.reference for attempt in known] + list(refunds.values())
    entries += await _refund_steps(session, refunds)
    return entries + await _webhooks(session, references)


def _attempt(attempt: AttemptRow) -> list[Entry]:
    named = {
        "attempt_id": attempt.id,
        "provider": attempt.provider,
        "reference": attempt.reference,
    }
    steps = [
        _entry(at, "attempt", title, named)
        for name, title in _STEPS
        if (at := getattr(attempt, name)) is not None
    ]
    stands = {
        **named,
        "status": attempt.status,
        "amount": attempt.amount,
        "currency": attempt.currency,
        "failure": attempt.failure,
        "session": attempt.session,
        "provider_reference": attempt.provider_reference,
        "deadline_at": attempt.deadline_at,
        "next_ask_at": attempt.next_ask_at,
        "asks": attempt.asks,
    }
    title = f"the attempt is {attempt.status}"
    return [*steps, _entry(attempt.updated_at, "attempt", title, stands)]


async def _captures(session: AsyncSession, payment_id: UUID) -> list[Entry]:
    captures = await session.scalars(select(CaptureRow).where(CaptureRow.payment_id == payment_id))
    return [
        _entry(
            capture.captured_at,
            "capture",
            "money arrived" if capture.counted else "money arrived that does not count",
            {
                "attempt_id": capture.attempt_id,
                "provider": capture.provider,
                "amount": capture.amount,
                "currency": capture.currency,
                "fee": capture.fee,
                "provider_reference": capture.provider_reference,
                "source": capture.source,
                "note": capture.note,
            },
        )
        for capture in captures
    ]


async def _refunds(session: AsyncSession, payment_id: UUID) -> dict[UUID, str]:
    rows = await session.execute(
        select(RefundRow.id, RefundRow.reference).where(RefundRow.payment_id == payment_id)
    )
    return {row.id: row.reference for row in rows}


async def _refund_steps(session: AsyncSession, refunds: dict[UUID, str]) -> list[Entry]:
    steps = await session.scalars(
        select(RefundStepRow).where(RefundStepRow.refund_id.in_(refunds)).limit(AT_MOST)
    )
    return [
        _entry(
            step.at,
            "refund",
            f"the refund is {step.status}",
            {
                "refund_id": step.refund_id,
                "reference": refunds[step.refund_id],
                "amount": step.amount,
                "currency": step.currency,
                "detail": step.detail,
                "provider_reference": step.provider_reference,
                "actor_id": step.actor_id,
            },
        )
        for step in steps
    ]


async def _webhooks(session: AsyncSession, references: Sequence[str]) -> list[Entry]:
    webhooks = await session.scalars(
        select(WebhookRow)
        .where(WebhookRow.reference.in_(references))
        .order_by(WebhookRow.received_at)
        .limit(AT_MOST)
    )
    return [
        _entry(
            webhook.received_at,
            "webhook",
            f"{webhook.channel} sent a webhook",
            {
                "webhook_id": webhook.id,
                "reference": webhook.reference,
                "state": webhook.state,
                "tries": webhook.tries,
                "done_at": webhook.done_at,
                "last_error": webhook.last_error,
            },
        )
        for webhook in webhooks
    ]


async def _incidents(session: AsyncSession, order_id: UUID) -> list[Entry]:
    incidents = await session.scalars(select(IncidentRow).where(IncidentRow.order_id == order_id))
    return [entry for incident in incidents for entry in _incident(incident)]


def _incident(incident: IncidentRow) -> list[Entry]:
    named = {"incident_id": incident.id, "kind": incident.kind, "detail": incident.detail}
    opened = _entry(incident.created_at, "incident", "an incident was opened", named)
    if incident.resolved_at is None:
        return [opened]
    decided = {**named, "resolution": incident.resolution, "note": incident.note}
    return [
        opened,
        _entry(incident.resolved_at, "incident", "the incident was resolved", decided),
    ]


def _entry(at: datetime, kind: str, title: str, detail: dict[str, Any]) -> Entry:
    return Entry(at=at, source="payments", kind=kind, title=title, detail=detail)
