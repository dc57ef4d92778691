"""From a request to the command that begins an attempt."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from fastapi import Response

from common.idempotency import Claims
from common.intents import Intent
from payments.adapters.tx import SqlTx
from payments.api.answers import StartedOut
from payments.api.claimed import claimed, fresh_callback_token, fresh_reference, unclaimed
from payments.api.older_shapes import InitiatedOut
from payments.api.schemas import BeginIn
from payments.domain.caller import Caller
from payments.domain.phone import normalized
from payments.settings import Settings
from payments.usecases.begin_attempt import Begin, begin_attempt
from payments.usecases.ports import Outcome, Seal, World
from payments.usecases.problems import BadPhoneNumber, BadReturnUrl, PaymentNotFound


def begin_command(
    order_id: UUID, body: BeginIn, payer: Caller, settings: Settings
) -> Callable[[UUID], Begin]:
    """Check what can be checked without asking anybody; the attempt's id comes from the claim.

    Raises `BadPhoneNumber` or `BadReturnUrl`.
    """
    phone_number = _phone_number(body.phone_number)
    if body.return_url is not None and not settings.may_return_to(body.return_url):
        raise BadReturnUrl

    def command(attempt_id: UUID) -> Begin:
        return Begin(
            attempt_id=attempt_id,
            order_id=order_id,
            provider=body.provider,
            reference=fresh_reference(),
            callback_token=fresh_callback_token(),
            phone_number=phone_number,
            return_url=body.return_url,
            caller=payer,
        )

    return command


async def order_of(payment_id: UUID, payer: Caller, world: World) -> UUID:
    """Return the order of one's own payment; raise `PaymentNotFound`."""
    async with world.open_tx() as tx:
        payment = await tx.payments.find(payment_id)
    if payment is None or not payment.is_owned_by(payer.identities):
        raise PaymentNotFound
    return payment.order_id


async def initiated(
    command: Callable[[UUID], Begin], intent: Intent | None, claims: Claims, world: World
) -> Response:
    """Begin an attempt and answer as the platform's first clients expect it: always 200."""

    async def act(attempt_id: UUID, seal: Seal) -> Outcome:
        return await begin_attempt(command(attempt_id), world=world, seal=seal)

    if intent is None:
        return await unclaimed(act, _initiated)
    return await claimed(intent, claims, act, _initiated, effect_stands=True, made=HTTPStatus.OK)


async def _initiated(_: SqlTx, outcome: Outcome) -> InitiatedOut:
    return InitiatedOut.whole(outcome)


async def started(_: SqlTx, outcome: Outcome) -> StartedOut:
    """Show what was begun."""
    return StartedOut.of(outcome)


def _phone_number(given: str | None) -> str | None:
    if given is None:
        return None
    number = normalized(given)
    if number is None:
        raise BadPhoneNumber
    return number
