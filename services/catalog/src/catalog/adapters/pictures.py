"""Uploaded pictures: checked, decoded by a process of their own, kept in object storage."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from secrets import token_hex
from typing import Final

import obstore
from obstore.store import MemoryStore, ObjectStore, S3Store

from catalog.adapters.picture_child import REFUSED
from catalog.settings import Settings
from catalog.usecases.ports import Stored
from common import logs
from common.errors import FieldError, Invalid, TooLarge, Unavailable, UnsupportedMedia

MAX_BYTES: Final = 8 * 1024 * 1024
_SECONDS: Final = 20
_STORE_SECONDS: Final = 10
_AT_ONCE: Final = 2
_ATTRIBUTES: Final = {
    "Content-Type": "image/webp",
    "Cache-Control": "public, max-age=31536000, immutable",
}

Remake = Callable[[bytes], Awaitable[tuple[bytes, int, int]]]
"""Makes a safe copy of a picture; returns it with its width and height."""

log = logs.logger("pictures")


class PictureTooLarge(TooLarge):
    """The file has more than 8 MiB."""

    code = "payload_too_large"


class NotAPicture(UnsupportedMedia):
    """The file does not begin as a JPEG, PNG or WebP does."""

    code = "unsupported_media_type"


class PictureUnreadable(Invalid):
    """The file begins as a picture, but cannot be read as one, or has too many pixels."""

    def __init__(self) -> None:
        place = FieldError(
            pointer="#/file",
            code="picture_unreadable",
            detail="a whole JPEG, PNG or WebP of at most 40 megapixels",
        )
        super().__init__("the picture cannot be read", errors=[place])


class ObjectPictures:
    """The `Pictures` port over an object store, whose blocking calls run in threads."""

    def __init__(self, store: ObjectStore | MemoryStore, *, remake: Remake | None = None) -> None:
        self._store = store
        self._remake = remake or _remade
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def store(self, data: bytes) -> Stored:
        """Check, re-encode and keep an uploaded picture under a random name."""
        check(data)
        async with self._slots:
            picture, width, height = await self._remake(data)
        key = f"products/{token_hex(16)}.webp"
        await self._put(key, picture)
        return Stored(key=key, width=width, height=height)

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; those that are gone are none the worse."""
        for key in keys:
            with suppress(FileNotFoundError):
                await asyncio.to_thread(obstore.delete, self._store, key)

    async def _put(self, key: str, picture: bytes) -> None:
        put = partial(obstore.put, attributes=_ATTRIBUTES)
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                await asyncio.to_thread(put, self._store, key, picture)
        except (TimeoutError, OSError, obstore.exceptions.BaseError) as error:
            log.warning("the object store did not take a picture", error=repr(error))
            raise Unavailable("pictures cannot be kept right now; try again") from error


def bucket(settings: Settings) -> S3Store:
    """Open the bucket of the settings."""
    return S3Store(
        settings.s3_bucket,
        endpoint=settings.s3_endpoint,
        access_key_id=settings.s3_access_key,
        secret_access_key=settings.s3_secret_key.get_secret_value(),
        region="us-east-1",
        virtual_hosted_style_request=False,
        client_options={"allow_http": True, "timeout": "10s"},
        retry_config={"max_retries": 2},
    )


def check(data: bytes) -> None:
    """Refuse what is too large or does not begin as a picture does."""
    if len(data) > MAX_BYTES:
        raise PictureTooLarge("a picture has at most 8 MiB")
    jpeg, png = data.startswith(b"\xff\xd8\xff"), data.startswith(b"\x89PNG\r\n\x1a\n")
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if not (jpeg or png or webp):
        raise NotAPicture("send a JPEG, a PNG or a WebP")


async def _remade(data: bytes) -> tuple[bytes, int, int]:
    # -I: no environment, no folder of ours on the path; the child inherits no secret.
    command = (sys.executable, "-I", "-m", "catalog.adapters.picture_child")
    child = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
    )
    try:
        async with asyncio.timeout(_SECONDS):
            out, _ = await child.communicate(data)
    except TimeoutError:
        raise PictureUnreadable from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        if child.returncode != REFUSED:
            log.warning("a picture ended its decoder", code=child.returncode)
        raise PictureUnreadable
    line, _, picture = out.partition(b"\n")
    size = json.loads(line)
    return picture, size["width"], size["height"]
