"""How often paying asks the database: every statement that an engine gives to the driver counts.

BEGIN and COMMIT do not. Between them the order and the provider are asked, with nothing held.
"""

from typing import Any

from common.testing.statements import asked


async def test_beginning_a_first_attempt_takes_fifteen_statements(shop: Any) -> None:
    order_id = shop.place()

    with asked() as statements:
        answer = await shop.pay(order_id)

    assert answer.status_code == 201
    # The key and the switches; the attempt, reserved, accepted and linked; the answer.
    assert len(statements) == 15, statements
