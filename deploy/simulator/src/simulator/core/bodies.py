"""Reading request bodies from strangers."""

from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from fastapi import Request

LIMIT: Final = 256 * 1024
_FIELDS: Final = 200


class BodyTooLarge(Exception):
    """More bytes than anybody needs to say this."""


class UnreadableBody(Exception):
    """Not what the content type promises."""


async def read(request: Request) -> bytes:
    """Return the raw body of at most 256 KiB."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise BodyTooLarge
    return bytes(body)


async def read_json(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body."""
    try:
        body = orjson.loads(await read(request))
    except orjson.JSONDecodeError as broken:
        raise UnreadableBody from broken
    if not isinstance(body, dict):
        raise UnreadableBody
    return body


async def read_form(request: Request) -> dict[str, Any]:
    """Return the fields of a form of either kind or of a JSON object; the last of a name wins."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return await read_json(request)
    if kind == "multipart/form-data":
        async with request.form(max_files=0, max_fields=_FIELDS, max_part_size=LIMIT) as form:
            return dict(form)
    try:
        written = (await read(request)).decode()
        return dict(parse_qsl(written, keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError as broken:
        raise UnreadableBody from broken
