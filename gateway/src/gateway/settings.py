"""What the gateway needs to know about where it runs."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, PositiveInt

from common.settings import CommonSettings, Profile
from gateway.routes import Rate, Upstream

DEMO_FACTOR = 1000


class Settings(CommonSettings):
    """Read from `SOKO_…`; the services' addresses are `SOKO_USERS_URL` and so on."""

    gateway_port: int = 8000
    gateway_metrics_port: int = 8200
    gateway_broker_url: str | None = None
    """Without it, cached answers live for their two seconds and no fact drops them earlier."""
    gateway_trusted_proxies: str = ""
    """Addresses (comma-separated) whose X-Forwarded-For is believed: an ingress of our own."""

    users_url: str = "http://127.0.0.1:8101"
    catalog_url: str = "http://127.0.0.1:8102"
    cart_url: str = "http://127.0.0.1:8103"
    orders_url: str = "http://127.0.0.1:8104"
    payments_url: str = "http://127.0.0.1:8105"

    rate_auth: PositiveInt = 30
    rate_checkout: PositiveInt = 60
    rate_default: PositiveInt = 1200
    rate_webhooks: PositiveInt = 6000

    cors_origins: Annotated[tuple[str, ...], Field(default_factory=tuple)]
    web_dir: str = ""
    """Holds `storefront/` and `admin/` as they were built; without it neither is served."""
    media_base_url: str = ""
    """Where browsers load pictures from, so that pages may show them."""
    cache_bytes: PositiveInt = 64 * 1024 * 1024
    cache_seconds: float = 2.0

    @property
    def urls(self) -> Mapping[Upstream, str]:
        """Where each service listens."""
        return {name: getattr(self, f"{name}_url").rstrip("/") for name in Upstream}

    @property
    def rates(self) -> Mapping[Rate, int]:
        """How many requests a minute each class takes from one caller."""
        factor = DEMO_FACTOR if self.profile is Profile.DEMO else 1
        return {rate: getattr(self, f"rate_{rate}") * factor for rate in Rate}
