"""Products in Postgres."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, all_, delete, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters import searchable
from catalog.adapters.product_rows import product_of, product_values, variant_values
from catalog.adapters.tables import (
    FormerSlugRow,
    ListingPriceRow,
    PictureRow,
    PriceRow,
    ProductRow,
    VariantRow,
)
from catalog.domain.pricing import Prices, effective
from catalog.domain.product import Picture, Product, SkuTaken, Status, VariantExists
from catalog.domain.slugs import SlugTaken
from catalog.usecases.ports import ProductNotFound
from common.errors import Problem

_REFUSALS: Final[dict[str, Callable[[Product], Problem]]] = {
    "products_slug_key": lambda product: SlugTaken(product.slug),
    "variants_sku_key": lambda product: SkuTaken(product.variants[-1].sku),
    "variants_options_key": lambda _: VariantExists("the product has a variant like this"),
}


class SqlProducts:
    """The `Products` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def locked(self, product_id: UUID) -> Product:
        """Return the product, held against other writers."""
        found = await self._locked(ProductRow.id == product_id)
        if not found:
            raise ProductNotFound(f"there is no product {product_id}")
        return found[0]

    async def locked_in(self, category_id: UUID) -> list[Product]:
        """Return the category's own products, held against other writers."""
        return await self._locked(ProductRow.category_id == category_id)

    async def due(self, limit: int, *, but: Sequence[UUID] = ()) -> list[Product]:
        """Return products whose time of publication has come, locked."""
        return await self._locked(
            ProductRow.status == Status.SCHEDULED,
            ProductRow.publish_at <= func.now(),
            ProductRow.id != all_(literal(list(but), ARRAY(Uuid()))),
            limit=limit,
            skip_locked=True,
        )

    async def is_slug_free(self, slug: str) -> bool:
        """Whether no product has the slug."""
        taken = exists().where(ProductRow.slug == slug, ProductRow.deleted_at.is_(None))
        return not await self._session.scalar(select(taken))

    async def add(self, product: Product) -> None:
        """Store a new product; a former slug of another is its own from now on."""
        values = {**product_values(product), **searchable.columns(product)}
        with _named(product):
            await self._session.execute(insert(ProductRow).values(**values))
            await self._keep_variants(product, gone=())
        await self._take_slug(product)
        await self._price(product)
        if product.pictures:
            await self._keep_pictures(product.id, product.pictures)

    async def save(self, before: Product, after: Product) -> None:
        """Store what differs."""
        values = {**product_values(after), **searchable.columns(after), "updated_at": func.now()}
        gone = {v.id for v in before.variants} - {v.id for v in after.variants}
        with _named(after):
            await self._session.execute(
                update(ProductRow).where(ProductRow.id == after.id).values(**values)
            )
            await self._keep_variants(after, gone=tuple(gone))
        if after.slug != before.slug:
            await self._take_slug(after)
            await self._leave_slug(before)
        if after.variants != before.variants or after.prices != before.prices:
            await self._price(after)
        if after.pictures != before.pictures:
            await self._keep_pictures(after.id, after.pictures)

    async def remove(self, product: Product) -> None:
        """Take the product out for good; its rows stay for what movements are about."""
        gone: dict[str, Any] = {"deleted_at": func.now()}
        await self._session.execute(
            update(ProductRow)
            .where(ProductRow.id == product.id)
            .values(**gone, version=product.version + 1)
        )
        await self._session.execute(
            update(VariantRow).where(VariantRow.product_id == product.id).values(**gone)
        )
        for row in (PictureRow, ListingPriceRow, FormerSlugRow):
            await self._session.execute(delete(row).where(row.product_id == product.id))

    async def _locked(
        self, *conditions: Any, limit: int | None = None, skip_locked: bool = False
    ) -> list[Product]:
        rows = (
            await self._session.scalars(
                select(ProductRow)
                .where(ProductRow.deleted_at.is_(None), *conditions)
                .order_by(ProductRow.id)
                .limit(limit)
                .with_for_update(skip_locked=skip_locked)
                .execution_options(populate_existing=True)
            )
        ).all()
        ids = [row.id for row in rows]
        variants = await self._parts(VariantRow, ids, VariantRow.deleted_at.is_(None))
        pictures = await self._parts(PictureRow, ids)
        return [product_of(row, variants[row.id], pictures[row.id]) for row in rows]

    async def _parts(self, kind: Any, ids: Sequence[UUID], *conditions: Any) -> dict[UUID, Any]:
        found: dict[UUID, list[Any]] = {product_id: [] for product_id in ids}
        rows = await self._session.scalars(
            select(kind)
            .where(kind.product_id.in_(ids), *conditions)
            .order_by(kind.position, kind.id)
            .execution_options(populate_existing=True)
        )
        for row in rows:
            found[row.product_id].append(row)
        return found

    async def _keep_variants(self, product: Product, *, gone: Sequence[UUID]) -> None:
        if gone:
            await self._session.execute(
                update(VariantRow).where(VariantRow.id.in_(gone)).values(deleted_at=func.now())
            )
        statement = insert(VariantRow).values(variant_values(product))
        changing = ("sku", "options", "prices", "weight_grams", "position")
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={column: statement.excluded[column] for column in changing},
            )
        )

    async def _price(self, product: Product) -> None:
        """Rewrite what every variant costs, and the lowest of it."""
        ids = [variant.id for variant in product.variants]
        await self._session.execute(delete(PriceRow).where(PriceRow.variant_id.in_(ids)))
        listed = delete(ListingPriceRow).where(ListingPriceRow.product_id == product.id)
        await self._session.execute(listed)
        prices = [
            {"variant_id": variant.id, **priced}
            for variant in product.variants
            for priced in _priced(effective(variant.prices, product.prices))
        ]
        lowest = [{"product_id": product.id, **priced} for priced in _priced(product.listing)]
        if prices:
            await self._session.execute(insert(PriceRow), prices)
            await self._session.execute(insert(ListingPriceRow), lowest)

    async def _keep_pictures(self, product_id: UUID, pictures: Sequence[Picture]) -> None:
        await self._session.execute(delete(PictureRow).where(PictureRow.product_id == product_id))
        values = [
            {
                "id": picture.id,
                "product_id": product_id,
                "key": picture.key,
                "alt_text": picture.alt_text,
                "width": picture.width,
                "height": picture.height,
                "position": position,
            }
            for position, picture in enumerate(pictures)
        ]
        if values:
            await self._session.execute(insert(PictureRow), values)

    async def _take_slug(self, product: Product) -> None:
        former = delete(FormerSlugRow).where(FormerSlugRow.slug == product.slug)
        await self._session.execute(former)

    async def _leave_slug(self, before: Product) -> None:
        left = insert(FormerSlugRow).values(slug=before.slug, product_id=before.id)
        await self._session.execute(
            left.on_conflict_do_update(
                index_elements=["slug"], set_={"product_id": left.excluded.product_id}
            )
        )


def _priced(prices: Prices) -> list[dict[str, Any]]:
    return [
        {"currency": currency, "amount": price.amount, "compare_at": price.compare_at}
        for currency, price in prices.items()
    ]


@contextmanager
def _named(product: Product) -> Iterator[None]:
    """Say what a unique index refused."""
    try:
        yield
    except IntegrityError as error:
        for name, refusal in _REFUSALS.items():
            if name in str(error.orig):
                raise refusal(product) from error
        raise
