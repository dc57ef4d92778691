"""What each process of an overlay is: its program, its pod, and the variables it is given."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster.manifests import Document

PROGRAMS = ("common.launch", "common.migrate", "simulator.main")
"""What the shop's own images run; a container with another program stands beside the shop."""


OWN = "process"
"""What the container is called for whose sake a pod is there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variable's value is found: a key of a Secret or a ConfigMap."""

    kind: str
    name: str
    key: str
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One container that runs a program of the shop."""

    name: str
    """Its Deployment's or Job's; behind a slash the container's, if it only stands beside."""
    args: tuple[str, ...]
    container: Document
    pod: Document
    labels: Mapping[str, str]
    places: Mapping[str, Place]
    values: Mapping[str, str]
    """Each variable's value, as far as the manifests know it."""

    @property
    def module(self) -> str:
        """What runs in it, as Python names it."""
        return self.args[1] if self.args[0] == "common.launch" else self.args[0]


def processes_of(documents: Sequence[Document]) -> dict[str, Process]:
    """Every process of the shop, by name."""
    kept = dict(_kept(documents))
    found = (
        _process(document, container, kept)
        for document in documents
        for container in _containers(document)
        if container.get("args", [""])[0] in PROGRAMS
    )
    return {process.name: process for process in found}


def pods_of(documents: Sequence[Document]) -> dict[str, Document]:
    """The pod template of everything that runs, by its owner's name."""
    return {
        document["metadata"]["name"]: document["spec"]["template"]
        for document in documents
        if document["kind"] in {"Deployment", "StatefulSet", "Job"}
    }


def needed_secrets(documents: Sequence[Document]) -> set[Place]:
    """Every key of a Secret or ConfigMap that is expected to be there before."""
    made = {key for key, _ in _kept(documents)}
    return {
        place
        for process in processes_of(documents).values()
        for place in process.places.values()
        if (place.kind, place.name) not in made
    }


def _process(
    document: Document, container: Document, kept: Mapping[tuple[str, str], Any]
) -> Process:
    template = document["spec"]["template"]
    name = document["metadata"]["name"]
    places = dict(_places(container, kept))
    plain = {entry["name"]: entry["value"] for entry in container["env"] if "value" in entry}
    found = {
        variable: kept[place.kind, place.name][place.key]
        for variable, place in places.items()
        if place.key in kept.get((place.kind, place.name), {})
    }
    return Process(
        name=name if container["name"] == OWN else f"{name}/{container['name']}",
        args=tuple(container["args"]),
        container=container,
        pod=template["spec"],
        labels=template["metadata"]["labels"],
        places=places,
        values=found | plain,
    )


def _containers(document: Document) -> list[Document]:
    if document["kind"] not in {"Deployment", "Job"}:
        return []
    containers: list[Document] = document["spec"]["template"]["spec"]["containers"]
    return containers


def _places(
    container: Document, kept: Mapping[tuple[str, str], Any]
) -> Iterator[tuple[str, Place]]:
    for source in container.get("envFrom", ()):
        name = source["configMapRef"]["name"]
        for key in kept["ConfigMap", name]:
            yield key, Place("ConfigMap", name, key)
    for entry in container["env"]:
        for kind, reference in _references(entry):
            optional = reference.get("optional", False)
            yield entry["name"], Place(kind, reference["name"], reference["key"], optional)


def _references(entry: Document) -> Iterator[tuple[str, Document]]:
    taken = entry.get("valueFrom", {})
    for kind, field in (("Secret", "secretKeyRef"), ("ConfigMap", "configMapKeyRef")):
        if field in taken:
            yield kind, taken[field]


def _kept(documents: Sequence[Document]) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    for document in documents:
        name, data = document["metadata"]["name"], document.get("data", {})
        if document["kind"] == "ConfigMap":
            yield ("ConfigMap", name), data
        if document["kind"] == "Secret":
            plain = {key: base64.b64decode(value).decode() for key, value in data.items()}
            yield ("Secret", name), plain
