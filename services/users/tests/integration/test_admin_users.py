from typing import Any
from uuid import uuid4

import pytest

from common.ids import new_id

PASSWORD = "a long enough password"
USERS = "/api/v1/admin/users"
NOBODY = "019b0000-0000-7000-8000-000000000000"


async def create(shop: Any, by: Any, **fields: Any) -> Any:
    body = {"email": f"{new_id().hex}@example.com", "password": PASSWORD, **fields}
    return await shop.http.post(USERS, json=body, headers=by.bearer)


async def post(shop: Any, by: Any, path: str, **headers: str) -> Any:
    return await shop.http.post(f"{USERS}/{path}", headers={**by.bearer, **headers})


def versioned(account: Any, version: int) -> dict[str, str]:
    return {**account.bearer, "if-match": f'"{version}"'}


DOORS = [
    ("GET", USERS),
    ("POST", USERS),
    ("GET", f"{USERS}/{NOBODY}"),
    ("PATCH", f"{USERS}/{NOBODY}"),
    ("DELETE", f"{USERS}/{NOBODY}"),
    ("POST", f"{USERS}/{NOBODY}/suspend"),
    ("POST", f"{USERS}/{NOBODY}/reactivate"),
    ("POST", f"{USERS}/{NOBODY}/force-logout"),
    ("PUT", f"{USERS}/{NOBODY}/roles"),
    ("GET", "/api/v1/admin/roles"),
    ("POST", "/api/v1/admin/roles"),
    ("PATCH", f"/api/v1/admin/roles/{NOBODY}"),
    ("DELETE", f"/api/v1/admin/roles/{NOBODY}"),
]


async def test_only_those_with_the_permission_get_in(shop: Any, subtests: pytest.Subtests) -> None:
    accounts = (await shop.customer(), await shop.appointed("staff"))

    for method, path in DOORS:
        with subtests.test(method=method, path=path):
            assert (await shop.http.request(method, path)).status_code == 401
            for account in accounts:
                answer = await shop.http.request(method, path, headers=account.bearer)
                assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_support_may_look_at_users_but_change_nothing(shop: Any) -> None:
    support = await shop.appointed("support")

    assert (await shop.http.get(USERS, headers=support.bearer)).status_code == 200
    assert (await create(shop, support)).status_code == 403


async def test_an_account_that_staff_open_can_be_used_at_once(shop: Any) -> None:
    admin = await shop.appointed()

    answer = await create(shop, admin, email="new@example.com", roles=["staff", "support"])

    user = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{USERS}/{user['id']}"
    assert answer.headers["etag"] == '"1"'
    assert (user["roles"], user["status"], user["email_confirmed"]) == (
        ["staff", "support"],
        "active",
        True,
    )
    assert (await shop.login("new@example.com")).status_code == 200
    assert (await shop.facts())[-3:] == [
        "users.user_registered.v1",
        "users.email_confirmed.v1",
        "users.audit_recorded.v1",
    ]


async def test_opening_an_account_can_leave_the_address_to_be_confirmed(shop: Any) -> None:
    admin = await shop.appointed()

    await create(shop, admin, email="new@example.com", email_confirmed=False)

    assert (await shop.login("new@example.com")).json()["code"] == "email_not_confirmed"


NOT_OPENED = [
    ({"email": "TAKEN@example.com"}, 409, "email_taken"),
    ({"username": "Taken"}, 409, "username_taken"),
    ({"roles": ["staff", "wizard"]}, 422, "validation_failed"),
    ({"role": "admin"}, 422, "validation_failed"),
    ({"password": "password1234"}, 422, "validation_failed"),
    ({"email_confirmed": "yes"}, 422, "validation_failed"),
]


