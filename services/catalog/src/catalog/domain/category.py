"""Categories: a tree of shelves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from catalog.domain.merging import merged
from common.errors import Conflict, FieldError, Invalid, NotFound

MAX_DEPTH: Final = 8


class CategoryNotFound(NotFound):
    """There is no such category."""

    code = "not_found"


class CategoryInUse(Conflict):
    """The category still has products or categories below it."""


class CategoryMisplaced(Invalid):
    """A category cannot stand there: below itself, or too deep."""

    code = "validation_failed"

    def __init__(self, detail: str) -> None:
        super().__init__(
            "the category cannot stand there",
            errors=[FieldError(pointer="#/parent_id", code="misplaced", detail=detail)],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One shelf; `ancestors` runs from the root to itself."""

    id: UUID
    slug: str
    name: str
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parent_id: UUID | None = None
    ancestors: tuple[UUID, ...] = ()
    position: int = 0
    image: str | None = None
    version: int = 1


def revised(category: Category, changes: Mapping[str, Any]) -> Category:
    """Apply a partial update."""
    applied = dict(changes)
    if "translations" in applied:
        applied["translations"] = merged(category.translations, applied["translations"])
    return replace(category, **applied, version=category.version + 1)


def check_place(category_id: UUID, parent: Category | None, *, height: int) -> None:
    """Refuse a parent below the category itself, and a tree deeper than `MAX_DEPTH` levels.

    `height` counts the levels from the category down to its lowest descendant, itself included.
    """
    above = () if parent is None else parent.ancestors
    if category_id in above:
        raise CategoryMisplaced("a category cannot stand below itself")
    if len(above) + height > MAX_DEPTH:
        raise CategoryMisplaced(f"at most {MAX_DEPTH} levels")
