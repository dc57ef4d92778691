import asyncio
from typing import Any

import pytest

from common import db, tokens
from common.clock import utcnow
from users import keys
from users.adapters.keyring import new_key
from users.adapters.signing_keys import Seal, SqlSigningKeys, WrongKeySecret
from users.main import create_app
from users.usecases.signing import rotate_key


async def published(shop: Any) -> list[Any]:
    shop.app.state.keyring._read_at = float("-inf")
    document = (await shop.http.get("/.well-known/jwks.json")).json()
    found: list[Any] = document["keys"]
    return found


async def rotate(shop: Any) -> Any:
    async with shop.app.state.begin() as tx:
        return await rotate_key(new_key=new_key, tx=tx, at=utcnow())


async def test_the_document_shows_public_halves_only(shop: Any) -> None:
    answer = await shop.http.get("/.well-known/jwks.json")

    [key] = answer.json()["keys"]
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert key.keys() == {"kty", "crv", "x", "y", "alg", "use", "kid"}
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")


async def test_the_private_half_is_encrypted_and_needs_its_secret(shop: Any) -> None:
    [(sealed,)] = await shop.rows("select sealed_pem from signing_keys")

    assert b"PRIVATE" not in sealed
    async with shop.app.state.sessions() as session:
        with pytest.raises(WrongKeySecret):
            await SqlSigningKeys(session, Seal("another secret")).all()


async def test_processes_that_start_together_agree_on_one_key(settings: Any) -> None:
    apps = [create_app(settings) for _ in range(3)]

    async def start(app: Any) -> None:
        async with app.router.lifespan_context(app):
            pass

    await asyncio.gather(*(start(app) for app in apps))

    engine = db.engine(settings.database_url, application="test")
    async with db.sessions(engine)() as session:
        found = await SqlSigningKeys(session, Seal(settings.key_secret.get_secret_value())).all()
    await engine.dispose()
    assert len(found) == 1


async def test_a_new_key_is_published_before_it_signs(shop: Any) -> None:
    account = await shop.customer()
    [old] = await published(shop)

    successor = await rotate(shop)

    assert {key["kid"] for key in await published(shop)} == {old["kid"], successor.kid}
    signed_in = await shop.signed_in(account.email, account.id)
    assert tokens.key_id(signed_in.access_token, typ="at+jwt") == old["kid"]
    assert await rotate(shop) is None


async def test_the_old_key_verifies_until_its_last_token_expired(shop: Any) -> None:
    account = await shop.customer()
    successor = await rotate(shop)
    await shop.change("update signing_keys set signs_from = signs_from - interval '11 minutes'")
    kids = {key["kid"] for key in await published(shop)}

    signed_in = await shop.signed_in(account.email, account.id)

    assert tokens.key_id(signed_in.access_token, typ="at+jwt") == successor.kid
    assert len(kids) == 2
    assert (await shop.http.get("/api/v1/me", headers=account.bearer)).status_code == 200
    await shop.change("update signing_keys set verifies_until = now() where verifies_until > now()")
    assert [key["kid"] for key in await published(shop)] == [successor.kid]


def test_the_command_rotates_and_lists(
    settings: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "Settings", lambda: settings)

    keys.main(["rotate"])
    keys.main(["rotate"])
    keys.main(["list"])

    said = capsys.readouterr().out
    assert "Published" in said
    assert "A rotation is under way" in said
    assert "verifies until open" in said
