"""The files of a built web client, read into memory when the process starts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from gateway.exchange import Headers
from gateway.web.held import PLAIN, Held

INDEX: Final = "index.html"
HASHED: Final = "assets"
"""The folder in which a file's name holds the hash of its content."""

_FOREVER: Final = (b"cache-control", b"public, max-age=31536000, immutable")
_ASK: Final = (b"cache-control", b"no-cache")
_ENCODINGS: Final[Mapping[str, bytes]] = {".br": b"br", ".gz": b"gzip"}
_TYPES: Final[Mapping[str, str]] = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


def files_of(folder: Path, base: str) -> Iterator[tuple[str, Held]]:
    """Yield a client's files by the paths at which they are served, its page left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.suffix not in _ENCODINGS and name != INDEX:
            yield f"{base}/{name}", Held(_bodies(path), _headers(name))


def _bodies(path: Path) -> dict[bytes, bytes]:
    bodies = {PLAIN: path.read_bytes()}
    for suffix, encoding in _ENCODINGS.items():
        compressed = path.with_name(path.name + suffix)
        if compressed.is_file():
            bodies[encoding] = compressed.read_bytes()
    return bodies


def _headers(name: str) -> Headers:
    kind = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    keeps = _FOREVER if name.startswith(f"{HASHED}/") else _ASK
    return [(b"content-type", kind.encode()), keeps]
