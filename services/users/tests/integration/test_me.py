from typing import Any

import pytest

NOBODY = "019b0000-0000-7000-8000-000000000000"
ADDRESS = {
    "full_name": "Asha Wanjiru",
    "phone_number": "0712 345 678",
    "line1": "Moi Avenue 1",
    "city": "Nairobi",
    "country": "KE",
}


async def add(shop: Any, account: Any, **changes: Any) -> Any:
    return await shop.http.post(
        "/api/v1/me/addresses", json={**ADDRESS, **changes}, headers=account.bearer
    )


OWN = [
    ("GET", "/api/v1/me"),
    ("PATCH", "/api/v1/me"),
    ("DELETE", "/api/v1/me"),
    ("GET", "/api/v1/me/sessions"),
    ("DELETE", f"/api/v1/me/sessions/{NOBODY}"),
    ("GET", "/api/v1/me/addresses"),
    ("POST", "/api/v1/me/addresses"),
    ("GET", f"/api/v1/me/addresses/{NOBODY}"),
    ("PATCH", f"/api/v1/me/addresses/{NOBODY}"),
    ("DELETE", f"/api/v1/me/addresses/{NOBODY}"),
    ("POST", "/api/v1/me/password"),
]


async def test_what_is_ones_own_needs_signing_in(shop: Any, subtests: pytest.Subtests) -> None:
    for method, path in OWN:
        with subtests.test(method=method, path=path):
            answer = await shop.http.request(method, path)

            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_profile_can_be_changed_field_by_field(shop: Any) -> None:
    account = await shop.customer(full_name="Asha", username="asha")

    answer = await shop.http.patch(
        "/api/v1/me",
        json={"full_name": "Asha W", "phone_number": "+254712345678", "username": None},
        headers={**account.bearer, "content-type": "application/merge-patch+json"},
    )

    user = answer.json()
    assert answer.status_code == 200
    assert (user["full_name"], user["phone_number"], user["username"]) == (
        "Asha W",
        "+254712345678",
        None,
    )
    assert user["locale"] == "en"
    assert answer.headers["etag"] == f'"{user["version"]}"'
    read = await shop.http.get("/api/v1/me", headers=account.bearer)
    assert read.json() == user


async def test_changing_nothing_changes_nothing(shop: Any) -> None:
    account = await shop.customer()
    before = (await shop.http.get("/api/v1/me", headers=account.bearer)).json()

    answer = await shop.http.patch("/api/v1/me", json={}, headers=account.bearer)

    assert answer.json() == before


NOT_OWN = [
    {"email": "other@example.com"},
    {"roles": ["admin"]},
    {"locale": None},
    {"locale": "english"},
    {"username": ""},
    {"phone_number": "123"},
    {"version": 7},
]


async def test_what_is_not_ones_own_to_change_is_refused(
    shop: Any, subtests: pytest.Subtests
) -> None:
    account = await shop.customer()

    for changes in NOT_OWN:
        with subtests.test(changes=changes):
            answer = await shop.http.patch("/api/v1/me", json=changes, headers=account.bearer)

            assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_a_username_of_another_cannot_be_taken(shop: Any) -> None:
    await shop.register(username="asha")
    account = await shop.customer()

    answer = await shop.http.patch("/api/v1/me", json={"username": "ASHA"}, headers=account.bearer)

    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


async def test_deleting_the_account_erases_what_is_personal(shop: Any) -> None:
    account = await shop.customer(username="asha", full_name="Asha")
    await add(shop, account)

    answer = await shop.http.delete("/api/v1/me", headers=account.bearer)

    assert answer.status_code == 204
    assert (await shop.http.get("/api/v1/me", headers=account.bearer)).status_code == 401
    assert (await shop.login(account.email)).status_code == 401
    [row] = await shop.rows("select * from users")
    assert account.email not in str(row)
    assert "sha" not in row.search
    assert await shop.rows("select * from addresses") == []
    assert (await shop.facts())[-2:] == ["users.sessions_revoked.v1", "users.user_erased.v1"]
    assert (await shop.register(account.email, username="asha")).status_code == 201
    await shop.confirm(account.email)


async def test_the_last_administrator_cannot_leave(shop: Any) -> None:
    admin = await shop.appointed()

    refused = await shop.http.delete("/api/v1/me", headers=admin.bearer)
    await shop.appointed()
    left = await shop.http.delete("/api/v1/me", headers=admin.bearer)

    assert (refused.status_code, refused.json()["code"]) == (409, "last_administrator")
    assert left.status_code == 204


async def test_the_first_address_becomes_the_default(shop: Any) -> None:
    account = await shop.customer()

    first, second = await add(shop, account), await add(shop, account)

    body = first.json()
    assert first.status_code == 201
    assert first.headers["location"] == f"/api/v1/me/addresses/{body['id']}"
    assert body["phone_number"] == "+254712345678"
    assert (body["line2"], body["region"], body["postal_code"]) == (None, None, None)
    assert (body["is_default"], second.json()["is_default"]) == (True, False)


async def test_there_is_one_default_at_most(shop: Any) -> None:
    account = await shop.customer()
    first = (await add(shop, account)).json()
    second = (await add(shop, account, is_default=True)).json()
    path = f"/api/v1/me/addresses/{first['id']}"

    await shop.http.patch(path, json={"is_default": True}, headers=account.bearer)

    listed = (await shop.http.get("/api/v1/me/addresses", headers=account.bearer)).json()
    assert {item["id"]: item["is_default"] for item in listed["items"]} == {
        first["id"]: True,
        second["id"]: False,
    }


