"""Problems as RFC 9457 responses: the only place where an error meets an HTTP status."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from common import context
from common.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    PreconditionRequired,
    Problem,
    Stale,
    Throttled,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)

MEDIA_TYPE: Final = "application/problem+json"
SCHEMA: Final = {"$ref": "#/components/schemas/Problem"}

STATUS: Final[Mapping[type[Problem], HTTPStatus]] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    Throttled: HTTPStatus.TOO_MANY_REQUESTS,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

# What the framework refuses by itself, in our words.
_BARE: Final[Mapping[int, tuple[str, str]]] = {
    400: ("malformed_body", "the request cannot be read"),
    404: ("not_found", "there is nothing at this address"),
    405: ("method_not_allowed", "this address does not take that method"),
    413: ("payload_too_large", "the body is larger than this address takes"),
    415: ("unsupported_media_type", "this address does not read that media type"),
}

_NAMED: Final = 100
"""So many wrong fields are named; a body made of mistakes costs no more."""

# Postgres refuses some text and numbers that JSON can carry (class 22, data exception).
_UNSTORABLE: Final = "22"


def install(app: FastAPI) -> None:
    """Render every expected failure that escapes a route."""
    app.add_exception_handler(Problem, _render)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _bare)
    app.add_exception_handler(DBAPIError, _database)
    for outage in (PoolTimeout, OSError):  # OSError covers refused, reset and timed out
        app.add_exception_handler(outage, _outage)
    app.add_exception_handler(Exception, _bug)


def documented(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Describe the problems a route can answer with, for its OpenAPI `responses`."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        entry = responses.setdefault(
            status_of(kind).value, {"description": "", "content": {MEDIA_TYPE: {"schema": SCHEMA}}}
        )
        entry["description"] = ", ".join(filter(None, [entry["description"], kind.code]))
    return responses


def status_of(kind: type[Problem]) -> HTTPStatus:
    """Return the status that a kind of problem is answered with."""
    return next(STATUS[base] for base in kind.__mro__ if base in STATUS)


def response(problem: Problem, *, instance: str) -> Response:
    """Render the problem; `instance` is the path it happened at."""
    status = status_of(type(problem))
    headers = {}
    if isinstance(problem, Unavailable) or problem.retry_after is not None:
        headers["retry-after"] = str(problem.retry_after or 1)
    if status is HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return render(
        status,
        problem.code,
        str(problem),
        instance=instance,
        errors=problem.errors,
        members=problem.members,
        headers=headers,
    )


def render(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    instance: str,
    errors: Sequence[FieldError] = (),
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Build an `application/problem+json` answer."""
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": instance,
        "code": code,
        "request_id": context.request_id.get(),
    }
    if errors:
        body["errors"] = [_field(error) for error in errors]
    body.update(members or {})
    content = orjson.dumps(body, default=str, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    return Response(content, status.value, headers, MEDIA_TYPE)


def _field(error: FieldError) -> dict[str, str]:
    name = "pointer" if error.parameter is None else "parameter"
    place = error.pointer or "#" if error.parameter is None else error.parameter
    return {name: place, "code": error.code, "detail": error.detail}


async def _render(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)  # noqa: S101  Starlette's handler type is wider than ours
    return response(problem, instance=request.url.path)


async def _bare(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    code, detail = _BARE.get(status.value, (status.name.lower(), status.phrase))
    return render(status, code, detail, instance=request.url.path, headers=error.headers)


async def _database(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)  # noqa: S101
    if str(getattr(error.orig, "sqlstate", "")).startswith(_UNSTORABLE):
        return response(Invalid("a value cannot be stored"), instance=request.url.path)
    if error.connection_invalidated or _is_passing(error):
        return await _outage(request, error)
    raise error


def _is_passing(error: DBAPIError) -> bool:
    # Connection lost, resources, operator intervention, lock or serialisation failure.
    state = str(getattr(error.orig, "sqlstate", None) or "08")
    return state[:2] in {"08", "53", "55", "57", "40"}


async def _outage(request: Request, _: Exception) -> Response:
    # The outcome is unknown: the client repeats with the same idempotency key.
    problem = Unavailable("the service cannot reach what it needs; try again", retry_after=1)
    return response(problem, instance=request.url.path)


async def _bug(request: Request, _: Exception) -> Response:
    detail = "something went wrong here; the request id finds it in the logs"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return render(status, "internal_error", detail, instance=request.url.path)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return response(_problem_of(error), instance=request.url.path)


def _problem_of(error: RequestValidationError) -> Problem:
    """Name what is wrong without repeating the input (it may be a secret, or unprintable)."""
    found = error.errors()
    where = {str(entry["loc"][0]) for entry in found}
    if any(entry["type"] == "json_invalid" for entry in found):
        return Malformed("the body is not readable JSON")
    if "path" in where:
        return NotFound("there is nothing at this address")
    if "body" not in where:
        return _bad_parameters(found)
    errors = [
        FieldError(pointer=_pointer(entry["loc"][1:]), code=entry["type"], detail=_detail(entry))
        for entry in found[:_NAMED]
    ]
    return Invalid("the request has fields that are missing or wrong", errors=errors)


class _InvalidParameter(Malformed):
    """A query parameter or header has a value that is not possible."""

    code = "invalid_parameter"


def _bad_parameters(found: Sequence[Any]) -> Problem:
    errors = [
        FieldError(parameter=str(entry["loc"][-1]), code=entry["type"], detail=_detail(entry))
        for entry in found[:_NAMED]
    ]
    return _InvalidParameter("a parameter has a value that is not possible", errors=errors)


def _detail(entry: Mapping[str, Any]) -> str:
    return _safe(str(entry["msg"]))[:200]


def _pointer(location: Sequence[str | int]) -> str:
    parts = (_safe(str(part)).replace("~", "~0").replace("/", "~1")[:100] for part in location)
    return "#" + "".join(f"/{part}" for part in parts)


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
