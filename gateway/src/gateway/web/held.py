"""Answers held ready: each encoding with its headers and tag, built once."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from typing import Final

from gateway.cache import matches
from gateway.exchange import Exchange, Headers

PLAIN: Final = b""
_BY_PREFERENCE: Final = (b"br", b"gzip")
_GZIP: Final = 16 + zlib.MAX_WBITS
_REFUSED: Final = re.compile(rb"\s*q\s*=\s*0(\.0*)?\s*\Z")


@dataclass(frozen=True, slots=True)
class _Form:
    etag: bytes
    whole: Headers
    unchanged: Headers
    """What a 304 says."""
    body: bytes


class Held:
    """One document in the encodings that it was given in."""

    def __init__(
        self, bodies: Mapping[bytes, bytes], headers: Headers, *, vary: bytes = b"Accept-Encoding"
    ) -> None:
        digest = blake2b(bodies[PLAIN], digest_size=12).hexdigest().encode()
        self._forms = {
            encoding: _form(encoding, body, digest, [*headers, (b"vary", vary)])
            for encoding, body in bodies.items()
        }

    async def send(self, exchange: Exchange, status: int = HTTPStatus.OK) -> None:
        """Answer with the form that the client likes best, or with 304 if it has that."""
        form = self._forms[self._best(exchange.given.get(b"accept-encoding", b""))]
        held = exchange.given.get(b"if-none-match")
        if status == HTTPStatus.OK and held is not None and matches(form.etag, held):
            await exchange.whole(HTTPStatus.NOT_MODIFIED, form.unchanged, b"")
        else:
            await exchange.whole(status, form.whole, form.body)

    def _best(self, accept: bytes) -> bytes:
        taken = accepted(accept)
        return next((one for one in _BY_PREFERENCE if one in taken and one in self._forms), PLAIN)


def compressed(body: bytes) -> dict[bytes, bytes]:
    """Return the body as it is, and as any browser takes it."""
    squeeze = zlib.compressobj(wbits=_GZIP)
    return {PLAIN: body, b"gzip": squeeze.compress(body) + squeeze.flush()}


def accepted(header: bytes) -> frozenset[bytes]:
    """The encodings that an Accept-Encoding header names without refusing them."""
    named = (part.partition(b";") for part in header.lower().split(b","))
    return frozenset(name.strip() for name, _, how in named if not _REFUSED.match(how))


def _form(encoding: bytes, body: bytes, digest: bytes, headers: Headers) -> _Form:
    # A tag names bytes: another encoding is another tag.
    etag = b'"%s-%s"' % (digest, encoding) if encoding else b'"%s"' % digest
    kept = [*headers, (b"etag", etag)]
    coded = [(b"content-encoding", encoding)] if encoding else []
    return _Form(
        etag=etag,
        whole=[*kept, *coded, (b"content-length", b"%d" % len(body))],
        unchanged=[(name, value) for name, value in kept if name != b"content-type"],
        body=body,
    )
