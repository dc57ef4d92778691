"""What the users service needs to know about where it runs."""

from typing import ClassVar, Final

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from common.settings import Profile, ServiceSettings

_DEMO_FACTOR: Final = 1000


class Settings(ServiceSettings):
    """Read by its api, its worker and its commands; `.env.example` explains each variable."""

    model_config = SettingsConfigDict(env_prefix="SOKO_", frozen=True, extra="ignore")

    service: ClassVar[str] = "users"

    port: int = 8101
    worker_port: int = 8201
    key_secret: SecretStr = Field(min_length=16)
    """Encrypts the signing keys at rest."""
    token_secret: SecretStr = Field(min_length=16)
    """Derives refresh tokens from their predecessors, and CSRF tokens."""
    network_failures_per_minute: int = Field(default=60, ge=1)
    """Failed sign-ins that one /24 (or IPv6 /56) may cause before it must wait."""

    @property
    def network_allowed(self) -> int:
        """The same, a thousandfold in a demo, where everyone comes from one address."""
        factor = _DEMO_FACTOR if self.profile is Profile.DEMO else 1
        return self.network_failures_per_minute * factor
