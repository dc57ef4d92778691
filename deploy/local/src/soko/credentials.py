"""The secrets of one fleet: made once, kept in `SOKO_HOME/secrets.json` (mode 0600)."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

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
    mpesa: dict[str, str]
    """`consumer_key`, `consumer_secret` and `initiator_password`, shared with the simulator, and
    the simulator's `private_key` (PEM), of which payments knows the certificate."""
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


def certificate_of(private_key: str) -> str:
    """The self-signed certificate (PEM) of an RSA key; the same key always has the same one."""
    key = serialization.load_pem_private_key(private_key.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("only an RSA key signs a certificate the same way twice")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Soko payment provider simulator")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2046, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _password() -> str:
    return secrets.token_urlsafe(24)


def _private_key() -> str:
    return _pem(ec.generate_private_key(ec.SECP256R1()))


def _rsa_key() -> str:
    return _pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
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
    "mpesa": {
        "consumer_key": _password,
        "consumer_secret": _password,
        "initiator_password": _password,
        "private_key": _rsa_key,
    },
    "objects": {
        "access_key": lambda: secrets.token_hex(10).upper(),
        "secret_key": lambda: secrets.token_hex(20),
    },
}
