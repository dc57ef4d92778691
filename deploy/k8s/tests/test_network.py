"""The network lets through what the code calls, and nothing else."""

import importlib
import inspect
import json

import pytest

from cluster import network
from cluster.manifests import render
from cluster.network import Way
from cluster.processes import processes_of
from common import service, worker
from gateway import main as gateway
from soko.ports import SERVICES

ARCHITECTURE = {
    ("cart", "catalog"),
    ("cart", "orders"),
    ("orders", "cart"),
    ("orders", "catalog"),
    ("orders", "payments"),
    ("orders", "users"),
    ("payments", "orders"),
}
"""Who may call whom beside the gateway; the public keys that users gives everyone come on top."""
NOT_CALLED_YET = {("cart", "orders")}
"""Coupons: the architecture has them, and so the network; no code asks for them so far."""
HTTP = 8000
OUTSIDE = ("postgres", "rabbitmq", "valkey", "objects", "mailpit")


def admitted(routes):
    """The services whose tokens any of these routes takes."""
    for route in routes:
        for dependency in getattr(getattr(route, "dependant", None), "dependencies", ()):
            if getattr(dependency.call, "__module__", "") == "common.auth":
                yield from inspect.getclosurevars(dependency.call).nonlocals.get("callers", ())


def test_services_call_each_other_as_the_architecture_says(routes):
    let_in = {(caller, name) for name in SERVICES for caller in admitted(routes(name))}
    going_out = {
        (name, field.removesuffix("_url"))
        for name in SERVICES
        for field in importlib.import_module(f"{name}.settings").Settings.model_fields
        if field.removesuffix("_url") in SERVICES
    }

    assert let_in == going_out == ARCHITECTURE - NOT_CALLED_YET


def test_each_call_has_its_rule_and_no_other_has(documents):
    calls = {
        (_service(way.origin), _service(way.target))
        for way in network.inside(documents)
        if way.target.endswith("-api") and way.origin != "gateway"
    }
    keys = {(name, "users") for name in SERVICES if name != "users"}

    assert calls == ARCHITECTURE | keys


def test_the_public_keys_are_asked_for_by_who_verifies_tokens(documents):
    assert "jwks_url" in inspect.getsource(service)
    assert "jwks_url" in inspect.getsource(gateway)
    assert "jwks_url" not in inspect.getsource(worker)
    asking = {way.origin for way in network.inside(documents) if way.target == "users-api"}

    assert asking == {"gateway", *(f"{name}-api" for name in SERVICES if name != "users")}


def test_the_gateway_reaches_every_service_and_no_worker(documents):
    reached = {way.target for way in network.inside(documents) if way.origin == "gateway"}

    assert reached - set(OUTSIDE) == {f"{name}-api" for name in SERVICES}


def test_workers_call_only_for_what_their_timers_do(documents):
    called = {
        (way.origin, way.target)
        for way in network.inside(documents)
        if way.origin.endswith("-worker") and way.target.endswith("-api")
    }

    assert called == {("orders-worker", "catalog-api"), ("payments-worker", "orders-api")}


def test_services_listen_for_others_on_one_port(documents):
    assert {way.port for way in network.inside(documents) if way.target.endswith("-api")} == {HTTP}


def test_what_no_rule_allows_is_refused(documents):
    assert network.closed(documents)


def expected_backing(documents):
    """What each process needs beside the shop, as its settings tell."""
    for name, process in processes_of(documents).items():
        for variable in process.places.keys() | process.values.keys():
            for end, (kind, _) in BACKING.items():
                if variable.endswith(end) and "/" not in name:
                    yield name, kind


BACKING = {
    "_DATABASE_URL": ("postgres", 5432),
    "_BROKER_URL": ("rabbitmq", 5672),
    "_REDIS_URL": ("valkey", 6379),
    "_S3_ENDPOINT": ("objects", 8333),
    "_SMTP_URL": ("mailpit", 1025),
}


@pytest.mark.parametrize("overlay", ["dev", "pr-7"], indirect=True)
def test_backing_programs_are_reached_by_who_is_told_of_them(documents):
    reached = {way for way in network.inside(documents) if way.target in OUTSIDE}
    ports = dict(BACKING.values())

    assert reached == {Way(name, kind, ports[kind]) for name, kind in expected_backing(documents)}


def test_in_production_they_are_in_a_namespace_of_their_own(rendered):
    documents = rendered("prod")
    ports = dict(BACKING.values()) | {"mailpit": 587}
    needed = {Way(name, "soko-data", ports[kind]) for name, kind in expected_backing(documents)}
    names = {way for way in network.beyond(documents) if way.target == "kube-system"}
    reached = network.beyond(documents) - names

    assert {way for way in reached if way.target == "soko-data"} == needed
    assert {way for way in reached if way.target != "soko-data"} == {
        Way("payments-api", "internet", 443),
        Way("payments-worker", "internet", 443),
    }


def test_everyone_asks_for_names(documents):
    asking = {way.origin for way in network.beyond(documents) if way.target == "kube-system"}

    assert asking >= processes_of(documents).keys() - {"gateway/simulator"}


@pytest.mark.parametrize("overlay", ["dev", "pr-7"], indirect=True)
def test_where_nobody_pays_nothing_leaves_the_cluster(documents):
    assert {way.target for way in network.beyond(documents)} == {"kube-system"}


def test_a_sentry_on_the_internet_is_reached_where_it_is_chosen(k8s, rendered):
    chosen = k8s / "overlays" / "with-sentry"
    chosen.mkdir(exist_ok=True)
    content = {"resources": ["../prod"], "components": ["../../components/sentry"]}
    (chosen / "kustomization.yaml").write_text(json.dumps(content | {"namespace": "soko"}))
    everyone = processes_of(rendered("prod")).keys() - {f"{name}-migrate" for name in SERVICES}

    reached = {way for way in network.beyond(render(chosen)) if way.target == "internet"}

    assert reached == {Way(name, "internet", 443) for name in everyone}


def test_only_the_door_is_open(documents, overlay):
    entered = {
        (way.target, way.port) for way in network.from_beyond(documents) if way.origin == "traefik"
    }
    pages = {("gateway", 8090), ("objects", 8333)} if overlay != "prod" else set()

    assert entered == {("gateway", HTTP)} | pages


def test_figures_are_read_where_they_are(documents):
    read = {
        (way.target, way.port)
        for way in network.from_beyond(documents)
        if way.origin == "monitoring"
    }
    ports = {f"{name}-{kind}": HTTP for name in SERVICES for kind in ("api", "worker")}

    assert read == {*ports.items(), ("gateway", 8200)}


def test_a_rule_too_many_is_found(documents):
    policies = [d for d in documents if d["kind"] == "NetworkPolicy"]
    [calls] = [d for d in policies if d["metadata"]["name"] == "cart-api-calls"]
    [called] = [d for d in policies if d["metadata"]["name"] == "payments-api-is-called"]
    labels = {"app.kubernetes.io/name": "payments", "app.kubernetes.io/component": "api"}
    more = {"podSelector": {"matchLabels": labels}}
    anyone = {"podSelector": {}}
    wider = _with(calls, "egress", "to", more), _with(called, "ingress", "from", anyone)

    ways = network.inside([*documents, *wider])

    assert Way("cart-api", "payments-api", HTTP) in ways - network.inside(documents)


def _with(policy, direction, end, peer):
    rules = [{end: [peer], "ports": [{"port": HTTP}]}]
    return policy | {"spec": policy["spec"] | {direction: rules}}


def _service(process):
    return process.rsplit("-", 1)[0]
