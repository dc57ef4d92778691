"""A cart read, or stored, in one statement: what every request of a shopper does."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from cart.domain.cart import DEFAULT_CURRENCY, Cart, Item
from cart.domain.owner import CartEnded, Guest, Owner, User
from cart.usecases.ports import Seen
from common.money import Money
from common.reading import Asks, Found, Question

_SEEN: Final = """
select (select currencies from shop) as currencies,
    c.id, c.user_id, c.version, c.currency, c.ended_at is not null as ended,
    (
        select json_agg(json_build_array(
            i.id, i.product_id, i.variant_id, i.quantity, i.price_seen, i.price_currency
        ) order by i.id)
        from items i where i.cart_id = c.id
    ) as items
from (select) as always left join carts c on {theirs}
"""
_OF_USER: Final = Question(
    _SEEN.format(theirs="c.user_id = :user or (c.id = :brings and c.user_id is null)")
)
_OF_GUEST: Final = Question(_SEEN.format(theirs="c.id = :cart and c.user_id is null"))

# Whoever changes items changes the cart's version, under the lock of its row: where the version
# is the one that was seen, so are the items.
_CHANGED: Final = """
    update carts set version = :version, currency = :currency, updated_at = now()
    where id = :cart and version = :seen and ended_at is null
    returning id
"""
_BEGUN: Final = """
    insert into carts (id, user_id, version, currency)
    values (:cart, :user, :version, :currency)
    on conflict do nothing
    returning id
"""
_REPLACED: Final = """
with moved as ({moved}), gone as (
    delete from items where cart_id = :cart and id = any(:gone) and exists (select from moved)
), put as (
    insert into items
        (id, cart_id, product_id, variant_id, quantity, price_seen, price_currency)
    select i.id, moved.id, i.product_id, i.variant_id, i.quantity, i.price_seen, i.price_currency
    from moved, unnest(
        cast(:ids as uuid[]), cast(:products as uuid[]), cast(:variants as uuid[]),
        cast(:quantities as int[]), cast(:prices as bigint[]), cast(:currencies as text[])
    ) as i (id, product_id, variant_id, quantity, price_seen, price_currency)
    on conflict (id) do update set quantity = excluded.quantity,
        price_seen = excluded.price_seen, price_currency = excluded.price_currency
)
select count(*) from moved
"""
_CHANGE: Final = Question(_REPLACED.format(moved=_CHANGED))
_BEGIN: Final = Question(_REPLACED.format(moved=_BEGUN))


class CartsAtOnce:
    """The `CartsAtOnce` port, by statements that stand alone or within a transaction."""

    def __init__(self, asks: Asks) -> None:
        self._asks = asks

    async def seen(self, owner: Owner) -> Seen:
        """Return all that a request begins with, from one moment; raise `CartEnded`."""
        found = await self._asks.rows(*_question(owner))
        own = next((row for row in found if _is_own(row, owner)), None)
        if own is not None and own["ended"]:
            raise CartEnded
        brought = next((row for row in found if row is not own and _holds_anything(row)), None)
        return Seen(
            cart=None if own is None else _cart(own),
            brought=None if brought is None else _cart(brought),
            currencies=tuple(found[0]["currencies"] or (DEFAULT_CURRENCY,)),
        )

    async def replaced(self, before: Cart | None, after: Cart) -> bool:
        """Store what differs from the cart as it was seen, or a new one; False where it moved."""
        if after == before:
            return True
        held = () if before is None else before.items
        kept = {item.id for item in after.items}
        values: dict[str, Any] = {
            "cart": after.id,
            "user": after.user_id,
            "seen": None if before is None else before.version,
            "version": after.version,
            "currency": after.currency,
            "gone": [item.id for item in held if item.id not in kept],
            **_columns([item for item in after.items if item not in held]),
        }
        [stored] = await self._asks.rows(_BEGIN if before is None else _CHANGE, values)
        return bool(stored["count"])


def _question(owner: Owner) -> tuple[Question, dict[str, UUID | None]]:
    match owner:
        case User(id=user_id, brings=brings):
            return _OF_USER, {"user": user_id, "brings": brings}
        case Guest(cart_id=cart_id):
            return _OF_GUEST, {"cart": cart_id}


def _is_own(row: Found, owner: Owner) -> bool:
    if row["id"] is None:
        return False
    return not isinstance(owner, User) or row["user_id"] == owner.id


def _holds_anything(row: Found) -> bool:
    return row["id"] is not None and not row["ended"] and bool(row["items"])


def _cart(row: Found) -> Cart:
    return Cart(
        id=row["id"],
        user_id=row["user_id"],
        version=row["version"],
        currency=row["currency"],
        items=tuple(_item(columns) for columns in row["items"] or ()),
    )


def _item(columns: Sequence[Any]) -> Item:
    item_id, product_id, variant_id, quantity, price, currency = columns
    return Item(
        id=UUID(item_id),
        product_id=UUID(product_id),
        variant_id=UUID(variant_id),
        quantity=quantity,
        price_seen=None if price is None else Money(price, currency),
    )


def _columns(items: Sequence[Item]) -> dict[str, list[Any]]:
    seen = [item.price_seen for item in items]
    return {
        "ids": [item.id for item in items],
        "products": [item.product_id for item in items],
        "variants": [item.variant_id for item in items],
        "quantities": [item.quantity for item in items],
        "prices": [None if price is None else price.amount for price in seen],
        "currencies": [None if price is None else price.currency for price in seen],
    }
