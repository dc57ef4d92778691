"""What the payments service needs to know about where it runs."""

from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import PositiveInt, SecretStr
from pydantic_settings import SettingsConfigDict

from common.settings import ServiceSettings
from payments.domain.schedule import Clocks


class Settings(ServiceSettings):
    """Read by its api and its worker; `.env.example` explains each variable."""

    model_config = SettingsConfigDict(env_prefix="SOKO_", frozen=True, extra="ignore")

    service: ClassVar[str] = "payments"

    port: int = 8105
    worker_port: int = 8205
    orders_url: str = "http://127.0.0.1:8104"
    return_origins: tuple[str, ...] = ()
    """Origins a browser may be sent back to, beside the storefront's."""
    chapa_url: str = "https://api.chapa.co/v1"
    chapa_secret_key: SecretStr | None = None
    chapa_webhook_secret: SecretStr | None = None
    """During a rotation two, with a comma between them."""
    mpesa_url: str = "https://api.safaricom.co.ke"
    mpesa_consumer_key: SecretStr | None = None
    mpesa_consumer_secret: SecretStr | None = None
    mpesa_shortcode: str | None = None
    mpesa_passkey: SecretStr | None = None
    mpesa_initiator: str | None = None
    mpesa_initiator_password: SecretStr | None = None
    mpesa_certificate: str | None = None
    """Safaricom's, as PEM: for it alone the initiator's password is encrypted."""
    mpesa_senders: tuple[str, ...] = ()
    """Addresses that callbacks may come from; none is any."""
    attempt_prompt: PositiveInt = 300
    attempt_redirect: PositiveInt = 1800
    attempt_hard: PositiveInt = 1800
    attempt_watch: PositiveInt = 7 * 24 * 3600

    @property
    def clocks(self) -> Clocks:
        """How long attempts live."""
        return Clocks(
            prompt=timedelta(seconds=self.attempt_prompt),
            redirect=timedelta(seconds=self.attempt_redirect),
            hard=timedelta(seconds=self.attempt_hard),
            watch=timedelta(seconds=self.attempt_watch),
        )

    def may_return_to(self, url: str) -> bool:
        """Tell whether a browser may be sent to the address after paying."""
        allowed = {_origin(known) for known in (self.storefront_url, *self.return_origins)}
        origin = _origin(url)
        return origin is not None and origin in allowed


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Return the address's origin; None for what has none, or hides another in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    is_plain = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    if not is_plain or "\\" in url or not url.isprintable():
        return None
    default = 443 if parts.scheme == "https" else 80
    return parts.scheme, (parts.hostname or "").lower(), port or default
