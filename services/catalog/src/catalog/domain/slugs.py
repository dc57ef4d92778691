"""Slugs: the readable part of an address."""

import re
import unicodedata
from typing import Final
from uuid import UUID

from common.errors import Conflict, FieldError, Invalid

RESERVED: Final = frozenset({"suggestions"})
MAX_LENGTH: Final = 120
_SHAPE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class SlugTaken(Conflict):
    """Another product or category has this slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"the slug {slug} is taken")


def slugify(name: str) -> str:
    """Make a slug of a name; empty where nothing of it is Latin letters or digits."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_LENGTH].rstrip("-")


def checked(slug: str) -> str:
    """Return a slug that staff chose; refuse what could be taken for a path or an id."""
    if slug in RESERVED or not _SHAPE.match(slug) or len(slug) > MAX_LENGTH or is_id(slug):
        detail = "lower-case letters, digits and single hyphens; not an id, not a reserved word"
        raise Invalid(
            "the slug cannot be used",
            errors=[FieldError(pointer="#/slug", code="slug_not_usable", detail=detail)],
        )
    return slug


def candidates(name: str, object_id: UUID) -> tuple[str, str]:
    """Return the slug to try first and one that nobody else can have."""
    tail = object_id.hex[-10:]
    slug = slugify(name)
    if not slug or slug in RESERVED or is_id(slug):
        return f"item-{tail}", f"item-{tail}"
    return slug, f"{slug[: MAX_LENGTH - 11].rstrip('-')}-{tail}"


def is_id(text: str) -> bool:
    """Tell whether the text reads as a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
