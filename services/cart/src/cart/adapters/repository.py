"""Carts in Postgres."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from cart.adapters.tables import CartRow, ItemRow, ShopRow
from cart.domain.cart import DEFAULT_CURRENCY, Cart, Item
from cart.domain.owner import CartEnded, Guest, Owner, User
from common.ids import new_id
from common.money import Money

_THE_SHOP = 1


def _put() -> Insert:
    row = insert(ItemRow)
    fresh = {name: row.excluded[name] for name in ("quantity", "price_seen", "price_currency")}
    return row.on_conflict_do_update(index_elements=["id"], set_=fresh)


_PUT = _put()


class SqlCarts:
    """The `Carts` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, owner: Owner) -> Cart | None:
        """Return the owner's cart, if there is a row for it; raise `CartEnded`."""
        row = await self._session.scalar(select(CartRow).where(*_theirs(owner)))
        return None if row is None else _living(row)

    async def locked(self, owner: Owner) -> Cart:
        """Return the owner's cart, made if need be, held against other writers.

        Raises `CartEnded`. Who needs a guest's cart and a user's locks the guest's first.
        """
        await self._session.execute(
            insert(CartRow)
            .values(**_new(owner), version=0, currency=DEFAULT_CURRENCY)
            .on_conflict_do_nothing()
        )
        rows = await self._session.scalars(_locking(*_theirs(owner)))
        return _living(rows.one())

    async def locked_by_id(self, cart_id: UUID) -> Cart | None:
        """Return a cart by its id, held against other writers; None for one that has ended."""
        one = _locking(CartRow.id == cart_id, CartRow.ended_at.is_(None))
        row = await self._session.scalar(one)
        return None if row is None else _cart(row)

    async def heir(self, cart_id: UUID) -> UUID | None:
        """Return the id of the cart that this one became part of, if it did."""
        heir: UUID | None = await self._session.scalar(
            select(CartRow.heir_id).where(CartRow.id == cart_id)
        )
        return heir

    async def end(self, carts: Sequence[Cart], *, heir: UUID | None = None) -> None:
        """Empty guests' carts for good; their tokens open nothing any more."""
        ended = [cart.id for cart in carts]
        if not ended:
            return
        await self._session.execute(delete(ItemRow).where(ItemRow.cart_id.in_(ended)))
        await self._session.execute(
            update(CartRow)
            .where(CartRow.id.in_(ended), CartRow.user_id.is_(None))
            .values(ended_at=func.now(), heir_id=heir, version=CartRow.version + 1)
        )

    async def abandoned(self, *, after: timedelta, limit: int) -> list[Cart]:
        """Return guests' carts that nobody changed for so long, held against other writers."""
        old = select(CartRow).where(
            CartRow.user_id.is_(None),
            CartRow.ended_at.is_(None),
            CartRow.updated_at < func.now() - after,
        )
        some = old.limit(limit).with_for_update(of=CartRow, skip_locked=True)
        return [_cart(row) for row in await self._session.scalars(some)]

    async def save(self, before: Cart, after: Cart) -> None:
        """Store what differs; the cart is locked."""
        if after == before:
            return
        await self._session.execute(
            update(CartRow)
            .where(CartRow.id == after.id)
            .values(version=after.version, currency=after.currency, updated_at=func.now())
        )
        kept = {item.id for item in after.items}
        gone = [item.id for item in before.items if item.id not in kept]
        if gone:
            await self._session.execute(delete(ItemRow).where(ItemRow.id.in_(gone)))
        changed = [item for item in after.items if item not in before.items]
        if changed:
            await self._session.execute(_PUT, [_columns(after.id, item) for item in changed])


class SqlShop:
    """The `Shop` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def learn(self, *, version: int, currencies: tuple[str, ...]) -> None:
        """Keep newer settings; ignore older ones."""
        row = insert(ShopRow).values(id=_THE_SHOP, version=version, currencies=list(currencies))
        await self._session.execute(
            row.on_conflict_do_update(
                index_elements=["id"],
                set_={"version": row.excluded.version, "currencies": row.excluded.currencies},
                where=ShopRow.version < row.excluded.version,
            )
        )


def _theirs(owner: Owner) -> tuple[ColumnElement[bool], ...]:
    match owner:
        case User(id=user_id):
            return (CartRow.user_id == user_id,)
        case Guest(cart_id=cart_id):
            return (CartRow.id == cart_id, CartRow.user_id.is_(None))


def _new(owner: Owner) -> dict[str, UUID]:
    match owner:
        case User(id=user_id):
            return {"id": new_id(), "user_id": user_id}
        case Guest(cart_id=cart_id):
            return {"id": cart_id}


def _locking(*conditions: ColumnElement[bool]) -> Select[CartRow]:
    # What this session read before the lock may be out of date.
    fresh = select(CartRow).where(*conditions).execution_options(populate_existing=True)
    return fresh.with_for_update(of=CartRow)


def _living(row: CartRow) -> Cart:
    if row.ended_at is not None:
        raise CartEnded
    return _cart(row)


def _columns(cart_id: UUID, item: Item) -> dict[str, object]:
    seen = item.price_seen
    return {
        "id": item.id,
        "cart_id": cart_id,
        "product_id": item.product_id,
        "variant_id": item.variant_id,
        "quantity": item.quantity,
        "price_seen": None if seen is None else seen.amount,
        "price_currency": None if seen is None else seen.currency,
    }


def _cart(row: CartRow) -> Cart:
    return Cart(
        id=row.id,
        user_id=row.user_id,
        version=row.version,
        currency=row.currency,
        items=tuple(_item(item) for item in row.items),
    )


def _item(row: ItemRow) -> Item:
    seen = None
    if row.price_seen is not None and row.price_currency is not None:
        seen = Money(row.price_seen, row.price_currency)
    return Item(
        id=row.id,
        product_id=row.product_id,
        variant_id=row.variant_id,
        quantity=row.quantity,
        price_seen=seen,
    )
