"""The book of record: what was asked, taken and given back, whatever anybody was told."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from simulator.core.journal import Journal
from simulator.core.transactions import Refund, RefundStatus, Status, Transaction

CAPACITY: Final = 50_000

Row = TypeVar("Row", Transaction, Refund)

_ROWS: Final[Mapping[str, TypeAdapter[Any]]] = {
    "transaction": TypeAdapter(Transaction),
    "refund": TypeAdapter(Refund),
}


class BookFull(Exception):
    """The book holds as much as it may."""


class Book:
    """Every provider's transactions and refunds, replayed from the journal at start."""

    def __init__(self, journal: Journal, capacity: int = CAPACITY) -> None:
        self._journal = journal
        self._capacity = capacity
        self._numbers = 0
        self._transactions: dict[tuple[str, str], Transaction] = {}
        self._aliases: dict[tuple[str, str], tuple[str, str]] = {}
        self._refunds: dict[tuple[str, str], Refund] = {}
        self._by_payment: dict[tuple[str, str], list[str]] = {}
        for record in journal.records():
            self._keep(_ROWS[record["kind"]].validate_python(record["row"]))

    def put(self, row: Row) -> Row:
        """Store a new row, or the new state of one; it survives the process from here on."""
        if not row.number:
            if self.is_full:
                raise BookFull
            row = replace(row, number=self._numbers + 1)
        self._journal.append({"kind": type(row).__name__.lower(), "row": asdict(row)})
        self._keep(row)
        return row

    async def synced(self) -> None:
        """Return when all that was put is on disk."""
        await self._journal.synced()

    def forget(self) -> None:
        """Empty the book."""
        self._journal.forget()
        for rows in (self._transactions, self._aliases, self._refunds, self._by_payment):
            rows.clear()

    @property
    def is_full(self) -> bool:
        """Whether no new row fits."""
        return max(len(self._transactions), len(self._refunds)) >= self._capacity

    def transaction(self, provider: str, reference: str) -> Transaction | None:
        """Find a payment by the merchant's reference."""
        return self._transactions.get((provider, reference))

    def known_as(self, provider: str, alias: str) -> Transaction | None:
        """Find a payment by the provider's reference or by its pay page's token."""
        key = self._aliases.get((provider, alias))
        return None if key is None else self._transactions.get(key)

    def newest_first(self) -> Iterator[Transaction]:
        """Yield every payment, the latest begun first."""
        yield from reversed(self._transactions.values())

    def refund(self, provider: str, reference: str) -> Refund | None:
        """Find a refund by the provider's reference."""
        return self._refunds.get((provider, reference))

    def refunds_of(self, payment: Transaction) -> list[Refund]:
        """Return a payment's refunds, oldest first."""
        provider = payment.provider
        names = self._by_payment.get((provider, payment.reference), ())
        return [self._refunds[provider, name] for name in names]

    def refunds(self) -> list[Refund]:
        """Return every refund, oldest first."""
        return list(self._refunds.values())

    def captured(self, payment: Transaction) -> int:
        """Return what was taken from the payer, in minor units."""
        return payment.amount if payment.status is Status.SUCCESS else 0

    def refunded(self, payment: Transaction) -> int:
        """Return what has reached the payer again, in minor units."""
        given = self.refunds_of(payment)
        return sum(one.amount for one in given if one.status is RefundStatus.REFUNDED)

    def refundable(self, payment: Transaction) -> int:
        """Return what no refund has claimed yet, in minor units; a failed one claims nothing."""
        given = self.refunds_of(payment)
        claimed = sum(one.amount for one in given if one.status is not RefundStatus.FAILED)
        return self.captured(payment) - claimed

    def _keep(self, row: Transaction | Refund) -> None:
        self._numbers = max(self._numbers, row.number)
        key = (row.provider, row.reference)
        if isinstance(row, Transaction):
            self._transactions[key] = row
            self._aliases[row.provider, row.provider_reference] = key
            self._aliases[row.provider, row.token] = key
            return
        if key not in self._refunds:
            self._by_payment.setdefault((row.provider, row.payment), []).append(row.reference)
        self._refunds[key] = row
