"""Whether the provider's own books agree with the shop's, to the cent."""

from soko.buy.purchase import Purchase, money, until

Told = tuple[int, int]
"""Captured and refunded, in minor units."""


async def compare(purchase: Purchase, shares: tuple[Told, ...]) -> str:
    """Compare books, payment and order; `shares` says per attempt how many times the total.

    Raises LookupError naming the first difference that does not go away.
    """
    order = await purchase.order()
    total = order["total"]["amount"]
    expected = [(total * captured, total * refunded) for captured, refunded in shares]
    seen = await until(lambda: _books(purchase), lambda books: books == expected)
    kept = sum(captured - refunded for captured, refunded in seen)
    payment = await purchase.payment()
    paid = payment["captured"]["amount"] - payment["refunded"]["amount"]
    order_paid = order["amounts"]["paid"]["amount"] - order["amounts"]["refunded"]["amount"]
    if not kept == paid == order_paid:
        raise LookupError(
            f"the provider keeps {kept}, payments says {paid}, the order says {order_paid}"
        )
    return f"the provider keeps {money({**order['total'], 'amount': kept})}, so does the shop"


async def _books(purchase: Purchase) -> list[Told]:
    # Cash is in nobody's books before staff record it.
    return [
        (0, 0)
        if attempt.provider == "cash"
        else await purchase.simulator.book(attempt.provider, attempt.reference)
        for attempt in purchase.tried
    ]
