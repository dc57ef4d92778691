"""Every subscription has its queue, and no service can reach into another's."""

import re
from typing import Any

import pytest

from common.events.base import Event
from common.events.catalog import StockCommitted
from common.events.orders import OrderFailed, OrderPaid, OrderPlaced
from common.events.payments import PaymentCaptured
from common.events.registry import EVENTS, PUBLISHERS, publisher
from common.topology import LADDER, RETRY_TTL, contradictions, definitions, permissions

SUBSCRIPTIONS: dict[str, tuple[type[Event], ...]] = {
    "catalog": (OrderPaid, OrderPlaced),
    "orders": (PaymentCaptured, StockCommitted),
}
BROKER = definitions(SUBSCRIPTIONS)
POLICIES = {policy["name"]: policy for policy in BROKER["policies"]}
QUEUES = [queue["name"] for queue in BROKER["queues"]]


@pytest.mark.parametrize(
    ("consumer", "kind"), [(c, kind) for c, kinds in SUBSCRIPTIONS.items() for kind in kinds]
)
def test_every_subscription_has_a_bound_queue(consumer: str, kind: type[Event]) -> None:
    source = publisher(kind.name)

    assert {
        "vhost": "soko",
        "source": f"ev.{source}",
        "destination": f"{consumer}.{source}",
        "destination_type": "queue",
        "routing_key": kind.name,
        "arguments": {},
    } in BROKER["bindings"]
    assert f"{consumer}.{source}" in QUEUES


def test_nothing_is_bound_to_everything() -> None:
    assert not [b for b in BROKER["bindings"] if re.search(r"[#*]", b["routing_key"])]


def test_the_type_is_the_only_argument_of_a_queue() -> None:
    assert all(queue["arguments"] == {"x-queue-type": "quorum"} for queue in BROKER["queues"])


@pytest.mark.parametrize("queue", ["catalog.orders", "orders.payments", "orders.catalog"])
def test_what_rests_returns_to_its_own_queue_whatever_key_it_had(queue: str) -> None:
    for tier in RETRY_TTL:
        definition = POLICIES[f"{queue}.retry.{tier}"]["definition"]
        assert definition["dead-letter-exchange"] == ""
        assert definition["dead-letter-routing-key"] == queue
        assert definition["message-ttl"] == RETRY_TTL[tier]


def test_dead_letters_stay_with_their_consumer() -> None:
    definition = POLICIES["catalog.orders"]["definition"]

    assert definition["dead-letter-routing-key"] == "dead.catalog"
    assert definition["dead-letter-strategy"] == "at-least-once"
    assert definition["overflow"] == "reject-publish"
    assert {"dlx"} == {
        b["source"] for b in BROKER["bindings"] if b["destination"] == "dead.catalog"
    }


@pytest.mark.parametrize("queue", QUEUES)
def test_a_queue_has_the_policy_of_its_name_only(queue: str) -> None:
    matching = [name for name, policy in POLICIES.items() if re.search(policy["pattern"], queue)]

    assert matching == ([] if queue.startswith("dead.") else [queue])


@pytest.mark.parametrize("service", PUBLISHERS)
def test_a_service_writes_only_its_own_exchanges(service: str) -> None:
    write = permissions(service)["write"]
    targets = [exchange["name"] for exchange in BROKER["exchanges"]] + QUEUES + ["amq.default"]

    assert [name for name in targets if re.search(write, name)] == [
        f"ev.{service}",
        f"retry.{service}",
    ]


def test_a_service_reads_only_its_own_queues() -> None:
    read = permissions("catalog")["read"]

    assert [name for name in QUEUES if re.search(read, name)] == ["catalog.orders", "dead.catalog"]


def test_the_gateway_declares_only_queues_of_its_own() -> None:
    grants: Any = permissions("gateway")

    assert re.search(grants["configure"], "gateway.4f2a-1")
    assert not [name for name in QUEUES if re.search(grants["configure"], name)]
    assert re.search(grants["read"], "ev.catalog")
    assert not re.search(grants["write"], "ev.catalog")


def test_the_ladder_knows_its_tiers() -> None:
    assert set(LADDER) == set(RETRY_TTL)
    assert list(LADDER) == sorted(LADDER, key=lambda tier: RETRY_TTL[tier])


def test_an_event_that_must_be_heard_needs_a_consumer() -> None:
    told = "\n".join(contradictions({"catalog": (OrderPaid, OrderFailed)}))

    assert "orders.order_paid.v1" not in told
    assert "orders.order_placed.v1 is heard, but no service subscribes to it" in told
    assert "orders.order_failed.v1 has a subscriber, but is marked as not heard" in told


def test_every_event_is_registered_under_its_publisher() -> None:
    assert all(
        kind.__module__ == f"common.events.{publisher(name)}" for name, kind in EVENTS.items()
    )
