"""Mails about orders, written when their cause is stored and sent after it."""

from typing import Any, Final
from uuid import UUID

from common.mail import Letters, Mailbox
from common.money import Money, exponent
from orders.adapters.order_tokens import OrderTokens
from orders.adapters.tariffs import SqlTariffs
from orders.domain.order import Order

_LETTERS: Final = Letters("orders")
_TEMPLATES: Final = ("receipt", "cancellation")

_REASONS: Final = {
    "expired": "It was not paid in time.",
    "stock_refused": "Something you ordered is no longer available.",
}


class Stationery:
    """What every mail about an order needs: where the shop is, and links that open it."""

    def __init__(self, storefront_url: str, tokens: OrderTokens) -> None:
        self._storefront_url = storefront_url.rstrip("/")
        self._tokens = tokens

    def link(self, order: Order) -> str:
        """Return the order's page; the token after `#` never reaches a server's log."""
        return f"{self._storefront_url}/orders/{order.id}#{self._tokens.of(order.id)}"


class OrderLetters:
    """The `Letterbox` port over one open session."""

    def __init__(self, mailbox: Mailbox, tariffs: SqlTariffs, stationery: Stationery) -> None:
        self._mailbox = mailbox
        self._tariffs = tariffs
        self._stationery = stationery

    async def receipt(self, order: Order) -> None:
        """Tell the customer that the order is paid."""
        await self._send("receipt", order)

    async def cancellation(self, order: Order) -> None:
        """Tell the customer that the order will not be delivered."""
        await self._send("cancellation", order)

    async def _send(self, template: str, order: Order) -> None:
        shop = await self._tariffs.shop()
        letter = _LETTERS.write(
            template, shop=shop.name, link=self._stationery.link(order), **_facts(order)
        )
        key = _key(template, order.id)
        await self._mailbox.add(letter, to=order.contact.email, dedupe_key=key)


def keys_of(order_id: UUID) -> list[str]:
    """Return the keys under which mails about the order are kept."""
    return [_key(template, order_id) for template in _TEMPLATES]


def _key(template: str, order_id: UUID) -> str:
    return f"{template}:{order_id}"


def shown(money: Money) -> str:
    """Write an amount as people read it, e.g. `KES 1,299.00`."""
    return f"{money.currency} {money.major:,.{exponent(money.currency)}f}"


def _facts(order: Order) -> dict[str, Any]:
    totals = order.totals
    cancelled = order.cancellation.reason if order.cancellation else ""
    return {
        "number": order.number,
        "addressee": order.contact.full_name,
        "lines": [
            {
                "name": line.name,
                "options": ", ".join(line.options.values()),
                "quantity": line.quantity,
                "total": shown(line.line_total),
            }
            for line in order.lines
        ],
        "subtotal": shown(totals.subtotal),
        "shipping": shown(totals.shipping),
        "tax": shown(totals.tax),
        "tax_included": totals.tax_included,
        "rounding": shown(totals.rounding) if totals.rounding.amount else None,
        "total": shown(order.total),
        "cash": order.outstanding > 0,
        "address": order.shipping_address,
        "reason": _REASONS.get(cancelled),
        "refund": shown(Money(order.refund_pending, order.currency))
        if order.refund_pending
        else None,
    }
