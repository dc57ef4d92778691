import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from common.ids import new_id
from payments.domain.capture import Source
from payments.domain.provider import Flow, Standing
from payments.usecases.settle import settle

ASKED = 45_000


async def mismatched(shop: Any, lie: str = "wrong_amount") -> tuple[Any, Any]:
    """Return an attempt that collected another sum, and its incident."""
    started = await shop.begun()
    await shop.dials(verify=lie)
    await shop.decide(started["reference"], "approve")
    await shop.refresh(started["id"])
    await shop.dials(verify="normal")
    [incident] = (await listed(shop, f"?state=open&order_id={started['order_id']}"))["items"]
    return started, incident


async def collected(shop: Any, amount: int) -> tuple[Any, Any]:
    """Let the attempt collect so much, and return it with its incident."""
    started, incident = await mismatched(shop)
    # The provider's lie has one size only: a capture of another is put in its place.
    await shop.sql("alter table payments.captures disable trigger captures_append_only")
    await shop.sql("update payments.captures set amount = $1", amount)
    await shop.sql("alter table payments.captures enable trigger captures_append_only")
    return started, incident


async def listed(shop: Any, query: str = "") -> Any:
    headers = shop.bearer(new_id(), "payments:read")
    answer = await shop.http.get(f"/api/v1/admin/payment-incidents{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def resolve(
    shop: Any, incident: Any, resolution: str, *, key: str | None = None, staff: Any = None
) -> Any:
    return await shop.http.post(
        f"/api/v1/admin/payment-incidents/{incident['id']}/resolve",
        json={"resolution": resolution, "note": "looked at"},
        headers={
            **shop.bearer(staff or new_id(), "payments:write"),
            "idempotency-key": key or str(new_id()),
        },
    )


async def refunds(shop: Any) -> list[tuple[Any, ...]]:
    rows = await shop.sql("select reason, amount, counted, automatic from payments.refunds")
    return [tuple(row) for row in rows]


async def test_an_incident_is_shown(shop: Any) -> None:
    started, incident = await mismatched(shop)

    one = await shop.http.get(
        f"/api/v1/admin/payment-incidents/{incident['id']}",
        headers=shop.bearer(new_id(), "payments:read"),
    )

    assert one.json() == incident
    assert incident["kind"] == "amount_mismatch"
    assert incident["state"] == "open"
    assert incident["reference"] == started["reference"]
    assert incident["attempt_id"] == started["attempt_id"]
    assert incident["order_id"] == started["order_id"]
    assert "450.00 ETB" in incident["detail"]


async def test_incidents_are_listed_by_state_kind_and_order(shop: Any) -> None:
    _, first = await mismatched(shop)
    _, second = await mismatched(shop, "wrong_currency")
    await resolve(shop, first, "refund")

    assert [one["id"] for one in (await listed(shop))["items"]] == [second["id"], first["id"]]
    assert [one["id"] for one in (await listed(shop, "?state=open"))["items"]] == [second["id"]]
    resolved = (await listed(shop, "?state=resolved"))["items"]
    assert [(one["id"], one["resolution"]) for one in resolved] == [(first["id"], "refund")]
    kind = "?kind=currency_mismatch"
    assert [one["id"] for one in (await listed(shop, kind))["items"]] == [second["id"]]
    page = await listed(shop, "?limit=1&include=total")
    assert page["total"] == 2
    then = await listed(shop, f"?limit=1&cursor={page['next_cursor']}")
    assert [one["id"] for one in then["items"]] == [first["id"]]


async def test_too_much_is_accepted_and_the_excess_goes_back(shop: Any) -> None:
    started, incident = await collected(shop, 50_000)

    answer = await resolve(shop, incident, "accept")

    assert answer.status_code == 200
    assert answer.json()["state"] == "resolved"
    assert answer.json()["resolution"] == "accept"
    assert answer.json()["note"] == "looked at"
    payment = await shop.payment(started["id"])
    assert payment["status"] == "success"
    assert payment["captured"] == {"amount": ASKED, "currency": "ETB"}
    assert payment["attempts"][0]["status"] == "success"
    [fact] = await shop.facts("payment_captured")
    assert fact["amount"] == {"amount": ASKED, "currency": "ETB"}
    assert await refunds(shop) == [("excess", 5_000, False, True)]
    [audit] = await shop.facts("audit_recorded")
    assert audit["action"] == "payments.resolve_incident"
    assert audit["after"]["resolution"] == "accept"


