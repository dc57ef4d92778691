import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from common.ids import new_id
from orders.domain.order import AttemptState, Cancellation, CancellationState, Order, PaymentStatus
from orders.domain.progress import CHANGES, Happening, advance
from orders.domain.saga import Owed, SagaState, follow
from orders.domain.states import Change, Effect, OrderStatus, Trigger
from orders.usecases.messages import BY_EFFECT

ATTEMPT = new_id()
UNSPELLED = {Effect.MAIL_RECEIPT, Effect.MAIL_CANCELLATION, Effect.RAISE_ALARM}


@pytest.fixture
def happens(now: Any) -> Any:
    def happening(trigger: Trigger, **facts: Any) -> Happening:
        known: dict[str, Any] = {"at": now, "cause": "test", "attempt_id": ATTEMPT}
        return Happening(trigger=trigger, **{**known, **facts})

    return happening


@pytest.fixture
def after(make_order: Any, happens: Any) -> Any:
    def walked(*triggers: Trigger, order: Order | None = None, **facts: Any) -> Order:
        current: Order = order or make_order()
        for trigger in triggers:
            given = {"amount": current.total.amount} if trigger is Trigger.CAPTURED else {}
            current = advance(current, happens(trigger, **{**given, **facts})).after
        return current

    return walked


def test_every_effect_has_a_message() -> None:
    assert set(BY_EFFECT) | UNSPELLED == set(Effect)
    assert set(CHANGES) == set(Change)


@pytest.mark.parametrize(
    ("walk", "status", "payment"),
    [
        ("", OrderStatus.PENDING, PaymentStatus.UNPAID),
        ("begin", OrderStatus.PROCESSING, PaymentStatus.PENDING),
        ("begin captured", OrderStatus.SUCCESS, PaymentStatus.PAID),
        ("begin failed", OrderStatus.FAILED, PaymentStatus.FAILED),
        ("begin failed begin", OrderStatus.PROCESSING, PaymentStatus.PENDING),
        ("begin failed captured", OrderStatus.SUCCESS, PaymentStatus.PAID),
        ("begin authorized", OrderStatus.SUCCESS, PaymentStatus.AUTHORIZED),
        ("begin authorized captured", OrderStatus.SUCCESS, PaymentStatus.PAID),
        ("begin authorized staff_cancel", OrderStatus.CANCELLED, PaymentStatus.UNPAID),
        ("cancel", OrderStatus.CANCELLED, PaymentStatus.UNPAID),
        ("cancel captured", OrderStatus.CANCELLED, PaymentStatus.PAID),
        ("begin cancel failed", OrderStatus.CANCELLED, PaymentStatus.FAILED),
        ("begin cancel captured", OrderStatus.SUCCESS, PaymentStatus.PAID),
        ("captured stock_refused", OrderStatus.CANCELLED, PaymentStatus.PAID),
    ],
)
def test_payment_status_follows_the_money(
    after: Any, walk: str, status: OrderStatus, payment: PaymentStatus
) -> None:
    order = after(*map(Trigger, walk.split()))

    assert (order.status, order.payment_status) == (status, payment)


def test_each_status_passed_is_a_version(make_order: Any, happens: Any) -> None:
    order = make_order()

    progress = advance(order, happens(Trigger.CAPTURED, amount=order.total.amount))

    assert progress.path == (OrderStatus.PROCESSING, OrderStatus.SUCCESS)
    assert progress.after.version == order.version + 2


def test_what_is_ignored_changes_nothing(after: Any, happens: Any) -> None:
    order = after(Trigger.CANCEL)

    progress = advance(order, happens(Trigger.FAILED))

    assert progress.step is None
    assert progress.after is order


def test_an_older_attempts_failure_is_only_recorded(after: Any, happens: Any) -> None:
    order = after(Trigger.BEGIN)

    progress = advance(order, happens(Trigger.FAILED, attempt_id=new_id()))

    assert progress.step is not None
    assert progress.after is order


