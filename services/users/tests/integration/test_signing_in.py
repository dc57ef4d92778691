import asyncio
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

import pytest

from common import tokens
from common.clock import utcnow
from common.ids import new_id

PASSWORD = "a long enough password"


async def refreshed(shop: Any, token: str) -> Any:
    return await shop.http.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def test_signing_in_gives_tokens_that_say_who_one_is(shop: Any) -> None:
    user = (await shop.register("asha@example.com", username="asha")).json()
    await shop.confirm("asha@example.com")

    answer = await shop.http.post(
        "/api/v1/auth/login", json={"username": "ASHA", "password": PASSWORD}
    )

    body = answer.json()
    assert answer.status_code == 200
    assert body.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    assert answer.headers["cache-control"] == "no-store"
    [jwk] = (await shop.http.get("/.well-known/jwks.json")).json()["keys"]
    assert tokens.key_id(body["access_token"], typ="at+jwt") == jwk["kid"]
    claims = tokens.verify(body["access_token"], key=jwk, audience="soko", issuer="soko")
    assert claims["sub"] == user["id"]
    assert (claims["roles"], claims["perms"]) == (["customer"], [])
    assert claims["exp"] - claims["iat"] == 600
    assert {"sid", "jti", "nbf"} <= claims.keys()


async def test_before_confirmation_only_the_right_password_is_told_so(shop: Any) -> None:
    await shop.register("asha@example.com")

    right = await shop.login("asha@example.com")
    wrong = await shop.login("asha@example.com", "not the password")

    assert (right.status_code, right.json()["code"]) == (403, "email_not_confirmed")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")


async def test_a_wrong_password_and_an_unknown_name_look_alike(shop: Any) -> None:
    account = await shop.customer()

    wrong = await shop.login(account.email, "not the password")
    unknown = await shop.login("nobody@example.com", "not the password")

    assert wrong.status_code == unknown.status_code == 401
    differing = {"request_id"}
    assert {k: v for k, v in wrong.json().items() if k not in differing} == {
        k: v for k, v in unknown.json().items() if k not in differing
    }


async def test_an_unknown_name_takes_as_long_as_a_wrong_password(shop: Any) -> None:
    async def took(email: str) -> float:
        started = perf_counter()
        await shop.login(email, "not the password")
        return perf_counter() - started

    names = [f"{new_id().hex}@example.com" for _ in range(12)]
    for email in names:
        await shop.register(email)
    pairs = [(await took(email), await took(f"x{email}")) for email in names]

    # On a busy machine everything takes longer, and differs more.
    usual = median(known for known, _ in pairs)
    assert abs(median(known - unknown for known, unknown in pairs)) < max(0.005, usual / 2)


NO_LOGINS = [
    {"password": PASSWORD},
    {"email": "a@example.com", "username": "a", "password": PASSWORD},
    {"email": "a@example.com"},
    {"email": "a@example.com", "password": ""},
    {"email": "a@example.com", "password": "x" * 1000},
    {"email": "a@example.com", "password": PASSWORD, "extra": 1},
    {"email": ["a@example.com"], "password": PASSWORD},
    [],
]


async def test_a_login_needs_one_name_and_a_password(shop: Any, subtests: pytest.Subtests) -> None:
    for body in NO_LOGINS:
        with subtests.test(body=body):
            answer = await shop.http.post("/api/v1/auth/login", json=body)

            assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


@pytest.mark.parametrize("known", [True, False])
async def test_after_five_failures_the_account_must_wait(shop: Any, known: bool) -> None:
    email = (await shop.customer()).email if known else "nobody@example.com"
    for _ in range(5):
        assert (await shop.login(email, "not the password")).status_code == 401
    # As if it had gone on: a second would be over before a slow machine asks again.
    await shop.change("update failures set count = count + 5")

    answer = await shop.login(email)

    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert 20 < int(answer.headers["retry-after"]) <= 32


async def test_waiting_opens_the_account_and_success_forgets_the_failures(shop: Any) -> None:
    account = await shop.customer()
    for _ in range(6):
        await shop.login(account.email, "not the password")
    await shop.change("update failures set last = last - interval '10 minutes'")

    answer = await shop.login(account.email)

    assert answer.status_code == 200
    rows = await shop.rows("select key from failures where key like 'account:%'")
    assert rows == []


async def test_failures_for_many_accounts_close_the_network(shop: Any) -> None:
    account = await shop.customer()
    now = utcnow()
    await shop.change(
        "insert into failures (key, count, since, last) "
        "values ('network:203.0.113.0/24', 60, :now, :now)",
        now=now,
    )

    near = await shop.login(account.email, **{"x-forwarded-for": "203.0.113.9"})
    far = await shop.login(account.email, **{"x-forwarded-for": "198.51.100.9"})

    assert (near.status_code, far.status_code) == (429, 200)
    assert 1 <= int(near.headers["retry-after"]) <= 60


async def test_refreshing_exchanges_the_token(shop: Any) -> None:
    account = await shop.customer()

    answer = await refreshed(shop, account.refresh_token)

    body = answer.json()
    assert answer.status_code == 200
    assert body["refresh_token"] != account.refresh_token
    me = await shop.http.get(
        "/api/v1/me", headers={"authorization": f"Bearer {body['access_token']}"}
    )
    assert me.json()["id"] == account.id


