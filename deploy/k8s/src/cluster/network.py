"""Who may talk to whom by the network policies of an overlay.

A connection inside the namespace needs both: a policy that lets it out of the caller's pod and one
that lets it into the callee's. What leads out of the namespace needs the first alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster.manifests import Document
from cluster.processes import pods_of

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """An allowed connection: names of Deployments (or what lies outside), and a port."""

    origin: str
    target: str
    port: int


def inside(documents: Sequence[Document]) -> set[Way]:
    """Every allowed connection between two pods of the shop."""
    pods = {name: _labels(pod) for name, pod in pods_of(documents).items()}
    policies = _policies(documents)
    out = {
        Way(name, other, port)
        for name, labels in pods.items()
        for peer, port in _peers(policies, labels, "egress")
        for other, others in pods.items()
        if _is_pod(peer, others)
    }
    into = {
        Way(other, name, port)
        for name, labels in pods.items()
        for peer, port in _peers(policies, labels, "ingress")
        for other, others in pods.items()
        if _is_pod(peer, others)
    }
    return out & into


def beyond(documents: Sequence[Document]) -> set[Way]:
    """Every allowed connection to another namespace or to the internet."""
    return _outside(documents, "egress")


def from_beyond(documents: Sequence[Document]) -> set[Way]:
    """Every allowed connection from another namespace; the origin is the namespace."""
    return {Way(way.target, way.origin, way.port) for way in _outside(documents, "ingress")}


def closed(documents: Sequence[Document]) -> bool:
    """Whether whatever no policy allows is refused, for every pod and in both directions."""
    return any(
        spec["podSelector"] == {}
        and set(spec["policyTypes"]) == {"Ingress", "Egress"}
        and not spec.get("ingress")
        and not spec.get("egress")
        for spec in _policies(documents)
    )


def _outside(documents: Sequence[Document], direction: str) -> set[Way]:
    policies = _policies(documents)
    return {
        Way(name, _named(peer), port)
        for name, pod in pods_of(documents).items()
        for peer, port in _peers(policies, _labels(pod), direction)
        if "namespaceSelector" in peer or "ipBlock" in peer
    }


def _policies(documents: Sequence[Document]) -> list[Document]:
    return [document["spec"] for document in documents if document["kind"] == "NetworkPolicy"]


def _labels(pod: Document) -> Labels:
    labels: Labels = pod["metadata"]["labels"]
    return labels


def _peers(
    policies: Sequence[Document], labels: Labels, direction: str
) -> Iterator[tuple[Document, int]]:
    end = "to" if direction == "egress" else "from"
    for spec in policies:
        if direction.title() in spec["policyTypes"] and _matches(spec["podSelector"], labels):
            for rule in spec.get(direction, ()):
                # A rule that names no peer or no port would allow all of them.
                yield from ((peer, port["port"]) for peer in rule[end] for port in rule["ports"])


def _is_pod(peer: Document, labels: Labels) -> bool:
    if "namespaceSelector" in peer or "ipBlock" in peer:
        return False
    return _matches(peer["podSelector"], labels)


def _named(peer: Document) -> str:
    if "ipBlock" in peer:
        return "internet"
    name: str = peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
    return name


def _matches(selector: Mapping[str, Any], labels: Labels) -> bool:
    wanted = selector.get("matchLabels", {}).items()
    among = selector.get("matchExpressions", ())
    return all(labels.get(key) == value for key, value in wanted) and all(
        _is_among(expression, labels) for expression in among
    )


def _is_among(expression: Mapping[str, Any], labels: Labels) -> bool:
    if expression["operator"] != "In":
        raise ValueError(f"only In is understood here, not {expression['operator']}")
    return labels.get(expression["key"]) in expression["values"]
