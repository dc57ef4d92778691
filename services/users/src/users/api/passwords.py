"""Forgotten and changed passwords."""

from http import HTTPStatus

from fastapi import Response

from common import problems
from common.auth import CallerDep
from common.clock import utcnow
from common.errors import Unauthenticated
from common.idempotency import Answer, once
from common.intents import OptionalIntent
from common.routing import router as strict_router
from users.adapters.hashing import TooManyHashes
from users.api.deps import BeginDep, ClientDep, PasswordsDep, SecretsDep, SettingsDep, TxDep
from users.api.schemas import ChangePasswordIn, EmailIn, ResetPasswordIn
from users.domain.link import TokenInvalid
from users.domain.password import PasswordRefused
from users.domain.throttle import TooManyAttempts
from users.domain.user import InvalidCredentials
from users.usecases.passwords import (
    ChangePassword,
    change_password,
    check_change,
    forget_password,
    reset_password,
)

router = strict_router(prefix="/api/v1", tags=["passwords"])


@router.post("/auth/password/forgot", status_code=HTTPStatus.ACCEPTED, response_class=Response)
async def forgot(body: EmailIn, secrets: SecretsDep, tx: TxDep) -> Response:
    """Mail a link to set a new password, if there is such an account; the answer never says."""
    await forget_password(body.email, secrets=secrets, tx=tx, at=utcnow())
    return Response(status_code=HTTPStatus.ACCEPTED)


@router.post(
    "/auth/password/reset",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(TokenInvalid, PasswordRefused, TooManyHashes),
)
async def reset(
    body: ResetPasswordIn, passwords: PasswordsDep, secrets: SecretsDep, begin: BeginDep
) -> Response:
    """Set a new password with the token from the mail; every session ends."""
    await reset_password(
        body.token, body.password, passwords=passwords, secrets=secrets, begin=begin, at=utcnow()
    )
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/me/password",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(
        Unauthenticated, InvalidCredentials, PasswordRefused, TooManyAttempts, TooManyHashes
    ),
)
async def change(
    *,
    body: ChangePasswordIn,
    caller: CallerDep,
    client: ClientDep,
    settings: SettingsDep,
    intent: OptionalIntent,
    passwords: PasswordsDep,
    begin: BeginDep,
    tx: TxDep,
) -> Response:
    """Change the password; the user's other sessions end."""
    wish = ChangePassword(
        user_id=caller.id,
        session_id=caller.session_id,
        current=body.current_password,
        new=body.new_password,
        address=client.address,
        network_allowed=settings.network_allowed,
        at=utcnow(),
    )
    checked = await check_change(wish, passwords=passwords, begin=begin)

    async def act() -> Answer:
        await change_password(checked, tx=tx)
        return Answer(status=HTTPStatus.NO_CONTENT, body=None)

    return await once(intent, tx.answers, act)
