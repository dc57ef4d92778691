"""A request that names a category in its body."""

from uuid import UUID

from catalog.domain.category import Category, CategoryNotFound
from catalog.usecases.ports import Tx
from common.errors import FieldError, Invalid


async def known_category(
    category_id: UUID, *, tx: Tx, pointer: str = "#/category_id", parameter: str | None = None
) -> Category:
    """Return the category; one that does not exist makes the request invalid."""
    try:
        return await tx.categories.get(category_id)
    except CategoryNotFound:
        place = FieldError(
            pointer=pointer,
            parameter=parameter,
            code="category_unknown",
            detail="there is no such category",
        )
        raise Invalid("the request names an unknown category", errors=[place]) from None
