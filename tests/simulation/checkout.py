"""Placing orders: carts, claims and the sweeper that cleans up after requests that died."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from common.errors import Unavailable
from common.money import Money
from orders.domain.basket import Basket, BasketItem
from orders.domain.order import Address, Contact, Order
from orders.usecases.neighbours import Customer
from orders.usecases.place_order import Checkout, PlaceOrder, place_order
from orders.usecases.ports import Tx
from orders.usecases.run_clocks import sweep_claims
from orders.usecases.shopper import Shopper
from simulation.between import CUSTOMER, HoldsOverHttp
from simulation.shop import PRODUCT, VARIANT, Shop
from simulation.tariffs import CURRENCY

UNIT_PRICE: Final = 25_000
_FREE: Final = 0.02
"""How many orders cost nothing."""
_LEASE: Final = 30.0
_LASTS: Final = 60.0
_CONTACT: Final = Contact(email="a@example.com", full_name="A", phone_number=None, locale="en")
_ADDRESS: Final = Address(
    full_name="A", phone_number="254700000000", line1="1", city="Nairobi", country="KE"
)


@dataclass(frozen=True, slots=True)
class _Row:
    order_id: UUID
    leased_at: float
    lease: int = 1
    is_answered: bool = False


class Claims:
    """Claims on idempotency keys, which reserve an order's id before anything is asked."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._tables = shop.books.orders.tables
        self._clock = shop.around.clock
        self._rows: dict[int, _Row] = {}
        self.owed: dict[UUID, None] = {}

    def take(self, key: int) -> "Claim | None":
        """Claim a key, or take over one whose lease is over."""
        now, row = self._clock.seconds, self._rows.get(key)
        if row is None:
            row = _Row(self._shop.around.chance.new_id(), now)
            self._shop.around.trace.name(row.order_id, f"O{key}")
        elif row.is_answered or row.leased_at + _LEASE >= now:
            return None
        else:
            row = replace(row, leased_at=now, lease=row.lease + 1)
        self._rows[key] = row
        return Claim(self, key, row)

    def holds(self, key: int, row: _Row) -> bool:
        """Tell whether the claim is still the request's."""
        return self._rows.get(key) == row

    def reserves(self, key: int, order_id: UUID) -> bool:
        """Tell whether the key's order is this one."""
        return key in self._rows and self._rows[key].order_id == order_id

    async def pause(self, where: str) -> None:
        """Let anything else happen first."""
        await self._shop.around.loop.stand_still(where)

    def answer(self, key: int, row: _Row) -> None:
        """Keep the answer with the transaction that makes it true."""
        self._tables.put(self._rows, key, replace(row, is_answered=True))

    def drop(self, key: int) -> None:
        """Free the key."""
        del self._rows[key]

    async def forget(self) -> list[UUID]:
        """Delete abandoned claims, owing the release of their holds; return the ids."""
        now = self._clock.seconds
        old = [
            key
            for key, row in self._rows.items()
            if not row.is_answered and row.leased_at + _LASTS < now
        ]
        ids = [self._rows[key].order_id for key in old]
        for key in old:
            self.drop(key)
        self.owed.update(dict.fromkeys(ids))
        await self.pause("claims forgotten")
        return ids

    def are_clean(self) -> bool:
        """Tell whether the sweeper finds nothing."""
        return not self.owed and all(row.is_answered for row in self._rows.values())

    async def oldest(self, *, limit: int) -> list[UUID]:
        """Return orders that were never placed and whose hold is still to be let go."""
        return list(self.owed)[:limit]

    async def done(self, order_id: UUID) -> None:
        """Note that the hold is gone."""
        self.owed.pop(order_id, None)


class Claim:
    """One request's right to place the order."""

    def __init__(self, claims: Claims, key: int, row: _Row) -> None:
        self._claims = claims
        self._key = key
        self._row = row

    @property
    def order_id(self) -> UUID:
        """The id reserved for the order."""
        return self._row.order_id

    async def finish(self, tx: Tx, order: Order) -> None:
        """Keep the answer, in the order's own transaction; raise when the claim was lost."""
        del tx, order
        if not self._claims.holds(self._key, self._row):
            raise Unavailable("this request lost its claim")
        self._claims.answer(self._key, self._row)

    async def give_back(self) -> bool:
        """Free the key and owe the release of the hold; False where another uses the same id."""
        if self._claims.holds(self._key, self._row):
            self._claims.drop(self._key)
        elif self._claims.reserves(self._key, self.order_id):
            return False
        self._claims.owed[self.order_id] = None
        await self._claims.pause("claim given back")
        return True

    async def released(self) -> None:
        """Note that the hold is gone."""
        await self._claims.done(self.order_id)


class Counter:
    """Where orders are placed."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.claims = Claims(shop)
        self._quantities: dict[int, int] = {}
        self._prices: dict[int, int] = {}
        holds = HoldsOverHttp(shop.catalog, shop.around)
        self.holds = holds
        open_tx = shop.orders.open_tx
        self._checkout = Checkout(
            carts=self, customers=self, holds=holds, open_tx=open_tx, open_look=open_tx
        )
        self._cart = 0

    def place(self, key: int, quantity: int) -> None:
        """Order so many units under a key; the same key again is the same order."""
        claim = self.claims.take(key)
        if claim is None:
            return
        self._quantities.setdefault(key, quantity)
        self._prices.setdefault(key, 0 if self._shop.around.chance.happens(_FREE) else UNIT_PRICE)
        self._cart = key
        command = PlaceOrder(shopper=Shopper(user_id=CUSTOMER))
        work = place_order(command, claim=claim, checkout=self._checkout)
        self._shop.start("customer orders", work, claim.order_id)

    async def sweep(self) -> None:
        """Clean up after requests that died."""
        await sweep_claims(self.claims.forget, self.claims, self.holds)

    async def basket(self, shopper: Shopper) -> Basket:
        """Return the cart of the order that is being placed."""
        del shopper
        key = self._cart
        item = BasketItem(
            id=UUID(int=0xF),
            product_id=PRODUCT,
            variant_id=VARIANT,
            sku="A",
            slug="a",
            name="A",
            options={},
            image_url=None,
            quantity=self._quantities[key],
            unit_price=Money(self._prices[key], CURRENCY),
            tax_class="standard",
            available_quantity=9,
            sellable=True,
        )
        return Basket(cart_id=UUID(int=0xD0 + key), version=1, currency=CURRENCY, items=(item,))

    async def customer(self, user_id: UUID, *, address_id: UUID | None) -> Customer:
        """Return whom to deliver to."""
        del user_id, address_id
        return Customer(contact=_CONTACT, address=_ADDRESS)
