"""How Daraja says no: a request id, a code with dots and a sentence."""

import secrets

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from simulator.core.bodies import BodyTooLarge, UnreadableBody


class Refusal(Exception):
    """An answer that does nothing."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def bad_request(field: str) -> Refusal:
    """Refuse one field of a request."""
    return Refusal(400, "400.002.02", f"Bad Request - Invalid {field}")


def broken() -> JSONResponse:
    """Answer as a Daraja that has fallen over."""
    return _spelt(Refusal(500, "500.003.1001", "Internal Server Error"))


def install(app: FastAPI) -> None:
    """Make the application answer its errors in Daraja's words."""
    for kind in (Refusal, HTTPException, BodyTooLarge, UnreadableBody):
        app.add_exception_handler(kind, _answer)


async def _answer(request: Request, error: Exception) -> JSONResponse:
    return _spelt(_as_refusal(request, error))


def _spelt(refusal: Refusal) -> JSONResponse:
    body = {
        "requestId": f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(10)}",
        "errorCode": refusal.code,
        "errorMessage": refusal.message,
    }
    return JSONResponse(body, refusal.status)


def _as_refusal(request: Request, error: Exception) -> Refusal:
    match error:
        case Refusal():
            return error
        case HTTPException(status_code=405):
            return Refusal(405, "405.001", f"{request.method} Method Not Allowed")
        case HTTPException():
            return Refusal(404, "404.001.01", "Resource not found")
        case _:
            return Refusal(400, "400.002.05", "Invalid Request Payload")
