"""What the use cases need from the world, in their own terms."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from catalog.domain.category import Category
from catalog.domain.hold import Hold, Line, Shortage
from catalog.domain.product import Product
from catalog.domain.shop import Shop
from catalog.domain.stock import Movement
from common.errors import NotFound
from common.events.base import Event


class ProductNotFound(NotFound):
    """There is no such product, or it is not for sale."""

    code = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who does something, as the audit remembers it."""

    id: UUID
    request_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A picture that lies in object storage."""

    key: str
    width: int
    height: int


class Products(Protocol):
    """The stored products, inside the open transaction."""

    async def locked(self, product_id: UUID) -> Product:
        """Return the product, held against other writers; raise `ProductNotFound`."""

    async def locked_in(self, category_id: UUID) -> list[Product]:
        """Return the category's own products, held against other writers."""

    async def due(self, limit: int, *, but: Sequence[UUID] = ()) -> list[Product]:
        """Return products whose time of publication has come, locked."""

    async def is_slug_free(self, slug: str) -> bool:
        """Whether no product has the slug."""

    async def add(self, product: Product) -> None:
        """Store a new product; raise `SlugTaken` or `SkuTaken`."""

    async def save(self, before: Product, after: Product) -> None:
        """Store what differs; raise `SlugTaken` or `SkuTaken`."""

    async def remove(self, product: Product) -> None:
        """Take the product out of sale for good, keeping what stock movements are about."""


class Categories(Protocol):
    """The stored categories, inside the open transaction."""

    async def lock_tree(self) -> None:
        """Hold the tree against other changes until the transaction ends."""

    async def get(self, category_id: UUID) -> Category:
        """Return the category, kept from vanishing; raise `CategoryNotFound`."""

    async def height(self, category_id: UUID) -> int:
        """Count the levels from the category down to its lowest descendant, itself included."""

    async def has_children(self, category_id: UUID) -> bool:
        """Whether other categories stand below it."""

    async def is_slug_free(self, slug: str) -> bool:
        """Whether no category has the slug."""

    async def add(self, category: Category) -> None:
        """Store a new category; raise `SlugTaken`."""

    async def save(self, category: Category) -> None:
        """Store the changed category and everything below it; raise `SlugTaken`."""

    async def remove(self, category: Category) -> None:
        """Delete the category."""


class Stock(Protocol):
    """What there is of each variant, inside the open transaction."""

    async def open(self, variant_id: UUID, *, product_id: UUID, units: int, actor: UUID) -> None:
        """Begin a variant's stock."""

    async def lock(self, lines: Sequence[Line]) -> None:
        """Hold the rows of these variants against other writers."""

    async def take(self, lines: Sequence[Line], *, for_sale: bool) -> list[Shortage]:
        """Reserve all lines, or none and return which are short."""

    async def free(self, lines: Sequence[Line]) -> None:
        """Give reserved units back."""

    async def deduct(self, lines: Sequence[Line], *, order_id: UUID) -> None:
        """Let reserved units leave the stock for a paid order."""

    async def restock(self, lines: Sequence[Line], *, order_id: UUID) -> None:
        """Take units back that had left for an order."""

    async def adjust(
        self, movement_id: UUID, variant_id: UUID, *, delta: int, reason: str, actor: UUID
    ) -> Movement:
        """Change what is on hand; raise `StockLevelNotFound` or `StockBelowReserved`."""

    async def untouched(self, variant_ids: Sequence[UUID]) -> bool:
        """Whether none of the variants has or ever had a unit."""

    async def is_held(self, variant_id: UUID) -> bool:
        """Whether an order holds units of the variant."""


class Holds(Protocol):
    """The stored holds, inside the open transaction."""

    async def reserve(self, order_id: UUID, lines: Sequence[Line], *, ttl: int) -> Hold | None:
        """Make a tentative hold; None if there is one; raise `InsufficientStock`."""

    async def locked(self, order_id: UUID) -> Hold | None:
        """Return the hold, held against other writers."""

    async def opened(self, order_id: UUID, lines: Sequence[Line]) -> Hold:
        """Return the hold, locked; an order unheard of gets one that keeps nothing."""

    async def save(self, hold: Hold, *, ttl: int | None = None) -> Hold:
        """Store state and version; a tentative hold lives `ttl` seconds from now."""

    async def relined(self, order_id: UUID, lines: Sequence[Line]) -> None:
        """Put other lines in the place of the hold's."""

    async def lapsed(self, limit: int, *, but: Sequence[UUID] = ()) -> list[Hold]:
        """Return tentative holds whose time is over, locked."""

    async def release(self, order_ids: Sequence[UUID]) -> None:
        """Mark the holds as keeping nothing."""


class Shops(Protocol):
    """The shop's settings, inside the open transaction."""

    async def found(self) -> Shop | None:
        """Store what a new shop starts with; None where there is a shop already."""

    async def locked(self) -> Shop:
        """Return the settings, held against other writers."""

    async def save(self, shop: Shop) -> None:
        """Store the changed settings."""


class Discards(Protocol):
    """Keys of objects that nothing shows any more."""

    async def add(self, keys: Sequence[str]) -> None:
        """Have these objects deleted later."""

    async def waiting(self, limit: int) -> list[str]:
        """Return some of the keys, the oldest first."""

    async def done(self, keys: Sequence[str]) -> None:
        """Forget keys whose objects are deleted."""


class Pictures(Protocol):
    """Where pictures are made safe and kept; nothing of it belongs to a transaction."""

    async def store(self, data: bytes) -> Stored:
        """Check, re-encode and keep an uploaded picture."""

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; those that are gone are none the worse."""


class Outbox(Protocol):
    """Events that leave when the transaction commits."""

    def add(self, event: Event) -> None:
        """Queue the event."""


class Tx(Protocol):
    """One open transaction: what is done through it happens together or not at all."""

    @property
    def products(self) -> Products: ...  # noqa: D102

    @property
    def categories(self) -> Categories: ...  # noqa: D102

    @property
    def stock(self) -> Stock: ...  # noqa: D102

    @property
    def holds(self) -> Holds: ...  # noqa: D102

    @property
    def shops(self) -> Shops: ...  # noqa: D102

    @property
    def discards(self) -> Discards: ...  # noqa: D102

    @property
    def outbox(self) -> Outbox: ...  # noqa: D102

    def alone(self) -> AbstractAsyncContextManager[object]:
        """Open a part of it that is undone by itself when it raises."""
