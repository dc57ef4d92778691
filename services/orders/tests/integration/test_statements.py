"""How often a purchase asks the database of orders.

Placing an order may take twelve statements over all services: six here, one in users, and what
the tests of cart and catalog say of the snapshot and the hold. Every statement counts that an
engine gives to the driver; BEGIN and COMMIT do not.
"""

from typing import Any

import httpx

from common.db import Sessions
from common.events.payments import PaymentAuthorized
from common.ids import new_id
from common.testing.statements import asked
from common.testing.tokens import Tokens
from common.worker import Plan, receive
from orders.adapters.tables import OutboxRow
from orders.consumers.subscriptions import SUBSCRIPTIONS
from orders.domain.order import Order


async def test_placing_an_order_takes_six_statements(shopper: Any, make_item: Any) -> None:
    shopper.fill(make_item(10_000), make_item(2_500, 3))

    with asked() as statements:
        answer = await shopper.order()

    assert answer.status_code == 201
    # The claim; what stands against it; tariffs; the order; its fact; the answer.
    assert len(statements) == 6, statements


async def test_looking_at_an_order_takes_one_statement(shopper: Any) -> None:
    order = await shopper.placed()

    with asked() as statements:
        answer = await shopper.get(f"/api/v1/orders/{order['id']}")

    assert answer.status_code == 200
    assert len(statements) == 1, statements


async def test_beginning_an_attempt_takes_four_statements(
    shopper: Any, client: httpx.AsyncClient, signed: Tokens
) -> None:
    order = await shopper.placed()

    with asked() as statements:
        answer = await client.put(
            f"/internal/orders/{order['id']}/attempts/{new_id()}",
            json={"provider": "cash"},
            headers={**shopper.headers, **signed.service("payments", "orders")},
        )

    assert answer.status_code == 200
    # The order; whether this attempt ended before; what reports keep of it; the order's next state.
    assert len(statements) == 4, statements


async def test_hearing_of_money_takes_eight_statements(
    sessions: Sessions, open_tx: Any, store: Any, make_order: Any
) -> None:
    order: Order = await store(make_order(attempt_id=new_id()))
    fact = PaymentAuthorized.model_validate(
        {
            "occurred_at": order.created_at,
            "aggregate_id": new_id(),
            "aggregate_version": 1,
            "order_id": order.id,
            "payment_id": new_id(),
            "attempt_id": order.attempt_id,
            "provider": "cash",
            "amount": {"amount": order.total.amount, "currency": "KES"},
        }
    )

    with asked() as statements:
        await receive(fact, Plan(SUBSCRIPTIONS, lambda _: open_tx(), OutboxRow), sessions)

    # The inbox, the order, the two statuses it passes, the shop's name, the mail, the reports'
    # row, the fact.
    assert len(statements) == 8, statements
