"""The invariants of the shop: pure functions over one snapshot, taken when all is quiet."""

from collections.abc import Callable, Iterator
from typing import Final

from chaos import about_mail, about_messages, about_money, about_orders, about_stock
from chaos.snapshot import Snapshot
from chaos.violation import Violation

Invariant = Callable[[Snapshot], Iterator[Violation]]

INVARIANTS: Final[tuple[Invariant, ...]] = (
    about_orders.one_order_per_intent,
    about_orders.everybody_has_what_they_ordered,
    about_stock.units_are_kept,
    about_stock.holds_fit_their_orders,
    about_stock.no_hold_is_left_behind,
    about_orders.every_step_is_legal,
    about_orders.totals_add_up,
    about_money.paid_orders_hold_their_money,
    about_money.orders_and_payments_agree,
    about_money.the_providers_books_are_ours,
    about_money.money_counts_once,
    about_messages.no_fact_is_lost,
    about_messages.every_fact_is_heard_once,
    about_orders.nothing_is_stuck,
    about_orders.no_attempt_stays_undecided,
    about_messages.no_message_is_given_up,
    about_messages.every_webhook_is_worked_on,
    about_mail.every_mail_is_sent,
    about_mail.every_mail_is_written,
    about_messages.nobody_sits_on_a_transaction,
)
"""In the order of the catalogue. The ledger's come with the ledger."""


def check(snapshot: Snapshot) -> list[Violation]:
    """Return everything that must not be."""
    return [violation for invariant in INVARIANTS for violation in invariant(snapshot)]