async def test_what_is_accepted_is_not_collected_again(shop: Any) -> None:
    page = await shop.offer("page", Flow.REDIRECT, voidable=False)
    first = await shop.begun(provider="page")
    second = (await shop.pay(first["order_id"])).json()
    await shop.dials(verify="wrong_amount")
    await shop.decide(second["reference"], "approve")
    await shop.refresh(first["id"])
    [incident] = (await listed(shop))["items"]
    await shop.sql("alter table payments.captures disable trigger captures_append_only")
    await shop.sql("update payments.captures set amount = $1", ASKED + 1)
    await shop.sql("alter table payments.captures enable trigger captures_append_only")
    await resolve(shop, incident, "accept")

    page.pay(first["reference"])
    await shop.poll()

    assert (await shop.payment(first["id"]))["captured"]["amount"] == ASKED
    assert len(await shop.facts("payment_captured")) == 1
    assert ("duplicate", ASKED, False, True) in await refunds(shop)


async def test_what_is_given_back_fails_the_attempt_for_good(shop: Any) -> None:
    started, incident = await collected(shop, 50_000)

    answer = await resolve(shop, incident, "refund")

    assert answer.status_code == 200
    attempt = await shop.attempt(started)
    assert attempt["status"] == "failed"
    assert attempt["failure"]["code"] == "returned"
    assert await refunds(shop) == [("review", 50_000, False, True)]
    [failed] = await shop.facts("payment_failed")
    assert (failed["attempt_id"], failed["certain"]) == (started["attempt_id"], True)

    await shop.refresh(started["id"])
    await shop.poll()

    assert (await shop.attempt(started))["status"] == "failed"
    assert await shop.facts("payment_captured") == []
    assert await shop.count("captures") == 1
    again = await shop.pay(started["order_id"])
    assert again.status_code == 201


async def test_another_currency_can_only_be_given_back(shop: Any) -> None:
    _, incident = await mismatched(shop, "wrong_currency")

    accepted = await resolve(shop, incident, "accept")
    dismissed = await resolve(shop, incident, "dismiss")
    given_back = await resolve(shop, incident, "refund")

    for refused in (accepted, dismissed):
        assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    assert given_back.status_code == 200
    assert [row[0] for row in await refunds(shop)] == ["review"]


async def test_too_little_can_only_be_given_back(shop: Any) -> None:
    _, incident = await collected(shop, ASKED - 1)

    accepted = await resolve(shop, incident, "accept")

    assert (accepted.status_code, accepted.json()["code"]) == (409, "illegal_transition")
    assert (await listed(shop, "?state=open"))["items"][0]["id"] == incident["id"]
    assert await shop.facts("audit_recorded") == []


async def test_nothing_at_all_is_given_back_without_a_refund(shop: Any) -> None:
    started, incident = await collected(shop, 0)

    assert (await resolve(shop, incident, "refund")).status_code == 200

    assert await refunds(shop) == []
    assert (await shop.attempt(started))["status"] == "failed"


async def test_an_order_that_was_paid_meanwhile_does_not_take_more(shop: Any) -> None:
    page = await shop.offer("page", Flow.REDIRECT, voidable=False)
    first = await shop.begun(provider="page")
    second = (await shop.pay(first["order_id"])).json()
    await shop.dials(verify="wrong_amount")
    await shop.decide(second["reference"], "approve")
    await shop.refresh(first["id"])
    page.pay(first["reference"])
    await shop.poll()
    [incident] = (await listed(shop))["items"]
    await shop.sql("alter table payments.captures disable trigger captures_append_only")
    await shop.sql("update payments.captures set amount = $1 where not counted", ASKED)
    await shop.sql("alter table payments.captures enable trigger captures_append_only")

    refused = await resolve(shop, incident, "accept")

    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    assert (await resolve(shop, incident, "refund")).status_code == 200


