"""What the cart service needs to know about where it runs."""

from typing import ClassVar

from pydantic import Field, SecretStr

from common.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `SOKO_CART_…` and `SOKO_…`."""

    service: ClassVar[str] = "cart"

    catalog_url: str = "http://127.0.0.1:8102"
    token_secret: SecretStr = Field(min_length=16)
    """Signs the tokens of guests' carts."""
    abandoned: int = Field(default=30 * 24 * 3600, ge=60)
    """Seconds that a guest's cart is kept without a change."""

    @property
    def token_life(self) -> int:
        """Seconds; longer than the cart's, so that it never opens one that was cleared away."""
        return 2 * self.abandoned
