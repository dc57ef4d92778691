"""How often a caller may ask."""

import pytest
from limits.aio.storage import MemoryStorage

from common.errors import Throttled
from common.settings import Profile
from common.testing import Tokens
from gateway.exchange import Headers
from gateway.limits import Limits, caller_of
from gateway.routes import Rate
from gateway.settings import Settings
from gateway_tests.conftest import Opened


async def test_an_answer_tells_what_is_left(opened: Opened) -> None:
    async with opened() as gate:
        first = await gate.client.post("/api/v1/auth/login")
        second = await gate.client.post("/api/v1/auth/login")

    assert first.headers["ratelimit-policy"] == '"auth";q=30;w=60'
    assert first.headers["ratelimit"].startswith('"auth";r=29;t=')
    assert second.headers["ratelimit"].startswith('"auth";r=28;t=')


async def test_too_many_requests_are_refused_with_the_time_to_wait(opened: Opened) -> None:
    async with opened(rate_auth=3) as gate:
        statuses = [(await gate.client.post("/api/v1/auth/login")).status_code for _ in range(3)]
        answer = await gate.client.post("/api/v1/auth/login")
        elsewhere = await gate.client.get("/api/v1/cart")
        webhook = await gate.client.post("/api/v1/webhooks/payments/chapa")

    assert statuses == [200, 200, 200]
    assert answer.status_code == 429
    assert answer.json()["code"] == "rate_limited"
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.headers["ratelimit"].startswith('"auth";r=0;t=')
    assert (elsewhere.status_code, webhook.status_code) == (200, 200)


async def test_one_customer_does_not_use_up_anothers_share(opened: Opened, signed: Tokens) -> None:
    one, other = signed.bearer(), signed.bearer()
    async with opened(rate_default=2) as gate:
        for _ in range(2):
            await gate.client.get("/api/v1/me", headers=one)
        refused = await gate.client.get("/api/v1/me", headers=one)
        answered = await gate.client.get("/api/v1/me", headers=other)

    assert (refused.status_code, answered.status_code) == (429, 200)


async def test_answers_from_the_cache_count_too(opened: Opened) -> None:
    async with opened(rate_default=2) as gate:
        answers = [await gate.client.get("/api/v1/products") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


async def test_who_keeps_sending_bad_tokens_is_no_longer_listened_to(
    opened: Opened, signed: Tokens
) -> None:
    bad = {"authorization": f"Bearer {signed.access(lives=-60)}"}
    async with opened(rate_default=2) as gate:
        statuses = [
            (await gate.client.get("/api/v1/me", headers=bad)).status_code for _ in range(3)
        ]
        signing_in = await gate.client.post("/api/v1/auth/login", headers=bad)

    assert statuses == [401, 401, 429]
    assert signing_in.status_code == 200


@pytest.mark.parametrize("allowed", [1, 7, 250, 1200])
async def test_exactly_the_allowance_gets_through(allowed: int) -> None:
    limits = Limits(dict.fromkeys(Rate, allowed), MemoryStorage())

    for used in range(allowed):
        headers: Headers = []
        await limits.take(Rate.DEFAULT, "someone", headers)
        assert dict(headers)[b"ratelimit"].startswith(b'"default";r=%d;' % (allowed - used - 1))
    with pytest.raises(Throttled):
        await limits.take(Rate.DEFAULT, "someone", [])
    await limits.take(Rate.DEFAULT, "someone else", [])


async def test_two_processes_share_one_allowance() -> None:
    storage = MemoryStorage()
    processes = [Limits(dict.fromkeys(Rate, 200), storage) for _ in range(2)]
    through = 0

    for number in range(400):
        try:
            await processes[number % 2].take(Rate.DEFAULT, "someone", [])
        except Throttled:
            continue
        through += 1

    assert through == 200


def test_the_demo_is_generous() -> None:
    assert Settings(profile=Profile.DEMO).rates[Rate.AUTH] == 30_000
    assert Settings(profile=Profile.PRODUCTION).rates[Rate.AUTH] == 30


@pytest.mark.parametrize(
    ("address", "caller"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_customer_has_one_share(address: str, caller: str) -> None:
    assert caller_of(address) == caller
