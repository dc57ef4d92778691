"""No pod can more than it must: Kubernetes' restricted standard, and beyond it."""

import pytest

from cluster.processes import pods_of, processes_of


@pytest.fixture
def pods(documents):
    return {name: template["spec"] for name, template in pods_of(documents).items()}


def containers(pod):
    return [*pod.get("initContainers", ()), *pod["containers"]]


def test_the_namespace_refuses_pods_that_could_more(documents):
    [namespace] = [d for d in documents if d["kind"] == "Namespace"]

    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_every_pod_meets_the_restricted_standard(pods):
    for name, pod in pods.items():
        security = pod["securityContext"]
        assert security["runAsNonRoot"], name
        assert security["runAsUser"] > 0
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
        kinds = {next(iter(volume.keys() - {"name"})) for volume in pod.get("volumes", ())}
        assert kinds <= {"emptyDir", "secret", "configMap", "persistentVolumeClaim"}
        for container in containers(pod):
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False
            assert own["capabilities"] == {"drop": ["ALL"]}
            assert "hostPort" not in str(container.get("ports"))


def test_nothing_writes_to_its_image(pods):
    for pod in pods.values():
        for container in containers(pod):
            assert container["securityContext"]["readOnlyRootFilesystem"] is True


def test_nothing_holds_a_key_to_the_cluster(pods, documents):
    assert {pod["automountServiceAccountToken"] for pod in pods.values()} == {False}
    accounts = [d for d in documents if d["kind"] == "ServiceAccount"]
    assert {account["automountServiceAccountToken"] for account in accounts} == {False}
    assert not [d for d in documents if d["kind"].endswith(("Role", "RoleBinding"))]


def test_our_processes_run_as_the_user_of_their_image(processes):
    for process in processes.values():
        assert process.pod["securityContext"]["runAsUser"] == 10001


def test_an_image_has_a_version(documents):
    for pod in pods_of(documents).values():
        for container in containers(pod["spec"]):
            assert container["image"].rsplit(":", 1)[-1] not in {"", "latest", container["image"]}


def test_all_of_our_images_are_of_one_version(processes):
    assert len({p.container["image"].rsplit(":", 1)[1] for p in processes.values()}) == 1


def test_secrets_come_by_reference(rendered):
    for process in processes_of(rendered("prod")).values():
        for name in process.values:
            assert not name.endswith(("_KEY", "_SECRET", "_PASSWORD", "_PASSKEY", "DATABASE_URL"))


def test_production_has_a_certificate_for_every_host(documents):
    [ingress] = [d for d in documents if d["kind"] == "Ingress"]
    [tls] = ingress["spec"]["tls"]
    issuers = {d["metadata"]["name"] for d in documents if d["kind"] == "Issuer"}

    assert set(tls["hosts"]) == {rule["host"] for rule in ingress["spec"]["rules"]}
    assert ingress["metadata"]["annotations"]["cert-manager.io/issuer"] in issuers
