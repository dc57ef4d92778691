"""Hostile bytes at the door get their 4xx, fast, and nobody inside notices."""

import asyncio
import json
from typing import Any

import pytest
from acceptance.shop import Shop
from acceptance.surface import NOWHERE

HOST = b"Host: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"
LOGIN = b"POST /api/v1/auth/login HTTP/1.1\r\n"


async def spoken(shop: Shop, data: bytes, *, within: float = 20) -> bytes:
    """Send raw bytes and return the status line and body of the first answer."""
    reader, writer = await asyncio.open_connection(*shop.fleet.address)
    try:
        writer.write(data)
        await writer.drain()
        async with asyncio.timeout(within):
            return await reader.read(65_536)
    except (ConnectionResetError, BrokenPipeError):
        return b""
    finally:
        writer.close()


def status_of(answer: bytes) -> int:
    """Return the status of the first answer; 0 for a connection that was just closed."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


async def is_alive(shop: Shop) -> bool:
    return (await shop.call("GET", "/products?limit=1")).status_code == 200


BODIES = {
    "NaN": (b'{"email":"a@b.example","password":NaN}', 400),
    "Infinity": (b'{"email":Infinity}', 400),
    "1e400": (b'{"password":1e400}', 400),
    "lone surrogate": (b'{"email":"\\ud800","password":"x"}', 400),
    "invalid UTF-8": (b'{"email":"\xff\xfe","password":"x"}', 400),
    "byte order mark": (b'\xef\xbb\xbf{"email":"a","password":"x"}', 400),
    "deep": (b"[" * 100_000, 400),
    "trailing": (b'{"email":"a","password":"x"}garbage', 400),
    "cut off": (b'{"email":"a"', 400),
    "nothing but null": (b"null", 422),
    "a list": (b"[]", 422),
    "a number": (b"4" * 4_000, None),
    "NUL in text": (b'{"email":"a\\u0000@b.example","password":"xxxxxxxxxxxx"}', 422),
    "mass assignment": (b'{"email":"a@b.example","password":"x","role":"admin"}', 422),
    "many keys": (b"{" + b",".join(b'"k%d":1' % n for n in range(60_000)) + b"}", None),
    "long text": (json.dumps({"email": "a" * 500_000, "password": "x"}).encode(), 422),
    "right to left": (json.dumps({"email": "\u202ea@b.example", "password": "x"}).encode(), None),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_hostile_body_is_refused_in_the_client_s_words(shop: Shop, name: str) -> None:
    body, status = BODIES[name]

    answer = await shop.call(
        "POST", "/auth/login", content=body, headers={"content-type": "application/json"}
    )

    assert answer.status_code == status if status else answer.status_code in {400, 401, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 32_000
    assert answer.elapsed.total_seconds() < 2


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
async def test_a_packed_body_is_refused(shop: Shop, is_problem: Any, encoding: str) -> None:
    headers = {"content-type": "application/json", "content-encoding": encoding}

    answer = await shop.call("POST", "/auth/login", content=b"\x1f\x8b\x08", headers=headers)

    is_problem(answer, 415, "unsupported_media_type")


async def test_a_body_too_large_is_refused_before_it_is_read(shop: Shop) -> None:
    head = LOGIN + HOST + JSON + b"Content-Length: 209715200\r\n\r\n"

    assert status_of(await spoken(shop, head + b" " * 1000)) == 413
    assert await is_alive(shop)


async def test_a_chunked_body_without_an_end_is_refused(shop: Shop) -> None:
    reader, writer = await asyncio.open_connection(*shop.fleet.address)
    writer.write(LOGIN + HOST + JSON + b"Transfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    sent = 0
    try:
        while sent < 64 and not writer.is_closing():
            writer.write(chunk)
            await writer.drain()
            sent += 1
            await asyncio.sleep(0)
    except (ConnectionResetError, BrokenPipeError):
        pass_on = True
    else:
        pass_on = False
    async with asyncio.timeout(20):
        try:
            answer = await reader.read(65_536)
        except ConnectionResetError:
            answer = b""
    writer.close()

    assert status_of(answer) == 413 or (pass_on and not answer)
    assert await is_alive(shop)


SMUGGLED = {
    "both lengths": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "a negative length": b"Content-Length: -1\r\n\r\n",
    "a length in words": b"Content-Length: five\r\n\r\nabcde",
    "a folded header": b"X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}",
    "a space before the colon": b"Content-Length : 2\r\n\r\n{}",
    "a bad chunk": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a NUL in a header": b"X-A: b\x00c\r\nContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("name", SMUGGLED)
async def test_a_smuggled_request_is_one_refused_request(shop: Shop, name: str) -> None:
    answer = await spoken(shop, LOGIN + HOST + JSON + SMUGGLED[name])

    # Refused, or dropped without a word; never a second answer to what was hidden.
    assert status_of(answer) in {0, 400, 401, 411, 413, 415, 422, 501}, answer[:200]
    assert answer.count(b"HTTP/1.1 2") == 0
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert await is_alive(shop)


async def test_headers_without_an_end_are_refused(shop: Shop) -> None:
    answer = await spoken(shop, LOGIN + HOST + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n")

    assert status_of(answer) in {0, 400, 413, 414, 431}
    assert await is_alive(shop)


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=1000000000",
        "limit=1&limit=2x",
        "cursor=AAAA",
        "sort=password",
        "sort=name;drop table products",
        "limit=%00",
        "q=%ff%fe",
        "price_min=9999999999999999999999",
        "currency=%00%00%00",
    ],
)
async def test_a_hostile_query_is_the_client_s_fault(shop: Shop, query: str) -> None:
    answer = await shop.call("GET", f"/products?{query}")

    assert answer.status_code in {200, 400}, answer.text
    if not query.startswith("q="):
        assert answer.status_code == 400
    assert answer.elapsed.total_seconds() < 2


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "....//....//etc",
        "a%00b",
        "%c0%ae",
        str(NOWHERE).upper() + "0",
        "{0199b8c0-0000-7000-8000-000000000000}",
        "urn:uuid:0199b8c0-0000-7000-8000-000000000000",
        "a" * 3_000,
        "%F0%9F%92%A9",
    ],
)
async def test_a_hostile_path_leads_nowhere(shop: Shop, name: str) -> None:
    admin = await shop.admin()
    for kind in ("/products", "/orders", "/payments", "/admin/users", "/categories"):
        answer = await admin.call("GET", f"{kind}/{name}")
        assert answer.status_code in {400, 404, 414}, (kind, answer.status_code)
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "BREW", "get"])
async def test_a_method_from_elsewhere_is_refused(shop: Shop, method: str) -> None:
    line = f"{method} /api/v1/products HTTP/1.1\r\n".encode()

    answer = await spoken(shop, line + HOST + b"Connection: close\r\n\r\n")

    assert status_of(answer) in {0, 400, 405, 501}
    assert await is_alive(shop)


async def test_a_method_is_not_overridden_by_a_header(shop: Shop) -> None:
    headers = {"x-http-method-override": "DELETE", "x-http-method": "DELETE"}

    answer = await shop.call("GET", "/products", headers=headers)

    assert answer.status_code == 200
