"""Who asks for what is in a cart."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """A signed-in user, the bearer of a cart's token, or both: then the cart becomes theirs."""

    user_id: UUID | None = None
    authorization: str | None = field(default=None, repr=False)
    """The user's own header; whoever keeps the cart checks it again."""
    cart_token: str | None = field(default=None, repr=False)

    @property
    def cause(self) -> str:
        """How an order's history names them."""
        return "guest" if self.user_id is None else f"user:{self.user_id}"
