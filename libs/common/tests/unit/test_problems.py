"""Every failure leaves as one shape, with the status its kind stands for."""

from typing import Any

import pytest
from asyncpg import exceptions as postgres
from httpx import AsyncClient
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from common import errors, problems
from common.errors import FieldError, Problem


class _Reported(Exception):
    """What SQLAlchemy makes of a driver's error: the same SQLSTATE, wrapped."""

    def __init__(self, cause: type[Exception]) -> None:
        super().__init__("hunter2 was in the statement")
        self.sqlstate = getattr(cause, "sqlstate", None)


def _database_error(cause: type[Exception], *, lost: bool = False) -> DBAPIError:
    return DBAPIError("select 'hunter2'", {}, _Reported(cause), connection_invalidated=lost)


STATUSES: list[tuple[type[Problem], int, str]] = [
    (errors.Malformed, 400, "malformed_body"),
    (errors.Invalid, 422, "validation_failed"),
    (errors.Unauthenticated, 401, "unauthenticated"),
    (errors.Forbidden, 403, "forbidden"),
    (errors.NotFound, 404, "not_found"),
    (errors.Conflict, 409, "conflict"),
    (errors.Stale, 412, "version_conflict"),
    (errors.PreconditionRequired, 428, "precondition_required"),
    (errors.Throttled, 429, "rate_limited"),
    (errors.TooLarge, 413, "payload_too_large"),
    (errors.UnsupportedMedia, 415, "unsupported_media_type"),
    (errors.Unavailable, 503, "unavailable"),
]


def test_every_kind_of_problem_has_a_status() -> None:
    assert set(Problem.__subclasses__()) == set(problems.STATUS)
    assert {kind for kind, _, _ in STATUSES} == set(problems.STATUS)


@pytest.mark.parametrize(("kind", "status", "code"), STATUSES)
async def test_a_kind_of_problem_is_answered_with_its_status(
    failing: Any, kind: type[Problem], status: int, code: str, client: AsyncClient
) -> None:
    failing.error = kind("in words")

    answer = await client.get("/api/v1/failing")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": f"/problems/{code}",
        "title": answer.json()["title"],
        "status": status,
        "detail": "in words",
        "instance": "/api/v1/failing",
        "code": code,
        "request_id": answer.headers["x-request-id"],
    }
    assert answer.status_code == status


class OutOfStock(errors.Conflict):
    """A problem of some service's own."""


class Renamed(OutOfStock):
    """A problem that states its code."""

    code = "sold_out"


def test_a_problem_is_named_after_its_class_unless_it_says_otherwise() -> None:
    assert OutOfStock.code == "out_of_stock"
    assert Renamed.code == "sold_out"
    assert problems.status_of(Renamed) == 409


async def test_members_and_field_errors_stand_in_the_body(
    failing: Any, client: AsyncClient
) -> None:
    error = FieldError(pointer="#/items/0", code="short", detail="only one is left")
    failing.error = OutOfStock("too few", errors=[error], items=[{"available": 1}])

    body = (await client.get("/api/v1/failing")).json()

    assert body["items"] == [{"available": 1}]
    assert body["errors"] == [
        {"pointer": "#/items/0", "code": "short", "detail": "only one is left"}
    ]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (errors.Throttled("slow down", retry_after=7), "7"),
        (errors.Conflict("in use", retry_after=2), "2"),
        (errors.Unavailable("down"), "1"),
        (errors.Unavailable("down", retry_after=9), "9"),
        (errors.Conflict("taken"), None),
    ],
)
async def test_who_may_come_back_is_told_when(
    failing: Any, problem: Problem, expected: str | None, client: AsyncClient
) -> None:
    failing.error = problem

    answer = await client.get("/api/v1/failing")

    assert answer.headers.get("retry-after") == expected


async def test_who_is_not_signed_in_is_told_how(failing: Any, client: AsyncClient) -> None:
    failing.error = errors.Unauthenticated("sign in")

    answer = await client.get("/api/v1/failing")

    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (_database_error(postgres.CharacterNotInRepertoireError), 422),
        (_database_error(postgres.UntranslatableCharacterError), 422),
        (_database_error(postgres.NumericValueOutOfRangeError), 422),
        (_database_error(postgres.StringDataRightTruncationError), 422),
        (_database_error(postgres.ConnectionDoesNotExistError), 503),
        (_database_error(postgres.TooManyConnectionsError), 503),
        (_database_error(postgres.AdminShutdownError), 503),
        (_database_error(postgres.CannotConnectNowError), 503),
        (_database_error(postgres.QueryCanceledError), 503),
        (_database_error(postgres.LockNotAvailableError), 503),
        (_database_error(postgres.DeadlockDetectedError), 503),
        (_database_error(postgres.SerializationError), 503),
        (_database_error(postgres.DiskFullError), 503),
        (_database_error(postgres.InterfaceError, lost=True), 503),
        (PoolTimeout(), 503),
        (ConnectionRefusedError(), 503),
        (TimeoutError(), 503),
        (_database_error(postgres.UndefinedTableError), 500),
        (_database_error(postgres.UniqueViolationError), 500),
        (_database_error(postgres.InsufficientPrivilegeError), 500),
        (ValueError("hunter2"), 500),
        (RecursionError(), 500),
        (AssertionError("hunter2"), 500),
    ],
    ids=lambda value: repr(getattr(value, "orig", value)) if isinstance(value, Exception) else None,
)
async def test_what_the_database_says_becomes_what_the_caller_can_do(
    failing: Any, error: Exception, status: int, client: AsyncClient
) -> None:
    failing.error = error

    answer = await client.get("/api/v1/failing")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "hunter2" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)


async def test_a_bug_says_nothing_but_its_request_id(failing: Any, client: AsyncClient) -> None:
    failing.error = KeyError("hunter2")

    answer = await client.get("/api/v1/failing", headers={"x-request-id": "abc"})

    assert answer.json()["code"] == "internal_error"
    assert answer.json()["request_id"] == "abc"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/v1/things/", 404, "not_found"),
        ("GET", "/api/v1/things/not-a-uuid", 404, "not_found"),
        ("GET", "/api/v1/things/..%2f..%2fetc%2fpasswd", 404, "not_found"),
        ("PUT", "/api/v1/things/echo", 405, "method_not_allowed"),
        ("TRACE", "/api/v1/things/echo", 405, "method_not_allowed"),
        ("BREW", "/api/v1/things/echo", 405, "method_not_allowed"),
    ],
)
async def test_what_the_framework_refuses_is_a_problem_too(
    client: AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_a_method_that_is_refused_is_answered_with_those_that_are_not(
    client: AsyncClient,
) -> None:
    assert "POST" in (await client.put("/api/v1/things/echo")).headers["allow"]


async def test_the_document_names_problems_and_nothing_of_the_framework(
    client: AsyncClient,
) -> None:
    document = (await client.get("/openapi.json")).json()

    assert "HTTPValidationError" not in str(document)
    assert "Problem" in document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            content = operation["responses"]["default"]["content"]
            assert list(content) == ["application/problem+json"], path
