"""The settings every service has; read once at the top of a process and passed down.

All variables start with `SOKO_`; `.env.example` explains each.
"""

from enum import StrEnum
from typing import ClassVar, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

DEMO_PASSWORD = "soko-demo-pass"  # noqa: S105  published on purpose: the demo profile's only


class Profile(StrEnum):
    """What an installation is for; only `production` refuses what is meant for a demo."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class CommonSettings(BaseSettings):
    """What every process knows about where it runs."""

    model_config = SettingsConfigDict(env_prefix="SOKO_", frozen=True, extra="ignore")

    profile: Profile = Profile.PRODUCTION
    log_level: str = "info"
    host: str = "127.0.0.1"
    public_url: str = "http://localhost:8000"
    storefront_url: str = "http://localhost:8000"
    jwks_url: str = "http://127.0.0.1:8101/.well-known/jwks.json"
    token_issuer: str = "soko"  # noqa: S105  a name, not a secret
    token_audience: str = "soko"  # noqa: S105
    peers: dict[str, str] = Field(default_factory=dict)
    """Public keys (PEM) of the services that may call this one."""

    redis_url: SecretStr | None = None
    """What instances share, in Redis or Valkey; without it each keeps its own in its memory."""
    sentry_dsn: SecretStr | None = None
    """Where bugs are reported; without it they are only logged."""
    sentry_environment: str | None = None
    """What Sentry calls this installation; the profile's name if none."""
    sentry_release: str | None = None
    """Which version runs, for Sentry; the package's own if none."""

    @field_validator(
        "redis_url", "sentry_dsn", "sentry_environment", "sentry_release", mode="before"
    )
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        # Compose files and manifests cannot leave a variable out, only empty.
        return None if given == "" else given

    @model_validator(mode="after")
    def _refuse_demo_secrets(self) -> Self:
        values = (
            value.get_secret_value() if isinstance(value, SecretStr) else value for _, value in self
        )
        if self.profile is Profile.PRODUCTION and DEMO_PASSWORD in values:
            raise ValueError("a production profile refuses the demo password")
        return self


class ServiceSettings(CommonSettings):
    """What a service's api and worker know.

    The fields below, and any the service adds, are read from `SOKO_<SERVICE>_<FIELD>` first and
    from `SOKO_<FIELD>` else: `SOKO_ORDERS_DATABASE_URL`, but `SOKO_SMTP_URL`.
    """

    service: ClassVar[str]

    port: int
    worker_port: int
    database_url: str
    broker_url: str
    key: SecretStr
    """The service's own ES256 private key (PEM), which signs its calls to other services."""
    smtp_url: str = "smtp://127.0.0.1:1025"
    mail_from: str = "Soko <no-reply@soko.example>"

    @override
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the service's own variables win over those that all share."""
        own = EnvSettingsSource(settings_cls, env_prefix=f"SOKO_{cls.service.upper()}_")
        return init_settings, own, env_settings
