"""Cookie mode: browsers keep the refresh token where no script can read it."""

from typing import Final

from fastapi import Request, Response

from users.domain.session import SESSION_LASTS
from users.usecases.sign_in import SignedIn

REFRESH: Final = "soko_refresh"
CSRF: Final = "soko_csrf"
PATH: Final = "/api/v1/auth"
MODE_HEADER: Final = "x-session-mode"
CSRF_HEADER: Final = "x-csrf-token"


def asked_for(request: Request) -> bool:
    """Tell whether the client wants its refresh token in a cookie."""
    return request.headers.get(MODE_HEADER) == "cookie"


def give(response: Response, signed_in: SignedIn, *, secure: bool) -> None:
    """Set the refresh token, and beside it the token that pages must repeat in a header."""
    lasts = int(SESSION_LASTS.total_seconds())
    response.set_cookie(
        REFRESH,
        signed_in.refresh_token,
        max_age=lasts,
        path=PATH,
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    # Scripts of our own pages read this one; a foreign page can make a browser send, not read.
    response.set_cookie(
        CSRF, signed_in.csrf_token, max_age=lasts, path="/", secure=secure, samesite="strict"
    )


def take_back(response: Response, *, secure: bool) -> None:
    """Remove both cookies."""
    response.delete_cookie(REFRESH, path=PATH, secure=secure, httponly=True, samesite="strict")
    response.delete_cookie(CSRF, path="/", secure=secure, samesite="strict")
