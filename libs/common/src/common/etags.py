"""Versions as entity tags: who changes a thing says which version of it they saw (RFC 9110)."""

import re
from typing import Annotated, Final

from fastapi import Depends, Header, Response

from common.errors import PreconditionRequired, Stale

# A proxy that compresses may weaken a tag; the version in it is still the one we gave.
_TAG: Final = re.compile(r'\s*(?:W/)?"(\d{1,9})"\s*\Z')


class VersionConflict(Stale):
    """It changed since the caller read it."""


async def _version(if_match: Annotated[str | None, Header(max_length=100)] = None) -> int:
    if if_match is None:
        raise PreconditionRequired('send If-Match: "<version>" with the version you read')
    matched = _TAG.match(if_match)
    if matched is None:
        raise VersionConflict('If-Match is not a version of this: read it and send its "<version>"')
    return int(matched[1])


IfMatch = Annotated[int, Depends(_version)]
"""The version that the caller saw; 428 without one, 412 for what was never a version."""


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def tag(response: Response, version: int) -> None:
    """Put the version's tag on an answer."""
    response.headers["etag"] = etag(version)


def require(seen: int, *, current: int) -> None:
    """Raise `VersionConflict` unless the caller saw what stands."""
    if seen != current:
        raise VersionConflict("it changed since you read it; read it again", current=current)
