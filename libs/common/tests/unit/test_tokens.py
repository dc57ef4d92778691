"""What is no token of ours is refused, whatever the library underneath would let through."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from httpx import AsyncClient
from jose import jwt

from common import tokens
from common.auth import ACCESS
from common.ids import new_id
from common.testing.tokens import Tokens
from common.tokens import KeyPair, TokenInvalid

ISSUER = AUDIENCE = "soko"
KEY = tokens.new_key()


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    ours = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(new_id()),
        "jti": str(new_id()),
        "iat": now,
        "nbf": now,
        "exp": now + 600,
    }
    return {name: value for name, value in {**ours, **changes}.items() if value is not None}


def signed(key: KeyPair = KEY, *, headers: dict[str, Any] | None = None, **changes: Any) -> str:
    """Return a token that is right but for the changes."""
    return str(
        jwt.encode(
            claims(**changes),
            key.private_pem,
            algorithm="ES256",
            headers={"kid": "one", "typ": ACCESS, **(headers or {})},
        )
    )


def forged(header: dict[str, Any] | str, secret: bytes = b"") -> str:
    """Return a token with any header, its signature an HMAC by `secret`."""
    raw = header if isinstance(header, str) else json.dumps(header)
    signing = f"{_encoded(raw.encode())}.{_encoded(json.dumps(claims()).encode())}"
    mac = hmac.new(secret, signing.encode(), hashlib.sha256).digest()
    return f"{signing}.{_encoded(mac)}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def read(token: str, key: KeyPair = KEY) -> dict[str, Any]:
    tokens.key_id(token, typ=ACCESS)
    return tokens.verify(token, key=key.public_pem, audience=AUDIENCE, issuer=ISSUER)


def _public(encoding: Encoding, form: PublicFormat) -> bytes:
    return load_pem_public_key(KEY.public_pem.encode()).public_bytes(encoding, form)


PUBLIC_AS_SECRET = {
    "pem": KEY.public_pem.encode(),
    "der": _public(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "ssh": _public(Encoding.OpenSSH, PublicFormat.OpenSSH),
    "jwk": json.dumps(tokens.public_jwk(KEY.public_pem, kid="one")).encode(),
}


def test_a_token_says_what_was_signed() -> None:
    user = str(new_id())

    assert read(signed(sub=user))["sub"] == user


def test_a_key_shown_as_jwk_verifies_too() -> None:
    jwk = tokens.public_jwk(KEY.public_pem, kid="one")

    assert tokens.verify(signed(), key=jwk, audience=AUDIENCE, issuer=ISSUER)
    assert set(jwk) == {"kty", "crv", "x", "y", "alg", "use", "kid"}


@pytest.mark.parametrize("form", PUBLIC_AS_SECRET)
@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512", "ES256"])
def test_the_public_key_is_no_secret_to_sign_with(form: str, algorithm: str) -> None:
    header = {"alg": algorithm, "typ": ACCESS, "kid": "one"}

    with pytest.raises(TokenInvalid):
        read(forged(header, PUBLIC_AS_SECRET[form]))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, 1, ["ES256"], {"a": 1}])
def test_a_token_must_be_signed_with_our_algorithm(algorithm: object) -> None:
    token = forged({"alg": algorithm, "typ": ACCESS, "kid": "one"})

    for attempt in (token, token.rpartition(".")[0] + "."):
        with pytest.raises(TokenInvalid):
            read(attempt)


@pytest.mark.parametrize("other", ["RS256", "PS256", "ES384", "EdDSA", "es256"])
def test_another_asymmetric_algorithm_is_refused(other: str) -> None:
    with pytest.raises(TokenInvalid):
        read(forged({"alg": other, "typ": ACCESS, "kid": "one"}))


@pytest.mark.parametrize(
    "headers",
    [
        {"typ": "JWT"},
        {"typ": "service+jwt"},
        {"typ": None},
        {"typ": ["at+jwt"]},
        {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False},
        {"crit": []},
        {"kid": None},
        {"kid": 1},
        {"kid": ["one"]},
    ],
)
def test_a_token_of_another_kind_is_refused(headers: dict[str, Any]) -> None:
    with pytest.raises(TokenInvalid):
        read(signed(headers=headers))


@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_an_address_in_the_header_changes_nothing(name: str) -> None:
    other = tokens.new_key()

    with pytest.raises(TokenInvalid):
        read(signed(other, headers={name: "http://127.0.0.1:1/keys"}))


def test_a_key_in_the_header_changes_nothing() -> None:
    other = tokens.new_key()

    with pytest.raises(TokenInvalid):
        read(signed(other, headers={"jwk": tokens.public_jwk(other.public_pem, kid="one")}))


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf", "aud", "sub", "iss", "jti"])
def test_a_token_without_a_claim_we_need_is_refused(claim: str) -> None:
    with pytest.raises(TokenInvalid):
        read(signed(**{claim: None}))


NOW = int(time.time())


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "payments"},
        {"aud": ""},
        {"iss": "someone"},
        {"exp": NOW - 60},
        {"exp": 0},
        {"exp": "never"},
        {"exp": [NOW]},
        {"nbf": NOW + 3600},
        {"nbf": 1e300},
        {"exp": 1e300},
        {"exp": NOW + 2 * 24 * 3600},
        {"iat": NOW + 3600},
        {"iat": "then"},
        {"sub": 42},
        {"sub": ["a"]},
    ],
)
def test_a_token_with_a_claim_that_is_wrong_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(TokenInvalid):
        read(signed(**changes))


def test_clocks_may_differ_by_half_a_minute() -> None:
    assert read(signed(exp=int(time.time()) - 20))
    assert read(signed(nbf=int(time.time()) + 20))


def test_a_signature_of_another_key_is_refused() -> None:
    with pytest.raises(TokenInvalid):
        read(signed(tokens.new_key()))


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "a" * 200,
        "a" * 100_000,
        "\x00.\x00.\x00",
        "é.é.é",
        forged("[" * 1_000 + "]" * 1_000),
        forged('{"alg":' + "[" * 1_000 + "]" * 1_000 + "}"),
        forged("null"),
        forged('"text"'),
        forged("[1]"),
        forged("not json"),
        signed() + ".more",
        signed()[:-10],
    ],
    ids=lambda token: f"{token[:12]!r}, {len(token)} long",
)
def test_what_cannot_be_read_is_refused(token: str) -> None:
    with pytest.raises(TokenInvalid):
        read(token)


def test_a_token_with_one_letter_changed_is_refused() -> None:
    token = signed()
    head, body, signature = token.split(".")
    changed = body[:10] + ("A" if body[10] != "A" else "B") + body[11:]

    with pytest.raises(TokenInvalid):
        read(f"{head}.{changed}.{signature}")


Attack = Callable[[Tokens], str]

ATTACKS: dict[str, Attack] = {
    "none": lambda ours: forged({"alg": "none", "typ": ACCESS, "kid": "test"}),
    "public key as secret": lambda ours: forged(
        {"alg": "HS256", "typ": ACCESS, "kid": "test"}, ours.user_key.public_pem.encode()
    ),
    "another key": lambda ours: signed(headers={"kid": "test"}),
    "unknown kid": lambda ours: signed(headers={"kid": "../../etc/passwd"}),
    "kid as sql": lambda ours: signed(headers={"kid": "' or 1=1 --"}),
    "expired": lambda ours: ours.access(lives=-60),
    "deep header": lambda ours: forged("[" * 1_000 + "]" * 1_000),
    "long": lambda ours: "a" * 100_000,
    "no session": lambda ours: tokens.sign(
        claims(), key=ours.user_key.private_pem, kid="test", typ=ACCESS
    ),
    "not a user": lambda ours: tokens.sign(
        claims(sub="admin", sid=str(new_id()), roles=[], perms=[]),
        key=ours.user_key.private_pem,
        kid="test",
        typ=ACCESS,
    ),
    "permissions as a number": lambda ours: tokens.sign(
        claims(sid=str(new_id()), roles=[], perms=1),
        key=ours.user_key.private_pem,
        kid="test",
        typ=ACCESS,
    ),
    "ages to live": lambda ours: tokens.sign(
        claims(sid=str(new_id()), roles=[], perms=[], exp=1e300),
        key=ours.user_key.private_pem,
        kid="test",
        typ=ACCESS,
    ),
    "a service's": lambda ours: ours.service("payments", "orders")["x-service-token"],
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.filterwarnings("error")
async def test_an_attack_by_token_is_401_and_never_500(
    client: AsyncClient, attack: Attack, signed: Tokens
) -> None:
    headers = {"authorization": f"Bearer {attack(signed)}"}

    answer = await client.get("/api/v1/callers/me", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert answer.headers["www-authenticate"] == "Bearer"
