"""A fleet's settings as environment variables: what each process is told, and no more.

Secrets go only to the processes that need them. Clocks, rate limits and the like, if they are
set where the fleet is started, are passed on to everyone.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from soko.backing.stand import Stand, database_url
from soko.credentials import Credentials, certificate_of, credentials_of, public_keys
from soko.home import MARKER, Home
from soko.ports import SERVICES, Ports, ports_at
from soko.web import BUILT, built

PASSED_ON = (
    "SOKO_ATTEMPT_",
    "SOKO_CACHE_",
    "SOKO_CORS_",
    "SOKO_HOLD_",
    "SOKO_LOG_",
    "SOKO_MAIL_FROM",
    "SOKO_MEDIA_",
    "SOKO_NETWORK_",
    "SOKO_ORDER_RETRY",
    "SOKO_ORDER_UNPAID",
    "SOKO_ORDERS_OPEN_",
    "SOKO_PROFILE",
    "SOKO_PUBLIC_URL",
    "SOKO_RATE_",
    "SOKO_REDIS_URL",
    "SOKO_RETURN_ORIGINS",
    "SOKO_SENTRY_",
    "SOKO_STOREFRONT_URL",
    "SOKO_STREAMS_",
    "SOKO_TIMEZONE",
    "SOKO_WEB_DIR",
)
"""Beginnings of variables that win over the fleet's own when they are set outside."""

Environment = dict[str, str]


@dataclass(frozen=True)
class Fleet:
    """Everything the environment of a process is made from."""

    home: Home
    ports: Ports
    credentials: Credentials
    stand: Stand


def fleet_at(home: Home, offset: int | None = None) -> Fleet:
    """The fleet of this home: its secrets, its ports, its backing programs."""
    ports = ports_at(offset)
    credentials = credentials_of(home)
    return Fleet(home, ports, credentials, Stand(home, ports, credentials))


def environment_of(name: str, fleet: Fleet) -> Environment:
    """All variables of one process, by its name (`orders-api`, `gateway`, `mail`, …)."""
    service = name.rsplit("-", 1)[0]
    own = _OWN.get(name) or _OWN.get(service)
    result = _machine(fleet) | shared(fleet)
    if service in SERVICES:
        result |= service_variables(service, fleet)
    if own is not None:
        result |= own(fleet)
    told = result | _passed_on(PASSED_ON)
    return told | _crash_file(name, told["SOKO_PROFILE"], fleet)


def migration_environment(fleet: Fleet) -> Environment:
    """For the one process that migrates every service's schema."""
    urls = {f"SOKO_{s.upper()}_DATABASE_URL": database_url(fleet.stand, s) for s in SERVICES}
    return _machine(fleet) | shared(fleet) | urls


def shared(fleet: Fleet) -> Environment:
    """What every process is told: addresses, and whose signatures to trust."""
    ports = fleet.ports
    public = f"http://localhost:{ports['gateway']}"
    return {
        "SOKO_PROFILE": "demo",
        "SOKO_LOG_LEVEL": "info",
        "SOKO_HOST": "127.0.0.1",
        "SOKO_PUBLIC_URL": public,
        "SOKO_STOREFRONT_URL": public,
        "SOKO_JWKS_URL": f"{_url(ports, 'users')}/.well-known/jwks.json",
        "SOKO_TOKEN_ISSUER": "soko",
        "SOKO_TOKEN_AUDIENCE": "soko",
        "SOKO_PEERS": json.dumps(public_keys(fleet.credentials)),
        **{f"SOKO_{service.upper()}_URL": _url(ports, service) for service in SERVICES},
    }


def service_variables(service: str, fleet: Fleet) -> Environment:
    """What the api and the worker of one service are told."""
    prefix = f"SOKO_{service.upper()}"
    return {
        f"{prefix}_PORT": str(fleet.ports[f"{service}-api"]),
        f"{prefix}_WORKER_PORT": str(fleet.ports[f"{service}-worker"]),
        f"{prefix}_DATABASE_URL": database_url(fleet.stand, service),
        f"{prefix}_BROKER_URL": fleet.stand.rabbitmq.url(service),
        f"{prefix}_KEY": fleet.credentials.keys[service],
        "SOKO_SMTP_URL": f"smtp://127.0.0.1:{fleet.ports['smtp']}",
        "SOKO_MAIL_FROM": "Soko <no-reply@soko.example>",
    }


def _url(ports: Ports, service: str) -> str:
    return f"http://127.0.0.1:{ports[f'{service}-api']}"


