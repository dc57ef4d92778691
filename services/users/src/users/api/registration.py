"""Accounts, from nothing to a confirmed address."""

from http import HTTPStatus

from fastapi import Response

from common import etags, problems
from common.clock import utcnow
from common.ids import new_id
from common.routing import router as strict_router
from users.adapters.hashing import TooManyHashes
from users.api.deps import LocaleDep, PasswordsDep, SecretsDep, TxDep
from users.api.schemas import EmailIn, RegisterIn, TokenIn, UserOut
from users.domain.link import TokenInvalid
from users.domain.password import PasswordRefused
from users.domain.user import UsernameTaken
from users.usecases.confirm_email import confirm_email, resend_confirmation
from users.usecases.register import Register, register

router = strict_router(prefix="/api/v1/auth", tags=["auth"])


@router.post(
    "/register",
    status_code=HTTPStatus.CREATED,
    responses=problems.documented(PasswordRefused, UsernameTaken, TooManyHashes),
)
async def open_account(
    *,
    body: RegisterIn,
    locale: LocaleDep,
    passwords: PasswordsDep,
    secrets: SecretsDep,
    tx: TxDep,
    response: Response,
) -> UserOut:
    """Open an account and mail a link to confirm its address.

    A known address gets the same answer, and its owner a mail.
    """
    command = Register(user_id=new_id(), locale=locale, at=utcnow(), **body.model_dump())
    user = await register(command, passwords=passwords, secrets=secrets, tx=tx)
    response.headers["location"] = "/api/v1/me"
    return UserOut.of(user)


@router.post("/email/confirm", responses=problems.documented(TokenInvalid))
async def confirm(body: TokenIn, secrets: SecretsDep, tx: TxDep, response: Response) -> UserOut:
    """Confirm an address with the token that was mailed to it. It works once."""
    user = await confirm_email(body.token, secrets=secrets, tx=tx, at=utcnow())
    etags.tag(response, user.version)
    return UserOut.of(user)


@router.post("/email/resend", status_code=HTTPStatus.ACCEPTED, response_class=Response)
async def resend(body: EmailIn, secrets: SecretsDep, tx: TxDep) -> Response:
    """Mail a fresh confirmation link, if an account waits for one; the answer never says."""
    await resend_confirmation(body.email, secrets=secrets, tx=tx, at=utcnow())
    return Response(status_code=HTTPStatus.ACCEPTED)
