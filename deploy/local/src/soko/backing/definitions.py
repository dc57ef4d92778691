"""What the broker loads at each start: the topology from the code, and who may touch what.

Both are written from the code beside each other (`definitions.json`, `permissions.json`). A
service's user writes `ev.<itself>` and `retry.<itself>`, reads its own queues and declares
nothing. So no service can forge another's facts, nor a retry of another's message.
"""

import base64
import hashlib
import json
import secrets
from pathlib import Path
from typing import Any

from soko.ports import SERVICES

VHOST = "soko"
ADMIN = "soko_admin"
_TOPOLOGY = ("exchanges", "queues", "bindings", "policies")
_NOTHING = {"configure": "^$", "write": "^$", "read": "^$"}
FILES = Path(__file__).parents[4] / "rabbitmq"
"""Where `make events` writes the topology and the permissions from the code."""

Definitions = dict[str, Any]


def user(name: str) -> str:
    """The broker user of a service or of the gateway."""
    return f"soko_{name}"


def rendered(
    folder: Path, passwords: dict[str, str], vhosts: tuple[str, ...] = (VHOST,)
) -> Definitions:
    """The topology with users and permissions, repeated in each virtual host."""
    topology, allowed = topology_in(folder), permissions_in(folder)
    names = (*SERVICES, "gateway")
    return {
        "users": [
            _user(ADMIN, passwords["admin"], "administrator"),
            *(_user(user(name), passwords[name], "") for name in names),
        ],
        "vhosts": [{"name": vhost} for vhost in vhosts],
        "permissions": [grant for vhost in vhosts for grant in _grants(vhost, names, allowed)],
        **{
            kind: [entry | {"vhost": vhost} for vhost in vhosts for entry in topology.get(kind, [])]
            for kind in _TOPOLOGY
        },
    }


def topology_in(folder: Path) -> Definitions:
    """The topology written from the code; nothing when it has not been written yet."""
    return _read(folder / "definitions.json")


def permissions_in(folder: Path) -> Definitions:
    """What each broker user may configure, write and read: three regular expressions."""
    return _read(folder / "permissions.json")


def _read(path: Path) -> Definitions:
    found: Definitions = json.loads(path.read_text()) if path.exists() else {}
    return found


def password_hash(password: str, salt: bytes | None = None) -> str:
    """The password as RabbitMQ stores it: salted SHA-256."""
    salt = secrets.token_bytes(4) if salt is None else salt
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _grants(vhost: str, names: tuple[str, ...], allowed: Definitions) -> list[Definitions]:
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    return [
        {"user": ADMIN, "vhost": vhost, **everything},
        *({"user": user(name), "vhost": vhost, **allowed.get(name, _NOTHING)} for name in names),
    ]


def _user(name: str, password: str, tags: str) -> dict[str, str]:
    return {
        "name": name,
        "password_hash": password_hash(password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": tags,
    }
