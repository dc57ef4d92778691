"""Captures and providers' switches in Postgres."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.db import table_of
from common.money import Money
from payments.adapters.tables import CaptureReviewRow, CaptureRow, SwitchRow
from payments.domain.capture import Capture
from payments.domain.provider import Limits
from payments.usecases.stores import Switch

_SWITCHES: Final = select(*table_of(SwitchRow).c)


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

    async def of(self, payment_id: UUID) -> Mapping[UUID, Money]:
        """Return what each attempt of a payment collected, whether it counts or not."""
        rows = await self._session.execute(
            select(CaptureRow.attempt_id, func.sum(CaptureRow.amount), CaptureRow.currency)
            .where(CaptureRow.payment_id == payment_id)
            .group_by(CaptureRow.attempt_id, CaptureRow.currency)
        )
        return {attempt_id: Money(int(amount), currency) for attempt_id, amount, currency in rows}

    async def review(
        self, attempt_id: UUID, *, incident_id: UUID, accepted: bool, counted: int, at: datetime
    ) -> None:
        """Note what staff decided about what the attempt collected."""
        capture = select(CaptureRow.id).where(CaptureRow.attempt_id == attempt_id)
        await self._session.execute(
            insert(CaptureReviewRow).values(
                capture_id=capture.scalar_subquery(),
                incident_id=incident_id,
                accepted=accepted,
                counted_amount=counted,
                reviewed_at=at,
            )
        )


class SqlSwitches:
    """The `Switches` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> Mapping[str, Switch]:
        """Return every provider's switch, by code."""
        rows = (await self._session.execute(_SWITCHES)).all()
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


def _switch(row: Any) -> Switch:
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
