"""The shop's account with Safaricom, and how a request shows that it is ours."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

# Kenya keeps one time all year.
_NAIROBI: Final = timezone(timedelta(hours=3))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Shortcode and passkey; `clock` only has to be roughly right."""

    shortcode: str
    passkey: str = field(repr=False)
    clock: Callable[[], datetime] = _now

    def proof(self) -> dict[str, str]:
        """Return the fields that prove a request is the shortcode's, as of now."""
        stamp = self.clock().astimezone(_NAIROBI).strftime("%Y%m%d%H%M%S")
        password = base64.b64encode(f"{self.shortcode}{self.passkey}{stamp}".encode())
        return {
            "BusinessShortCode": self.shortcode,
            "Password": password.decode(),
            "Timestamp": stamp,
        }
