"""What a browser lets the pages do: their own files, their own API, the shop's pictures."""

from typing import Final
from urllib.parse import urlsplit

from gateway.exchange import Headers

HTML: Final = (b"content-type", b"text/html; charset=utf-8")

_SHARED: Final[Headers] = [
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class Policy:
    """The headers of pages. Pictures may also come from where catalog has them loaded."""

    def __init__(self, media_base_url: str) -> None:
        media = urlsplit(media_base_url)
        self._pictures = f" {media.scheme}://{media.netloc}" if media.netloc else ""

    def headers(self, nonce: str = "") -> Headers:
        """A page's headers; style elements are taken only with a nonce, and none without one."""
        styles = f" 'nonce-{nonce}'" if nonce else ""
        policy = (
            "default-src 'none'; script-src 'self'; "
            f"style-src 'self'{styles}; img-src 'self' data: blob:{self._pictures}; "
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        return [HTML, (b"content-security-policy", policy.encode()), *_SHARED]
