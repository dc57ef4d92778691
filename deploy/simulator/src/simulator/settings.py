"""What the simulator is told about where it runs."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from simulator.core.sender import is_loopback


def _loopback(url: str) -> str:
    if not is_loopback(url):
        raise ValueError("webhooks go to this machine only: use an http(s) loopback address")
    return url


class Settings(BaseSettings):
    """Read once from `SOKO_*`; a provider without its secret key is off."""

    model_config = SettingsConfigDict(env_prefix="SOKO_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    log_level: str = "info"
    simulator_port: Annotated[int, Field(ge=0, le=65535)] = 8090
    simulator_url: str = "http://localhost:8090"
    simulator_book: Path | None = None
    chapa_secret_key: SecretStr | None = None
    chapa_webhook_secret: SecretStr | None = None
    chapa_webhook_url: Annotated[str, AfterValidator(_loopback)] | None = None
    mpesa_consumer_key: SecretStr | None = None
    mpesa_consumer_secret: SecretStr | None = None
    # Shortcode and passkey are those of Safaricom's public sandbox.
    mpesa_shortcode: str = "174379"
    mpesa_passkey: SecretStr = SecretStr(
        "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
    )
    mpesa_initiator: str = "testapi"
    mpesa_initiator_password: SecretStr | None = None
    mpesa_private_key: SecretStr | None = None

    @classmethod
    def read(cls) -> Self:
        """Take the settings from the environment."""
        return cls()
