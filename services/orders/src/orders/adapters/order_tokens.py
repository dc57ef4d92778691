"""The token that opens one order without signing in: made from its id, never stored."""

import base64
import hashlib
import hmac
from typing import Final
from uuid import UUID

_ID_BYTES: Final = 16


class OrderTokens:
    """Makes and checks order tokens with a secret that all instances share."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"order-token:" + secret.encode()).digest()

    def of(self, order_id: UUID) -> str:
        """Return the order's token, always the same: its id and a proof that we said so."""
        mac = hmac.new(self._key, order_id.bytes, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(order_id.bytes + mac).decode()

    def order_of(self, token: str) -> UUID | None:
        """Return the order that the token opens, if it is a token of ours."""
        try:
            order_id = UUID(
                bytes=base64.b64decode(token, altchars=b"-_", validate=True)[:_ID_BYTES]
            )
        except ValueError:
            return None
        return order_id if self.opens(token, order_id) else None

    def opens(self, token: str, order_id: UUID) -> bool:
        """Whether the token is the order's; takes the same time either way."""
        return hmac.compare_digest(token.encode(), self.of(order_id).encode())

    def owner(self, order_id: UUID) -> str:
        """Return how a guest's order names its owner to other services: the token's hash."""
        return hashlib.sha256(self.of(order_id).encode()).hexdigest()
