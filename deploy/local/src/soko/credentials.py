"""The secrets of one fleet: made once, kept in `SOKO_HOME/secrets.json` (mode 0600)."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from soko.home import Home, write_private
from soko.ports import SERVICES


@dataclass(frozen=True)
class Credentials:
    """Every secret of a fleet; a field that is new since the file was written is added to it."""

    postgres: dict[str, str]
    """Passwords of the administrator (`admin`) and of each service's role."""
    rabbitmq: dict[str, str]
    """Passwords of `admin`, `gateway` and each service's user, and the Erlang `cookie`."""
    keys: dict[str, str]
    """Each service's ES256 private key (PEM), with which it signs its service tokens."""
    tokens: dict[str, str]
    """Secrets that sign or encrypt: what each is for stands in `soko.environment`."""
    chapa: dict[str, str]
    """`secret_key` and `webhook_secret`, shared with the provider simulator."""
    objects: dict[str, str]
    """`access_key` and `secret_key` of the object store."""


def credentials_of(home: Home) -> Credentials:
    """Read the fleet's secrets, making those it does not have yet."""
    path = home.path / "secrets.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    merged = {
        name: {key: known.get(name, {}).get(key) or make() for key, make in makers.items()}
        for name, makers in _MAKERS.items()
    }
    result = Credentials(**merged)
    if known != asdict(result):
        write_private(path, json.dumps(asdict(result), indent=2))
    return result


def public_keys(credentials: Credentials) -> dict[str, str]:
    """Each service's public key (PEM), as the others know it."""
    return {service: _public(pem) for service, pem in credentials.keys.items()}


def _password() -> str:
    return secrets.token_urlsafe(24)


def _private_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _public(pem: str) -> str:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


_MAKERS: dict[str, dict[str, Callable[[], str]]] = {
    "postgres": dict.fromkeys(("admin", *SERVICES), _password),
    "rabbitmq": dict.fromkeys(("admin", "gateway", "cookie", *SERVICES), _password),
    "keys": dict.fromkeys(SERVICES, _private_key),
    "tokens": dict.fromkeys(("users_key", "users_token", "order_token", "cart_token"), _password),
    "chapa": {
        "secret_key": lambda: f"CHASECK_TEST-{secrets.token_hex(16)}",
        "webhook_secret": _password,
    },
    "objects": {
        "access_key": lambda: secrets.token_hex(10).upper(),
        "secret_key": lambda: secrets.token_hex(20),
    },
}
