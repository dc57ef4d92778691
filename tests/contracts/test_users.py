"""Accounts: what the API promises about them."""

from typing import Any

import pytest
from acceptance.eventually import eventually
from acceptance.fleet import PASSWORD
from acceptance.shapes import ADDRESS, USER
from acceptance.shop import ADDRESSES, Person, Shop, token_in, unique
from acceptance.surface import NOWHERE

NEW_PASSWORD = "another-long-password"
TOKENS = {"access_token", "token_type", "expires_in", "refresh_token"}


async def _login(shop: Shop, email: str, password: str = PASSWORD) -> Any:
    return await shop.call("POST", "/auth/login", json={"email": email, "password": password})


async def _newcomer(shop: Shop) -> Person:
    return await shop.open_account(f"{unique('user')}@people.example")


async def test_registering_answers_the_user_and_known_addresses_learn_nothing(shop: Shop) -> None:
    body = {"email": f"{unique('reg')}@people.example", "password": PASSWORD}
    first = await shop.call("POST", "/auth/register", json=body)
    again = await shop.call("POST", "/auth/register", json=body)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json().keys() == again.json().keys() == USER
    assert first.json()["email_confirmed"] is False
    differing = {"id", "created_at", "updated_at"}
    assert {k: v for k, v in first.json().items() if k not in differing} == {
        k: v for k, v in again.json().items() if k not in differing
    }


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"role": "admin"}, "#/role"),
        ({"roles": ["admin"]}, "#/roles"),
        ({"password": "short"}, "#/password"),
        ({"password": "x" * 129}, "#/password"),
        ({"email": "no address"}, "#/email"),
        ({"email": "a@people.example\r\nBcc: b@people.example"}, "#/email"),
        ({"phone_number": "call me"}, "#/phone_number"),
        ({"full_name": "\x00"}, "#/full_name"),
    ],
)
async def test_a_registration_that_cannot_be_is_invalid(
    shop: Shop, is_problem: Any, changes: dict[str, Any], pointer: str
) -> None:
    body = {"email": f"{unique('reg')}@people.example", "password": PASSWORD} | changes

    answer = await shop.call("POST", "/auth/register", json=body)

    is_problem(answer, 422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_username_belongs_to_one(shop: Shop, is_problem: Any) -> None:
    name = unique("name").replace("-", "_")
    bodies = [
        {"email": f"{unique('n')}@people.example", "password": PASSWORD, "username": name}
        for _ in range(2)
    ]

    first, second = [await shop.call("POST", "/auth/register", json=body) for body in bodies]

    assert first.status_code == 201
    is_problem(second, 409, "username_taken")


async def test_signing_in_gives_tokens_and_refusals_tell_nothing(
    shop: Shop, is_problem: Any
) -> None:
    person = await _newcomer(shop)

    good = await _login(shop, person.email)
    wrong = await _login(shop, person.email, "not-the-password")
    unknown = await _login(shop, f"{unique('nobody')}@people.example", "not-the-password")

    assert (good.status_code, good.json().keys()) == (200, TOKENS)
    assert (good.json()["token_type"], good.json()["expires_in"]) == ("Bearer", 600)
    is_problem(wrong, 401, "invalid_credentials")
    is_problem(unknown, 401, "invalid_credentials")
    assert wrong.json()["detail"] == unknown.json()["detail"]


async def test_a_refresh_token_works_once_and_reuse_ends_its_family(
    shop: Shop, is_problem: Any
) -> None:
    person = await _newcomer(shop)
    first = (await _login(shop, person.email)).json()["refresh_token"]

    async def refresh(token: str) -> Any:
        return await shop.call("POST", "/auth/refresh", json={"refresh_token": token})

    second, repeated = await refresh(first), await refresh(first)
    assert (second.status_code, second.json().keys()) == (200, TOKENS)
    assert repeated.json()["refresh_token"] == second.json()["refresh_token"]
    third = await refresh(second.json()["refresh_token"])

    is_problem(await refresh(first), 401, "token_invalid")
    is_problem(await refresh(third.json()["refresh_token"]), 401, "token_invalid")
    is_problem(await refresh("made-up"), 401, "token_invalid")


async def test_logging_out_ends_the_session(shop: Shop, is_problem: Any) -> None:
    person = await _newcomer(shop)
    tokens = (await _login(shop, person.email)).json()
    headers = {"authorization": f"Bearer {tokens['access_token']}"}

    out = await shop.call("POST", "/auth/logout", headers=headers)
    refreshed = await shop.call(
        "POST", "/auth/refresh", json={"refresh_token": tokens["refresh_token"]}
    )

    assert (out.status_code, out.content) == (204, b"")
    is_problem(refreshed, 401, "token_invalid")


async def test_logging_out_everywhere_ends_every_session(shop: Shop, is_problem: Any) -> None:
    person = await _newcomer(shop)
    tokens = [(await _login(shop, person.email)).json() for _ in range(2)]

    assert (await person.call("POST", "/auth/logout-all")).status_code == 204

    for one in tokens:
        token = {"refresh_token": one["refresh_token"]}
        is_problem(await shop.call("POST", "/auth/refresh", json=token), 401, "token_invalid")


@pytest.mark.parametrize("path", ["/auth/password/forgot", "/auth/email/resend"])
async def test_asking_for_a_mail_tells_nothing_about_accounts(shop: Shop, path: str) -> None:
    person = await _newcomer(shop)

    known = await shop.call("POST", path, json={"email": person.email})
    unknown = await shop.call("POST", path, json={"email": f"{unique('no')}@people.example"})

    assert (known.status_code, unknown.status_code) == (202, 202)
    assert known.content == unknown.content


async def test_a_forgotten_password_is_reset_once(shop: Shop, is_problem: Any) -> None:
    person = await _newcomer(shop)
    old = (await _login(shop, person.email)).json()["refresh_token"]
    await shop.call("POST", "/auth/password/forgot", json={"email": person.email})
    token = token_in(await shop.mail(person.email, "/reset"))
    body = {"token": token, "password": NEW_PASSWORD}

    first = await shop.call("POST", "/auth/password/reset", json=body)
    again = await shop.call("POST", "/auth/password/reset", json=body)

    assert first.status_code == 204, first.text
    assert again.status_code in {400, 401, 404, 409, 422}
    assert (await _login(shop, person.email, NEW_PASSWORD)).status_code == 200
    is_problem(await _login(shop, person.email), 401, "invalid_credentials")
    ended = await shop.call("POST", "/auth/refresh", json={"refresh_token": old})
    is_problem(ended, 401, "token_invalid")


async def test_my_profile_is_mine_to_change(shop: Shop, is_problem: Any) -> None:
    person = await _newcomer(shop)
    before = await person.get("/me")

    after = await person.call("PATCH", "/me", json={"full_name": "Other Name", "locale": "sw"})
    cleared = await person.call(
        "PATCH",
        "/me",
        content=b'{"full_name":null}',
        headers={"content-type": "application/merge-patch+json"},
    )

    assert before.keys() == USER
    assert (after.status_code, after.json()["full_name"]) == (200, "Other Name")
    assert after.json()["version"] > before["version"]
    assert cleared.json()["full_name"] is None
    for body in ({"roles": ["admin"]}, {"email": "x@people.example"}, {"id": str(NOWHERE)}):
        is_problem(await person.call("PATCH", "/me", json=body), 422, "validation_failed")


async def test_my_password_needs_the_old_one(shop: Shop) -> None:
    person = await _newcomer(shop)

    async def change(current: str) -> int:
        body = {"current_password": current, "new_password": NEW_PASSWORD}
        return (await person.call("POST", "/me/password", json=body)).status_code

    assert await change("not-the-password") in {401, 403, 422}
    assert await change(PASSWORD) == 204
    assert (await _login(shop, person.email, NEW_PASSWORD)).status_code == 200


async def test_an_address_book_is_its_owner_s(shop: Shop, is_problem: Any) -> None:
    person, other = await _newcomer(shop), await shop.customer()
    made = await person.call("POST", "/me/addresses", json=ADDRESSES["KES"])
    path = f"/me/addresses/{made.json()['id']}"

    assert made.status_code == 201
    assert made.json().keys() >= ADDRESS | {"id", "is_default"}
    assert made.headers["location"].endswith(path)
    assert [one["id"] for one in (await person.get("/me/addresses"))["items"]] == [
        made.json()["id"]
    ]
    changed = await person.call("PATCH", path, json={"city": "Mombasa", "is_default": True})
    assert (changed.json()["city"], changed.json()["is_default"]) == ("Mombasa", True)
    for method, body in (("GET", None), ("PATCH", {"city": "Theirs"}), ("DELETE", None)):
        is_problem(await other.call(method, path, json=body), 404, "not_found")
    assert (await person.call("DELETE", path)).status_code == 204
    is_problem(await person.call("GET", path), 404, "not_found")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"country": "Kenya"}, "#/country"),
        ({"country": "ke"}, "#/country"),
        ({"city": ""}, "#/city"),
        ({"line1": "x" * 201}, "#/line1"),
    ],
)
async def test_an_address_that_cannot_be_is_invalid(
    shop: Shop, is_problem: Any, changes: dict[str, Any], pointer: str
) -> None:
    person = await shop.customer()

    answer = await person.call("POST", "/me/addresses", json=ADDRESSES["KES"] | changes)

    is_problem(answer, 422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_my_devices_can_be_signed_out(shop: Shop, is_problem: Any) -> None:
    person, other = await _newcomer(shop), await shop.customer()
    tokens = (await _login(shop, person.email)).json()
    devices = (await person.get("/me/sessions"))["items"]
    newest = next(one for one in devices if not one["current"])

    is_problem(await other.call("DELETE", f"/me/sessions/{newest['id']}"), 404, "not_found")
    assert (await person.call("DELETE", f"/me/sessions/{newest['id']}")).status_code == 204

    answer = await shop.call(
        "POST", "/auth/refresh", json={"refresh_token": tokens["refresh_token"]}
    )
    is_problem(answer, 401, "token_invalid")


async def test_who_deletes_their_account_cannot_sign_in(shop: Shop) -> None:
    person = await _newcomer(shop)

    assert (await person.call("DELETE", "/me")).status_code == 204
    assert (await _login(shop, person.email)).status_code == 401


async def test_staff_manage_users_by_version(shop: Shop, is_problem: Any) -> None:
    admin = await shop.admin()
    body = {"email": f"{unique('m')}@people.example", "password": PASSWORD}
    made = await admin.call("POST", "/admin/users", json=body)
    user = made.json()
    path = f"/admin/users/{user['id']}"

    assert (made.status_code, made.headers["location"]) == (201, f"/api/v1{path}")
    assert user.keys() >= USER
    shown = await admin.call("GET", path)
    assert shown.headers["etag"] == f'"{user["version"]}"'
    stale = {"if-match": f'"{user["version"] + 7}"'}
    fresh = {"if-match": f'W/"{user["version"]}"'}
    change = {"full_name": "Changed"}
    is_problem(await admin.call("PATCH", path, json=change, headers=stale), 412, "version_conflict")
    changed = await admin.call("PATCH", path, json=change, headers=fresh)
    assert (changed.status_code, changed.json()["full_name"]) == (200, "Changed")
    is_problem(await admin.call("DELETE", path, headers=fresh), 412, "version_conflict")
    current = {"if-match": changed.headers["etag"]}
    assert (await admin.call("DELETE", path, headers=current)).status_code == 204


async def test_suspended_users_stay_outside_until_they_are_let_in(shop: Shop) -> None:
    admin, person = await shop.admin(), await _newcomer(shop)
    path = f"/admin/users/{person.id}"

    await admin.post(f"{path}/suspend")
    refused = await _login(shop, person.email)
    await admin.post(f"{path}/reactivate")
    admitted = await _login(shop, person.email)

    assert refused.status_code in {401, 403}
    assert admitted.status_code == 200


async def test_roles_decide_what_staff_may_do(shop: Shop, is_problem: Any) -> None:
    admin = await shop.admin()
    name = unique("clerk")
    role = await admin.post("/admin/roles", {"name": name, "permissions": ["orders:read"]})
    clerk = await shop.open_account(f"{unique('clerk')}@people.example", name)

    assert (await clerk.call("GET", "/admin/orders")).status_code == 200
    is_problem(await clerk.call("GET", "/admin/products"), 403, "forbidden")
    is_problem(await clerk.call("GET", "/admin/users"), 403, "forbidden")
    held = await admin.call("DELETE", f"/admin/roles/{role['id']}")
    assert held.status_code == 409
    freed = await admin.call("PUT", f"/admin/users/{clerk.id}/roles", json={"roles": []})
    assert freed.status_code == 200
    assert (await admin.call("DELETE", f"/admin/roles/{role['id']}")).status_code == 204


async def test_what_staff_did_in_two_services_is_in_one_trail_once(shop: Shop) -> None:
    admin, person, product = await shop.admin(), await _newcomer(shop), await shop.product()
    await admin.post(f"/admin/users/{person.id}/suspend")
    await admin.post(f"/admin/users/{person.id}/reactivate")

    async def of(object_id: str) -> list[Any]:
        page = await admin.get("/admin/audit-events", params={"object_id": object_id})
        items: list[Any] = page["items"]
        return items

    about_user = await eventually(lambda: of(person.id), lambda seen: len(seen) >= 3, within=10)
    about_product = await eventually(lambda: of(product["id"]), bool, within=10)

    actions = [event["action"].removeprefix("user.") for event in about_user]
    assert actions == ["reactivated", "suspended", "created"]
    assert {event["service"] for event in about_user} == {"users"}
    assert {event["service"] for event in about_product} == {"catalog"}
    assert all(event["actor_id"] and event["request_id"] for event in about_product)


async def test_the_signing_keys_are_public(shop: Shop) -> None:
    answer = await shop.http.get("/.well-known/jwks.json")

    assert answer.status_code == 200
    for key in answer.json()["keys"]:
        assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
        assert "d" not in key
