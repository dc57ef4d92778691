"""What the cart service needs to know about where it runs."""

from typing import ClassVar

from common.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `SOKO_CART_…` and `SOKO_…`."""

    service: ClassVar[str] = "cart"

    catalog_url: str = "http://127.0.0.1:8102"
