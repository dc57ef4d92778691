"""How Chapa says no: one envelope, whose message is a sentence or an object of arrays."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from simulator.core.bodies import BodyTooLarge, UnreadableBody


class Refusal(Exception):
    """An answer without data; the wrapper's `status` is null for a payment that waits."""

    def __init__(
        self, code: int, message: str | Mapping[str, Any], status: str | None = "failed"
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def broken() -> JSONResponse:
    """Answer as a Chapa that has fallen over."""
    return JSONResponse({"message": "Server Error"}, 500)


def install(app: FastAPI) -> None:
    """Make the application answer its errors in Chapa's envelope."""
    for kind in (Refusal, HTTPException, BodyTooLarge, UnreadableBody):
        app.add_exception_handler(kind, _answer)


async def _answer(_request: Request, error: Exception) -> JSONResponse:
    refusal = _as_refusal(error)
    body = {"message": refusal.message, "status": refusal.status, "data": None}
    return JSONResponse(body, refusal.code)


def _as_refusal(error: Exception) -> Refusal:
    match error:
        case Refusal():
            return error
        case HTTPException():
            return Refusal(error.status_code, str(error.detail))
        case BodyTooLarge():
            return Refusal(413, "Request body too large")
        case _:
            return Refusal(400, "The request body could not be read")
