from typing import Any
from uuid import uuid4

import pytest

ROLES = "/api/v1/admin/roles"


async def roles(shop: Any, by: Any) -> dict[str, Any]:
    answer = await shop.http.get(ROLES, headers=by.bearer)
    return {role["name"]: role for role in answer.json()["items"]}


async def make(shop: Any, by: Any, name: str = "packer", *permissions: str) -> Any:
    body = {"name": name, "permissions": permissions or ["orders:read"]}
    return await shop.http.post(ROLES, json=body, headers=by.bearer)


async def test_the_shop_begins_with_four_roles(shop: Any) -> None:
    admin = await shop.appointed()

    found = await roles(shop, admin)

    assert found.keys() == {"admin", "staff", "support", "customer"}
    assert found["admin"]["permissions"] == ["*"]
    assert found["customer"]["permissions"] == []
    assert "reports:read" in found["staff"]["permissions"]
    assert {"refunds:write", "stock:write"} <= set(found["staff"]["permissions"])
    assert (found["admin"]["protected"], found["staff"]["protected"]) == (True, False)


async def test_a_role_can_be_made_changed_and_deleted(shop: Any) -> None:
    admin = await shop.appointed()

    made = await make(shop, admin)
    path = f"{ROLES}/{made.json()['id']}"
    changed = await shop.http.patch(
        path, json={"permissions": ["orders:write"]}, headers=admin.bearer
    )
    deleted = await shop.http.delete(path, headers=admin.bearer)

    assert (made.status_code, made.headers["location"]) == (201, path)
    assert (changed.json()["name"], changed.json()["permissions"]) == ("packer", ["orders:write"])
    assert deleted.status_code == 204
    assert "packer" not in await roles(shop, admin)
    assert (await shop.facts())[-3:] == ["users.audit_recorded.v1"] * 3


async def test_tokens_follow_a_changed_role_when_they_are_renewed(shop: Any) -> None:
    admin = await shop.appointed()
    made = (await make(shop, admin)).json()
    packer = await shop.appointed("packer")
    await shop.http.patch(
        f"{ROLES}/{made['id']}", json={"permissions": ["users:read"]}, headers=admin.bearer
    )

    renewed = await shop.signed_in(packer.email, packer.id)

    answer = await shop.http.get("/api/v1/admin/users", headers=renewed.bearer)
    assert answer.status_code == 200


NO_ROLES = [
    {"name": "Packer", "permissions": []},
    {"name": "packer", "permissions": ["orders:eat"]},
    {"name": "packer", "permissions": "orders:read"},
    {"name": "packer"},
    {"permissions": []},
    {"name": "packer", "permissions": [], "protected": True},
]


async def test_what_is_no_role_is_refused(shop: Any, subtests: pytest.Subtests) -> None:
    admin = await shop.appointed()

    for body in NO_ROLES:
        with subtests.test(body=body):
            answer = await shop.http.post(ROLES, json=body, headers=admin.bearer)

            assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_a_name_belongs_to_one_role(shop: Any) -> None:
    admin = await shop.appointed()
    made = (await make(shop, admin)).json()

    again = await make(shop, admin)
    renamed = await shop.http.patch(
        f"{ROLES}/{made['id']}", json={"name": "staff"}, headers=admin.bearer
    )

    for answer in (again, renamed):
        assert (answer.status_code, answer.json()["code"]) == (409, "role_name_taken")


@pytest.mark.parametrize("name", ["admin", "customer"])
async def test_the_shops_own_roles_stay_as_they_are(shop: Any, name: str) -> None:
    admin = await shop.appointed()
    path = f"{ROLES}/{(await roles(shop, admin))[name]['id']}"

    answers = [
        await shop.http.patch(path, json={"permissions": []}, headers=admin.bearer),
        await shop.http.delete(path, headers=admin.bearer),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (409, "role_protected")
    }


async def test_a_role_that_someone_holds_cannot_be_deleted(shop: Any) -> None:
    admin = await shop.appointed()
    made = (await make(shop, admin)).json()
    await shop.appointed("packer")

    answer = await shop.http.delete(f"{ROLES}/{made['id']}", headers=admin.bearer)

    assert (answer.status_code, answer.json()["code"]) == (409, "role_in_use")


async def test_no_such_role_is_not_found(shop: Any) -> None:
    admin = await shop.appointed()
    path = f"{ROLES}/{uuid4()}"

    answers = [
        await shop.http.patch(path, json={"name": "x2"}, headers=admin.bearer),
        await shop.http.delete(path, headers=admin.bearer),
    ]

    assert {answer.status_code for answer in answers} == {404}
