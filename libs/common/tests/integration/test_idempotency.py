"""A request that is sent twice has its effect once, whatever happens in between."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import Response
from sqlalchemy import func, select, text, update

from common import old_rows
from common.db import Sessions
from common.errors import Conflict, Unavailable
from common.idempotency import Answer, Answers, Claim, Claims, IdempotencyColumns, once
from common.ids import new_id
from common.intents import Intent
from common.stored_answers import IdempotencyKeyInUse, IdempotencyKeyReused

INTENT = Intent(principal="me", method="POST", path="/things", key="one", body_hash=b"body")
BODY = {"id": "1", "lines": [{"b": 1, "a": None}], "name": "ሻይ"}


class Effects:
    """What a request does, counted."""

    def __init__(self) -> None:
        self.happened = 0

    async def __call__(self) -> Answer:
        self.happened += 1
        return Answer(status=201, body=BODY, headers={"location": "/things/1"})


@pytest.fixture
def effects() -> Effects:
    return Effects()


Act = Callable[..., Any]


@pytest.fixture
def act(sessions: Sessions, idempotency_row: type[IdempotencyColumns]) -> Act:
    """Return a function that serves one request."""

    async def serve(intent: Intent | None, do: Callable[[], Any]) -> Response:
        async with sessions.begin() as session:
            return await once(intent, Answers(session, idempotency_row), do)

    return serve


@pytest.fixture
def claims(sessions: Sessions, idempotency_row: type[IdempotencyColumns]) -> Claims:
    return Claims(sessions, idempotency_row)


async def _count(sessions: Sessions, row: type[IdempotencyColumns]) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(row)) or 0


async def test_a_repeat_gets_the_same_bytes(act: Act, effects: Effects) -> None:
    first, second = await act(INTENT, effects), await act(INTENT, effects)

    assert effects.happened == 1
    assert (second.status_code, second.body) == (first.status_code, first.body)
    assert second.headers["location"] == "/things/1"
    assert second.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


async def test_an_answer_without_a_body_is_repeated_too(act: Act) -> None:
    async def nothing() -> Answer:
        return Answer(status=204, body=None)

    first, second = await act(INTENT, nothing), await act(INTENT, nothing)

    assert (first.status_code, second.status_code, second.body) == (204, 204, b"")


async def test_without_a_key_each_request_has_its_effect(act: Act, effects: Effects) -> None:
    await act(None, effects)
    await act(None, effects)

    assert effects.happened == 2


async def test_another_body_under_the_same_key_is_refused(act: Act, effects: Effects) -> None:
    await act(INTENT, effects)

    with pytest.raises(IdempotencyKeyReused):
        await act(replace(INTENT, body_hash=b"other"), effects)
    assert effects.happened == 1


@pytest.mark.parametrize(
    "other", [{"principal": "you"}, {"method": "PUT"}, {"path": "/others"}, {"key": "two"}]
)
async def test_a_key_counts_for_its_principal_method_and_path(
    act: Act, effects: Effects, other: dict[str, str]
) -> None:
    await act(INTENT, effects)
    await act(replace(INTENT, **other), effects)

    assert effects.happened == 2


async def test_a_refusal_leaves_the_key_free_for_another_body(act: Act, effects: Effects) -> None:
    async def refuse() -> Answer:
        raise Conflict("not now")

    with pytest.raises(Conflict):
        await act(INTENT, refuse)

    assert (await act(replace(INTENT, body_hash=b"mended"), effects)).status_code == 201


async def test_equal_requests_at_once_have_one_effect_and_one_answer(
    act: Act, effects: Effects
) -> None:
    answers = await asyncio.gather(*(act(INTENT, effects) for _ in range(10)))

    assert effects.happened == 1
    assert len({answer.body for answer in answers}) == 1


async def test_a_rival_takes_over_when_the_first_is_refused(act: Act, effects: Effects) -> None:
    begun, may_fail = asyncio.Event(), asyncio.Event()

    async def refuse() -> Answer:
        begun.set()
        await may_fail.wait()
        raise Conflict("not now")

    first = asyncio.create_task(act(INTENT, refuse))
    await begun.wait()
    second = asyncio.create_task(act(INTENT, effects))
    may_fail.set()

    with pytest.raises(Conflict):
        await first
    assert (await second).status_code == 201


async def test_a_rival_does_not_wait_for_ever(act: Act, effects: Effects) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def take_long() -> Answer:
        begun.set()
        await may_end.wait()
        return await effects()

    first = asyncio.create_task(act(INTENT, take_long))
    await begun.wait()
    with pytest.raises(IdempotencyKeyInUse) as refused:
        await act(INTENT, effects)
    may_end.set()
    await first

    assert refused.value.retry_after == 1
    assert effects.happened == 1
    assert (await act(INTENT, effects)).headers["idempotent-replayed"] == "true"


async def _finish(
    sessions: Sessions, row: type[IdempotencyColumns], claim: Claim, answer: Answer
) -> None:
    async with sessions.begin() as session:
        await Answers(session, row).finish(claim, answer)


async def _lapse(sessions: Sessions, row: type[IdempotencyColumns], seconds: int = 31) -> None:
    async with sessions.begin() as session:
        await session.execute(
            update(row).values(locked_until=row.locked_until - timedelta(seconds=seconds))
        )


ANSWER = Answer(status=201, body=BODY)


async def test_a_claim_that_was_finished_is_replayed(
    claims: Claims, sessions: Sessions, idempotency_row: type[IdempotencyColumns]
) -> None:
    order = new_id()
    claim = await claims.take(INTENT, order)
    assert isinstance(claim, Claim)
    await _finish(sessions, idempotency_row, claim, ANSWER)

    again = await claims.take(INTENT, new_id())

    assert claim.resource_id == order
    assert again == replace(ANSWER, replayed=True)


async def test_a_claim_with_another_body_is_refused(claims: Claims) -> None:
    await claims.take(INTENT, new_id())

    with pytest.raises(IdempotencyKeyReused):
        await claims.take(replace(INTENT, body_hash=b"other"), new_id())


async def test_a_rival_gets_the_answer_it_waited_for(
    claims: Claims, sessions: Sessions, idempotency_row: type[IdempotencyColumns]
) -> None:
    claim = await claims.take(INTENT, new_id())
    assert isinstance(claim, Claim)
    rivals = [asyncio.create_task(claims.take(INTENT, new_id())) for _ in range(4)]
    await asyncio.sleep(0)

    await _finish(sessions, idempotency_row, claim, ANSWER)

    assert await asyncio.gather(*rivals) == [replace(ANSWER, replayed=True)] * 4


async def test_a_rival_that_waited_two_seconds_is_told_to_come_back(claims: Claims) -> None:
    await claims.take(INTENT, new_id())

    with pytest.raises(IdempotencyKeyInUse) as refused:
        await claims.take(INTENT, new_id())

    assert (refused.value.code, refused.value.retry_after) == ("idempotency_key_in_use", 1)


async def test_only_one_of_many_gets_the_claim(claims: Claims) -> None:
    found = await asyncio.gather(
        *(claims.take(INTENT, new_id()) for _ in range(10)), return_exceptions=True
    )

    assert sum(isinstance(one, Claim) for one in found) == 1
    assert sum(isinstance(one, IdempotencyKeyInUse) for one in found) == 9


async def test_a_lapsed_claim_is_taken_over_with_its_resource(
    claims: Claims, sessions: Sessions, idempotency_row: type[IdempotencyColumns]
) -> None:
    order = new_id()
    first = await claims.take(INTENT, order)
    await _lapse(sessions, idempotency_row)

    found = await asyncio.gather(
        *(claims.take(INTENT, new_id()) for _ in range(5)), return_exceptions=True
    )

    [second] = [one for one in found if isinstance(one, Claim)]
    assert second.resource_id == order
    assert second != first


async def test_who_lost_the_claim_cannot_finish_nor_drop_it(
    claims: Claims, sessions: Sessions, idempotency_row: type[IdempotencyColumns]
) -> None:
    first = await claims.take(INTENT, new_id())
    await _lapse(sessions, idempotency_row)
    second = await claims.take(INTENT, new_id())
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)

    with pytest.raises(Unavailable):
        await _finish(sessions, idempotency_row, first, ANSWER)
    assert await claims.drop(first) is False
    await _finish(sessions, idempotency_row, second, ANSWER)

    with pytest.raises(Unavailable):
        await _finish(sessions, idempotency_row, second, ANSWER)


async def test_the_effect_of_a_lost_claim_is_undone(
    claims: Claims, sessions: Sessions, idempotency_row: type[IdempotencyColumns]
) -> None:
    first = await claims.take(INTENT, new_id())
    assert isinstance(first, Claim)
    assert await claims.drop(first)

    async def effect() -> None:
        async with sessions.begin() as session:
            await session.execute(text("create table effects (id int)"))
            await Answers(session, idempotency_row).finish(first, ANSWER)

    with pytest.raises(Unavailable):
        await effect()
    async with sessions() as session:
        assert await session.scalar(text("select to_regclass('effects')")) is None


async def test_a_dropped_claim_leaves_the_key_free_for_another_body(
    claims: Claims, sessions: Sessions, idempotency_row: type[IdempotencyColumns]
) -> None:
    claim = await claims.take(INTENT, new_id())
    assert isinstance(claim, Claim)

    assert await claims.drop(claim)

    assert await _count(sessions, idempotency_row) == 0
    assert isinstance(await claims.take(replace(INTENT, body_hash=b"other"), new_id()), Claim)


async def test_claims_that_nobody_finished_are_found_a_minute_later(
    claims: Claims, sessions: Sessions, idempotency_row: type[IdempotencyColumns]
) -> None:
    async def abandoned() -> list[UUID]:
        async with sessions.begin() as session:
            found = await Answers(session, idempotency_row).abandoned(
                after=timedelta(seconds=60), limit=10
            )
            return [claim.resource_id for claim in found]

    left, done = new_id(), new_id()
    await claims.take(INTENT, left)
    finished = await claims.take(replace(INTENT, key="two"), done)
    assert isinstance(finished, Claim)
    await _finish(sessions, idempotency_row, finished, ANSWER)

    assert await abandoned() == []
    await _lapse(sessions, idempotency_row, 59)
    assert await abandoned() == []
    await _lapse(sessions, idempotency_row, 2)
    assert await abandoned() == [left]


async def test_answers_are_forgotten_when_they_are_old(
    act: Act,
    effects: Effects,
    sessions: Sessions,
    idempotency_row: type[IdempotencyColumns],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(old_rows, "CHUNK", 2)
    for key in "abcde":
        await act(replace(INTENT, key=key), effects)
    week = timedelta(days=7)
    await old_rows.delete_old(sessions, idempotency_row.created_at, older_than=week)
    assert await _count(sessions, idempotency_row) == 5

    async with sessions.begin() as session:
        await session.execute(
            update(idempotency_row).values(created_at=func.now() - timedelta(days=8))
        )
        await session.execute(text(AT_MOST_TWO))
        await session.execute(text(REFUSE_MORE))
    await act(INTENT, effects)
    await old_rows.delete_old(sessions, idempotency_row.created_at, older_than=week)

    assert await _count(sessions, idempotency_row) == 1


# A deletion of more rows than a chunk is refused by the database itself.
AT_MOST_TWO = """
create function refuse() returns trigger language plpgsql as $$ begin
  if (select count(*) from gone) > 2 then raise exception 'too much at once'; end if;
  return null;
end $$"""
REFUSE_MORE = """
create trigger at_most_two after delete on idempotency_keys
referencing old table as gone for each statement execute function refuse()"""


async def test_an_extra_field_is_shown_and_not_kept(
    claims: Claims, sessions: Sessions, idempotency_row: type[IdempotencyColumns]
) -> None:
    claim = await claims.take(INTENT, new_id())
    assert isinstance(claim, Claim)
    await _finish(sessions, idempotency_row, claim, ANSWER)

    shown = ANSWER.response(order_token="hunter2")

    assert b"hunter2" in shown.body
    async with sessions() as session:
        row = (await session.scalars(select(idempotency_row))).one()
    assert "hunter2" not in str(row.body)
