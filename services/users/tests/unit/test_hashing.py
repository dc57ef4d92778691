import asyncio

import pytest

from users.adapters.hashing import Argon2Passwords, TooManyHashes
from users.adapters.opaque import HmacSecrets
from users.usecases.messages import differing

QUICK = Argon2Passwords(memory_kib=8, passes=1)


async def test_a_password_matches_its_own_hash_only() -> None:
    stored = await QUICK.hashed("a long enough password")

    assert stored.startswith("$argon2id$")
    assert await QUICK.match(stored, "a long enough password")
    assert not await QUICK.match(stored, "a long enough passworD")
    assert not await QUICK.match(None, "the password of nobody")
    assert not await QUICK.match("not a hash", "a long enough password")


async def test_stronger_parameters_outdate_a_hash() -> None:
    stored = await QUICK.hashed("a long enough password")

    assert not QUICK.outdated(stored)
    assert Argon2Passwords(memory_kib=16, passes=1).outdated(stored)


async def test_more_than_can_be_borne_is_refused_and_the_rest_is_done() -> None:
    passwords = Argon2Passwords(memory_kib=1024, passes=2)

    outcomes = await asyncio.gather(
        *(passwords.hashed("a long enough password") for _ in range(25)), return_exceptions=True
    )

    assert sum(isinstance(outcome, TooManyHashes) for outcome in outcomes) == 7
    assert await passwords.match(str(outcomes[0]), "a long enough password")
    passwords.close()


def test_a_token_has_one_successor_that_only_we_can_derive() -> None:
    ours, same, other = HmacSecrets("one"), HmacSecrets("one"), HmacSecrets("two")
    token = ours.fresh()

    assert len(token) == 43
    assert ours.fresh() != token
    assert ours.successor(token) == same.successor(token) != other.successor(token)
    assert ours.digest(token) != token.encode()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"before": {"b": 2}, "after": {"b": 3}}),
        ({}, {"a": 1}, {"before": {}, "after": {"a": 1}}),
        ({"a": 1}, {}, {"before": {"a": 1}, "after": {}}),
    ],
)
def test_an_audit_tells_only_what_differs(before: object, after: object, told: object) -> None:
    assert differing(before, after) == told  # type: ignore[arg-type]