async def test_what_cannot_be_opened(shop: Any, subtests: pytest.Subtests) -> None:
    admin = await shop.appointed()
    await shop.register("taken@example.com", username="taken")

    for fields, status, code in NOT_OPENED:
        with subtests.test(fields=fields):
            answer = await create(shop, admin, **fields)

            assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_one_key_opens_one_account(shop: Any) -> None:
    admin = await shop.appointed()
    body = {"email": "new@example.com", "password": PASSWORD}
    headers = {**admin.bearer, "idempotency-key": "k1"}

    answers = [await shop.http.post(USERS, json=body, headers=headers) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotent-replayed"] == "true"
    [(stored,)] = await shop.rows("select body from idempotency_keys")
    assert "password" not in str(stored)


async def test_the_list_can_be_searched_and_paged(shop: Any) -> None:
    admin = await shop.appointed()
    await create(shop, admin, email="asha@example.com", full_name="Asha 100% W")
    await create(shop, admin, email="juma@example.com", roles=["staff"], username="juma")
    suspended = (await create(shop, admin, email="neema@example.com")).json()
    await post(shop, admin, f"{suspended['id']}/suspend")

    async def found(**query: Any) -> list[str]:
        answer = await shop.http.get(USERS, params=query, headers=admin.bearer)
        assert answer.status_code == 200, answer.text
        return [item["email"].partition("@")[0] for item in answer.json()["items"]]

    assert await found(q="ASHA") == ["asha"]
    assert await found(q="100%") == ["asha"]
    assert await found(q="%") == ["asha"]
    assert await found(role="staff") == ["juma"]
    assert await found(role="wizard") == []
    assert await found(status="suspended") == ["neema"]
    assert await found(q="example", status="active", role="customer") == ["asha"]
    page = (
        await shop.http.get(USERS, params={"limit": 2, "include": "total"}, headers=admin.bearer)
    ).json()
    assert page["total"] == 4
    rest = await shop.http.get(
        USERS, params={"limit": 2, "cursor": page["next_cursor"]}, headers=admin.bearer
    )
    assert len(rest.json()["items"]) == 2
    foreign = await shop.http.get(
        USERS, params={"q": "a", "cursor": page["next_cursor"]}, headers=admin.bearer
    )
    assert (foreign.status_code, foreign.json()["code"]) == (400, "invalid_parameter")


@pytest.mark.parametrize(
    "query", [{"status": "asleep"}, {"q": ""}, {"q": "x" * 101}, {"q": "\u0000"}]
)
async def test_bad_filters_are_refused(shop: Any, query: dict[str, str]) -> None:
    admin = await shop.appointed()

    answer = await shop.http.get(USERS, params=query, headers=admin.bearer)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


async def test_changing_an_account_needs_the_version_that_was_seen(shop: Any) -> None:
    admin = await shop.appointed()
    user = (await create(shop, admin, email="asha@example.com", full_name="Asha")).json()
    path = f"{USERS}/{user['id']}"
    change = {"email": "asha2@example.com", "full_name": None}

    missing = await shop.http.patch(path, json=change, headers=admin.bearer)
    stale = await shop.http.patch(path, json=change, headers=versioned(admin, 7))
    done = await shop.http.patch(path, json=change, headers=versioned(admin, 1))

    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
    assert (stale.status_code, stale.json()["code"]) == (412, "version_conflict")
    assert done.status_code == 200
    assert (done.json()["email"], done.json()["full_name"]) == ("asha2@example.com", None)
    assert done.headers["etag"] == '"2"'
    assert (await shop.http.get(path, headers=admin.bearer)).json() == done.json()


async def test_what_changed_is_audited_and_nothing_else(shop: Any) -> None:
    admin = await shop.appointed()
    user = (await create(shop, admin, full_name="Asha")).json()

    await shop.http.patch(
        f"{USERS}/{user['id']}", json={"full_name": "Neema"}, headers=versioned(admin, 1)
    )

    [*_, (body,)] = await shop.rows("select body::json from outbox order by seq")
    data = body["data"]
    assert (data["actor_id"], data["action"], data["object_id"]) == (
        admin.id,
        "user.changed",
        user["id"],
    )
    assert (data["before"], data["after"]) == ({"full_name": "Asha"}, {"full_name": "Neema"})
    assert data["request_id"]


async def test_another_accounts_address_cannot_be_given(shop: Any) -> None:
    admin = await shop.appointed()
    await shop.register("taken@example.com")
    user = (await create(shop, admin)).json()

    answer = await shop.http.patch(
        f"{USERS}/{user['id']}", json={"email": "taken@example.com"}, headers=versioned(admin, 1)
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")


async def test_a_deleted_account_is_gone_for_everyone(shop: Any) -> None:
    admin, account = await shop.appointed(), await shop.customer()
    path = f"{USERS}/{account.id}"
    version = (await shop.http.get(path, headers=admin.bearer)).json()["version"]

    missing = await shop.http.delete(path, headers=admin.bearer)
    stale = await shop.http.delete(path, headers=versioned(admin, version + 1))
    done = await shop.http.delete(path, headers=versioned(admin, version))

    assert [missing.status_code, stale.status_code, done.status_code] == [428, 412, 204]
    assert (await shop.http.get(path, headers=admin.bearer)).status_code == 404
    assert (await shop.http.get("/api/v1/me", headers=account.bearer)).status_code == 401
    assert "users.user_erased.v1" in await shop.facts()
    again = await shop.http.delete(path, headers=versioned(admin, version + 1))
    assert again.status_code == 404


async def test_a_suspended_account_cannot_be_used_until_it_is_opened_again(shop: Any) -> None:
    admin, account = await shop.appointed(), await shop.customer()

    suspended = await post(shop, admin, f"{account.id}/suspend")
    refused = await shop.login(account.email)
    still = await shop.http.get("/api/v1/me", headers=account.bearer)
    reactivated = await post(shop, admin, f"{account.id}/reactivate")

    assert (suspended.status_code, suspended.json()["status"]) == (200, "suspended")
    assert (refused.status_code, refused.json()["code"]) == (403, "account_suspended")
    assert still.status_code == 401
    assert reactivated.json()["status"] == "active"
    assert (await shop.login(account.email)).status_code == 200


async def test_forcing_out_ends_the_sessions(shop: Any) -> None:
    admin, account = await shop.appointed(), await shop.customer()

    answer = await post(shop, admin, f"{account.id}/force-logout")

    assert (answer.status_code, answer.json()["id"]) == (200, account.id)
    assert (await shop.http.get("/api/v1/me", headers=account.bearer)).status_code == 401


@pytest.mark.parametrize("action", ["suspend", "reactivate", "force-logout"])
async def test_nobody_is_not_found(shop: Any, action: str) -> None:
    admin = await shop.appointed()

    assert (await post(shop, admin, f"{uuid4()}/{action}")).status_code == 404


async def test_roles_can_be_given_and_taken(shop: Any) -> None:
    admin, account = await shop.appointed(), await shop.customer()
    path = f"{USERS}/{account.id}/roles"

    given = await shop.http.put(path, json={"roles": ["staff"]}, headers=admin.bearer)
    refreshed = await shop.http.post(
        "/api/v1/auth/refresh", json={"refresh_token": account.refresh_token}
    )
    taken = await shop.http.put(path, json={"roles": ["customer"]}, headers=admin.bearer)

    assert given.json()["roles"] == ["staff"]
    assert refreshed.status_code == 200
    assert taken.json()["roles"] == ["customer"]
    assert (await shop.http.get("/api/v1/me", headers=account.bearer)).status_code == 401


@pytest.mark.parametrize(
    "body", [{"roles": ["wizard"]}, {"roles": "staff"}, {}, {"roles": [], "x": 1}]
)
async def test_what_are_no_roles_is_refused(shop: Any, body: dict[str, Any]) -> None:
    admin, account = await shop.appointed(), await shop.customer()

    answer = await shop.http.put(f"{USERS}/{account.id}/roles", json=body, headers=admin.bearer)

    assert answer.status_code == 422


async def test_nobody_reaches_beyond_their_own_permissions(shop: Any) -> None:
    admin = await shop.appointed()
    await shop.http.post(
        "/api/v1/admin/roles",
        json={"name": "clerk", "permissions": ["users:*", "roles:*"]},
        headers=admin.bearer,
    )
    clerk = await shop.appointed("clerk")
    customer = await shop.customer()

    answers = [
        await create(shop, clerk, roles=["admin"]),
        await shop.http.put(
            f"{USERS}/{clerk.id}/roles", json={"roles": ["admin"]}, headers=clerk.bearer
        ),
        await shop.http.patch(
            f"{USERS}/{admin.id}", json={"email": "x@example.com"}, headers=versioned(clerk, 1)
        ),
        await post(shop, clerk, f"{admin.id}/suspend"),
        await shop.http.post(
            "/api/v1/admin/roles",
            json={"name": "more", "permissions": ["refunds:write"]},
            headers=clerk.bearer,
        ),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert (await create(shop, clerk)).status_code == 201
    assert (await post(shop, clerk, f"{customer.id}/suspend")).status_code == 200


async def test_the_shop_keeps_one_administrator(shop: Any) -> None:
    admin = await shop.appointed()
    path = f"{USERS}/{admin.id}"

    answers = [
        await shop.http.put(f"{path}/roles", json={"roles": ["staff"]}, headers=admin.bearer),
        await post(shop, admin, f"{admin.id}/suspend"),
        await shop.http.delete(path, headers=versioned(admin, 1)),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (409, "last_administrator")
    }


async def test_an_ended_session_opens_no_door_for_staff(shop: Any) -> None:
    admin = await shop.appointed()
    await shop.http.post("/api/v1/auth/logout", headers=admin.bearer)

    assert (await shop.http.get(USERS, headers=admin.bearer)).status_code == 401
