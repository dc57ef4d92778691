import io
from typing import Any

import pytest

from common import db
from users import admin
from users.adapters.tx import means_of, open_tx

GIVEN = ["create", "--email", "boss@example.com"]


async def stored(settings: Any) -> Any:
    engine = db.engine(settings.database_url, application="test")
    try:
        async with open_tx(db.sessions(engine), means_of(settings)) as tx:
            return await tx.users.named(email="boss@example.com", username=None)
    finally:
        await engine.dispose()


@pytest.fixture
def command(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(admin, "Settings", lambda: settings)
    return admin.main


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return lambda: capsys.readouterr().out


def test_an_administrator_is_created_once(command: Any, said: Any, settings: Any) -> None:
    command([*GIVEN, "--password", "a long enough password"])
    first = said()
    command([*GIVEN, "--password", "another long password"])

    assert "Created boss@example.com with the role admin" in first
    assert "exists already" in said()


async def test_an_administrator_is_confirmed_at_once(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = admin.Appoint(
        user_id=admin.new_id(),
        email="boss@example.com",
        password="a long enough password",
        role="admin",
        at=admin.utcnow(),
    )

    await admin._create(command, settings)

    user = await stored(settings)
    assert (user.email_confirmed, user.roles, user.permissions) == (True, ("admin",), {"*"})


def test_the_password_can_come_through_a_pipe(
    command: Any, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough password\n"))

    command([*GIVEN, "--role", "staff"])

    assert "with the role staff" in said()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--email", "boss@example.com", "--password", "short"],
        ["--email", "boss@example.com", "--password", "password1234"],
        ["--email", "boss", "--password", "a long enough password"],
        ["--email", "b@example.com", "--password", "a long enough password", "--role", "king"],
    ],
)
def test_what_cannot_be_created_exits_with_a_reason(command: Any, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command(["create", *arguments])

    assert isinstance(ended.value.code, str)
