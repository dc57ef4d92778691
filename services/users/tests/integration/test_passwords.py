from typing import Any

PASSWORD = "a long enough password"
NEW = "another long password"


async def reset(shop: Any, token: str, password: str = NEW) -> Any:
    return await shop.http.post(
        "/api/v1/auth/password/reset", json={"token": token, "password": password}
    )


async def forgotten(shop: Any, email: str) -> str:
    await shop.http.post("/api/v1/auth/password/forgot", json={"email": email})
    return await shop.token(email, "reset")


async def change(shop: Any, account: Any, current: str, new: str = NEW, **headers: str) -> Any:
    return await shop.http.post(
        "/api/v1/me/password",
        json={"current_password": current, "new_password": new},
        headers={**account.bearer, **headers},
    )


async def test_resetting_sets_the_password_and_ends_every_session(shop: Any) -> None:
    account = await shop.customer()
    token = await forgotten(shop, account.email)

    answer = await reset(shop, token)

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await shop.login(account.email)).status_code == 401
    assert (await shop.login(account.email, NEW)).status_code == 200
    assert (await shop.http.get("/api/v1/me", headers=account.bearer)).status_code == 401


async def test_a_reset_token_works_once_and_takes_its_siblings_along(shop: Any) -> None:
    account = await shop.customer()
    sibling = await forgotten(shop, account.email)
    token = await forgotten(shop, account.email)

    answers = [await reset(shop, value) for value in (token, token, sibling, "unknown")]

    assert [answer.status_code for answer in answers] == [204, 422, 422, 422]
    assert answers[1].json()["code"] == "token_invalid"


async def test_a_refused_password_leaves_the_token_good(shop: Any) -> None:
    account = await shop.customer()
    token = await forgotten(shop, account.email)

    refused = await reset(shop, token, "password1234")

    assert refused.json()["errors"][0]["pointer"] == "#/password"
    assert (await reset(shop, token)).status_code == 204


async def test_resetting_opens_an_account_that_others_locked(shop: Any) -> None:
    account = await shop.customer()
    for _ in range(6):
        await shop.login(account.email, "not the password")
    token = await forgotten(shop, account.email)

    await reset(shop, token)

    assert (await shop.login(account.email, NEW)).status_code == 200


async def test_resetting_proves_the_address_too(shop: Any) -> None:
    await shop.register("asha@example.com")
    token = await forgotten(shop, "asha@example.com")

    await reset(shop, token)

    assert (await shop.login("asha@example.com", NEW)).status_code == 200


async def test_links_never_follow_a_forged_host(shop: Any) -> None:
    account = await shop.customer()
    await shop.http.post(
        "/api/v1/auth/password/forgot",
        json={"email": account.email},
        headers={"host": "evil.example", "x-forwarded-host": "evil.example"},
    )

    assert "evil.example" not in (await shop.mails(account.email))[-1].text


async def test_changing_the_password_ends_the_other_sessions(shop: Any) -> None:
    account = await shop.customer()
    other = await shop.signed_in(account.email, account.id)

    answer = await change(shop, account, PASSWORD)

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await shop.http.get("/api/v1/me", headers=account.bearer)).status_code == 200
    assert (await shop.http.get("/api/v1/me", headers=other.bearer)).status_code == 401
    assert (await shop.login(account.email, NEW)).status_code == 200


async def test_changing_needs_the_current_password(shop: Any) -> None:
    account = await shop.customer()

    answer = await change(shop, account, "not the password")

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")
    assert (await shop.login(account.email)).status_code == 200


async def test_guessing_the_current_password_is_slowed_down(shop: Any) -> None:
    account = await shop.customer()
    for _ in range(5):
        await change(shop, account, "not the password")
    await shop.change("update failures set count = count + 5")

    answer = await change(shop, account, PASSWORD)

    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")


async def test_changing_twice_with_one_key_is_changing_once(shop: Any) -> None:
    account = await shop.customer()

    first = await change(shop, account, PASSWORD, **{"idempotency-key": "change-1"})
    again = await change(shop, account, PASSWORD, **{"idempotency-key": "change-1"})

    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["idempotent-replayed"] == "true"


async def test_a_new_password_must_be_a_good_one(shop: Any) -> None:
    account = await shop.customer()

    answer = await change(shop, account, PASSWORD, "qwerty12345")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/new_password"
