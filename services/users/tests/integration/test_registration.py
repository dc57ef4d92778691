import asyncio
from typing import Any
from uuid import UUID

import pytest

SHOWN = {
    "id",
    "email",
    "email_confirmed",
    "username",
    "full_name",
    "phone_number",
    "locale",
    "roles",
    "version",
    "created_at",
    "updated_at",
}


async def test_registering_answers_the_user_and_mails_a_link(shop: Any) -> None:
    answer = await shop.register(
        "Asha@Example.com", username="asha", full_name="Asha W", phone_number="+254 712 345678"
    )

    user = answer.json()
    assert answer.status_code == 201
    assert user.keys() == SHOWN
    assert UUID(user["id"]).version == 7
    assert user["email"] == "Asha@example.com"
    assert user["email_confirmed"] is False
    assert user["phone_number"] == "+254712345678"
    assert user["roles"] == ["customer"]
    [mail] = await shop.mails("Asha@example.com")
    link = f"https://shop.example/confirm?token={await shop.token('Asha@example.com', 'confirm')}"
    assert link in mail.text.splitlines()
    assert link in mail.html
    assert "Asha W" in mail.text
    assert await shop.facts() == ["users.user_registered.v1"]


async def test_the_language_follows_the_browser(shop: Any) -> None:
    answer = await shop.http.post(
        "/api/v1/auth/register",
        json={"email": "j@example.com", "password": "a long enough password"},
        headers={"accept-language": "sw-KE,en;q=0.8"},
    )

    assert answer.json()["locale"] == "sw-KE"


async def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(shop: Any) -> None:
    first = await shop.register("juma@example.com", full_name="Juma")

    again = await shop.register("JUMA@example.com", full_name="Mallory")

    assert again.status_code == first.status_code == 201
    assert again.json().keys() == first.json().keys()
    assert again.json()["id"] != first.json()["id"]
    changing = {"id", "created_at", "updated_at", "email", "full_name"}
    assert {name: value for name, value in again.json().items() if name not in changing} == {
        name: value for name, value in first.json().items() if name not in changing
    }
    assert again.headers.keys() == first.headers.keys()
    subjects = [mail.subject for mail in await shop.mails("juma@example.com")]
    assert subjects == ["Confirm your e-mail address", "You already have an account"]
    [(count,)] = await shop.rows("select count(*) from users")
    assert count == 1


async def test_two_who_register_one_address_at_once_make_one_account(shop: Any) -> None:
    answers = await asyncio.gather(*(shop.register("one@example.com") for _ in range(6)))

    assert {answer.status_code for answer in answers} == {201}
    [(count,)] = await shop.rows("select count(*) from users")
    assert count == 1


async def test_a_taken_username_is_refused_whoever_asks(shop: Any) -> None:
    await shop.register("first@example.com", username="Asha")

    for email in ("second@example.com", "first@example.com"):
        answer = await shop.register(email, username="asha")
        assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


REFUSED = [
    ({"role": "admin"}, "#/role"),
    ({"roles": ["admin"]}, "#/roles"),
    ({"email": "nobody"}, "#/email"),
    ({"email": "a@b"}, "#/email"),
    ({"email": "a\u0000@example.com"}, "#/email"),
    ({"email": 5}, "#/email"),
    ({"password": "short"}, "#/password"),
    ({"password": "x" * 129}, "#/password"),
    ({"password": "password1234"}, "#/password"),
    ({"password": "someone@example.com"}, "#/password"),
    ({"password": "a" * 12}, "#/password"),
    ({"username": "a"}, "#/username"),
    ({"username": "a@b.example"}, "#/username"),
    ({"full_name": "   "}, "#/full_name"),
    ({"full_name": "a\u0007b"}, "#/full_name"),
    ({"phone_number": "0712345678"}, "#/phone_number"),
    ({"phone_number": "+254\u0000712345678"}, "#/phone_number"),
]


async def test_what_cannot_be_an_account_is_refused(shop: Any, subtests: pytest.Subtests) -> None:
    for fields, pointer in REFUSED:
        with subtests.test(fields=fields):
            answer = await shop.register(**{"email": "someone@example.com", **fields})

            assert answer.status_code == 422
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "validation_failed"
            assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    "body", [b"{", b'{"email": NaN}', b'{"email": "\\ud800"}', b"\xff", b"[" * 5000]
)
async def test_unreadable_bodies_are_malformed(shop: Any, body: bytes) -> None:
    answer = await shop.http.post(
        "/api/v1/auth/register", content=body, headers={"content-type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_body")


async def test_confirming_works_once(shop: Any) -> None:
    await shop.register("neema@example.com")
    token = await shop.token("neema@example.com", "confirm")

    first = await shop.http.post("/api/v1/auth/email/confirm", json={"token": token})
    second = await shop.http.post("/api/v1/auth/email/confirm", json={"token": token})

    assert (first.status_code, first.json()["email_confirmed"]) == (200, True)
    assert first.headers["etag"] == '"2"'
    assert (second.status_code, second.json()["code"]) == (422, "token_invalid")
    assert await shop.facts() == ["users.user_registered.v1", "users.email_confirmed.v1"]


async def test_a_token_is_stored_only_as_its_digest_and_expires(shop: Any) -> None:
    await shop.register("neema@example.com")
    token = await shop.token("neema@example.com", "confirm")
    [(digest,)] = await shop.rows("select digest from links")
    await shop.change("update links set expires_at = now()")

    answer = await shop.http.post("/api/v1/auth/email/confirm", json={"token": token})

    assert token.encode() not in digest
    assert answer.json()["code"] == "token_invalid"


async def test_a_token_for_another_purpose_confirms_nothing(shop: Any) -> None:
    await shop.register("neema@example.com")
    await shop.http.post("/api/v1/auth/password/forgot", json={"email": "neema@example.com"})
    token = await shop.token("neema@example.com", "reset")

    answer = await shop.http.post("/api/v1/auth/email/confirm", json={"token": token})

    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/auth/email/resend", "/api/v1/auth/password/forgot"])
async def test_asking_for_a_mail_never_tells_whether_there_is_an_account(
    shop: Any, path: str
) -> None:
    await shop.register("known@example.com")

    known = await shop.http.post(path, json={"email": "known@example.com"})
    unknown = await shop.http.post(path, json={"email": "unknown@example.com"})

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code == 202
    assert known.headers.keys() == unknown.headers.keys()
    assert len(await shop.mails("known@example.com")) == 2
    assert await shop.mails("unknown@example.com") == []


async def test_a_mailbox_cannot_be_flooded(shop: Any) -> None:
    await shop.register("known@example.com")

    for _ in range(8):
        await shop.http.post("/api/v1/auth/email/resend", json={"email": "known@example.com"})

    assert len(await shop.mails("known@example.com")) == 5
