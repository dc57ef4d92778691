import itertools
from collections.abc import Mapping

import pytest

from orders.domain.lifecycle import EDGES, STEPS, find
from orders.domain.states import Change, Circumstances, Effect, OrderStatus, Trigger, When

S, T = OrderStatus, Trigger

# saga.md section 5, once more in its own words: status, trigger, what holds → statuses, effects.
# "-" stays; what is not listed is illegal.
TABLE = """
pending    begin            .               processing
pending    captured         .               processing>success    announce_paid mail_receipt
pending    authorized       .               processing>success    announce_paid mail_receipt
pending    nothing_due      .               processing>success    announce_paid mail_receipt
pending    cancel           .               cancelled             announce_cancelled mail_cancellation
pending    staff_cancel     .               cancelled             announce_cancelled mail_cancellation
pending    expired          .               cancelled             announce_cancelled mail_cancellation
pending    stock_refused    .               cancelled             announce_cancelled mail_cancellation
processing begin            not_asked       -
processing captured         .               success               announce_paid mail_receipt
processing authorized       .               success               announce_paid mail_receipt
processing failed           other           -
processing failed           current,asked   cancelled             announce_cancelled mail_cancellation
processing failed           current,not_asked failed              announce_failed
processing cancel           asked           -
processing cancel           not_asked       -                     announce_cancel_requested
processing staff_cancel     asked           -
processing staff_cancel     not_asked       -                     announce_cancel_requested
processing stock_refused    asked           -
processing stock_refused    not_asked       -                     announce_cancel_requested
processing watchdog         .               -                     raise_alarm
failed     begin            .               processing
failed     captured         .               processing>success    announce_paid mail_receipt
failed     authorized       .               processing>success    announce_paid mail_receipt
failed     cancel           .               cancelled             announce_cancelled mail_cancellation
failed     staff_cancel     .               cancelled             announce_cancelled mail_cancellation
failed     expired          .               cancelled             announce_cancelled mail_cancellation
failed     stock_refused    .               cancelled             announce_cancelled mail_cancellation
success    staff_cancel     .               cancelled             announce_cancelled mail_cancellation refund_all
success    stock_refused    stock_taken     -
success    stock_refused    stock_not_taken cancelled             announce_cancelled mail_cancellation refund_all raise_alarm
success    ship             ready           shipped               announce_shipped
success    captured         .               -
success    watchdog         .               -                     raise_alarm
shipped    deliver          .               delivered             announce_delivered
shipped    captured         .               -
shipped    watchdog         .               -                     raise_alarm
delivered  captured         .               -
delivered  watchdog         .               -                     raise_alarm
cancelled  captured         .               -                     refund_late
cancelled  watchdog         .               -                     raise_alarm
cancelled  cancel           .               -
cancelled  staff_cancel     .               -
any        stock_committed  .               -
any        refund_succeeded .               -
any        refund_failed    .               -                     raise_alarm
"""  # noqa: E501

GUARDS: Mapping[str, Mapping[str, bool]] = {
    ".": {},
    "asked": {"cancel_asked": True},
    "not_asked": {"cancel_asked": False},
    "current": {"current_attempt": True},
    "other": {"current_attempt": False},
    "ready": {"ready_to_ship": True},
    "stock_taken": {"stock_committed": True},
    "stock_not_taken": {"stock_committed": False},
}

CIRCUMSTANCES = [
    Circumstances(
        cancel_asked=asked, current_attempt=current, ready_to_ship=ready, stock_committed=taken
    )
    for asked, current, ready, taken in itertools.product((False, True), repeat=4)
]


def expected(
    status: OrderStatus, trigger: Trigger, given: Circumstances
) -> tuple[list[str], list[str]] | None:
    for row in TABLE.strip().splitlines():
        where, what, guards, to, *effects = row.split()
        if where not in {status, "any"} or what != trigger:
            continue
        wanted = {k: v for guard in guards.split(",") for k, v in GUARDS[guard].items()}
        if all(getattr(given, name) == value for name, value in wanted.items()):
            return ([] if to == "-" else to.split(">"), effects)
    return None


@pytest.mark.parametrize(("status", "trigger"), list(itertools.product(OrderStatus, Trigger)))
def test_every_pair_does_what_the_rules_say(status: OrderStatus, trigger: Trigger) -> None:
    for given in CIRCUMSTANCES:
        step = find(status, trigger, given)

        found = None if step is None else ([to.value for to in step.to], [*map(str, step.effects)])
        assert found == expected(status, trigger, given), given


def test_only_the_documented_edges_exist() -> None:
    assert {(start.value, end.value) for start, end in EDGES} == {
        ("pending", "processing"),
        ("pending", "cancelled"),
        ("processing", "success"),
        ("processing", "failed"),
        ("processing", "cancelled"),
        ("failed", "processing"),
        ("failed", "cancelled"),
        ("success", "shipped"),
        ("success", "cancelled"),
        ("shipped", "delivered"),
    }


@pytest.mark.parametrize("status", OrderStatus)
def test_every_status_can_end(status: OrderStatus) -> None:
    ends = {S.DELIVERED, S.CANCELLED}
    reached = {status}
    for _ in OrderStatus:
        reached |= {end for start, end in EDGES if start in reached}

    assert reached & ends


def test_every_word_of_the_table_is_used() -> None:
    steps = [step for rows in STEPS.values() for chosen in rows.values() for step in chosen]

    assert {effect for step in steps for effect in step.effects} == set(Effect)
    assert {change for step in steps for change in step.changes} == set(Change)
    assert {step.when for step in steps} == set(When)


def test_the_last_row_of_a_guarded_pair_is_reachable() -> None:
    for rows in STEPS.values():
        for steps in rows.values():
            assert all(step.when is not When.ALWAYS for step in steps[:-1])
