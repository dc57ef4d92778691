import json

import pytest

from soko.environment import environment_of, fleet_at, migration_environment
from soko.fleet.units import NAMES
from soko.home import home_at
from soko.ports import SERVICES


@pytest.fixture
def fleet(tmp_path, monkeypatch):
    monkeypatch.delenv("SOKO_PUBLIC_URL", raising=False)
    return fleet_at(home_at(tmp_path), 1000)


def test_a_service_is_told_where_its_database_and_its_broker_are(fleet):
    told = environment_of("orders-api", fleet)

    password = fleet.credentials.postgres["orders"]
    assert (
        told["SOKO_ORDERS_DATABASE_URL"]
        == f"postgresql+asyncpg://soko_orders:{password}@127.0.0.1:6433/soko"
    )
    assert told["SOKO_ORDERS_BROKER_URL"].startswith("amqp://soko_orders:")
    assert told["SOKO_ORDERS_BROKER_URL"].endswith("@127.0.0.1:6673/soko")
    assert told["SOKO_ORDERS_PORT"] == "9104"
    assert told["SOKO_ORDERS_WORKER_PORT"] == "9204"
    assert told["SOKO_ORDER_TOKEN_SECRET"]


def test_everyone_knows_the_others_addresses_and_public_keys(fleet):
    for name in NAMES:
        told = environment_of(name, fleet)
        assert told["SOKO_CATALOG_URL"] == "http://127.0.0.1:9102"
        assert told["SOKO_PUBLIC_URL"] == "http://localhost:9000"
        assert set(json.loads(told["SOKO_PEERS"])) == set(SERVICES)


@pytest.mark.parametrize("name", NAMES)
def test_a_process_gets_no_other_services_secrets(fleet, name):
    told = "\n".join(environment_of(name, fleet).values())

    service = name.rsplit("-", 1)[0]
    strangers = [other for other in SERVICES if other != service]
    for other in strangers:
        assert fleet.credentials.postgres[other] not in told
        assert fleet.credentials.rabbitmq[other] not in told
        assert fleet.credentials.keys[other] not in told
    assert fleet.credentials.postgres["admin"] not in told
    assert fleet.credentials.rabbitmq["admin"] not in told


def test_payments_and_the_simulator_share_the_providers_keys(fleet):
    payments = environment_of("payments-worker", fleet)
    simulator = environment_of("simulator", fleet)

    for name in simulator:
        if name.startswith(("SOKO_CHAPA_", "SOKO_MPESA_")) and name in payments:
            assert payments[name] == simulator[name]
    for name in ("SOKO_CHAPA_SECRET_KEY", "SOKO_MPESA_CONSUMER_KEY", "SOKO_MPESA_PASSKEY"):
        assert payments[name] == simulator[name]
    assert payments["SOKO_CHAPA_URL"].startswith(simulator["SOKO_SIMULATOR_URL"])
    assert payments["SOKO_MPESA_URL"].startswith(simulator["SOKO_SIMULATOR_URL"])


def test_payments_can_encrypt_for_mpesa_and_only_the_simulator_can_read_it(fleet):
    payments = environment_of("payments-api", fleet)
    simulator = environment_of("simulator", fleet)

    assert "CERTIFICATE" in payments["SOKO_MPESA_CERTIFICATE"]
    assert "PRIVATE KEY" in simulator["SOKO_MPESA_PRIVATE_KEY"]
    assert simulator["SOKO_MPESA_PRIVATE_KEY"] not in payments.values()


def test_a_clock_that_is_set_outside_reaches_every_process(fleet, monkeypatch):
    monkeypatch.setenv("SOKO_ORDER_UNPAID", "5")
    monkeypatch.setenv("SOKO_ORDERS_DATABASE_URL", "postgresql://elsewhere/production")

    told = environment_of("orders-worker", fleet)

    assert told["SOKO_ORDER_UNPAID"] == "5"
    assert "elsewhere" not in told["SOKO_ORDERS_DATABASE_URL"]


def test_the_migrations_know_every_database(fleet):
    told = migration_environment(fleet)

    assert all(f"SOKO_{service.upper()}_DATABASE_URL" in told for service in SERVICES)


def test_only_a_fleet_that_is_no_production_can_be_cut_off_at_a_point(fleet, monkeypatch):
    files = {environment_of(name, fleet)["SOKO_CRASH_FILE"] for name in NAMES}
    assert len(files) == len(NAMES)

    monkeypatch.setenv("SOKO_PROFILE", "production")
    assert "SOKO_CRASH_FILE" not in environment_of("orders-api", fleet)
