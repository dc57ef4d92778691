"""Every operation keeps the conventions that hold for all of them."""

import json
import re
from typing import Any

import pytest
from acceptance.shop import Shop
from acceptance.surface import EXAMINED, OPERATIONS, Operation

STAFF = [one for one in OPERATIONS if one.who == "staff"]
CLOSED = [one for one in OPERATIONS if one.who in {"staff", "user", "owner"}]
READ = [one for one in EXAMINED if one.method == "GET"]
LISTS = [one for one in READ if "{" not in one.path and "/reports/" not in one.path]
BODIES = [one for one in EXAMINED if one.body]
UPLOAD = "/admin/products/{product_id}/images"
WITH_ID = [
    one
    for one in EXAMINED
    if "{" in one.path and "{code}" not in one.path and not one.body and one.path != UPLOAD
]


def by_name(operations: list[Operation]) -> Any:
    return pytest.mark.parametrize("operation", operations, ids=str)


async def test_the_document_describes_what_there_is_and_nothing_else(shop: Shop) -> None:
    document = (await shop.call("GET", "/openapi.json")).json()

    assert document["openapi"].startswith("3.1")
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, item in document["paths"].items()
        for method in item
    }
    assert described == {*map(str, OPERATIONS), "GET /.well-known/jwks.json"}


async def test_every_reference_of_the_document_leads_somewhere(shop: Shop) -> None:
    text = (await shop.call("GET", "/openapi.json")).text
    document = json.loads(text)

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(re.findall(r'"\$ref":"([^"]+)"', text)) <= known


@by_name(CLOSED)
async def test_who_is_not_signed_in_is_told_so(
    shop: Shop, is_problem: Any, operation: Operation
) -> None:
    answer = await shop.call(operation.method, operation.at, headers=operation.asked_headers)

    is_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@by_name([one for one in CLOSED if one.method == "GET"])
async def test_a_token_that_is_none_is_refused(
    shop: Shop, is_problem: Any, operation: Operation
) -> None:
    headers = {"authorization": "Bearer not.a.token"}

    is_problem(await shop.call("GET", operation.at, headers=headers), 401, "token_invalid")


@by_name(STAFF)
async def test_a_customer_is_no_member_of_staff(
    shop: Shop, is_problem: Any, operation: Operation
) -> None:
    customer = await shop.customer()

    answer = await customer.call(operation.method, operation.at, headers=operation.asked_headers)

    is_problem(answer, 403, "forbidden")


@by_name(READ)
async def test_an_unknown_parameter_is_no_parameter(
    shop: Shop, is_problem: Any, operation: Operation
) -> None:
    admin = await shop.admin()

    answer = await admin.call("GET", operation.at, params={"bogus": "1"})

    is_problem(answer, 400, "unknown_parameter")
    assert [error["parameter"] for error in answer.json()["errors"]] == ["bogus"]


@by_name(LISTS)
async def test_a_list_says_what_a_limit_may_be(
    shop: Shop, is_problem: Any, operation: Operation
) -> None:
    admin = await shop.admin()
    page = await admin.call("GET", operation.at)
    if "next_cursor" not in page.json():
        assert operation.path in {"/me", "/cart", "/shop", "/admin/settings"}
        return

    for limit in ("0", "101", "-1", "ten"):
        answer = await admin.call("GET", operation.at, params={"limit": limit})
        is_problem(answer, 400, "invalid_parameter")
    answer = await admin.call("GET", operation.at, params={"cursor": "made-up"})
    is_problem(answer, 400, "invalid_parameter")
    assert (await admin.call("GET", operation.at, params={"limit": "1"})).status_code == 200


@by_name(EXAMINED)
async def test_a_method_that_is_not_there_is_refused(
    shop: Shop, is_problem: Any, operation: Operation
) -> None:
    admin = await shop.admin()
    there = {one.method for one in OPERATIONS if one.path == operation.path}
    missing = min({"GET", "PUT", "POST", "PATCH", "DELETE"} - there)

    answer = await admin.call(missing, operation.at)

    is_problem(answer, 405, "method_not_allowed")
    assert there <= {one.strip() for one in answer.headers["allow"].split(",")}


@by_name(BODIES)
async def test_a_body_is_read_strictly(shop: Shop, is_problem: Any, operation: Operation) -> None:
    admin = await shop.admin()
    ours = operation.asked_headers
    typed = ours | {"content-type": "application/json"}

    async def send(headers: dict[str, str], content: bytes) -> Any:
        return await admin.call(operation.method, operation.at, headers=headers, content=content)

    is_problem(await send(typed, b'{"a": NaN}'), 400, "malformed_body")
    is_problem(await send(typed, b"{"), 400, "malformed_body")
    is_problem(await send(typed, b"[]"), 422, "validation_failed")
    is_problem(
        await send(ours | {"content-type": "text/plain"}, b"{}"), 415, "unsupported_media_type"
    )
    unknown = await send(typed, b'{"surprise": 1}')
    is_problem(unknown, 422, "validation_failed")
    assert "#/surprise" in {error["pointer"] for error in unknown.json()["errors"]}


@by_name([one for one in OPERATIONS if one.keyed])
async def test_a_key_is_asked_for(shop: Shop, is_problem: Any, operation: Operation) -> None:
    admin = await shop.admin()

    answer = await admin.call(operation.method, operation.at, json={})

    is_problem(answer, 400, "idempotency_key_missing")


@by_name([one for one in OPERATIONS if one.guarded])
async def test_a_version_is_asked_for(shop: Shop, is_problem: Any, operation: Operation) -> None:
    admin = await shop.admin()
    body = {"json": {}} if operation.body else {}

    answer = await admin.call(operation.method, operation.at, **body)

    is_problem(answer, 428, "precondition_required")


@by_name(WITH_ID)
async def test_what_does_not_exist_is_not_found(
    shop: Shop, is_problem: Any, operation: Operation
) -> None:
    admin = await shop.admin()
    ours = operation.asked_headers

    is_problem(await admin.call(operation.method, operation.at, headers=ours), 404, "not_found")
    shapeless = operation.at.replace("0199b8c0-0000-7000-8000-000000000000", "no-such-id")
    is_problem(await admin.call(operation.method, shapeless, headers=ours), 404, "not_found")
