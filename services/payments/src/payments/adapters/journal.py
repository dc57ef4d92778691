"""Captures, incidents and providers' switches in Postgres."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.money import Money
from payments.adapters.tables import CaptureRow, IncidentRow, SwitchRow
from payments.domain.capture import Capture
from payments.domain.incident import Incident
from payments.domain.provider import Limits
from payments.usecases.stores import Switch


class SqlCaptures:
    """The `Captures` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, capture: Capture) -> None:
        """Book it."""
        await self._session.execute(
            insert(CaptureRow).values(
                id=capture.id,
                payment_id=capture.payment_id,
                attempt_id=capture.attempt_id,
                provider=capture.provider,
                amount=capture.amount.amount,
                currency=capture.amount.currency,
                fee=None if capture.fee is None else capture.fee.amount,
                provider_reference=capture.provider_reference,
                counted=capture.counted,
                source=capture.source,
                note=capture.note,
                captured_at=capture.captured_at,
            )
        )

    async def has_counted(self, payment_id: UUID, *, but: UUID) -> bool:
        """Tell whether an attempt other than `but` has collected for the payment."""
        query = select(CaptureRow.id).where(
            CaptureRow.payment_id == payment_id, CaptureRow.attempt_id != but, CaptureRow.counted
        )
        return await self._session.scalar(query.limit(1)) is not None

    async def of(self, payment_id: UUID) -> Mapping[UUID, Money]:
        """Return what each attempt of a payment collected, whether it counts or not."""
        rows = await self._session.execute(
            select(CaptureRow.attempt_id, func.sum(CaptureRow.amount), CaptureRow.currency)
            .where(CaptureRow.payment_id == payment_id)
            .group_by(CaptureRow.attempt_id, CaptureRow.currency)
        )
        return {attempt_id: Money(int(amount), currency) for attempt_id, amount, currency in rows}


class SqlIncidents:
    """The `Incidents` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, incident: Incident) -> bool:
        """Store it; False when one like it is open already."""
        opened = await self._session.scalar(
            insert(IncidentRow)
            .values(
                id=incident.id,
                kind=incident.kind,
                subject=incident.subject,
                detail=incident.detail,
                reference=incident.reference,
                payment_id=incident.payment_id,
                attempt_id=incident.attempt_id,
                order_id=incident.order_id,
                created_at=incident.created_at,
            )
            .on_conflict_do_nothing(
                index_elements=["kind", "subject"], index_where=text("resolved_at is null")
            )
            .returning(IncidentRow.id)
        )
        return opened is not None


class SqlSwitches:
    """The `Switches` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> Mapping[str, Switch]:
        """Return every provider's switch, by code."""
        rows = await self._session.scalars(select(SwitchRow))
        return {row.code: _switch(row) for row in rows}

    async def save(self, switch: Switch) -> Switch:
        """Store it; returns it with its new version."""
        saved = await self._session.execute(
            update(SwitchRow)
            .where(SwitchRow.code == switch.code)
            .values(
                enabled=switch.enabled,
                limits=_document(switch.limits),
                version=SwitchRow.version + 1,
                updated_at=func.now(),
            )
            .returning(SwitchRow.version, SwitchRow.updated_at)
            .execution_options(synchronize_session=False)
        )
        version, updated_at = saved.one()
        return replace(switch, version=version, updated_at=updated_at)


def _switch(row: SwitchRow) -> Switch:
    return Switch(
        code=row.code,
        enabled=row.enabled,
        limits={
            currency: Limits(limit["minimum"], limit["maximum"])
            for currency, limit in row.limits.items()
        },
        version=row.version,
        updated_at=row.updated_at,
    )


def _document(limits: Mapping[str, Limits]) -> dict[str, Any]:
    return {
        currency: {"minimum": limit.minimum, "maximum": limit.maximum}
        for currency, limit in limits.items()
    }
