"""Bodies that break other servers get their 4xx here, as a problem, and quickly."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

ECHO = "/api/v1/things/echo"
JSON = {"content-type": "application/json"}


def _thing(**fields: Any) -> bytes:
    return json.dumps({"name": "mug", "quantity": 1, **fields}).encode()


def _with_quantity(literal: bytes) -> bytes:
    return b'{"name":"mug","quantity":' + literal + b"}"


async def _post(client: AsyncClient, body: bytes) -> Response:
    return await client.post(ECHO, content=body, headers=JSON)


def assert_problem(answer: Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    ), answer.text
    body = answer.json()
    assert body["code"] == code
    assert body["status"] == status
    assert body["type"] == f"/problems/{code}"
    assert body["request_id"] == answer.headers["x-request-id"]
    assert {"title", "detail", "instance"} <= body.keys()


@pytest.mark.parametrize(
    "body",
    [
        _with_quantity(b"NaN"),
        _with_quantity(b"Infinity"),
        _with_quantity(b"-Infinity"),
        _with_quantity(b"1e400"),
        _with_quantity(b"01"),
        b'{"name":"\\ud800","quantity":1}',
        b'{"\\ud800":1}',
        b'{"name":"\xff","quantity":1}',
        b"\xef\xbb\xbf" + _thing(),
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"name":"mug","quantity":1}x',
        b'{"name":"mug","quantity":1',
        b"{'name':'mug'}",
        b"\x00",
        b" ",
    ],
    ids=lambda body: repr(body[:30]),
)
async def test_what_is_not_json_is_malformed(client: AsyncClient, body: bytes) -> None:
    assert_problem(await _post(client, body), 400, "malformed_body")


@pytest.mark.parametrize(
    "literal",
    [
        b"0",
        b"-0",
        b"-1",
        b"1000000000",
        b"2147483648",
        b"9007199254740993",
        b"9223372036854775808",
        b"9" * 4_000,
        b"2.0",
        b"1.5",
        b"1e0",
        b"true",
        b'"1"',
        b"null",
        b"[1]",
        b"{}",
    ],
)
async def test_a_number_of_the_wrong_kind_or_size_is_invalid(
    client: AsyncClient, literal: bytes
) -> None:
    answer = await _post(client, _with_quantity(literal))

    # 4,000 digits are no number that any JSON reader has to take.
    if answer.status_code == 400:
        assert len(literal) > 300
        return
    assert_problem(answer, 422, "validation_failed")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/quantity"]


@pytest.mark.parametrize("field", ["role", "user_id", "total", "status", "__proto__", "x" * 5_000])
async def test_a_field_that_is_not_named_is_refused(client: AsyncClient, field: str) -> None:
    answer = await _post(client, _thing(**{field: "admin"}))

    assert_problem(answer, 422, "validation_failed")
    [error] = answer.json()["errors"]
    assert error["code"] == "extra_forbidden"
    assert len(answer.content) < 1_000


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"text"', b"[[[]]]", b"true"])
async def test_a_body_that_is_no_object_is_invalid(client: AsyncClient, body: bytes) -> None:
    answer = await _post(client, body)

    assert answer.status_code == 422
    assert_problem(answer, 422, "validation_failed")


async def test_an_empty_body_is_refused(client: AsyncClient) -> None:
    answer = await client.post(ECHO, content=b"", headers=JSON)

    assert_problem(answer, 422, "validation_failed")


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("\x00", "#/name"),
        ("mug\x00", "#/name"),
        ("mug\x1b[31m", "#/name"),
        ("mug\r\nSet-Cookie: a=b", "#/name"),
        ("mug\x7f", "#/name"),
        ("mu\x85g", "#/name"),
        ("", "#/name"),
        ("   ", "#/name"),
        ("x" * 201, "#/name"),
    ],
)
async def test_text_that_people_or_postgres_cannot_take_is_invalid(
    client: AsyncClient, name: str, pointer: str
) -> None:
    answer = await _post(client, _thing(name=name))

    assert_problem(answer, 422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    "name", ["ሻይ", "قهوة", "e\u0301", "👩‍👩‍👧‍👦", "a\u200bb", "\u202eabc", "tab\there"]
)
async def test_text_of_any_language_comes_back_as_it_was(client: AsyncClient, name: str) -> None:
    answer = await _post(client, _thing(name=name))

    assert answer.status_code == 200
    assert answer.json()["name"] == name


async def test_the_last_of_two_equal_keys_counts(client: AsyncClient) -> None:
    answer = await _post(client, b'{"name":"first","name":"last","quantity":1}')

    assert (answer.status_code, answer.json()["name"]) == (200, "last")


async def test_errors_point_into_lists_and_objects(client: AsyncClient) -> None:
    answer = await _post(
        client,
        _thing(
            parts=[{"label": "a", "quantity": 1}, {"label": "b", "quantity": 0}],
            price={"amount": -1, "currency": "kes"},
        ),
    )

    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"#/parts/1/quantity", "#/price/amount", "#/price/currency"}


async def test_a_pointer_is_escaped(client: AsyncClient) -> None:
    answer = await _post(client, _thing(**{"a/b~c": 1}))

    assert answer.json()["errors"][0]["pointer"] == "#/a~1b~0c"


async def test_a_refusal_repeats_nothing_of_what_was_sent(client: AsyncClient) -> None:
    answer = await _post(
        client, _thing(code="hunter2-hunter2", quantity="hunter2", notes=["hunter2"])
    )

    assert answer.status_code == 422
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 500_000,
        b"{" + b",".join(b'"k%d":1' % n for n in range(90_000)) + b"}",
        json.dumps({"parts": [{}] * 100_000}).encode(),
        _thing(name="\u0301" * 100_000),
    ],
    ids=["deep", "many keys", "many errors", "long text"],
)
async def test_a_body_made_to_be_slow_is_not(client: AsyncClient, body: bytes) -> None:
    started = time.perf_counter()

    answer = await _post(client, body)

    assert answer.status_code in {400, 422}
    assert len(answer.content) < 64_000
    assert time.perf_counter() - started < 1  # 0.05 s on a machine that does nothing else


async def test_a_body_that_says_it_is_too_large_is_refused(client: AsyncClient) -> None:
    assert_problem(await _post(client, b" " * (1024 * 1024 + 1)), 413, "payload_too_large")


async def test_a_chunked_body_that_grows_too_large_is_refused(client: AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b" " * 65_536

    answer = await client.post(ECHO, content=endless(), headers=JSON)

    assert_problem(answer, 413, "payload_too_large")


async def test_a_body_of_exactly_the_limit_is_read(client: AsyncClient) -> None:
    body = _thing()

    answer = await _post(client, body + b" " * (1024 * 1024 - len(body)))

    assert answer.status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, gzip", "zstd"])
async def test_a_packed_body_is_not_unpacked(client: AsyncClient, encoding: str) -> None:
    answer = await client.post(
        ECHO, content=_thing(), headers={**JSON, "content-encoding": encoding}
    )

    assert_problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "x",
    ],
)
async def test_a_foreign_media_type_is_refused(client: AsyncClient, media_type: str) -> None:
    answer = await client.post(ECHO, content=_thing(), headers={"content-type": media_type})

    assert_problem(answer, 415, "unsupported_media_type")


async def test_a_body_without_a_media_type_is_refused(client: AsyncClient) -> None:
    assert_problem(await client.post(ECHO, content=_thing()), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/json; charset=utf-8", "application/merge-patch+json"],
)
async def test_the_json_media_types_are_read(client: AsyncClient, media_type: str) -> None:
    answer = await client.post(ECHO, content=_thing(), headers={"content-type": media_type})

    assert answer.status_code == 200
