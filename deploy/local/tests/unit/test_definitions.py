import base64
import hashlib
import json
import re

import pytest

from soko.backing.definitions import FILES, password_hash, rendered
from soko.ports import SERVICES

PASSWORDS = dict.fromkeys(("admin", "gateway", *SERVICES), "secret")


@pytest.fixture
def allowed():
    found = rendered(FILES, PASSWORDS)["permissions"]
    return {entry["user"]: entry for entry in found}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_own_exchanges_and_no_others(allowed, service):
    write = re.compile(allowed[f"soko_{service}"]["write"])

    assert write.search(f"ev.{service}")
    assert write.search(f"retry.{service}")
    for other in {*SERVICES, "gateway"} - {service}:
        assert not write.search(f"ev.{other}")
        assert not write.search(f"retry.{other}")
        assert not write.search(f"{other}.{service}")
    assert not write.search("amq.default")
    assert not write.search("dlx")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_its_own_queues_and_declares_nothing(allowed, service):
    grant = allowed[f"soko_{service}"]

    for other in set(SERVICES) - {service}:
        assert not re.search(grant["read"], f"{other}.{service}")
    assert not re.search(grant["configure"], f"{service}.anything")


def test_the_gateway_declares_its_own_queues_and_hears_the_catalog(allowed):
    grant = allowed["soko_gateway"]

    assert re.search(grant["configure"], "gateway.cache-1")
    assert re.search(grant["read"], "ev.catalog")
    assert not re.search(grant["write"], "ev.catalog")
    assert not re.search(grant["configure"], "orders.payments")


def test_passwords_are_stored_as_salted_hashes():
    stored = base64.b64decode(password_hash("secret", salt=b"salt"))

    assert stored == b"salt" + hashlib.sha256(b"saltsecret").digest()
    assert "secret" not in json.dumps(rendered(FILES, PASSWORDS)["users"])


def test_every_virtual_host_gets_the_whole_topology(tmp_path):
    (tmp_path / "definitions.json").write_text(
        json.dumps({"exchanges": [{"vhost": "soko", "name": "ev.users"}]})
    )

    found = rendered(tmp_path, PASSWORDS, ("one", "two"))

    assert [(e["vhost"], e["name"]) for e in found["exchanges"]] == [
        ("one", "ev.users"),
        ("two", "ev.users"),
    ]


def test_without_permissions_from_the_code_a_service_may_do_nothing(tmp_path):
    found = rendered(tmp_path, PASSWORDS)["permissions"]

    rights = {name: entry["write"] for entry in found for name in [entry["user"]]}
    assert rights["soko_orders"] == "^$"
