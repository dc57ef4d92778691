"""Requests of several transactions under one key: claim, act, answer with the effect."""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import cast
from uuid import UUID

from fastapi import Response

from common import logs
from common.errors import Problem, Unavailable
from common.idempotency import Answer, Claim, Claims
from common.ids import new_id
from common.intents import Intent
from common.schemas import Out
from payments.adapters.tx import SqlTx
from payments.domain.callback import BYTES
from payments.domain.reference import BITS, spell
from payments.usecases.ports import Outcome, Seal, World
from payments.usecases.stores import Tx

Act = Callable[[UUID, Seal], Awaitable[Outcome]]
"""Does what was asked under this attempt id, and seals the answer in its last transaction."""
Show = Callable[[SqlTx, Outcome], Awaitable[Out]]
"""Makes the answer's body, inside the transaction that makes it true."""

View = Callable[[SqlTx], Awaitable[Out]]

log = logs.logger("payments.claims")


async def claimed(
    intent: Intent,
    claims: Claims,
    act: Act,
    show: Show,
    *,
    effect_stands: bool = False,
    made: int = HTTPStatus.CREATED,
) -> Response:
    """Act once for the key, or repeat the answer; a refusal leaves the key free.

    `made`: the status of an answer about something new.
    `effect_stands`: what was done when the claim is lost was done outside, and is stored all
    the same; else it is undone, for whoever took the claim over does it too.
    """
    taken = await claims.take(intent, new_id())
    if isinstance(taken, Answer):
        return taken.response()
    sealing = _Sealing(taken, show, effect_stands=effect_stands, made=made)
    try:
        await act(taken.resource_id, sealing.seal)
    except Problem:
        await claims.drop(taken)
        raise
    return sealing.answer.response()


async def unclaimed(act: Act, show: Show) -> Response:
    """Act without a key: what stands already is all that keeps a repetition from doing it twice."""
    shown: list[Answer] = []

    async def seal(tx: Tx, outcome: Outcome) -> None:
        shown.append(await _answer(cast("SqlTx", tx), outcome, show, HTTPStatus.OK))

    await act(new_id(), seal)
    return shown[-1].response()


async def asked_once(
    intent: Intent, claims: Claims, world: World, act: Callable[[], Awaitable[None]], view: View
) -> Response:
    """Act once for the key where nothing is made, and keep the view of what stands then."""
    taken = await claims.take(intent, new_id())
    if isinstance(taken, Answer):
        return taken.response()
    try:
        await act()
        async with world.open_tx() as tx:
            sql = cast("SqlTx", tx)
            answer = Answer(status=200, body=(await view(sql)).model_dump(mode="json"))
            await sql.answers.finish(taken, answer)
    except Problem:
        await claims.drop(taken)
        raise
    return answer.response()


def fresh_reference() -> str:
    """Return a reference that nothing was ever called."""
    return spell(secrets.randbits(BITS))


def fresh_callback_token() -> str:
    """Return a token for an address that nobody can guess."""
    return secrets.token_hex(BYTES)


async def _answer(tx: SqlTx, outcome: Outcome, show: Show, made: int) -> Answer:
    return Answer(
        status=made if outcome.is_new else HTTPStatus.OK,
        body=(await show(tx, outcome)).model_dump(mode="json"),
        headers={"location": f"/api/v1/payments/{outcome.payment.id}"},
    )


class _Sealing:
    """Makes the answer in the transaction of its effect, and keeps it for the response."""

    def __init__(self, claim: Claim, show: Show, *, effect_stands: bool, made: int) -> None:
        self._claim = claim
        self._show = show
        self._made = made
        self._effect_stands = effect_stands
        self.answer = Answer(status=500, body=None)

    async def seal(self, tx: Tx, outcome: Outcome) -> None:
        """Store the answer under the caller's key."""
        sql = cast("SqlTx", tx)
        self.answer = await _answer(sql, outcome, self._show, self._made)
        try:
            await sql.answers.finish(self._claim, self.answer)
        except Unavailable:
            if not self._effect_stands:
                raise
            # Another request took the lapsed claim over and answers; the provider was called.
            log.warning("a claim was lost", attempt_id=str(outcome.attempt.id))
