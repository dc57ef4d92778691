"""The secrets of one installation as folders: a folder for each Secret, a file for each key.

`kubectl create secret generic soko-users --from-file=soko-users` takes such a folder as it is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cluster import roles
from soko.backing import definitions
from soko.backing.database import DATABASE, role
from soko.backing.objects import identities
from soko.credentials import Credentials, certificate_of, credentials_of, public_keys
from soko.home import Home, write_private
from soko.ports import SERVICES

Folders = dict[str, Mapping[str, str]]
"""Secrets by name: what each key of them holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where the backing programs of the installation are found, as `host:port`."""

    postgres: str = "postgres:5432"
    rabbitmq: str = "rabbitmq:5672"


def made_once(folder: Path) -> Credentials:
    """The credentials that this folder keeps; made when it has none, the same ever after."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return credentials_of(Home(folder))


def of_services(known: Credentials, servers: Servers) -> Folders:
    """What the shop's own processes are given, and whose calls they let in."""
    own = {
        "users": {
            "SOKO_USERS_KEY_SECRET": known.tokens["users_key"],
            "SOKO_USERS_TOKEN_SECRET": known.tokens["users_token"],
        },
        "catalog": {
            "SOKO_S3_ACCESS_KEY": known.objects["access_key"],
            "SOKO_S3_SECRET_KEY": known.objects["secret_key"],
        },
        "cart": {"SOKO_CART_TOKEN_SECRET": known.tokens["cart_token"]},
        "orders": {"SOKO_ORDER_TOKEN_SECRET": known.tokens["order_token"]},
    }
    return {
        **{
            f"soko-{service}": _service(service, known, servers) | own.get(service, {})
            for service in SERVICES
        },
        "soko-gateway": {"SOKO_GATEWAY_BROKER_URL": _broker("gateway", known, servers)},
        "soko-peers": {"SOKO_PEERS": json.dumps(public_keys(known))},
    }


def of_backing(known: Credentials) -> Folders:
    """What an administrator gives the database, the broker and the object store."""
    broker = definitions.rendered(definitions.FILES, known.rabbitmq)
    store = identities(known.objects["access_key"], known.objects["secret_key"])
    return {
        "soko-postgres": {
            "POSTGRES_PASSWORD": known.postgres["admin"],
            "10-soko.sql": roles.script(known.postgres),
        },
        "soko-rabbitmq": {"definitions.json": json.dumps(broker, indent=1)},
        "soko-objects": {"s3.json": json.dumps(store)},
    }


def of_simulator(known: Credentials) -> Folders:
    """What payments and the simulated providers know of each other."""
    # The published data of Safaricom's sandbox.
    passkey = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
    return {
        "soko-providers": {
            "SOKO_CHAPA_SECRET_KEY": known.chapa["secret_key"],
            "SOKO_CHAPA_WEBHOOK_SECRET": known.chapa["webhook_secret"],
            "SOKO_MPESA_CONSUMER_KEY": known.mpesa["consumer_key"],
            "SOKO_MPESA_CONSUMER_SECRET": known.mpesa["consumer_secret"],
            "SOKO_MPESA_SHORTCODE": "174379",
            "SOKO_MPESA_PASSKEY": passkey,
            "SOKO_MPESA_INITIATOR": "testapi",
            "SOKO_MPESA_INITIATOR_PASSWORD": known.mpesa["initiator_password"],
            "SOKO_MPESA_CERTIFICATE": certificate_of(known.mpesa["private_key"]),
        },
        "soko-simulator": {"SOKO_MPESA_PRIVATE_KEY": known.mpesa["private_key"]},
    }


def write(folders: Folders, into: Path) -> None:
    """Write a file for each key, readable by its owner only."""
    for name, files in folders.items():
        (into / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        for key, value in files.items():
            write_private(into / name / key, value)


def _service(service: str, known: Credentials, servers: Servers) -> dict[str, str]:
    prefix, login = f"SOKO_{service.upper()}", f"{role(service)}:{known.postgres[service]}"
    return {
        f"{prefix}_DATABASE_URL": f"postgresql+asyncpg://{login}@{servers.postgres}/{DATABASE}",
        f"{prefix}_BROKER_URL": _broker(service, known, servers),
        f"{prefix}_KEY": known.keys[service],
    }


def _broker(name: str, known: Credentials, servers: Servers) -> str:
    login = f"{definitions.user(name)}:{known.rabbitmq[name]}"
    return f"amqp://{login}@{servers.rabbitmq}/{definitions.VHOST}"
