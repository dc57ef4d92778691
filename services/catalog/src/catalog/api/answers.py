"""Answers: serialised once, with a tag by which a client asks whether anything changed."""

from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import Request, Response

from common.etags import etag
from common.idempotency import Answer
from common.schemas import Page

_OPTIONS: Final = orjson.OPT_UTC_Z
_JSON: Final = "application/json"
# The gateway keeps public answers for as long, and drops them when a fact says they changed.
_PUBLIC: Final = "public, max-age=2"


def public(request: Request, document: Any) -> Response:
    """Answer with the document, which may be written already, or 304 to who has it."""
    body = _written(document)
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": _PUBLIC}
    if _has(request.headers.get("if-none-match"), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type=_JSON)


def private(document: Any, *, version: int | None = None) -> Response:
    """Answer with what only the caller may see; `version` becomes its tag."""
    headers = {"cache-control": "private, no-store"}
    if version is not None:
        headers["etag"] = etag(version)
    return Response(_written(document), headers=headers, media_type=_JSON)


def written(
    document: Any, *, status: int, version: int | None = None, location: str | None = None
) -> Answer:
    """Prepare an answer that can be stored and given again."""
    headers = {"cache-control": "private, no-store"}
    if version is not None:
        headers["etag"] = etag(version)
    if location is not None:
        headers["location"] = location
    return Answer(status=status, body=orjson.loads(_written(document)), headers=headers)


def page(found: Page[Any]) -> dict[str, Any]:
    """Write a page of documents."""
    document: dict[str, Any] = {"items": found.items, "next_cursor": found.next_cursor}
    if found.total is not None:
        document |= {"total": found.total, "total_capped": found.total_capped}
    return document


def page_of_written(found: Page[str]) -> bytes:
    """Write a page of documents that the database has written already."""
    rest = page(found)
    del rest["items"]
    return b'{"items":[%b],%b' % (",".join(found.items).encode(), _written(rest)[1:])


def _written(document: Any) -> bytes:
    if isinstance(document, bytes):
        return document
    return orjson.dumps(document, default=str, option=_OPTIONS)


def _has(given: str | None, tag: str) -> bool:
    if given is None:
        return False
    tags = (part.strip().removeprefix("W/") for part in given.split(","))
    return any(known in {tag, "*"} for known in tags)
