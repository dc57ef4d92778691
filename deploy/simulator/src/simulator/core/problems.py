"""Errors as RFC 9457 problems, for everything that is not a provider's dialect."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from simulator.core.bodies import BodyTooLarge, UnreadableBody
from simulator.core.transactions import IllegalDecision

_TITLES: Final = {
    400: ("Bad request", "malformed_body"),
    404: ("Not found", "not_found"),
    405: ("Method not allowed", "method_not_allowed"),
    409: ("Conflict", "illegal_transition"),
    413: ("Too large", "payload_too_large"),
    422: ("Not valid", "validation_failed"),
}


class Problem(Exception):
    """A refusal: the status, what is wrong in words, and where."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str | None = None,
        errors: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.errors = errors


def invalid(errors: Sequence[ErrorDetails], *under: str) -> Problem:
    """Turn pydantic's findings in a body into a 422 that says where."""
    found = [
        {
            "pointer": "#/" + "/".join(str(part) for part in (*under, *error["loc"])),
            "code": error["type"],
            "detail": error["msg"],
        }
        for error in errors
    ]
    return Problem(422, "the body is not valid", errors=found)


def install(app: FastAPI) -> None:
    """Make the application answer its errors as problems."""
    for kind in (
        Problem,
        RequestValidationError,
        HTTPException,
        BodyTooLarge,
        UnreadableBody,
        IllegalDecision,
    ):
        app.add_exception_handler(kind, _answer)


async def _answer(request: Request, error: Exception) -> JSONResponse:
    problem = _as_problem(error)
    title, usual_code = _TITLES.get(problem.status, ("Error", "error"))
    code = problem.code or usual_code
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.url.path,
        "code": code,
    }
    if problem.errors:
        body["errors"] = list(problem.errors)
    headers = getattr(error, "headers", None)
    return JSONResponse(body, problem.status, headers, "application/problem+json")


def _as_problem(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _bad_query(error)
        case HTTPException():
            return Problem(error.status_code, str(error.detail))
        case BodyTooLarge():
            return Problem(413, "the body is larger than 256 KiB")
        case UnreadableBody():
            return Problem(400, "the body is not a JSON object")
        case _:
            return Problem(409, str(error))


def _bad_query(broken: RequestValidationError) -> Problem:
    first = broken.errors()[0]
    unknown = first["type"] == "extra_forbidden"
    return bad_parameter(str(first["loc"][-1]), first["msg"], unknown=unknown)


def bad_parameter(name: str, detail: str, *, unknown: bool = False) -> Problem:
    """Refuse a query parameter with a 400 that names it."""
    code = "unknown_parameter" if unknown else "invalid_parameter"
    return Problem(
        400, detail, code=code, errors=[{"parameter": name, "code": code, "detail": detail}]
    )
