import asyncio
import base64
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from common import shared as shared_stores
from common.shared import Shared
from common.testing.redis import RedisServer
from payments.adapters.daraja import dialect
from payments.adapters.daraja.token import SharedToken
from payments.adapters.daraja.token_store import TokenStore
from payments.adapters.outbound import Outbound
from payments.usecases.problems import NeverAsked

SECRET = "consumer-secret"


@dataclass
class Issuer:
    """Safaricom's token endpoint: each new token puts an end to the one before."""

    lasts: Any = "3599"
    status: int = 200
    issued: list[str] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        basic = base64.b64encode(f"consumer-key:{SECRET}".encode()).decode()
        assert request.headers["authorization"] == f"Basic {basic}"
        assert request.url.params["grant_type"] == "client_credentials"
        await asyncio.sleep(0)
        self.issued.append(f"token-{len(self.issued) + 1}")
        body = {"access_token": self.issued[-1], "expires_in": self.lasts}
        return httpx.Response(self.status, json=body)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


def process(
    sessions: Any, issuer: Issuer, *, secret: str = SECRET, shared: Shared | None = None
) -> SharedToken:
    client = httpx.AsyncClient(
        transport=httpx.MockTransport(issuer), base_url="http://safaricom.test/"
    )
    return SharedToken(
        outbound=Outbound("mpesa", client, {}, is_answer=dialect.is_answer),
        store=TokenStore(sessions, "mpesa", secret=secret, shared=shared),
        consumer_key="consumer-key",
        consumer_secret=SECRET,
    )


async def row(sessions: Any) -> Any:
    async with sessions.begin() as session:
        connection = await session.connection()
        found = await connection.exec_driver_sql(
            "select sealed, extract(epoch from fresh_until - now()) as fresh, lease_until"
            " from payments.provider_tokens where provider = 'mpesa'"
        )
        return found.one()


async def change(sessions: Any, what: str) -> None:
    async with sessions.begin() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(f"update payments.provider_tokens set {what}")  # noqa: S608


async def test_many_processes_fetch_one_token(sessions: Any, issuer: Issuer) -> None:
    processes = [process(sessions, issuer) for _ in range(3)]

    tokens = await asyncio.gather(*(one.current() for one in processes * 5))

    assert set(tokens) == {"token-1"}
    assert issuer.issued == ["token-1"]


async def test_a_refused_token_is_fetched_anew_by_one_of_them(
    sessions: Any, issuer: Issuer
) -> None:
    processes = [process(sessions, issuer) for _ in range(3)]
    await processes[0].current()

    tokens = await asyncio.gather(*(one.current(refused="token-1") for one in processes))
    late = await processes[1].current(refused="token-1")

    assert {*tokens, late} == {"token-2"}
    assert issuer.issued == ["token-1", "token-2"]


async def test_it_is_fetched_a_minute_early(sessions: Any, issuer: Issuer) -> None:
    shared = process(sessions, issuer)
    await shared.current()
    assert 3_500 < (await row(sessions)).fresh < 3_540

    await change(sessions, "fresh_until = now() - interval '1 s'")

    assert await shared.current() == "token-2"


@pytest.mark.parametrize("lasts", [20, "20"])
async def test_a_short_life_is_halved(sessions: Any, issuer: Issuer, lasts: Any) -> None:
    issuer.lasts = lasts

    await process(sessions, issuer).current()

    assert 5 < (await row(sessions)).fresh <= 10


async def test_a_process_that_died_while_fetching_stands_in_nobodys_way(
    sessions: Any, issuer: Issuer
) -> None:
    await change(sessions, "lease_until = now() + interval '300 ms'")

    assert await process(sessions, issuer).current() == "token-1"


async def test_it_is_kept_so_that_only_who_knows_the_secret_reads_it(
    sessions: Any, issuer: Issuer
) -> None:
    await process(sessions, issuer).current()
    assert "token-1" not in (await row(sessions)).sealed

    assert await process(sessions, issuer, secret="another").current() == "token-2"


@pytest.mark.parametrize(
    "broken", [{"status": 400}, {"status": 500}, {"lasts": None}, {"lasts": "0"}, {"lasts": "-1"}]
)
async def test_without_one_nothing_was_asked(
    sessions: Any, issuer: Issuer, broken: dict[str, Any]
) -> None:
    for name, value in broken.items():
        setattr(issuer, name, value)

    with pytest.raises(NeverAsked):
        await process(sessions, issuer).current()

    assert (await row(sessions)).lease_until is None


async def test_a_shared_store_spares_the_database_the_question(
    sessions: Any, issuer: Issuer, redis_server: RedisServer
) -> None:
    async with shared_stores.opened(redis_server.url) as store:
        one, other = (process(sessions, issuer, shared=store) for _ in range(2))
        await one.current()
        await change(sessions, "sealed = null, fresh_until = null")

        assert await other.current() == "token-1"
        assert await other.current(refused="token-1") == "token-2"
        assert await one.current() == "token-2"
        kept = await store.get("soko:payments:token:mpesa")

    assert issuer.issued == ["token-1", "token-2"]
    assert kept is not None
    assert b"token-2" not in kept


async def test_a_copy_that_is_refused_or_cannot_be_read_is_no_hindrance(
    sessions: Any, issuer: Issuer, redis_server: RedisServer
) -> None:
    async with shared_stores.opened(redis_server.url) as store:
        one = process(sessions, issuer, shared=store)
        await one.current()
        for stale in (await store.get("soko:payments:token:mpesa"), b"garbage"):
            assert stale is not None
            await process(sessions, issuer).current(refused=issuer.issued[-1])
            await store.put("soko:payments:token:mpesa", stale, seconds=60)

            assert await one.current(refused=issuer.issued[-2]) == issuer.issued[-1]
            assert await one.current() == issuer.issued[-1]


async def test_without_its_store_the_row_is_shared(
    sessions: Any, issuer: Issuer, redis_server: RedisServer
) -> None:
    async with shared_stores.opened(redis_server.url) as store:
        redis_server.stop()
        processes = [process(sessions, issuer, shared=store) for _ in range(2)]

        assert [await one.current() for one in processes] == ["token-1", "token-1"]
