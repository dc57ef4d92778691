"""Each process is told what its code reads: all that it needs, and nothing that it ignores."""

import ast
import importlib
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic_settings import BaseSettings

from cluster.processes import processes_of
from common.settings import ServiceSettings
from simulator.settings import Settings as SimulatorSettings
from soko.fleet.units import MODULES
from soko.ports import SERVICES

ROOT = Path(__file__).parents[3]
PROCESSES = (
    "gateway",
    *(f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker")),
)
NOT_FOR_THE_CLUSTER = {"SOKO_CRASH_FILE"}
"""Read past the settings, by tests' crash points only; production refuses it."""


def settings_of(process) -> type[BaseSettings]:
    if process.module == "simulator.main":
        return SimulatorSettings
    settings = importlib.import_module(f"{process.module.split('.')[0]}.settings").Settings
    assert issubclass(settings, BaseSettings)
    return settings


def variables_of(settings, field):
    """The names under which a process finds a setting, the one that wins first."""
    own = [f"SOKO_{settings.service.upper()}_"] if issubclass(settings, ServiceSettings) else []
    return [prefix + field.upper() for prefix in (*own, "SOKO_")]


def is_needed(process, settings, name, field):
    """Whether the default of a setting, if it has one, cannot be meant for a cluster."""
    if name in {"worker_port", "port"} or field.is_required():
        return True
    if name == "smtp_url":
        return "smtp_url" in Path(importlib.import_module(process.module).__file__).read_text()
    if name == "peers":
        return process.name.endswith("-api")
    return bool(re.search(r"127\.0\.0\.1|localhost", str(field.default)))


def running(processes):
    return [process for process in processes.values() if process.args[0] != "common.migrate"]


def test_the_processes_are_those_of_the_fleet(processes):
    expected = {*PROCESSES, *(f"{service}-migrate" for service in SERVICES)}

    assert processes.keys() - {"gateway/simulator"} == expected


def test_each_runs_what_it_is_named_for(processes):
    for name in PROCESSES:
        assert processes[name].args == ("common.launch", MODULES[name])
    for service in SERVICES:
        assert processes[f"{service}-migrate"].args == ("common.migrate", service)


def test_the_image_starts_the_module_that_it_is_given(processes):
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert re.search(r'^ENTRYPOINT \["python", "-m"\]$', dockerfile, re.MULTILINE)
    for process in processes.values():
        member = process.container["image"].rsplit("/", 1)[-1].split(":")[0]
        package = process.args[-1].split(".")[0]
        assert member == package
        assert "command" not in process.container


def test_everything_that_the_code_needs_is_there(processes):
    for process in running(processes):
        settings = settings_of(process)
        given = process.places.keys() | process.values.keys()
        for name, field in settings.model_fields.items():
            if is_needed(process, settings, name, field):
                assert given & set(variables_of(settings, name)), (process.name, name)


def test_nothing_is_there_that_the_code_does_not_know(processes):
    for process in running(processes):
        settings = settings_of(process)
        known = {name for field in settings.model_fields for name in variables_of(settings, field)}
        given = process.places.keys() | process.values.keys()
        assert given <= known, (process.name, given - known)
        assert not given & NOT_FOR_THE_CLUSTER


def test_migrations_are_told_their_database_and_nothing_else(processes):
    for service in SERVICES:
        given = processes[f"{service}-migrate"]
        assert set(given.places) == {f"SOKO_{service.upper()}_DATABASE_URL"}
        assert not given.values.keys() - given.places.keys()


def test_the_settings_take_what_they_are_given(processes, told, overlay):
    for process in running(processes):
        told(process)
        settings = settings_of(process)()
        expected = "production" if overlay == "prod" else "demo"
        assert getattr(settings, "profile", expected) == expected


def test_a_secret_is_never_written_into_a_manifest(processes):
    for process in running(processes):
        settings = settings_of(process)
        for name in filter(is_secret(settings), settings.model_fields):
            for variable in variables_of(settings, name):
                place = process.places.get(variable)
                assert place is None or place.kind == "Secret"
                assert place is not None or variable not in process.values


def is_secret(settings):
    kinds = {name: str(field.annotation) for name, field in settings.model_fields.items()}
    # These hold a password in the middle of an address.
    carry = ("database_url", "broker_url", "smtp_url")
    return lambda name: "SecretStr" in kinds[name] or name.endswith(carry)


def test_only_payments_knows_the_providers_and_each_service_its_own_key(processes):
    for process in processes.values():
        service = process.name.split("-")[0]
        for variable, place in process.places.items():
            if place.kind == "Secret":
                owner = place.name.removeprefix("soko-")
                owners = {service, "shared", "mail"}
                if service == "payments":
                    owners.add("providers")
                if process.name == "gateway/simulator":
                    owners = {"providers", "simulator"}
                assert _bare(owner) in owners, (process.name, variable)


def _bare(name):
    """Without the digest that kustomize puts behind the name of what it makes."""
    return re.sub(r"-[a-z0-9]{10}$", "", name)


def test_what_may_be_missing_is_what_the_code_can_do_without(processes):
    for process in running(processes):
        settings = settings_of(process)
        for name, field in settings.model_fields.items():
            places = [process.places.get(known) for known in variables_of(settings, name)]
            assert not field.is_required() or not any(place and place.optional for place in places)


def test_addresses_lead_to_services_that_are_there(processes, documents):
    services = {
        document["metadata"]["name"]: document["spec"]
        for document in documents
        if document["kind"] == "Service"
    }
    for process in processes.values():
        for name, value in process.values.items():
            parts = urlsplit(value) if name.endswith("_URL") else None
            if parts is not None and "." not in (parts.hostname or "."):
                ports = {port["port"] for port in services[parts.hostname]["ports"]}
                standard = {"http": 80, "amqp": 5672}.get(parts.scheme)
                assert (parts.port or standard) in ports, (process.name, name, value)


def test_a_process_listens_where_its_probes_and_its_service_look(processes, told):
    for process in running(processes):
        told(process)
        settings = settings_of(process)()
        ports = {port["containerPort"] for port in process.container["ports"]}
        assert ports == listening(process, settings)
        assert settings.host == "0.0.0.0"  # noqa: S104  its pod's address is all it has


def listening(process, settings):
    if process.name == "gateway":
        return {settings.gateway_port, settings.gateway_metrics_port}
    if process.name == "gateway/simulator":
        return {settings.simulator_port}
    return {settings.port if process.name.endswith("-api") else settings.worker_port}


def test_every_service_is_known_to_the_others_by_its_key(rendered):
    for name, process in processes_of(rendered("dev")).items():
        if name.endswith("-api"):
            assert set(json.loads(process.values["SOKO_PEERS"])) == set(SERVICES)


def test_no_service_reads_the_environment_past_its_settings():
    """What does would need a place in the manifests too, and this file would not know of it."""
    files = [*ROOT.glob("services/*/src/**/*.py"), *ROOT.glob("gateway/src/**/*.py")]
    reading = [file.name for file in files if any(map(is_environ, walked(file)))]

    assert len(files) > 100
    assert reading == []


def walked(file):
    return ast.walk(ast.parse(file.read_text()))


def is_environ(node):
    return isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}


@pytest.mark.parametrize("name", ["SOKO_PUBLIC_URL", "SOKO_STOREFRONT_URL"])
def test_production_is_reached_over_tls(rendered, name):
    for process in processes_of(rendered("prod")).values():
        if process.args[0] != "common.migrate":
            assert process.values[name].startswith("https://")
