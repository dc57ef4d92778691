"""The order of an installation: schemas first, and processes only when all of them are ready."""

import os
import subprocess

import pytest

from cluster.manifests import FOLDER
from cluster.processes import processes_of

KUBECTL = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$1 $3" in
  kustomize*) printf 'kind: Namespace\\nmetadata:\\n  labels:\\n    a: b\\n  name: soko-x\\n' ;;
  "--namespace wait") exit "$MIGRATIONS" ;;
esac
"""


@pytest.fixture
def applied(tmp_path):
    """Runs apply.sh with a kubectl that only notes what it is told."""
    kubectl, calls = tmp_path / "kubectl", tmp_path / "calls"
    kubectl.write_text(KUBECTL)
    kubectl.chmod(0o755)

    def run(*, migrations=0):
        told = {"KUBECTL": str(kubectl), "CALLS": str(calls), "MIGRATIONS": str(migrations)}
        argv = [str(FOLDER / "apply.sh"), "overlays/prod"]
        done = subprocess.run(argv, env=os.environ | told, capture_output=True, check=False)
        return done.returncode, calls.read_text().splitlines()

    return run


JOBS = "--selector app.kubernetes.io/part-of=soko,app.kubernetes.io/component=migrate"


def test_migrations_end_before_the_processes_change(applied):
    code, calls = applied()

    assert code == 0
    assert calls == [
        "kustomize overlays/prod",
        f"--namespace soko-x delete job {JOBS} --ignore-not-found --wait",
        "apply --kustomize overlays/prod --selector soko/step=prepare",
        f"--namespace soko-x wait job {JOBS} --for=condition=complete --timeout 10m",
        "apply --kustomize overlays/prod",
        "--namespace soko-x rollout status deployment"
        " --selector app.kubernetes.io/part-of=soko --timeout 10m",
    ]


def test_a_failed_migration_leaves_the_processes_as_they_are(applied):
    code, calls = applied(migrations=1)

    assert code == 1
    assert "apply --kustomize overlays/prod" not in calls


def test_what_migrations_stand_on_is_there_before_them(documents):
    first = {
        (document["kind"], document["metadata"]["name"])
        for document in documents
        if document["metadata"]["labels"].get("soko/step") == "prepare"
    }
    made = {(document["kind"], document["metadata"]["name"]) for document in documents}
    for name, process in processes_of(documents).items():
        if name.endswith("-migrate"):
            needed = {(place.kind, place.name) for place in process.places.values()}
            needed |= {("Job", name), ("ServiceAccount", process.pod["serviceAccountName"])}
            assert needed & made <= first
    kinds = {"Namespace", "NetworkPolicy", "StatefulSet"}
    allowed_later = {("NetworkPolicy", "certificates-are-proven")}
    assert {each for each in made if each[0] in kinds} - allowed_later <= first


def test_no_process_starts_before(documents):
    for document in documents:
        labels = document["metadata"]["labels"]
        if document["kind"] == "Deployment" and labels.get("soko/step") == "prepare":
            assert labels["app.kubernetes.io/component"] == "backing"
