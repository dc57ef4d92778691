from datetime import timedelta
from typing import Any

from common.clock import utcnow
from users.adapters.housekeeping import blank_sent_mails, purge
from users.consumers.subscriptions import SUBSCRIPTIONS
from users.worker import planner


async def test_what_expired_is_deleted_and_the_rest_is_kept(shop: Any) -> None:
    gone, kept = await shop.customer(), await shop.customer()
    for email in (gone.email, kept.email):
        await shop.http.post("/api/v1/auth/password/forgot", json={"email": email})
    ago = utcnow() - timedelta(days=2)
    await shop.change(
        "update sessions set ended_at = :ago where user_id = :id", ago=ago, id=gone.id
    )
    await shop.change("update links set expires_at = :ago where user_id = :id", ago=ago, id=gone.id)
    await shop.change("insert into failures values ('account:x', 1, now(), now() - interval '2 h')")

    await purge(shop.app.state.sessions)()

    for table in ("sessions", "links"):
        owners = await shop.rows(f"select user_id::text from {table}")  # noqa: S608
        assert owners == [(kept.id,)]
    assert await shop.rows("select * from failures") == []
    assert len(await shop.rows("select * from refresh_tokens")) == 1


async def test_sent_mails_forget_the_tokens_they_carried(shop: Any) -> None:
    await shop.register("sent@example.com")
    await shop.register("waiting@example.com")
    await shop.change("update mails set sent_at = now() where recipient = 'sent@example.com'")

    await blank_sent_mails(shop.app.state.sessions)()

    assert [(mail.text, mail.html) for mail in await shop.mails("sent@example.com")] == [("", "")]
    assert [bool(mail.text) for mail in await shop.mails("waiting@example.com")] == [True]


async def test_the_worker_sends_and_purges(shop: Any, settings: Any) -> None:
    async with planner(settings)(shop.app.state.sessions) as plan:
        names = [timer.name for timer in plan.timers]
        async with plan.open_tx(shop.app.state.sessions) as tx:
            assert hasattr(tx, "inbox")

    assert names == ["send mails", "blank sent mails", "purge expired"]
    assert plan.subscriptions == SUBSCRIPTIONS
