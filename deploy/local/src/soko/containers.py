"""`python -m soko.containers [demo|production]`: the `.env` of docker-compose.yml, secrets fresh.

An `.env` that is there stays: its secrets are those that the volumes were made with.
"""

import json
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from soko.credentials import Credentials, certificate_of, credentials_of, public_keys
from soko.environment import mpesa_variables
from soko.home import home_at, write_private
from soko.ports import SERVICES

PROFILES = ("demo", "production")
_DEMO = {
    "COMPOSE_PROFILES": "mail,simulator",
    "SOKO_PROFILE": "demo",
    "SOKO_PUBLIC_URL": "http://localhost:8000",
    "SOKO_MEDIA_BASE_URL": "http://localhost:8333/soko-media",
    "SOKO_SMTP_URL": "smtp://mailpit:1025",
    "SOKO_MAIL_FROM": "Soko <no-reply@soko.example>",
    # The simulator shares the gateway's network namespace.
    "SOKO_CHAPA_URL": "http://gateway:8090/chapa/v1",
    "SOKO_MPESA_URL": "http://gateway:8090/mpesa",
}
_PRODUCTION = {
    "COMPOSE_PROFILES": "",
    "SOKO_PROFILE": "production",
    # Without a value on purpose: `docker compose` says what to fill in.
    "SOKO_PUBLIC_URL": "",
    "SOKO_STOREFRONT_URL": "",
    "SOKO_MEDIA_BASE_URL": "",
    "SOKO_SMTP_URL": "",
    "SOKO_MAIL_FROM": "",
}


def variables(profile: str, credentials: Credentials) -> dict[str, str]:
    """What a fleet in containers is told, by variable."""
    if profile == "production":
        return _PRODUCTION | dict(_secrets(credentials))
    return _DEMO | dict(_secrets(credentials)) | dict(_providers(credentials))


def rendered(values: dict[str, str]) -> str:
    """The lines of an `.env`; a value of several lines becomes one."""
    return "".join(f"{name}={_quoted(value)}\n" for name, value in values.items())


def main() -> None:
    """Write `.env` in the working folder."""
    profile = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if profile not in PROFILES:
        sys.exit(f"usage: python -m soko.containers [{'|'.join(PROFILES)}]")
    path = Path(".env")
    if path.exists():
        sys.exit(".env is there already; its secrets belong to what the volumes hold")
    with TemporaryDirectory() as folder:
        write_private(path, rendered(variables(profile, credentials_of(home_at(folder)))))
    sys.stdout.write(f"wrote .env for a {profile} shop (mode 0600); .env.example explains it\n")


def _secrets(credentials: Credentials) -> Iterator[tuple[str, str]]:
    yield "SOKO_POSTGRES_ADMIN_PASSWORD", credentials.postgres["admin"]
    yield "SOKO_BROKER_ADMIN_PASSWORD", credentials.rabbitmq["admin"]
    yield "SOKO_GATEWAY_BROKER_PASSWORD", credentials.rabbitmq["gateway"]
    yield "SOKO_VALKEY_PASSWORD", secrets.token_urlsafe(24)
    for service in SERVICES:
        prefix = f"SOKO_{service.upper()}"
        yield f"{prefix}_DATABASE_PASSWORD", credentials.postgres[service]
        yield f"{prefix}_BROKER_PASSWORD", credentials.rabbitmq[service]
        yield f"{prefix}_KEY", credentials.keys[service]
    yield "SOKO_PEERS", json.dumps(public_keys(credentials))
    yield "SOKO_USERS_KEY_SECRET", credentials.tokens["users_key"]
    yield "SOKO_USERS_TOKEN_SECRET", credentials.tokens["users_token"]
    yield "SOKO_CART_TOKEN_SECRET", credentials.tokens["cart_token"]
    yield "SOKO_ORDER_TOKEN_SECRET", credentials.tokens["order_token"]
    yield "SOKO_S3_ACCESS_KEY", credentials.objects["access_key"]
    yield "SOKO_S3_SECRET_KEY", credentials.objects["secret_key"]


def _providers(credentials: Credentials) -> Iterator[tuple[str, str]]:
    """The simulated providers' side and ours."""
    yield "SOKO_CHAPA_SECRET_KEY", credentials.chapa["secret_key"]
    yield "SOKO_CHAPA_WEBHOOK_SECRET", credentials.chapa["webhook_secret"]
    yield from mpesa_variables(credentials).items()
    private_key = credentials.mpesa["private_key"]
    yield "SOKO_MPESA_PRIVATE_KEY", private_key
    yield "SOKO_MPESA_CERTIFICATE", certificate_of(private_key)


def _quoted(value: str) -> str:
    """As a dotenv file says it: JSON as it stands, line breaks as `\\n`, the rest bare."""
    if '"' in value:
        return f"'{value}'"
    return '"' + value.replace("\n", "\\n") + '"' if "\n" in value or " " in value else value


if __name__ == "__main__":
    main()
