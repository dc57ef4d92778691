"""What an idempotency key is, and whose it is."""

import json
from hashlib import sha256

import pytest
from httpx import AsyncClient, Response

from common.testing.tokens import Tokens

KEYED = "/api/v1/things/keyed"
THING = {"name": "mug", "quantity": 1}


async def _post(client: AsyncClient, headers: dict[str, str]) -> Response:
    return await client.post(KEYED, json=THING, headers={"x-cart-token": "mine", **headers})


async def test_a_key_is_asked_for(client: AsyncClient) -> None:
    answer = await client.post(KEYED, json=THING)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize("key", ["", '""', "a b", "x" * 256, "tab\tbed", '"' + "x" * 256 + '"'])
@pytest.mark.parametrize("path", [KEYED, "/api/v1/things/maybe-keyed"])
async def test_a_key_that_is_no_key_is_refused(client: AsyncClient, key: str, path: str) -> None:
    answer = await client.post(path, json=THING, headers={"idempotency-key": key})

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


async def test_a_key_of_other_letters_is_refused(client: AsyncClient) -> None:
    answer = await client.post(KEYED, json=THING, headers=[(b"idempotency-key", "clé".encode())])

    assert answer.status_code == 400


async def test_quotes_around_a_key_are_not_part_of_it(client: AsyncClient) -> None:
    for key in ("abc", '"abc"'):
        assert (await _post(client, {"idempotency-key": key})).json()["key"] == "abc"


async def test_a_key_may_be_left_out_where_it_is_optional(client: AsyncClient) -> None:
    assert (await client.post("/api/v1/things/maybe-keyed", json=THING)).json() is None


async def test_the_same_body_differently_written_has_one_hash(client: AsyncClient) -> None:
    ours = {"idempotency-key": "k", "content-type": "application/json", "x-cart-token": "mine"}
    bodies = [
        '{"name":"mug","quantity":1}',
        '{ "quantity": 1,\n "name": "mug" }',
        json.dumps(THING),
    ]

    hashes = {
        (await client.post(KEYED, content=body, headers=ours)).json()["hash"] for body in bodies
    }
    other = (await client.post(KEYED, json={**THING, "quantity": 2}, headers=ours)).json()["hash"]

    assert len(hashes) == 1
    assert other not in hashes


async def test_the_hash_of_a_body_cannot_be_made_without_the_services_key(
    client: AsyncClient,
) -> None:
    kept = (await _post(client, {"idempotency-key": "k"})).json()["hash"]

    assert kept != sha256(json.dumps(THING, separators=(",", ":")).encode()).hexdigest()


async def test_a_key_belongs_to_who_sent_it(client: AsyncClient, signed: Tokens) -> None:
    ours = {"idempotency-key": "k"}
    someone, else_ = signed.bearer(), signed.bearer()

    principals = [
        (await _post(client, {**ours, **headers})).json()["principal"]
        for headers in (
            someone,
            else_,
            {"x-cart-token": "one"},
            {"x-cart-token": "two"},
        )
    ]
    order = {**ours, "x-order-token": "one"}
    principals.append((await client.post(KEYED, json=THING, headers=order)).json()["principal"])

    assert len(set(principals)) == 5
    assert (await _post(client, {**ours, **someone})).json()["principal"] == principals[0]
    # A signed-in user's key stays theirs when a guest's cart travels along.
    with_cart = await _post(client, {**ours, **someone, "x-cart-token": "one"})
    assert with_cart.json()["principal"] == principals[0]


async def test_where_the_path_names_an_order_its_token_says_whose_the_key_is(
    client: AsyncClient,
) -> None:
    both = {"idempotency-key": "k", "x-cart-token": "a cart", "x-order-token": "an order"}
    cart = {"idempotency-key": "k", "x-cart-token": "a cart"}

    async def principal(path: str, headers: dict[str, str]) -> str:
        found: str = (await client.post(path, json=THING, headers=headers)).json()["principal"]
        return found

    assert await principal(KEYED, both) == await principal(KEYED, cart)
    named = f"{KEYED}/7"
    assert await principal(named, both) != await principal(named, cart)
    assert await principal(named, both) == await principal(
        named, {"idempotency-key": "k", "x-order-token": "an order"}
    )


async def test_strangers_share_no_key(client: AsyncClient) -> None:
    ours = {"idempotency-key": "k"}

    required = await client.post(KEYED, json=THING, headers=ours)
    optional = await client.post("/api/v1/things/maybe-keyed", json=THING, headers=ours)

    assert (required.status_code, required.json()["code"]) == (401, "unauthenticated")
    assert optional.json() is None


async def test_no_token_is_kept_as_it_is(client: AsyncClient) -> None:
    answer = await _post(client, {"idempotency-key": "k", "x-cart-token": "hunter2"})

    assert "hunter2" not in answer.text
