"""Put a new product into the catalog."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from catalog.domain import slugs
from catalog.domain.pricing import price_list
from catalog.domain.product import Picture, Product, Status, Translations, Variant, checked
from catalog.usecases import audit, messages
from catalog.usecases.known_category import known_category
from catalog.usecases.ports import Staff, Tx
from common.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    """A product with the one variant that every product begins with."""

    id: UUID
    variant_id: UUID
    name: str
    slug: str | None = None
    description: str = ""
    translations: Translations = field(default_factory=dict)
    category_id: UUID
    sku: str | None = None
    prices: Sequence[Money]
    compare_at_prices: Sequence[Money] = ()
    tax_class: str = "standard"
    min_order_quantity: int = 1
    max_order_quantity: int | None = None
    featured: bool = False
    status: Status | None = None
    publish_at: datetime | None = None
    initial_stock: int = 0
    pictures: tuple[Picture, ...] = ()


async def create_product(command: NewProduct, *, staff: Staff, tx: Tx, at: datetime) -> Product:
    """Store the product, a draft unless said otherwise, and its first stock."""
    await known_category(command.category_id, tx=tx)
    product = _product(command, slug=await _slug(command, tx=tx))
    await tx.products.add(product)
    await tx.stock.open(
        command.variant_id, product_id=product.id, units=command.initial_stock, actor=staff.id
    )
    tx.outbox.add(messages.product_changed(product, at=at))
    tx.outbox.add(
        audit.recorded(
            "product.created",
            "product",
            product.id,
            before={},
            after=audit.described(product),
            staff=staff,
            at=at,
        )
    )
    return product


def _product(command: NewProduct, *, slug: str) -> Product:
    scheduled = Status.DRAFT if command.publish_at is None else Status.SCHEDULED
    sku = command.sku or f"SKU-{command.variant_id.hex[-12:].upper()}"
    return checked(
        Product(
            id=command.id,
            slug=slug,
            name=command.name,
            description=command.description,
            translations=command.translations,
            category_id=command.category_id,
            tax_class=command.tax_class,
            prices=price_list(command.prices, command.compare_at_prices),
            min_order_quantity=command.min_order_quantity,
            max_order_quantity=command.max_order_quantity,
            featured=command.featured,
            status=command.status or scheduled,
            publish_at=command.publish_at,
            variants=(Variant(id=command.variant_id, sku=sku),),
            pictures=command.pictures,
        )
    )


async def _slug(command: NewProduct, *, tx: Tx) -> str:
    if command.slug is not None:
        return slugs.checked(command.slug)
    plain, unique = slugs.candidates(command.name, command.id)
    return plain if await tx.products.is_slug_free(plain) else unique
