"""What anyone may read: categories, products, the shop. The hottest paths of the house."""

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from pydantic import BaseModel

from catalog.adapters import category_list, detail
from catalog.adapters.documents import detailed
from catalog.adapters.shops import SqlShops
from catalog.api import answers, category_views
from catalog.api.deps import IdOrSlug, ReadsDep
from catalog.api.queries import ProductsAsked, product_page
from catalog.api.shown import CategoryOut, ProductItemOut, ProductOut, ShopOut
from catalog.domain.category import CategoryNotFound
from catalog.usecases import audit
from catalog.usecases.ports import ProductNotFound
from common import problems
from common.pagination import PageQuery
from common.reading import Asks
from common.routing import reads as hot_reads
from common.routing import router as strict_router
from common.schemas import Currency, Page

router = strict_router(prefix="/api/v1", tags=["shop window"])
hot = hot_reads(prefix="/api/v1", tags=["shop window"])
"""The two that are asked most: lists and details of products."""
_MOVED: Final[dict[int | str, dict[str, Any]]] = {301: {"description": "The slug has changed."}}


@router.get("/categories", response_model=Page[CategoryOut])
async def list_categories(request: Request, page: PageQuery, reads: ReadsDep) -> Response:
    """List the categories in the order of the tree, parents first."""
    return answers.public(request, await category_views.category_page(reads, page))


@router.get(
    "/categories/{id_or_slug}",
    response_model=CategoryOut,
    responses=problems.documented(CategoryNotFound),
)
async def show_category(request: Request, id_or_slug: IdOrSlug, reads: ReadsDep) -> Response:
    """Show one category."""
    found = await category_list.category(reads, id_or_slug)
    return answers.public(request, category_views.shown(found))


class DetailAsked(BaseModel):
    """How a product is to be shown."""

    currency: Currency | None = None


@hot.get("/products", response_model=Page[ProductItemOut])
async def list_products(request: Request, asked: Annotated[ProductsAsked, Query()]) -> Response:
    """List what is for sale."""
    state = request.app.state
    page = await product_page(state.reader, asked.filters(), asked.page(request), state.media)
    return answers.public(request, page)


@hot.get(
    "/products/{id_or_slug}",
    response_model=ProductOut,
    responses=_MOVED | problems.documented(ProductNotFound),
)
async def show_product(
    request: Request, id_or_slug: IdOrSlug, asked: Annotated[DetailAsked, Query()]
) -> Response:
    """Show one product; a former slug leads to the present one."""
    state = request.app.state
    row = await detail.product(state.reader, id_or_slug, currency=asked.currency)
    if row is None:
        return await _moved(state.reader, id_or_slug, asked.currency)
    return answers.public(request, detailed(row, state.media))


@router.get("/shop", response_model=ShopOut)
async def show_shop(request: Request, reads: ReadsDep) -> Response:
    """Show what the shop is called, how it looks and where it sells."""
    return answers.public(request, audit.described(await SqlShops(reads).current()))


async def _moved(reader: Asks, slug: str, currency: str | None) -> Response:
    present = await detail.present_slug(reader, slug)
    if present is None:
        raise ProductNotFound("there is no such product")
    query = "" if currency is None else f"?{urlencode({'currency': currency})}"
    headers = {"location": f"/api/v1/products/{present}{query}", "cache-control": "max-age=2"}
    return Response(status_code=HTTPStatus.MOVED_PERMANENTLY, headers=headers)
