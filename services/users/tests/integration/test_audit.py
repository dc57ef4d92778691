import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from common.clock import utcnow
from common.events import cart, catalog, orders, payments, users
from common.events.base import AuditFact
from common.events.envelope import unpack
from common.worker import Plan, receive
from users.adapters.tables import OutboxRow
from users.adapters.tx import means_of, open_tx
from users.consumers.subscriptions import SUBSCRIPTIONS

PATH = "/api/v1/admin/audit-events"
ALL = [service.AuditRecorded for service in (users, catalog, cart, orders, payments)]


def fact(kind: type[AuditFact] = catalog.AuditRecorded, **changes: Any) -> AuditFact:
    facts: dict[str, Any] = {
        "occurred_at": utcnow(),
        "aggregate_id": uuid4(),
        "aggregate_version": 1,
        "actor_id": uuid4(),
        "action": "product.changed",
        "object_type": "product",
        "object_id": str(uuid4()),
        "before": {"name": "Mug"},
        "after": {"name": "Cup"},
        "request_id": "r-1",
    }
    return kind(**{**facts, **changes})


async def hear(shop: Any, *events: AuditFact) -> None:
    means = means_of(shop.app.state.settings)
    plan = Plan(SUBSCRIPTIONS, lambda sessions: open_tx(sessions, means), OutboxRow)
    for event in events:
        await receive(event, plan, shop.app.state.sessions)


async def read(shop: Any, by: Any, **params: Any) -> Any:
    answer = await shop.http.get(PATH, params=params, headers=by.bearer)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_staff_do_in_any_service_is_there_once(shop: Any) -> None:
    admin = await shop.appointed()
    told = [fact(kind, occurred_at=utcnow()) for kind in ALL]

    await hear(shop, *told, *reversed(told))

    found = await read(shop, admin)
    assert [item["id"] for item in found["items"]] == [str(one.id) for one in reversed(told)]
    newest, last = found["items"][0], told[-1]
    assert newest | {"created_at": None} == {
        "id": str(last.id),
        "service": "payments",
        "actor_id": str(last.actor_id),
        "action": "product.changed",
        "object_type": "product",
        "object_id": last.object_id,
        "before": {"name": "Mug"},
        "after": {"name": "Cup"},
        "request_id": "r-1",
        "created_at": None,
    }
    assert newest["created_at"] == last.occurred_at.isoformat().replace("+00:00", "Z")


async def test_two_deliveries_at_once_leave_one_row(shop: Any) -> None:
    admin, told = await shop.appointed(), fact()

    await asyncio.gather(*(hear(shop, told) for _ in range(3)))

    assert len((await read(shop, admin))["items"]) == 1


async def test_the_services_own_actions_arrive_like_any_others(shop: Any) -> None:
    admin = await shop.appointed()
    customer = await shop.customer()
    path = f"/api/v1/admin/users/{customer.id}/suspend"
    assert (await shop.http.post(path, headers=admin.bearer)).status_code == 200
    [[body]] = await shop.rows("select body from outbox where name = 'users.audit_recorded.v1'")

    told = unpack(body.encode())
    assert isinstance(told, users.AuditRecorded)
    await hear(shop, told)

    [event] = (await read(shop, admin, actor_id=admin.id))["items"]
    assert (event["service"], event["action"]) == ("users", "user.suspended")
    assert (event["object_id"], event["after"]) == (customer.id, {"status": "suspended"})


async def test_the_trail_is_searched_and_read_in_pages(shop: Any) -> None:
    admin, who, start = await shop.appointed(), uuid4(), utcnow() - timedelta(hours=1)
    told = [
        fact(occurred_at=start, action="a", object_id="1"),
        fact(occurred_at=start + timedelta(minutes=1), action="b", actor_id=who, object_id="2"),
        fact(orders.AuditRecorded, occurred_at=start + timedelta(minutes=2), object_type="order"),
    ]
    await hear(shop, *told)
    ids = [str(one.id) for one in told]

    async def found(**params: Any) -> list[str]:
        return [item["id"] for item in (await read(shop, admin, **params))["items"]]

    assert await found(action="a") == ids[:1]
    assert await found(actor_id=str(who)) == ids[1:2]
    assert await found(object_id="2", object_type="product") == ids[1:2]
    assert await found(object_type="order") == await found(service="orders") == ids[2:]
    middle = (start + timedelta(minutes=1)).isoformat()
    assert await found(created_from=middle) == [ids[2], ids[1]]
    assert await found(created_to=middle) == ids[:1]
    first = await read(shop, admin, limit=2, include="total")
    second = await read(shop, admin, limit=2, cursor=first["next_cursor"])
    assert ([item["id"] for item in first["items"]], first["total"]) == ([ids[2], ids[1]], 3)
    assert ([item["id"] for item in second["items"]], second["next_cursor"]) == (ids[:1], None)


@pytest.mark.parametrize(
    "params",
    [
        {"service": "bank"},
        {"actor_id": "me"},
        {"created_from": "2026-01-01T00:00:00"},
        {"created_to": "9999-12-31T23:59:59-10:00"},
        {"actor": "x"},
    ],
)
async def test_what_cannot_be_looked_for_is_refused(shop: Any, params: dict[str, str]) -> None:
    admin = await shop.appointed()

    answer = await shop.http.get(PATH, params=params, headers=admin.bearer)

    assert answer.status_code == 400


async def test_a_cursor_belongs_to_what_was_looked_for(shop: Any) -> None:
    admin = await shop.appointed()
    await hear(shop, fact(), fact())
    cursor = (await read(shop, admin, limit=1))["next_cursor"]

    answer = await shop.http.get(
        PATH, params={"cursor": cursor, "action": "a"}, headers=admin.bearer
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


async def test_only_who_may_read_the_trail_reads_it(shop: Any) -> None:
    customer, staff = await shop.customer(), await shop.appointed("staff")

    assert (await shop.http.get(PATH)).status_code == 401
    for other in (customer, staff):
        assert (await shop.http.get(PATH, headers=other.bearer)).status_code == 403


@pytest.mark.parametrize(
    "statement",
    ["update audit_events set action = 'x'", "delete from audit_events", "truncate audit_events"],
)
async def test_nobody_rewrites_the_trail(shop: Any, statement: str) -> None:
    await hear(shop, fact())

    with pytest.raises(DBAPIError, match="append-only"):
        await shop.change(statement)


async def test_every_search_has_its_index(shop: Any) -> None:
    await shop.change(
        "insert into audit_events (id, service, actor_id, action, object_type, object_id, before,"
        " after, created_at) select gen_random_uuid(), 's' || n % 50, gen_random_uuid(),"
        " 'a' || n % 50, 't' || n % 50, n, '{}', '{}', now() - n * interval '1 second'"
        " from generate_series(1, 5000) n"
    )
    await shop.change("analyze audit_events")
    for name, value in {
        "actor_id": str(UUID(int=1)),
        "action": "a7",
        "object_type": "t7",
        "object_id": "7",
        "service": "s7",
    }.items():
        newest = "order by created_at desc, id desc limit 20"
        question = f"explain select * from audit_events where {name} = '{value}' {newest}"  # noqa: S608
        plan = await shop.rows(question)
        assert f"audit_events_{name}_idx" in str(plan), plan
