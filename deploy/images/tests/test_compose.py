"""docker-compose.yml: valid, complete, confined, and the same shop as the fleet on one machine."""

import importlib
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

import composition
from common.settings import ServiceSettings
from simulator.settings import Settings as SimulatorSettings
from soko.backing import definitions, postgres
from soko.fleet.units import NAMES
from soko.ports import DEFAULTS, SERVICES

NOT_IN_CONTAINERS = {"mail", "postgres", "rabbitmq", "objects"}
"""The fleet's stand-ins for what has an image of its own."""


def test_it_is_valid_by_the_compose_specification(root):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]

    checked = subprocess.run(
        [*command, "docker-compose.yml"], cwd=root, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout


def test_every_process_of_the_fleet_is_there_and_every_schema_is_migrated(ours):
    migrations = {f"{service}-migrate" for service in SERVICES}

    assert ours.keys() == (set(NAMES) - NOT_IN_CONTAINERS) | migrations


def module_of(service):
    """The module of a process; None for migrations."""
    return next((word for word in service["command"] if word.endswith((".main", ".worker"))), None)


def has_main(module):
    """Whether `python -m` has something to run there; read, since importing all takes long."""
    return "\ndef main() -> None:\n" in Path(find_spec(module).origin).read_text()


def test_every_command_exists(ours):
    for service in ours.values():
        program, *rest = service["command"]
        assert has_main(program)
        if program == "common.launch":
            assert has_main(*rest)
        if program == "common.migrate":
            assert find_spec(f"{rest[0]}.migrations.env")


def settings_of(service) -> type[BaseSettings]:
    package = module_of(service).split(".")[0]
    if package == "simulator":
        return SimulatorSettings
    found = importlib.import_module(f"{package}.settings").Settings
    assert issubclass(found, BaseSettings)
    return found


def names_of(settings, field):
    """The variables from which a setting is read."""
    own = [f"SOKO_{settings.service.upper()}_"] if issubclass(settings, ServiceSettings) else []
    return {prefix + field.upper() for prefix in (*own, "SOKO_")}


@pytest.fixture
def processes(ours):
    return {name: service for name, service in ours.items() if module_of(service)}


def test_every_setting_of_a_process_can_be_set_and_nothing_else(processes, from_image):
    for name, service in processes.items():
        settings = settings_of(service)
        told = set(service["environment"])
        known = [names_of(settings, field) for field in settings.model_fields]

        assert not told - set().union(*known), f"{name} does not read these"
        unset = [names for names in known if not names & (told | from_image.keys())]
        assert not unset, f"{name} cannot be told these"


def test_every_variable_is_explained_and_no_other(root, processes):
    example = (root / ".env.example").read_text()
    explained = set(re.findall(r"^(?:# )?([A-Z_0-9]+)=", example, re.MULTILINE))
    settings = {settings_of(service) for service in processes.values()}
    read = [names_of(one, field) for one in settings for field in one.model_fields]

    assert set(composition.mentioned(composition.FILE)) <= explained
    unexplained = [names for names in read if not names & explained]
    assert not unexplained
    fleet = (file.read_text() for file in (root / "deploy/local/src").rglob("*.py"))
    known = set().union(*read, composition.mentioned(composition.FILE), {"COMPOSE_PROFILES"})
    known |= set(re.findall(r"\bSOKO_[A-Z_]+\b", "".join(fleet))) | {"SOKO_CRASH_FILE"}
    assert explained <= known


def test_every_process_accepts_what_it_is_told(processes, variables, from_image, monkeypatch):
    for service in processes.values():
        for name in from_image | service["environment"]:
            monkeypatch.delenv(name, raising=False)
        told = from_image | composition.environment_of(service, variables)
        for name, value in told.items():
            monkeypatch.setenv(name, value)

        settings = settings_of(service)()

        assert settings.host == "0.0.0.0"  # noqa: S104  a container has no other door


def test_every_process_has_the_port_of_the_fleet(from_image):
    ports = {
        "SOKO_GATEWAY_PORT": DEFAULTS["gateway"],
        "SOKO_GATEWAY_METRICS_PORT": DEFAULTS["gateway-metrics"],
        "SOKO_SIMULATOR_PORT": DEFAULTS["simulator"],
        **{f"SOKO_{name.upper()}_PORT": DEFAULTS[f"{name}-api"] for name in SERVICES},
        **{f"SOKO_{name.upper()}_WORKER_PORT": DEFAULTS[f"{name}-worker"] for name in SERVICES},
    }

    assert from_image == {"SOKO_HOST": "0.0.0.0"} | {name: str(at) for name, at in ports.items()}  # noqa: S104


def test_every_address_names_a_service_and_its_port(processes, variables, from_image):
    ports = {"users-api", "catalog-api", "cart-api", "orders-api", "payments-api"}
    for service in processes.values():
        told = composition.environment_of(service, variables)
        for callee in SERVICES:
            address = told.get(f"SOKO_{callee.upper()}_URL")
            port = from_image[f"SOKO_{callee.upper()}_PORT"]
            assert address in {None, f"http://{callee}-api:{port}"}
            assert f"{callee}-api" in ports


@pytest.mark.parametrize("name", sorted(composition.required(composition.FILE)))
def test_a_missing_variable_is_named(root, variables, name):
    known = {key: value for key, value in variables.items() if key != name}

    with pytest.raises(composition.MissingVariable, match=f"{name}.*make compose-env"):
        composition.composed(root / "docker-compose.yml", known)


def test_no_secret_has_a_default_and_each_is_required(variables):
    own = {
        name
        for name in variables
        if name.endswith(("_PASSWORD", "_SECRET", "_KEY")) and "MPESA" not in name
    }

    assert own - composition.required(composition.FILE) == {
        "SOKO_CHAPA_SECRET_KEY",  # without them the provider is off
        "SOKO_CHAPA_WEBHOOK_SECRET",
    }


def test_every_container_is_confined_and_has_limits(composed):
    for name, service in composed["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert "privileged" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}, name


def test_read_only_containers_are_given_files_that_are_there(composed, root):
    for config in composed["configs"].values():
        assert config.keys() == {"file"}  # Compose refuses any other for a read-only container
        assert (root / config["file"]).is_file()


def test_what_a_shell_runs_hands_over_to_the_program(composed):
    scripts = {
        name: service["command"][-1]
        for name, service in composed["services"].items()
        if "sh" in (*service.get("entrypoint", ()), *service.get("command", ()))
    }

    assert scripts.keys() == {"rabbitmq", "valkey", "objects"}
    for script in scripts.values():
        subprocess.run(["/bin/sh", "-n"], input=script, text=True, check=True)
        *_, last = script.replace("\\\n", " ").strip().splitlines()
        assert last.startswith("exec ")  # so that it is told to stop, and not the shell


def test_every_container_has_a_health_check_or_ends_by_itself(composed):
    for name, service in composed["services"].items():
        lasts = not name.endswith("-migrate") and name != "database"
        assert ("test" in service["healthcheck"]) is lasts, name
        assert service["restart"] == ("unless-stopped" if lasts else "no"), name


def test_what_is_published_is_published_on_loopback(composed):
    published = {
        name: service["ports"]
        for name, service in composed["services"].items()
        if "ports" in service
    }

    assert published == {
        "gateway": ["127.0.0.1:8000:8000", "127.0.0.1:8090:8090"],
        "objects": ["127.0.0.1:8333:8333"],
        "mailpit": ["127.0.0.1:8025:8025"],
    }


def test_database_broker_and_cache_have_no_way_out(composed):
    assert composed["networks"]["backing"] == {"internal": True}
    for name in ("postgres", "rabbitmq", "valkey", "database"):
        assert composed["services"][name]["networks"] == ["backing"]


def test_nothing_starts_before_what_it_needs(ours):
    for name, service in ours.items():
        needs = {on: how["condition"] for on, how in service["depends_on"].items()}
        if name.endswith("-migrate"):
            assert needs == {"database": "service_completed_successfully"}
        elif name.endswith(("-api", "-worker")):
            migrated = f"{name.rsplit('-', 1)[0]}-migrate"
            assert needs[migrated] == "service_completed_successfully"
            assert needs["rabbitmq"] == "service_healthy"


def test_whatever_is_depended_on_is_there(composed):
    services = composed["services"]
    for service in services.values():
        assert service.get("depends_on", {}).keys() <= services.keys()


def test_only_what_is_for_trying_out_needs_a_profile(composed):
    chosen = {
        name: service["profiles"]
        for name, service in composed["services"].items()
        if "profiles" in service
    }

    assert chosen == {"mailpit": ["mail"], "simulator": ["simulator"]}


def test_the_brokers_users_may_do_what_the_fleets_may(composed, variables):
    passwords = {
        name: variables[f"SOKO_{name.upper()}_BROKER_PASSWORD"] for name in (*SERVICES, "gateway")
    }
    passwords["admin"] = variables["SOKO_BROKER_ADMIN_PASSWORD"]
    expected = definitions.rendered(definitions.FILES, passwords)

    loaded = json.loads(composed["services"]["rabbitmq"]["environment"]["BROKER_USERS"])

    assert loaded["permissions"] == expected["permissions"]
    assert loaded["vhosts"] == expected["vhosts"]
    assert [(user["name"], user["tags"]) for user in loaded["users"]] == [
        (user["name"], user["tags"]) for user in expected["users"]
    ]
    assert [user["password"] for user in loaded["users"]] == [
        passwords[user["name"].removeprefix("soko_")] for user in loaded["users"]
    ]


def test_the_brokers_topology_is_the_one_written_from_the_code(composed, root):
    assert root / composed["configs"]["broker-topology"]["file"] == definitions.FILES / (
        "definitions.json"
    )


def test_the_object_store_opens_nothing_but_its_pictures_to_strangers(composed, variables):
    identities = json.loads(composed["services"]["objects"]["environment"]["S3_IDENTITIES"])[
        "identities"
    ]

    [owner, anyone] = identities
    assert owner["credentials"] == [
        {"accessKey": variables["SOKO_S3_ACCESS_KEY"], "secretKey": variables["SOKO_S3_SECRET_KEY"]}
    ]
    assert anyone == {"name": "anonymous", "actions": ["Read:soko-media"]}


def test_postgresql_is_set_as_in_the_fleet(composed):
    own = {"listen_addresses", "unix_socket_directories"}
    options = [word.removeprefix("-c") for word in composed["services"]["postgres"]["command"][1:]]

    assert dict(option.split("=", 1) for option in options) == {
        name: value.rstrip() for name, value in postgres._SETTINGS.items() if name not in own
    }
