"""Reports as the API gives them."""

from datetime import date
from typing import Self
from uuid import UUID

from common.money import Money
from common.schemas import MoneyOut, Out
from orders.domain.report import ProviderTakings, SalesReport, Sold, Takings


class ByStatusOut(Out):
    """How many orders stand where."""

    pending: int
    processing: int
    success: int
    failed: int
    shipped: int
    delivered: int
    cancelled: int


class PeriodOut(Out):
    """One period, named by its first day: orders that were sold, and the money that moved.

    Money counts on the day it came or went, so that of a cash order may come later than its sale.
    """

    period: date
    currency: str
    orders: int
    gross: MoneyOut
    refunded: MoneyOut
    net: MoneyOut

    @classmethod
    def of(cls, takings: Takings, currency: str) -> Self:
        """Show the period."""
        gross, refunded = Money(takings.gross, currency), Money(takings.refunded, currency)
        return cls(
            period=takings.period,
            currency=currency,
            orders=takings.orders,
            gross=MoneyOut.of(gross),
            refunded=MoneyOut.of(refunded),
            net=MoneyOut.of(gross - refunded),
        )


class SalesOut(Out):
    """Sales by period, and where the orders placed in the whole span stand now."""

    items: list[PeriodOut]
    next_cursor: None = None
    by_status: ByStatusOut

    @classmethod
    def of(cls, report: SalesReport) -> Self:
        """Show the report."""
        return cls(
            items=[PeriodOut.of(takings, report.currency) for takings in report.periods],
            by_status=ByStatusOut(**report.by_status),
        )


class SoldOut(Out):
    """So many units of a product, under the name it was last sold by."""

    product_id: UUID
    name: str
    currency: str
    units: int
    revenue: MoneyOut

    @classmethod
    def of(cls, sold: Sold) -> Self:
        """Show what was sold."""
        return cls(
            product_id=sold.product_id,
            name=sold.name,
            currency=sold.currency,
            units=sold.units,
            revenue=MoneyOut.of(Money(sold.revenue, sold.currency)),
        )


class ProviderOut(Out):
    """What came of attempts to pay with one provider; cash that is promised has succeeded."""

    provider: str
    currency: str
    attempts: int
    succeeded: int
    failed: int
    pending: int
    captured: MoneyOut
    refunded: MoneyOut

    @classmethod
    def of(cls, takings: ProviderTakings) -> Self:
        """Show the provider's part."""
        return cls(
            provider=takings.provider,
            currency=takings.currency,
            attempts=takings.attempts,
            succeeded=takings.succeeded,
            failed=takings.failed,
            pending=takings.pending,
            captured=MoneyOut.of(Money(takings.captured, takings.currency)),
            refunded=MoneyOut.of(Money(takings.refunded, takings.currency)),
        )
