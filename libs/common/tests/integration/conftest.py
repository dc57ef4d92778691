"""A database with the common tables, and a mail server that does as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.orm import DeclarativeBase

from common import db
from common.db import Sessions
from common.ddl import IDEMPOTENCY_V1, MAIL_V1
from common.idempotency import IdempotencyColumns
from common.ids import new_id
from common.mail import MailColumns
from common.testing import Backing
from common.testing.backing import at_path


class OrdersBase(DeclarativeBase):
    metadata = db.schema("orders")


class IdempotencyRow(IdempotencyColumns, OrdersBase):
    pass


class MailRow(MailColumns, OrdersBase):
    pass


@pytest_asyncio.fixture
async def database_url(backing: Backing) -> AsyncIterator[str]:
    """A database of this test's own with the common tables, as orders reaches it."""
    name = f"t_{new_id().hex}"
    admin = await asyncpg.connect(backing.admin_dsn)
    await admin.execute(f"create database {name} template soko")
    url = at_path(backing.database_urls["orders"], name)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    for statement in (IDEMPOTENCY_V1, MAIL_V1):
        await connection.execute(statement)
    await connection.close()
    yield url
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest_asyncio.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    engine = db.engine(database_url, application="test", pool_size=20)
    yield db.sessions(engine)
    await engine.dispose()


@pytest.fixture
def idempotency_row() -> type[IdempotencyColumns]:
    return IdempotencyRow


@pytest.fixture
def mail_row() -> type[MailColumns]:
    return MailRow


@dataclass
class Sink:
    """A mail server; `replies` are given to the next messages instead of taking them."""

    url: str = ""
    taken: list[Message] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    refused_recipients: dict[str, str] = field(default_factory=dict)
    losing_answers: int = 0

    async def handle_RCPT(  # noqa: N802  the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.replies:
            return self.replies.pop(0)
        content: Any = envelope.content
        self.taken.append(message_from_bytes(content, policy=default))
        if self.losing_answers:
            self.losing_answers -= 1
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"


@pytest_asyncio.fixture
async def sink() -> AsyncIterator[Sink]:
    made = Sink()
    factory: Callable[[], SMTP] = lambda: SMTP(made, hostname="localhost")  # noqa: E731
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    made.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()
