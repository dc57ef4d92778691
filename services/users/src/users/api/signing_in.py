"""Sessions, from login to logout."""

from http import HTTPStatus

from fastapi import Request, Response

from common import problems
from common.clock import utcnow
from common.errors import Unauthenticated
from common.ids import new_id
from common.routing import router as strict_router
from users.adapters.hashing import TooManyHashes
from users.api import cookies
from users.api.deps import (
    BeginDep,
    ClientDep,
    KeyringDep,
    MeDep,
    PasswordsDep,
    SecretsDep,
    SettingsDep,
    TxDep,
)
from users.api.schemas import LoginIn, RefreshIn, SignedInOut
from users.domain.session import CsrfTokenInvalid, RefreshRefused
from users.domain.throttle import TooManyAttempts
from users.domain.user import AccountSuspended, EmailNotConfirmed, InvalidCredentials
from users.settings import Settings
from users.usecases.refresh import Refresh, refresh
from users.usecases.sign_in import SignedIn, SignIn, sign_in
from users.usecases.sign_out import sign_out, sign_out_everywhere

router = strict_router(prefix="/api/v1/auth", tags=["auth"])


@router.post(
    "/login",
    responses=problems.documented(
        InvalidCredentials, EmailNotConfirmed, AccountSuspended, TooManyAttempts, TooManyHashes
    ),
)
async def login(
    *,
    body: LoginIn,
    client: ClientDep,
    passwords: PasswordsDep,
    secrets: SecretsDep,
    keyring: KeyringDep,
    begin: BeginDep,
    settings: SettingsDep,
    request: Request,
    response: Response,
) -> SignedInOut:
    """Sign in by address or username. `X-Session-Mode: cookie` keeps the refresh token hidden."""
    command = SignIn(
        session_id=new_id(),
        by_cookie=cookies.asked_for(request),
        address=client.address,
        user_agent=client.user_agent,
        network_allowed=settings.network_allowed,
        at=utcnow(),
        **body.model_dump(),
    )
    signed_in = await sign_in(
        command, passwords=passwords, secrets=secrets, issuer=keyring, begin=begin
    )
    return _answer(signed_in, response, settings)


@router.post("/refresh", responses=problems.documented(RefreshRefused, CsrfTokenInvalid))
async def renew(
    *,
    secrets: SecretsDep,
    keyring: KeyringDep,
    begin: BeginDep,
    settings: SettingsDep,
    request: Request,
    response: Response,
    body: RefreshIn | None = None,
) -> SignedInOut:
    """Exchange a refresh token for its one successor. In a cookie it needs `X-CSRF-Token`."""
    command = _presented(body, request)
    signed_in = await refresh(command, secrets=secrets, issuer=keyring, begin=begin)
    return _answer(signed_in, response, settings)


@router.post(
    "/logout",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(Unauthenticated),
)
async def logout(me: MeDep, settings: SettingsDep, tx: TxDep) -> Response:
    """End this session."""
    await sign_out(me.id, me.session_id, tx=tx, at=utcnow())
    return _gone(settings)


@router.post(
    "/logout-all",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(Unauthenticated),
)
async def logout_all(me: MeDep, settings: SettingsDep, tx: TxDep) -> Response:
    """End every session of the user's, this one too."""
    await sign_out_everywhere(me.id, tx=tx, at=utcnow())
    return _gone(settings)


def _presented(body: RefreshIn | None, request: Request) -> Refresh:
    given = None if body is None else body.refresh_token
    token = given or request.cookies.get(cookies.REFRESH)
    if not token:
        raise RefreshRefused
    return Refresh(
        token=token,
        by_cookie=given is None,
        csrf_token=request.headers.get(cookies.CSRF_HEADER),
        at=utcnow(),
    )


def _answer(signed_in: SignedIn, response: Response, settings: Settings) -> SignedInOut:
    in_cookie = signed_in.session.by_cookie
    response.headers["cache-control"] = "no-store"
    if in_cookie:
        cookies.give(response, signed_in, secure=_is_secure(settings))
    return SignedInOut.of(signed_in, in_cookie=in_cookie)


def _gone(settings: Settings) -> Response:
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    cookies.take_back(response, secure=_is_secure(settings))
    return response


def _is_secure(settings: Settings) -> bool:
    return settings.storefront_url.startswith("https:")
