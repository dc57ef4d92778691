"""A multipart upload, read whole before anything else reads the body."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from catalog.adapters.pictures import MAX_BYTES
from catalog.api.fields import Text
from common.errors import FieldError, Invalid, Malformed, UnsupportedMedia
from common.intents import Intent, OptionalIntent

BODY_LIMIT: Final = MAX_BYTES + 64 * 1024
"""The picture itself and what multipart puts around it."""

DOCUMENTED: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "alt_text": {"type": "string", "maxLength": 200},
                    },
                }
            }
        },
    }
}
_ALT_TEXT: Final = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture as it was sent."""

    data: bytes
    alt_text: str
    intent: Intent | None


async def _upload(request: Request, intent: OptionalIntent) -> Upload:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UnsupportedMedia("send multipart/form-data with a field file")
    await request.body()  # the request keeps it, so that the form can be read from it
    try:
        async with request.form(max_files=1, max_fields=1) as form:
            data, alt_text = await _file(form), _alt_text(form)
    except HTTPException as error:
        raise Malformed("the form cannot be read") from error
    return Upload(data, alt_text, _of_content(intent, data, alt_text))


UploadDep = Annotated[Upload, Depends(_upload)]


async def _file(form: FormData) -> bytes:
    sent = form.get("file")
    if not isinstance(sent, UploadFile):
        raise _refused("file", "missing", "send the picture in a field file")
    return await sent.read()


def _alt_text(form: FormData) -> str:
    unknown = set(form) - {"file", "alt_text"}
    if unknown:
        raise _refused("", "extra_forbidden", "only file and alt_text")
    try:
        return _ALT_TEXT.validate_python(form.get("alt_text", ""))
    except ValidationError:
        raise _refused("alt_text", "string", "up to 200 characters of text") from None


def _of_content(intent: Intent | None, data: bytes, alt_text: str) -> Intent | None:
    # The boundary between parts differs each time; what is sent does not.
    if intent is None:
        return None
    return replace(intent, body_hash=sha256(alt_text.encode() + b"\0" + data).digest())


def _refused(field: str, code: str, detail: str) -> Invalid:
    place = FieldError(pointer=f"#/{field}" if field else "#", code=code, detail=detail)
    return Invalid("the form has fields that are missing or wrong", errors=[place])