async def test_an_address_can_be_changed_and_deleted(shop: Any) -> None:
    account = await shop.customer()
    address = (await add(shop, account, line2="Flat 2")).json()
    path = f"/api/v1/me/addresses/{address['id']}"

    changed = await shop.http.patch(
        path, json={"line2": None, "city": "Mombasa"}, headers=account.bearer
    )
    deleted = await shop.http.delete(path, headers=account.bearer)

    assert (changed.json()["line2"], changed.json()["city"]) == (None, "Mombasa")
    assert changed.json()["phone_number"] == "+254712345678"
    assert deleted.status_code == 204
    assert (await shop.http.get(path, headers=account.bearer)).status_code == 404
    assert (await shop.http.delete(path, headers=account.bearer)).status_code == 404


async def test_another_users_address_is_not_found(shop: Any) -> None:
    owner, other = await shop.customer(), await shop.customer()
    address = (await add(shop, owner)).json()
    path = f"/api/v1/me/addresses/{address['id']}"

    answers = [
        await shop.http.get(path, headers=other.bearer),
        await shop.http.patch(path, json={"city": "X"}, headers=other.bearer),
        await shop.http.delete(path, headers=other.bearer),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert {answer.json()["code"] for answer in answers} == {"not_found"}
    assert (await shop.http.get(path, headers=owner.bearer)).json() == address


NO_ADDRESSES = [
    ({"country": "XX"}, "#/country"),
    ({"country": "Kenya"}, "#/country"),
    ({"phone_number": "call me"}, "#/phone_number"),
    ({"phone_number": "12"}, "#/phone_number"),
    ({"line1": ""}, "#/line1"),
    ({"line1": "x" * 201}, "#/line1"),
    ({"postal_code": "\u0000"}, "#/postal_code"),
    ({"is_default": "yes"}, "#/is_default"),
    ({"user_id": "me"}, "#/user_id"),
]


async def test_what_is_no_address_is_refused(shop: Any, subtests: pytest.Subtests) -> None:
    account = await shop.customer()

    for changes, pointer in NO_ADDRESSES:
        with subtests.test(changes=changes):
            answer = await add(shop, account, **changes)

            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("changes", [{"city": None}, {"country": None}, {"id": NOBODY}])
async def test_what_an_address_needs_cannot_be_removed(shop: Any, changes: dict[str, Any]) -> None:
    account = await shop.customer()
    address = (await add(shop, account)).json()

    answer = await shop.http.patch(
        f"/api/v1/me/addresses/{address['id']}", json=changes, headers=account.bearer
    )

    assert answer.status_code == 422


async def test_one_key_adds_one_address(shop: Any) -> None:
    account = await shop.customer()
    headers = {**account.bearer, "idempotency-key": '"add-1"'}

    answers = [
        await shop.http.post("/api/v1/me/addresses", json=ADDRESS, headers=headers)
        for _ in range(2)
    ]
    other = await shop.http.post(
        "/api/v1/me/addresses", json={**ADDRESS, "city": "Kisumu"}, headers=headers
    )

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_an_address_book_has_an_end(shop: Any) -> None:
    account = await shop.customer()
    for _ in range(50):
        await add(shop, account)

    answer = await add(shop, account)

    assert (answer.status_code, answer.json()["code"]) == (409, "address_book_full")


async def test_lists_come_in_pages(shop: Any) -> None:
    account = await shop.customer()
    made = [(await add(shop, account)).json()["id"] for _ in range(3)]

    async def page(**query: Any) -> Any:
        return await shop.http.get("/api/v1/me/addresses", params=query, headers=account.bearer)

    first = (await page(limit=2, include="total")).json()
    second = (await page(limit=2, cursor=first["next_cursor"])).json()

    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    assert (first["total"], first["total_capped"], second["next_cursor"]) == (3, False, None)
    assert "total" not in second
    for query in ({"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"cursor": "é"}):
        answer = await page(**query)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
    unknown = await page(colour="red")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "unknown_parameter")


async def test_the_devices_signed_in_can_be_seen_and_signed_out(shop: Any) -> None:
    account = await shop.customer()
    phone = (
        await shop.login(
            account.email, **{"user-agent": "Phone/1", "x-forwarded-for": "203.0.113.9"}
        )
    ).json()

    listed = (await shop.http.get("/api/v1/me/sessions", headers=account.bearer)).json()
    there, here = listed["items"]
    ended = await shop.http.delete(f"/api/v1/me/sessions/{there['id']}", headers=account.bearer)

    assert (here["current"], there["current"]) == (True, False)
    assert (there["user_agent"], there["address"]) == ("Phone/1", "203.0.113.9")
    assert ended.status_code == 204
    refused = await shop.http.post(
        "/api/v1/auth/refresh", json={"refresh_token": phone["refresh_token"]}
    )
    assert refused.status_code == 401
    assert len((await shop.http.get("/api/v1/me/sessions", headers=account.bearer)).json()) == 2


async def test_another_users_session_is_not_found(shop: Any) -> None:
    owner, other = await shop.customer(), await shop.customer()
    [session] = (await shop.http.get("/api/v1/me/sessions", headers=owner.bearer)).json()["items"]

    answer = await shop.http.delete(f"/api/v1/me/sessions/{session['id']}", headers=other.bearer)

    assert answer.status_code == 404
    assert (await shop.http.get("/api/v1/me", headers=owner.bearer)).status_code == 200


@pytest.mark.parametrize("bad", ["1", "x" * 100, NOBODY])
async def test_ids_that_name_nothing_are_not_found(shop: Any, bad: str) -> None:
    account = await shop.customer()

    for path in (f"/api/v1/me/addresses/{bad}", f"/api/v1/me/sessions/{bad}"):
        assert (await shop.http.delete(path, headers=account.bearer)).status_code == 404
