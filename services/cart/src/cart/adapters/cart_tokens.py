"""The token that makes its bearer the owner of a guest's cart: signed, never stored."""

import base64
import hashlib
import hmac
from typing import Final
from uuid import UUID

_ID: Final = 16
_TIME: Final = 8


class CartTokens:
    """Makes and reads cart tokens with a secret that all instances share."""

    def __init__(self, secret: str, *, lives: int) -> None:
        """Make tokens that live so many seconds."""
        self._key = hashlib.sha256(b"cart-token:" + secret.encode()).digest()
        self._lives = lives

    def of(self, cart_id: UUID, *, now: float) -> str:
        """Return a token of the cart; `now` is in Unix seconds, as everywhere here."""
        return self._signed(cart_id.bytes + (int(now) + self._lives).to_bytes(_TIME))

    def opens(self, token: str, *, now: float) -> UUID | None:
        """Return the cart that the token opens; None for one not ours, or whose time is over."""
        read = self._read(token)
        return None if read is None or read[1] <= now else read[0]

    def fresh_enough(self, token: str, *, now: float) -> bool:
        """Whether a valid token still has more than half of its life before it."""
        read = self._read(token)
        return read is not None and read[1] - now > self._lives / 2

    def _read(self, token: str) -> tuple[UUID, int] | None:
        try:
            said = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[: _ID + _TIME]
            # Signed anew and compared as a whole: a token has one spelling only.
            if not hmac.compare_digest(token.encode(), self._signed(said).encode()):
                return None
            return UUID(bytes=said[:_ID]), int.from_bytes(said[_ID:])
        except ValueError:
            return None

    def _signed(self, said: bytes) -> str:
        mac = hmac.new(self._key, said, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(said + mac).rstrip(b"=").decode()