async def test_one_key_resolves_once_and_another_is_too_late(shop: Any) -> None:
    _, incident = await collected(shop, 50_000)
    staff = new_id()

    first = await resolve(shop, incident, "accept", key="k", staff=staff)
    again = await resolve(shop, incident, "accept", key="k", staff=staff)
    late = await resolve(shop, incident, "refund")

    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert (late.status_code, late.json()["code"]) == (409, "illegal_transition")
    assert len(await refunds(shop)) == 1


async def test_two_members_of_staff_at_once_decide_once(shop: Any) -> None:
    for _ in range(5):
        started, incident = await mismatched(shop)
        answers = await asyncio.gather(
            *(resolve(shop, incident, "refund") for _ in range(3)), shop.refresh(started["id"])
        )
        assert sorted(answer.status_code for answer in answers[:3]) == [200, 409, 409]
    assert len(await refunds(shop)) == 5
    assert len(await shop.facts("payment_failed")) == 5


@pytest.mark.parametrize("kind", ["unknown_status", "unknown_reference", "chargeback"])
async def test_what_holds_no_money_is_dismissed(shop: Any, kind: str) -> None:
    started, open_now = await shop.begun(), datetime.now(UTC)
    incident = {"id": str(new_id())}
    await shop.sql(
        "insert into payments.incidents"
        " (id, kind, subject, detail, payment_id, attempt_id, created_at)"
        " values ($1, $2, 'x', 'y', $3, $4, $5)",
        incident["id"],
        kind,
        started["id"],
        started["attempt_id"],
        open_now,
    )

    accepted = await resolve(shop, incident, "accept")
    dismissed = await resolve(shop, incident, "dismiss")

    assert (accepted.status_code, accepted.json()["code"]) == (409, "illegal_transition")
    assert dismissed.json()["state"] == "resolved"
    assert (await shop.attempt(started))["status"] == "pending"


async def test_money_that_its_provider_took_back_is_a_chargeback(shop: Any) -> None:
    page = await shop.offer("page", Flow.REDIRECT, voidable=False)
    started = await shop.begun(provider="page")
    page.pay(started["reference"])
    await shop.poll()
    page.standings[started["reference"]] = Standing.REVERSED

    async with shop.world.open_tx() as tx:
        attempt = await tx.attempts.find(started["attempt_id"])
    for _ in range(2):
        await settle(attempt, source=Source.WEBHOOK, world=shop.world)

    [incident] = (await listed(shop))["items"]
    assert incident["kind"] == "chargeback"
    assert (await shop.attempt(started))["status"] == "success"


async def test_a_word_that_nobody_knows_is_an_incident_once(shop: Any) -> None:
    page = await shop.offer("page", Flow.REDIRECT, voidable=False)
    started = await shop.begun(provider="page")
    page.standings[started["reference"]] = Standing.UNRECOGNISED

    for _ in range(3):
        await shop.poll()

    [incident] = (await listed(shop))["items"]
    assert incident["kind"] == "unknown_status"
    assert (await shop.attempt(started))["status"] == "pending"
    assert len(await shop.facts("incident_opened")) == 1


async def test_incidents_are_for_staff_alone(shop: Any) -> None:
    _, incident = await mismatched(shop)
    path = f"/api/v1/admin/payment-incidents/{incident['id']}"
    keyed = {"idempotency-key": "k"}
    body = {"resolution": "refund"}

    customer = await shop.http.get(path, headers=shop.bearer())
    reader = await shop.http.post(
        f"{path}/resolve", json=body, headers={**shop.bearer(None, "payments:read"), **keyed}
    )
    keyless = await shop.http.post(
        f"{path}/resolve", json=body, headers=shop.bearer(None, "payments:write")
    )
    odd = await shop.http.post(
        f"{path}/resolve",
        json={"resolution": "forget"},
        headers={**shop.bearer(None, "payments:write"), **keyed},
    )
    nowhere = await resolve(shop, {"id": new_id()}, "dismiss")

    assert (customer.status_code, reader.status_code) == (403, 403)
    assert keyless.json()["code"] == "idempotency_key_missing"
    assert (odd.status_code, nowhere.status_code) == (422, 404)