def _machine(fleet: Fleet) -> Environment:
    """What a program needs of the machine; the marker is how a stray one is found again."""
    kept = ("HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
    beside = str(Path(sys.executable).parent)
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PATH": f"{beside}:{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        MARKER: fleet.home.marker,
    }


def _crash_file(name: str, profile: str, fleet: Fleet) -> Environment:
    """Where tests say at which point the process is to die; nothing else writes it."""
    if profile == "production":
        return {}
    return {"SOKO_CRASH_FILE": str(fleet.home.folder("crash") / name)}


def _passed_on(beginnings: tuple[str, ...]) -> Environment:
    return {name: value for name, value in os.environ.items() if name.startswith(beginnings)}


def _users(fleet: Fleet) -> Environment:
    return {
        "SOKO_USERS_KEY_SECRET": fleet.credentials.tokens["users_key"],
        "SOKO_USERS_TOKEN_SECRET": fleet.credentials.tokens["users_token"],
    }


def _catalog(fleet: Fleet) -> Environment:
    store = fleet.stand.objects
    return {
        "SOKO_S3_ENDPOINT": store.endpoint,
        "SOKO_S3_BUCKET": "soko-media",
        "SOKO_S3_ACCESS_KEY": store.access_key,
        "SOKO_S3_SECRET_KEY": store.secret_key,
        "SOKO_MEDIA_BASE_URL": store.media_url,
    }


def _cart(fleet: Fleet) -> Environment:
    return {"SOKO_CART_TOKEN_SECRET": fleet.credentials.tokens["cart_token"]}


def _orders(fleet: Fleet) -> Environment:
    return {"SOKO_ORDER_TOKEN_SECRET": fleet.credentials.tokens["order_token"]}


def _chapa(fleet: Fleet) -> Environment:
    return {
        "SOKO_CHAPA_SECRET_KEY": fleet.credentials.chapa["secret_key"],
        "SOKO_CHAPA_WEBHOOK_SECRET": fleet.credentials.chapa["webhook_secret"],
    }


def mpesa_variables(credentials: Credentials) -> Environment:
    """What a merchant and the simulated M-Pesa both know."""
    own = credentials.mpesa
    return {
        "SOKO_MPESA_CONSUMER_KEY": own["consumer_key"],
        "SOKO_MPESA_CONSUMER_SECRET": own["consumer_secret"],
        # The published data of Safaricom's sandbox.
        "SOKO_MPESA_SHORTCODE": "174379",
        "SOKO_MPESA_PASSKEY": "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919",
        "SOKO_MPESA_INITIATOR": "testapi",
        "SOKO_MPESA_INITIATOR_PASSWORD": own["initiator_password"],
    }


def _payments(fleet: Fleet) -> Environment:
    simulator = f"http://localhost:{fleet.ports['simulator']}"
    own = _chapa(fleet) | mpesa_variables(fleet.credentials)
    own["SOKO_CHAPA_URL"] = f"{simulator}/chapa/v1"
    own["SOKO_MPESA_URL"] = f"{simulator}/mpesa"
    own["SOKO_MPESA_CERTIFICATE"] = certificate_of(fleet.credentials.mpesa["private_key"])
    return own | _passed_on(("SOKO_CHAPA_", "SOKO_MPESA_"))


def _simulator(fleet: Fleet) -> Environment:
    gateway = f"http://127.0.0.1:{fleet.ports['gateway']}"
    return (
        _chapa(fleet)
        | mpesa_variables(fleet.credentials)
        | {
            "SOKO_MPESA_PRIVATE_KEY": fleet.credentials.mpesa["private_key"],
            "SOKO_SIMULATOR_PORT": str(fleet.ports["simulator"]),
            "SOKO_SIMULATOR_URL": f"http://localhost:{fleet.ports['simulator']}",
            "SOKO_SIMULATOR_BOOK": str(fleet.home.path / "simulator.book"),
            "SOKO_CHAPA_WEBHOOK_URL": f"{gateway}/api/v1/webhooks/payments/chapa",
        }
    )


def _gateway(fleet: Fleet) -> Environment:
    return {
        "SOKO_GATEWAY_PORT": str(fleet.ports["gateway"]),
        "SOKO_GATEWAY_METRICS_PORT": str(fleet.ports["gateway-metrics"]),
        "SOKO_GATEWAY_BROKER_URL": fleet.stand.rabbitmq.url("gateway"),
        "SOKO_WEB_DIR": str(BUILT) if built() else "",
        "SOKO_MEDIA_BASE_URL": fleet.stand.objects.media_url,
        "SOKO_CORS_ORIGINS": json.dumps(
            [f"http://{host}:{fleet.ports['gateway']}" for host in ("localhost", "127.0.0.1")]
        ),
    }


def _mail(fleet: Fleet) -> Environment:
    return {
        "SOKO_MAIL_PORT": str(fleet.ports["mail"]),
        "SOKO_SMTP_PORT": str(fleet.ports["smtp"]),
    }


_OWN = {
    "users": _users,
    "catalog": _catalog,
    "cart": _cart,
    "orders": _orders,
    "payments": _payments,
    "simulator": _simulator,
    "gateway": _gateway,
    "mail": _mail,
}
