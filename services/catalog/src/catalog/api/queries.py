"""Query parameters of lists."""

from hashlib import blake2b
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters import listing
from catalog.adapters.documents import Media, listed
from catalog.api import answers
from catalog.api.fields import Moment
from catalog.domain.product import Status
from catalog.usecases.browse import Filters, Sort
from common.pagination import PageRequest
from common.schemas import Currency, Text

Amount = Annotated[int | None, Query(ge=0, le=10**12, description="Minor units.")]


async def _filters(
    *,
    category: Annotated[
        Annotated[Text, Query(max_length=130)] | None,
        Query(description="Id or slug; what is below it is included."),
    ] = None,
    q: Annotated[
        Annotated[Text, Query(max_length=100)] | None,
        Query(description="Words to search for; small typing errors are forgiven."),
    ] = None,
    price_min: Amount = None,
    price_max: Amount = None,
    in_stock: Annotated[bool | None, Query()] = None,
    featured: Annotated[bool | None, Query()] = None,
    created_from: Annotated[Moment | None, Query()] = None,
    currency: Annotated[
        Currency | None, Query(description="Leaves out what has no price in it.")
    ] = None,
    sort: Annotated[
        Sort | None, Query(description="Newest first; with `q`, the best match first.")
    ] = None,
) -> Filters:
    words = (q or "").strip() or None
    return Filters(
        status=Status.PUBLISHED,
        category=category,
        q=words,
        price_min=price_min,
        price_max=price_max,
        in_stock=in_stock,
        featured=featured,
        created_from=created_from,
        currency=currency,
        sort=sort or (Sort.RELEVANCE if words else Sort.NEWEST),
    )


FiltersDep = Annotated[Filters, Depends(_filters)]


async def product_page(
    session: AsyncSession, filters: Filters, page: PageRequest, media: Media
) -> dict[str, Any]:
    """Return one page of products as it is written."""
    order = f"products:{blake2b(repr(filters).encode(), digest_size=9).hexdigest()}"
    rows = await listing.products(session, filters, after=page.after(order), limit=page.limit + 1)
    total = await listing.count(session, filters) if page.with_total else None
    found = page.page(
        rows,
        order=order,
        key=lambda row: (row["sort_value"], row["id"]),
        show=lambda row: listed(row, media),
        total=total,
    )
    return answers.page(found)
