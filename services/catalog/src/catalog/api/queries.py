"""Query parameters of lists."""

from hashlib import blake2b
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from catalog.adapters import listing
from catalog.adapters.documents import Media
from catalog.api import answers
from catalog.api.fields import Moment
from catalog.domain.product import Status
from catalog.usecases.browse import Filters, Sort
from common.pagination import PageAsked, PageRequest
from common.reading import Asks
from common.schemas import Currency, Text

Amount = Annotated[int | None, Field(ge=0, le=10**12, description="Minor units.")]


class FiltersAsked(BaseModel):
    """What narrows and sorts a list of products."""

    category: Annotated[
        Annotated[Text, Field(max_length=130)] | None,
        Field(description="Id or slug; what is below it is included."),
    ] = None
    q: Annotated[
        Annotated[Text, Field(max_length=100)] | None,
        Field(description="Words to search for; small typing errors are forgiven."),
    ] = None
    price_min: Amount = None
    price_max: Amount = None
    in_stock: bool | None = None
    featured: bool | None = None
    created_from: Moment | None = None
    currency: Annotated[
        Currency | None, Field(description="Leaves out what has no price in it.")
    ] = None
    sort: Annotated[
        Sort | None, Field(description="Newest first; with `q`, the best match first.")
    ] = None

    def filters(self) -> Filters:
        """Return what is asked of the products that are for sale."""
        words = (self.q or "").strip() or None
        return Filters(
            status=Status.PUBLISHED,
            category=self.category,
            q=words,
            price_min=self.price_min,
            price_max=self.price_max,
            in_stock=self.in_stock,
            featured=self.featured,
            created_from=self.created_from,
            currency=self.currency,
            sort=self.sort or (Sort.RELEVANCE if words else Sort.NEWEST),
        )


class ProductsAsked(FiltersAsked, PageAsked):
    """The whole query of the public list."""


async def _filters(asked: Annotated[FiltersAsked, Query()]) -> Filters:
    return asked.filters()


FiltersDep = Annotated[Filters, Depends(_filters)]


async def product_page(reader: Asks, filters: Filters, page: PageRequest, media: Media) -> bytes:
    """Return one page of products as it is sent."""
    order = f"products:{blake2b(repr(filters).encode(), digest_size=9).hexdigest()}"
    rows = await listing.products(
        reader, filters, media=media, after=page.after(order), limit=page.limit + 1
    )
    total = await listing.count(reader, filters) if page.with_total else None
    found = page.page(
        rows,
        order=order,
        key=lambda row: (row["sort_value"], row["id"]),
        show=lambda row: str(row["document"]),
        total=total,
    )
    return answers.page_of_written(found)
