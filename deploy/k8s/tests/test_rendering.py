"""Every overlay renders, and Kubernetes would take every manifest of it."""

from collections import Counter
from functools import cache
from typing import Any, Literal

import kubernetes_validate
import pytest
from kubernetes_validate import utils
from pydantic import BaseModel, ConfigDict, ValidationError

NEWEST, OLDEST = "1.37", "1.31"
"""Of the versions that the manifests are meant for: the newest whose schemas we have, and the
oldest."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Name(_Strict):
    name: str


class _HttpIngress(_Strict):
    ingressClassName: str  # noqa: N815


class _Http01(_Strict):
    ingress: _HttpIngress


class _Solver(_Strict):
    http01: _Http01


class _Acme(_Strict):
    server: str
    email: str
    privateKeySecretRef: _Name  # noqa: N815
    solvers: list[_Solver]


class _IssuerSpec(_Strict):
    acme: _Acme | None = None
    selfSigned: dict[str, Any] | None = None  # noqa: N815


class _Issuer(_Strict):
    """The part of cert-manager's own kind that we use: Kubernetes has no schema of it."""

    apiVersion: Literal["cert-manager.io/v1"]  # noqa: N815
    kind: Literal["Issuer"]
    metadata: dict[str, Any]
    spec: _IssuerSpec


@pytest.fixture(scope="module", autouse=True)
def schemas_are_read_once():
    """The validator reads megabytes of schemas for every document: eight times as slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(utils, "schema_contents", cache(utils.schema_contents))
        yield


def test_kubernetes_knows_every_field(documents):
    for document in documents:
        if document["kind"] == "Issuer":
            _Issuer.model_validate(document)
        else:
            kubernetes_validate.validate(document, NEWEST, strict=True)


def test_so_does_the_oldest_that_is_meant(rendered):
    for document in rendered("prod"):
        if document["kind"] != "Issuer":
            kubernetes_validate.validate(document, OLDEST, strict=True)


def test_a_field_that_is_unknown_is_found(documents):
    deployment = next(document for document in documents if document["kind"] == "Deployment")
    wrong = deployment | {"spec": deployment["spec"] | {"replica": 2}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, NEWEST, strict=True)


def test_an_unknown_field_of_an_issuer_is_found(documents):
    issuer = next(document for document in documents if document["kind"] == "Issuer")

    with pytest.raises(ValidationError):
        _Issuer.model_validate(issuer | {"spec": {"acne": {}}})


def test_everything_is_in_one_namespace_and_there_once(documents):
    [namespace] = [d["metadata"]["name"] for d in documents if d["kind"] == "Namespace"]
    others = [document for document in documents if document["kind"] != "Namespace"]

    assert {document["metadata"]["namespace"] for document in others} == {namespace}
    assert max(Counter((d["kind"], d["metadata"]["name"]) for d in others).values()) == 1


def test_everything_is_known_as_part_of_the_shop(documents):
    labels = [document["metadata"].get("labels", {}) for document in documents]

    assert {each.get("app.kubernetes.io/part-of") for each in labels} == {"soko"}


def test_a_service_has_all_its_parts(documents):
    parts = {(d["kind"], d["metadata"]["name"]) for d in documents}

    for service in ("users", "catalog", "cart", "orders", "payments"):
        assert {
            ("Deployment", f"{service}-api"),
            ("Deployment", f"{service}-worker"),
            ("Job", f"{service}-migrate"),
            ("Service", f"{service}-api"),
            ("ServiceAccount", f"{service}-identity"),
            ("PodDisruptionBudget", f"{service}-api"),
            ("PodDisruptionBudget", f"{service}-worker"),
        } <= parts


def test_the_simulator_and_backing_without_copies_stay_out_of_production(rendered):
    everything = str(rendered("prod"))

    assert "simulator" not in everything
    assert "volumeClaimTemplates" not in everything
    assert not [document for document in rendered("prod") if document["kind"] == "Secret"]
