"""Write what the code says about events: the catalogue and the broker's definitions.

`python scripts/events.py` writes docs/events.md, deploy/rabbitmq/definitions.json and
deploy/rabbitmq/permissions.json; with `--check` it only tells whether they are up to date and
whether every event that must be heard has a consumer.
"""

import importlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from common.events.base import Event
from common.events.registry import EVENTS, PUBLISHERS, publisher
from common.topology import contradictions, definitions, permissions
from gateway.facts import HEARD

ROOT = Path(__file__).resolve().parent.parent
ENVELOPE = set(Event.model_fields)

Subscriptions = Mapping[str, Sequence[type[Event]]]


def subscriptions() -> Subscriptions:
    """Read every service's own table; a service without one consumes nothing."""
    return {service: tuple(_subscribed(service)) for service in PUBLISHERS}


def _subscribed(service: str) -> Iterator[type[Event]]:
    name = f"{service}.consumers.subscriptions"
    if find_spec(name) is not None:
        yield from importlib.import_module(name).SUBSCRIPTIONS


def files(subscribed: Subscriptions) -> dict[Path, str]:
    """Return every generated file and what should be in it."""
    grants = {user: permissions(user) for user in (*PUBLISHERS, "gateway")}
    return {
        ROOT / "docs/events.md": "\n".join(_catalogue(subscribed)) + "\n",
        ROOT / "deploy/rabbitmq/definitions.json": _json(definitions(subscribed)),
        ROOT / "deploy/rabbitmq/permissions.json": _json(grants),
    }


def _json(content: object) -> str:
    return json.dumps(content, indent=2) + "\n"


def _catalogue(subscribed: Subscriptions) -> Iterator[str]:
    yield "# Events"
    yield ""
    yield "Written by `make events` from `common.events` and each service's subscriptions."
    yield "Each event travels as CloudEvents 1.0 in JSON, through the exchange `ev.<publisher>`,"
    yield "under its own name. The queue of a consumer is `<consumer>.<publisher>`; each gateway"
    yield "process has a temporary one of its own."
    for service in PUBLISHERS:
        yield ""
        yield f"## {service}"
        yield ""
        yield "| Event | What happened | Fields | Consumers |"
        yield "|---|---|---|---|"
        for name, kind in sorted(EVENTS.items()):
            if publisher(name) == service:
                yield _row(kind, subscribed)


def _row(kind: type[Event], subscribed: Subscriptions) -> str:
    fields = ", ".join(f"`{field}`" for field in kind.model_fields if field not in ENVELOPE)
    consumers = [service for service, kinds in subscribed.items() if kind in kinds]
    if kind in HEARD:
        consumers.append("each gateway")
    happened = " ".join((kind.__doc__ or "").split())
    return f"| `{kind.name}` | {happened} | {fields} | {', '.join(consumers) or 'nobody'} |"


def main() -> int:
    """Write the files, or with `--check` compare them."""
    subscribed = subscriptions()
    wanted = files(subscribed)
    if "--check" not in sys.argv[1:]:
        for path, text in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return 0
    breaches = [
        *(f"{path.relative_to(ROOT)} is out of date: run make events" for path in _stale(wanted)),
        *contradictions(subscribed),
    ]
    sys.stdout.write("".join(f"{breach}\n" for breach in breaches))
    return 1 if breaches else 0


def _stale(wanted: dict[Path, str]) -> Iterator[Path]:
    for path, text in wanted.items():
        if not path.exists() or path.read_text() != text:
            yield path


if __name__ == "__main__":
    sys.exit(main())
