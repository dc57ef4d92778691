"""What stands in the broker, as data: exchanges, queues, bindings, policies, permissions.

Everything is derived from who subscribes to what. A queue belongs to one consumer and one
publisher; its retry queues and its dead letters belong to the same consumer, so that no
service can put a message into another's queue.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from common.events.base import Event
from common.events.registry import EVENTS, PUBLISHERS, exchange, publisher

Subscriptions = Mapping[str, Iterable[type[Event]]]
"""Service to the events it consumes."""

VHOST: Final = "soko"
DEAD_LETTERS: Final = "dlx"
RETRY_TTL: Final[Mapping[str, int]] = {"5s": 5_000, "60s": 60_000, "600s": 600_000}
"""Tier to how long a message rests there, in milliseconds."""
LADDER: Final = ("5s", "5s", "60s", "60s", "600s", "600s", "600s", "600s")
"""The tier of each retry in turn; after the last one a message is dead."""

_NAME: Final = "[A-Za-z0-9_-]+"
_SAFE: Final = {"dead-letter-strategy": "at-least-once", "overflow": "reject-publish"}
_MAX_LENGTH: Final = 200_000


@dataclass(frozen=True, slots=True, order=True)
class WorkQueue:
    """What one service hears from one publisher."""

    consumer: str
    publisher: str
    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        """The queue's name in the broker."""
        return f"{self.consumer}.{self.publisher}"


def work_queues(consumer: str, kinds: Iterable[type[Event]]) -> tuple[WorkQueue, ...]:
    """Return the queues of one consumer, one per publisher."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for kind in sorted(kinds, key=lambda kind: kind.name):
        keys[publisher(kind.name)].add(kind.name)
    return tuple(
        WorkQueue(consumer, source, tuple(sorted(keys[source]))) for source in sorted(keys)
    )


def retry_exchange(consumer: str) -> str:
    """Return the exchange through which a consumer, and nobody else, puts messages off."""
    return f"retry.{consumer}"


def retry_queue(queue: str, tier: str) -> str:
    """Return where messages of `queue` rest; also the routing key that leads there."""
    return f"{queue}.retry.{tier}"


def dead_queue(consumer: str) -> str:
    """Return where a consumer's undeliverable messages end."""
    return f"dead.{consumer}"


def definitions(
    subscriptions: Subscriptions, *, vhost: str = VHOST, ttl: Mapping[str, int] = RETRY_TTL
) -> dict[str, Any]:
    """Render the broker's definitions file, without users and permissions."""
    queues = _all_queues(subscriptions)
    rendered = {
        "exchanges": [_exchange(*named) for named in _exchanges()],
        "queues": [_queue(name) for name in _queue_names(queues, ttl)],
        "bindings": [_binding(*ends) for ends in _bindings(queues, ttl)],
        "policies": [_policy(*rule) for rule in _policies(queues, ttl)],
    }
    return {"vhosts": [{"name": vhost}]} | {
        section: [{"vhost": vhost, **entry} for entry in entries]
        for section, entries in rendered.items()
    }


def permissions(user: str) -> dict[str, str]:
    """Return what a process may `configure`, `write` and `read` in the broker, as patterns."""
    if user == "gateway":  # each instance has a queue of its own, gone with its connection
        own = rf"gateway\.{_NAME}"
        return {
            "configure": f"^{own}$",
            "write": f"^{own}$",
            "read": rf"^({own}|ev\.(catalog|users))$",
        }
    return {
        "configure": "^$",
        "write": rf"^(ev|retry)\.{user}$",
        "read": rf"^({user}\.({'|'.join(PUBLISHERS)})|dead\.{user})$",
    }


def contradictions(subscriptions: Subscriptions) -> Iterator[str]:
    """Yield each event whose `heard` does not say what the subscriptions say."""
    consumed = {kind.name for kinds in subscriptions.values() for kind in kinds}
    for name, kind in sorted(EVENTS.items()):
        if kind.heard and name not in consumed:
            yield f"{name} is heard, but no service subscribes to it"
        if not kind.heard and name in consumed:
            yield f"{name} has a subscriber, but is marked as not heard"


def _all_queues(subscriptions: Subscriptions) -> tuple[WorkQueue, ...]:
    return tuple(
        queue
        for consumer in sorted(subscriptions)
        for queue in work_queues(consumer, subscriptions[consumer])
    )


def _exchanges() -> Iterator[tuple[str, str]]:
    for service in PUBLISHERS:
        yield exchange(service), "topic"
        yield retry_exchange(service), "direct"
    yield DEAD_LETTERS, "direct"


def _queue_names(queues: Iterable[WorkQueue], ttl: Mapping[str, int]) -> Iterator[str]:
    for queue in queues:
        yield queue.name
        yield from (retry_queue(queue.name, tier) for tier in ttl)
    yield from map(dead_queue, PUBLISHERS)


def _bindings(
    queues: Iterable[WorkQueue], ttl: Mapping[str, int]
) -> Iterator[tuple[str, str, str]]:
    for queue in queues:
        yield from ((exchange(queue.publisher), queue.name, key) for key in queue.keys)
        for tier in ttl:
            resting = retry_queue(queue.name, tier)
            yield retry_exchange(queue.consumer), resting, resting
    for service in PUBLISHERS:
        yield DEAD_LETTERS, dead_queue(service), dead_queue(service)


def _policies(
    queues: Iterable[WorkQueue], ttl: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for queue in queues:
        dead = {"dead-letter-exchange": DEAD_LETTERS} | _route(dead_queue(queue.consumer))
        # The limit ends only what kills its process; failures climb the ladder instead.
        yield queue.name, {**dead, **_SAFE, "delivery-limit": 50, "max-length": _MAX_LENGTH}
        # A fixed key: what rests comes back to its own queue, whatever key it was sent with.
        home = {"dead-letter-exchange": ""} | _route(queue.name)
        for tier, rest in ttl.items():
            yield retry_queue(queue.name, tier), {**home, **_SAFE, "message-ttl": rest}


def _route(key: str) -> dict[str, str]:
    return {"dead-letter-routing-key": key}


def _exchange(name: str, kind: str) -> dict[str, Any]:
    lasting = {"durable": True, "auto_delete": False, "internal": False, "arguments": {}}
    return {"name": name, "type": kind, **lasting}


def _queue(name: str) -> dict[str, Any]:
    # The type is the only argument: arguments cannot change while a queue lives, policies can.
    arguments = {"x-queue-type": "quorum"}
    return {"name": name, "durable": True, "auto_delete": False, "arguments": arguments}


def _binding(source: str, queue: str, key: str) -> dict[str, Any]:
    return {
        "source": source,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": key,
        "arguments": {},
    }


def _policy(queue: str, definition: dict[str, Any]) -> dict[str, Any]:
    pattern = f"^{queue.replace('.', '[.]')}$"
    return {
        "name": queue,
        "pattern": pattern,
        "apply-to": "queues",
        "definition": definition,
        "priority": 0,
    }
