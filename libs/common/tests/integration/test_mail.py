"""Mail leaves once if all goes well, at least once if not, and always under one Message-ID."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from common.db import Sessions
from common.mail import Letter, Mailbox, MailColumns, sender

LETTER = Letter(subject="Your order S-1", text="Thank you, Zoë.\n", html="<p>Thank you, Zoë.</p>")
Post = Callable[..., Awaitable[None]]
Send = Callable[[], Awaitable[None]]


@pytest.fixture
def post(sessions: Sessions, mail_row: type[MailColumns]) -> Post:
    """Return a function that queues a letter."""

    async def queue(to: str = "zoe@example.com", key: str = "receipt:1") -> None:
        async with sessions.begin() as session:
            await Mailbox(session, mail_row).add(LETTER, to=to, dedupe_key=key)

    return queue


@pytest.fixture
def send(sessions: Sessions, mail_row: type[MailColumns], sink: Any) -> Send:
    return sender(sessions, mail_row, smtp_url=sink.url, mail_from="Soko <no-reply@soko.example>")


async def _row(sessions: Sessions, row: type[MailColumns]) -> MailColumns:
    async with sessions() as session:
        return (await session.scalars(select(row))).one()


async def _wait_over(sessions: Sessions, row: type[MailColumns]) -> None:
    async with sessions.begin() as session:
        await session.execute(update(row).values(next_attempt_at=func.now()))


async def test_a_letter_arrives_as_it_was_written(post: Post, send: Send, sink: Any) -> None:
    await post()
    await send()

    [mail] = sink.taken
    assert mail["To"] == "zoe@example.com"
    assert mail["From"] == "Soko <no-reply@soko.example>"
    assert mail["Subject"] == "Your order S-1"
    assert mail["Date"]
    assert mail["Message-ID"].endswith("@soko.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("plain",)).get_content().split() == ["Thank", "you,", "Zoë."]
    assert mail.get_body(("html",)).get_content().strip() == "<p>Thank you, Zoë.</p>"


async def test_a_letter_is_sent_once(post: Post, send: Send, sink: Any) -> None:
    await post()
    for _ in range(3):
        await send()

    assert len(sink.taken) == 1


async def test_the_words_of_a_letter_are_forgotten_once_it_is_sent(
    post: Post, send: Send, sessions: Sessions, mail_row: type[MailColumns]
) -> None:
    await post()
    assert (await _row(sessions, mail_row)).text

    await send()

    row = await _row(sessions, mail_row)
    assert (row.text, row.html) == ("", "")
    assert row.subject


async def test_two_senders_at_once_send_each_letter_once(post: Post, send: Send, sink: Any) -> None:
    for number in range(8):
        await post(key=f"receipt:{number}")

    await asyncio.gather(send(), send(), send())

    assert len(sink.taken) == 8


async def test_a_letter_queued_twice_under_one_key_is_one(
    post: Post, send: Send, sink: Any
) -> None:
    await post()
    await post()
    await send()

    assert len(sink.taken) == 1


async def test_a_letter_leaves_only_if_its_transaction_commits(
    sessions: Sessions, mail_row: type[MailColumns], send: Send, sink: Any
) -> None:
    async def fail() -> None:
        async with sessions.begin() as session:
            await Mailbox(session, mail_row).add(LETTER, to="a@example.com", dedupe_key="1")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    await send()

    assert sink.taken == []


@pytest.mark.parametrize("reply", ["451 come back later", "421 closing", "554 no space"])
async def test_what_failed_is_tried_again_later(
    *,
    post: Post,
    send: Send,
    sink: Any,
    reply: str,
    sessions: Sessions,
    mail_row: type[MailColumns],
) -> None:
    sink.replies.append(reply)
    await post()
    await send()
    await send()
    assert sink.taken == []
    assert (await _row(sessions, mail_row)).last_error is not None

    await _wait_over(sessions, mail_row)
    await send()

    assert len(sink.taken) == 1
    assert (await _row(sessions, mail_row)).sent_at is not None


async def test_no_server_is_a_failure_like_any_other(
    post: Post, sessions: Sessions, mail_row: type[MailColumns]
) -> None:
    await post()

    await sender(sessions, mail_row, smtp_url="smtp://127.0.0.1:1", mail_from="a@example.com")()

    row = await _row(sessions, mail_row)
    assert (row.attempts, row.sent_at, row.parked_at) == (1, None, None)


async def test_a_lost_answer_sends_the_same_letter_again(
    post: Post, send: Send, sink: Any, sessions: Sessions, mail_row: type[MailColumns]
) -> None:
    sink.losing_answers = 1
    await post()
    await send()
    await _wait_over(sessions, mail_row)
    await send()

    first, second = sink.taken
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_sender_that_died_is_made_up_for(
    post: Post, send: Send, sink: Any, sessions: Sessions, mail_row: type[MailColumns]
) -> None:
    await post()
    async with sessions.begin() as session:  # leased, then nothing more was heard
        await session.execute(
            update(mail_row).values(attempts=1, next_attempt_at=func.now() + timedelta(seconds=60))
        )
    await send()
    assert sink.taken == []

    await _wait_over(sessions, mail_row)
    await send()
    assert len(sink.taken) == 1


async def test_a_recipient_that_does_not_exist_is_parked(
    post: Post, send: Send, sink: Any, sessions: Sessions, mail_row: type[MailColumns]
) -> None:
    sink.refused_recipients["gone@example.com"] = "550 no such user"
    await post(to="gone@example.com")
    await send()
    await _wait_over(sessions, mail_row)
    await send()

    row = await _row(sessions, mail_row)
    assert row.parked_at is not None
    assert row.attempts == 1


async def test_a_recipient_that_is_busy_is_tried_again(
    post: Post, send: Send, sink: Any, sessions: Sessions, mail_row: type[MailColumns]
) -> None:
    sink.refused_recipients["zoe@example.com"] = "450 greylisted"
    await post()
    await send()
    sink.refused_recipients.clear()
    await _wait_over(sessions, mail_row)
    await send()

    assert len(sink.taken) == 1


async def test_a_letter_that_cannot_be_sent_holds_up_no_other(
    post: Post, send: Send, sink: Any
) -> None:
    await post(to="not an address\r\nBcc: all@example.com", key="bad")
    await post(key="good")
    await send()

    assert [mail["To"] for mail in sink.taken] == ["zoe@example.com"]
