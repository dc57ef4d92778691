"""Answers are looked at closely here."""

from collections.abc import Callable

import httpx
import pytest
from acceptance.shapes import PROBLEM

AssertProblem = Callable[[httpx.Response, int, str], None]


@pytest.fixture
def is_problem() -> AssertProblem:
    """Return a function that fails unless an answer is this problem, and a whole one."""

    def check(answer: httpx.Response, status: int, code: str) -> None:
        seen = (answer.status_code, answer.headers.get("content-type"))
        assert seen == (status, "application/problem+json"), answer.text
        body = answer.json()
        assert body.keys() >= PROBLEM
        assert (body["status"], body["code"]) == (status, code)
        assert body["type"].endswith(f"/problems/{code}")
        assert body["request_id"] == answer.headers["x-request-id"]

    return check