async def test_two_refreshes_at_once_get_one_successor(shop: Any) -> None:
    account = await shop.customer()

    answers = await asyncio.gather(*(refreshed(shop, account.refresh_token) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    [(count,)] = await shop.rows("select count(*) from refresh_tokens")
    assert count == 2


async def test_a_lost_answer_can_be_asked_for_again_at_once_but_not_later(shop: Any) -> None:
    account = await shop.customer()
    first = await refreshed(shop, account.refresh_token)

    again = await refreshed(shop, account.refresh_token)
    await shop.change("update refresh_tokens set used_at = used_at - interval '11 seconds'")
    late = await refreshed(shop, account.refresh_token)
    successor = await refreshed(shop, first.json()["refresh_token"])

    assert again.json()["refresh_token"] == first.json()["refresh_token"]
    assert (late.status_code, late.json()["code"]) == (401, "token_invalid")
    assert successor.status_code == 401
    assert (await shop.facts())[-1] == "users.sessions_revoked.v1"


async def test_a_grandparent_ends_the_family_even_at_once(shop: Any) -> None:
    account = await shop.customer()
    second = (await refreshed(shop, account.refresh_token)).json()["refresh_token"]
    third = (await refreshed(shop, second)).json()["refresh_token"]

    reused = await refreshed(shop, account.refresh_token)

    assert reused.status_code == 401
    assert (await refreshed(shop, third)).status_code == 401


@pytest.mark.parametrize("token", ["x", "é", "x" * 200])
async def test_an_unknown_refresh_token_is_refused(shop: Any, token: str) -> None:
    answer = await refreshed(shop, token)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


async def test_refreshing_without_any_token_is_refused(shop: Any) -> None:
    answers = [
        await shop.http.post("/api/v1/auth/refresh"),
        await shop.http.post("/api/v1/auth/refresh", json={}),
    ]

    assert {answer.status_code for answer in answers} == {401}


async def test_an_access_token_is_no_refresh_token_nor_the_other_way(shop: Any) -> None:
    account = await shop.customer()

    as_access = await shop.http.get(
        "/api/v1/me", headers={"authorization": f"Bearer {account.refresh_token}"}
    )
    as_refresh = await refreshed(shop, account.access_token[:200])

    assert (as_access.status_code, as_refresh.status_code) == (401, 401)


async def test_an_idle_or_old_session_cannot_be_refreshed(shop: Any) -> None:
    idle, old = await shop.customer(), await shop.customer()
    [(idle_until, ends)] = await shop.rows(
        "select t.expires_at, s.expires_at from refresh_tokens t "
        "join sessions s on s.id = t.session_id where s.user_id = :id",
        id=idle.id,
    )
    await shop.change(
        "update refresh_tokens set expires_at = now() where session_id in "
        "(select id from sessions where user_id = :id)",
        id=idle.id,
    )
    await shop.change("update sessions set expires_at = now() where user_id = :id", id=old.id)

    assert (await refreshed(shop, idle.refresh_token)).status_code == 401
    assert (await refreshed(shop, old.refresh_token)).status_code == 401
    assert timedelta(days=6) < idle_until - utcnow() < timedelta(days=7)
    assert timedelta(days=29) < ends - utcnow() < timedelta(days=30)


async def test_in_cookie_mode_no_script_sees_the_refresh_token(shop: Any) -> None:
    account = await shop.customer()

    answer = await shop.login(account.email, **{"x-session-mode": "cookie"})

    body = answer.json()
    assert "refresh_token" not in body
    cookie = next(
        line for line in answer.headers.get_list("set-cookie") if line.startswith("soko_refresh")
    )
    for attribute in ("HttpOnly", "SameSite=strict", "Path=/api/v1/auth", "Secure"):
        assert attribute in cookie
    without = await shop.http.post("/api/v1/auth/refresh")
    wrong = await shop.http.post("/api/v1/auth/refresh", headers={"x-csrf-token": "x"})
    right = await shop.http.post(
        "/api/v1/auth/refresh", headers={"x-csrf-token": body["csrf_token"]}
    )
    assert (without.status_code, without.json()["code"]) == (403, "csrf_token_invalid")
    assert wrong.status_code == 403
    assert right.status_code == 200
    assert "refresh_token" not in right.json()
    assert right.json()["csrf_token"] == shop.http.cookies["soko_csrf"]


async def test_logging_out_ends_this_session_only(shop: Any) -> None:
    account = await shop.customer()
    other = await shop.signed_in(account.email, account.id)

    answer = await shop.http.post("/api/v1/auth/logout", headers=account.bearer)

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await refreshed(shop, account.refresh_token)).status_code == 401
    assert (await shop.http.get("/api/v1/me", headers=account.bearer)).status_code == 401
    assert (await shop.http.get("/api/v1/me", headers=other.bearer)).status_code == 200
    assert (await refreshed(shop, other.refresh_token)).status_code == 200


async def test_logging_out_everywhere_ends_all(shop: Any) -> None:
    account = await shop.customer()
    other = await shop.signed_in(account.email, account.id)

    answer = await shop.http.post("/api/v1/auth/logout-all", headers=account.bearer)

    assert answer.status_code == 204
    for session in (account, other):
        assert (await refreshed(shop, session.refresh_token)).status_code == 401
    assert (await shop.facts())[-1] == "users.sessions_revoked.v1"


@pytest.mark.parametrize("path", ["logout", "logout-all"])
async def test_logging_out_needs_a_session(shop: Any, path: str) -> None:
    answer = await shop.http.post(f"/api/v1/auth/{path}")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_flood_of_sign_ins_is_shed(shop: Any) -> None:
    shop.app.state.passwords._in_hand += 18
    try:
        answer = await shop.login("nobody@example.com")
    finally:
        shop.app.state.passwords._in_hand -= 18

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_an_outdated_hash_is_made_anew_on_signing_in(shop: Any, strong: Any) -> None:
    account = await shop.customer()
    shop.app.state.passwords = strong

    answer = await shop.login(account.email)

    assert answer.status_code == 200
    [(stored,)] = await shop.rows("select password_hash from users")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (await shop.login(account.email)).status_code == 200