def test_a_cancellation_is_asked_for_once_and_denied_by_money(after: Any, happens: Any) -> None:
    asked = after(Trigger.BEGIN, Trigger.CANCEL)
    again = advance(asked, happens(Trigger.CANCEL))
    paid = after(Trigger.CAPTURED, order=asked)

    assert asked.cancel_asked
    assert again.effects == ()
    assert paid.cancellation is not None
    assert paid.cancellation.state is CancellationState.DENIED


def test_a_refund_goes_from_pending_to_refunded(after: Any) -> None:
    owed = after(Trigger.CAPTURED, Trigger.STAFF_CANCEL)
    half = after(Trigger.REFUND_SUCCEEDED, order=owed, amount=owed.total.amount // 2)
    whole = after(
        Trigger.REFUND_SUCCEEDED, order=half, amount=owed.total.amount - owed.total.amount // 2
    )

    assert owed.refund_pending == owed.total.amount
    assert half.payment_status is PaymentStatus.PARTIALLY_REFUNDED
    assert (whole.refund_pending, whole.payment_status) == (0, PaymentStatus.REFUNDED)
    assert follow(owed, at=owed.updated_at, attempt_lasts=timedelta()).owed == (Owed.REFUND,)
    assert follow(whole, at=owed.updated_at, attempt_lasts=timedelta()).state is SagaState.DONE


def test_cash_that_was_never_recorded_asks_for_no_refund(after: Any, happens: Any) -> None:
    order = after(Trigger.BEGIN, Trigger.AUTHORIZED)

    progress = advance(order, happens(Trigger.STAFF_CANCEL))

    assert Effect.ANNOUNCE_CANCELLED in progress.effects
    assert Effect.REFUND_ALL not in progress.effects


def test_cash_may_come_in_parts(after: Any) -> None:
    promised = after(Trigger.BEGIN, Trigger.AUTHORIZED)
    some = after(Trigger.CAPTURED, order=promised, amount=100)
    rest = after(Trigger.CAPTURED, order=some, amount=promised.total.amount - 100)

    assert (some.payment_status, some.outstanding) == (
        PaymentStatus.AUTHORIZED,
        promised.total.amount - 100,
    )
    assert (rest.payment_status, rest.outstanding) == (PaymentStatus.PAID, 0)


def test_shipping_waits_for_stock_and_money(after: Any, happens: Any) -> None:
    paid = after(Trigger.CAPTURED)
    committed = after(Trigger.STOCK_COMMITTED, order=paid)

    assert advance(paid, happens(Trigger.SHIP)).step is None
    assert advance(committed, happens(Trigger.SHIP)).after.status is OrderStatus.SHIPPED


def test_no_retry_outlives_a_day(make_order: Any, happens: Any, now: Any) -> None:
    order = make_order(created_at=now - timedelta(hours=23, minutes=50))

    failed = advance(
        advance(order, happens(Trigger.BEGIN)).after,
        happens(Trigger.FAILED, retry=timedelta(minutes=30)),
    ).after

    assert failed.expires_at == now + timedelta(minutes=10)


@pytest.mark.parametrize(("status", "trigger"), list(itertools.product(OrderStatus, Trigger)))
def test_no_pair_breaks_an_order(
    make_order: Any, happens: Any, now: Any, status: OrderStatus, trigger: Trigger
) -> None:
    base = make_order(
        status=status,
        attempt_id=ATTEMPT,
        attempt_state=AttemptState.UNDECIDED,
        cancellation=None
        if status is not OrderStatus.CANCELLED
        else Cancellation(state=CancellationState.DONE, requested_at=now, reason="x"),
    )
    for order in (base, replace(base, paid=base.total.amount)):
        progress = advance(order, happens(trigger, amount=order.total.amount))
        changed = progress.after

        assert 0 <= changed.refund_pending <= max(changed.paid - changed.refunded, 0)
        assert changed.version - order.version == (
            max(len(progress.path), 1) if progress.step and progress.step.moves else 0
        )
        assert changed.expires_at is None or changed.status in {
            OrderStatus.PENDING,
            OrderStatus.FAILED,
        }
