"""Probes ask what the process answers; a rollout and an end give it the time it takes."""

import importlib

import pytest

from cluster.processes import pods_of
from common import monitor, server, worker
from common.topology import work_queues
from gateway.own import Own
from soko.ports import SERVICES

STOPPING_SECONDS = {
    "api": server.LINGER_SECONDS + server.GRACE_SECONDS,
    "gateway": server.LINGER_SECONDS + server.GRACE_SECONDS,
    "worker": 15 + worker.LAST_PASS,
}
"""What each kind of process takes at most from SIGTERM to its end."""
DATABASE_AWAITED_SECONDS = 60


PROBES = ("startup", "readiness", "liveness")


@pytest.fixture
def answered(routes):
    """Gives the paths that a process answers by itself."""

    def by(name):
        if name == "gateway":
            own = Own(None, None)
            return {path for path in ("/healthz", "/readyz", "/livez") if own.find(path)}
        if name.endswith("-worker"):
            return {route.path for route in monitor.application({}).routes}
        return {route.path for route in routes(name.removesuffix("-api"))}

    return by


def own_deployments(documents):
    for document in documents:
        labels = document["metadata"]["labels"]
        if document["kind"] == "Deployment" and labels["app.kubernetes.io/component"] != "backing":
            yield document


@pytest.mark.parametrize(
    "name", ["gateway", *(f"{s}-{kind}" for s in SERVICES for kind in ("api", "worker"))]
)
def test_what_is_probed_is_answered(processes, answered, name):
    asked = {probe: processes[name].container[f"{probe}Probe"]["httpGet"] for probe in PROBES}

    assert {probe: asked[probe]["path"] for probe in PROBES} == {
        "startup": "/healthz",
        "readiness": "/readyz",
        "liveness": "/healthz",
    }
    assert {asked[probe]["port"] for probe in PROBES} == {"http"}
    assert {"/healthz", "/readyz"} <= answered(name)
    assert "/livez" not in answered(name)


def test_ports_have_the_names_that_probes_use(processes):
    for process in processes.values():
        names = {port["name"] for port in process.container.get("ports", ())}
        probes = [process.container.get(f"{probe}Probe") for probe in PROBES]
        assert {probe["httpGet"]["port"] for probe in probes if probe} <= names


def test_a_service_finds_one_kind_of_pod_and_its_port(documents):
    pods = list(pods_of(documents).values())
    for service in (document["spec"] for document in documents if document["kind"] == "Service"):
        wanted = service["selector"].items()
        [pod] = [pod for pod in pods if wanted <= pod["metadata"]["labels"].items()]
        names = {port["name"] for c in pod["spec"]["containers"] for port in c["ports"]}
        assert {port["targetPort"] for port in service["ports"]} <= names


def test_a_process_may_take_as_long_as_it_does_to_end(processes):
    for name, process in processes.items():
        kind = process.labels["app.kubernetes.io/component"]
        if kind != "migrate":
            lifecycle = processes[name.split("/")[0]].container.get("lifecycle", {})
            waited = lifecycle.get("preStop", {}).get("sleep", {}).get("seconds", 0)
            assert process.pod["terminationGracePeriodSeconds"] == 45
            assert waited + STOPPING_SECONDS[kind] <= 45
            assert waited >= (0 if kind == "worker" else 5)


def test_a_start_is_not_cut_off_while_the_database_is_awaited(processes):
    for process in processes.values():
        probe = process.container.get("startupProbe")
        if probe:
            assert probe["periodSeconds"] * probe["failureThreshold"] > DATABASE_AWAITED_SECONDS


def test_a_rollout_takes_nothing_away_before_its_successor_is_ready(documents):
    for document in own_deployments(documents):
        rolling = document["spec"]["strategy"]["rollingUpdate"]
        assert rolling == {"maxSurge": 1, "maxUnavailable": 0}


def test_copies_are_spread_over_zones_and_machines(documents):
    for document in own_deployments(documents):
        constraints = document["spec"]["template"]["spec"]["topologySpreadConstraints"]
        keys = {constraint["topologyKey"] for constraint in constraints}
        assert keys == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
        assert all(c["labelSelector"] == document["spec"]["selector"] for c in constraints)


def test_every_deployment_has_its_disruption_budget(documents):
    budgets = [d["spec"] for d in documents if d["kind"] == "PodDisruptionBudget"]
    for document in documents:
        labels = document["metadata"]["labels"]
        if document["kind"] == "Deployment" and labels["app.kubernetes.io/component"] != "backing":
            own = document["spec"]["selector"]["matchLabels"]
            assert [
                b
                for b in budgets
                if b["selector"]["matchLabels"] == own and b["maxUnavailable"] == 1
            ]


def test_everything_says_what_it_takes(documents):
    for document in documents:
        if document["kind"] in {"Deployment", "StatefulSet", "Job"}:
            for container in document["spec"]["template"]["spec"]["containers"]:
                asked, limited = (container["resources"][part] for part in ("requests", "limits"))
                assert asked.keys() == limited.keys() == {"cpu", "memory"}


def test_autoscalers_own_the_count_in_production(rendered):
    documents = rendered("prod")
    deployments = {d["metadata"]["name"]: d for d in documents if d["kind"] == "Deployment"}
    scalers = {
        d["spec"]["scaleTargetRef"]["name"]: d["spec"]
        for d in documents
        if d["kind"] == "HorizontalPodAutoscaler"
    }

    assert scalers.keys() == deployments.keys()
    assert not [name for name, d in deployments.items() if "replicas" in d["spec"]]
    assert {spec["minReplicas"] for spec in scalers.values()} == {2}


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_is_scaled_by_the_queues_that_it_reads(rendered, service):
    subscriptions = importlib.import_module(f"{service}.consumers.subscriptions").SUBSCRIPTIONS
    [scaler] = [
        d["spec"]
        for d in rendered("prod")
        if d["kind"] == "HorizontalPodAutoscaler" and d["metadata"]["name"] == f"{service}-worker"
    ]
    [metric] = scaler["metrics"]
    [queues] = metric["external"]["metric"]["selector"]["matchExpressions"]

    assert queues["key"] == "queue"
    assert set(queues["values"]) == {queue.name for queue in work_queues(service, subscriptions)}
