from typing import Any


async def test_an_order_is_placed_with_its_totals(shopper: Any, holds: Any) -> None:
    body = await shopper.placed(price=129_950, quantity=2)

    assert body["status"] == "pending"
    assert body["subtotal"] == {"amount": 259_900, "currency": "KES"}
