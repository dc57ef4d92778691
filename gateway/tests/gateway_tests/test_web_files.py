"""Files of the web clients: held, compressed, tagged; and what is neither a file nor a page."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from gateway.settings import Settings
from gateway.web.held import accepted
from gateway.web.site import site_of
from gateway_tests.conftest import Opened, Stub
from gateway_tests.shopwindow import SCRIPT, build, open_shop
from gateway_tests.test_door import is_problem

AT = "/assets/index-a1b2.js"


@pytest_asyncio.fixture(loop_scope="session")
async def window(
    opened: Opened, stubs: dict[str, Stub], tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a gateway that serves both web clients."""
    open_shop(stubs["catalog"])
    async with opened(web_dir=str(build(tmp_path))) as gate:
        yield gate.client


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (b"", {b""}),
        (b"gzip, deflate, br", {b"gzip", b"deflate", b"br"}),
        (b"br;q=0, GZIP;q=0.5", {b"gzip"}),
        (b"br; q=0.000,gzip ; q=0.001", {b"gzip"}),
    ],
)
def test_an_encoding_is_taken_unless_it_is_refused(header: bytes, names: set[bytes]) -> None:
    assert accepted(header) == names


async def test_a_file_whose_name_holds_its_hash_is_never_asked_for_again(
    window: httpx.AsyncClient,
) -> None:
    answer = await window.get(AT, headers={"accept-encoding": "identity"})

    assert answer.content == SCRIPT
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_another_file_is_asked_for_and_not_sent_twice(window: httpx.AsyncClient) -> None:
    first = await window.get("/icon.svg")
    again = await window.get("/icon.svg", headers={"if-none-match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["content-type"] == "image/svg+xml"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("zstd", None)],
)
async def test_each_browser_gets_the_smallest_form_that_it_takes(
    window: httpx.AsyncClient, accept: str, encoding: str | None
) -> None:
    answer = await window.head(AT, headers={"accept-encoding": accept})

    assert answer.headers.get("content-encoding") == encoding
    plain = await window.head(AT, headers={"accept-encoding": "identity"})
    assert (plain.headers["etag"] == answer.headers["etag"]) is (encoding is None)
    assert int(plain.headers["content-length"]) == len(SCRIPT)


async def test_a_file_is_unpacked_to_what_it_was(window: httpx.AsyncClient) -> None:
    answer = await window.get(AT, headers={"accept-encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == SCRIPT


async def test_the_admin_has_files_of_its_own(window: httpx.AsyncClient) -> None:
    assert (await window.get("/admin/icon.svg")).headers["content-type"] == "image/svg+xml"
    is_problem(await window.get("/admin/assets/index-a1b2.js"), 404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-0000.js",
        "/assets",
        "/assets/a",
        "/admin/assets/a",
        "/favicon.ico",
        "/index.html",
        "/p/kettle.js",
        "/api",
        "/api/v1/nothing",
        "/api/v2/products",
        "/API/v1/products",
        "/%61pi/v1/nothing",
        "/internal/holds/1",
        "/metrics",
        "/.well-known/change-password",
        "/.git/config",
        "/problems/no-such",
        "/p/%2e%2e",
        "/p/a%2Fb",
        "/p/%ff",
    ],
)
async def test_what_is_neither_a_file_nor_a_page_is_a_problem(
    window: httpx.AsyncClient, path: str
) -> None:
    url = window.base_url.copy_with(raw_path=path.encode())

    is_problem(await window.get(url), 404, "not_found")


async def test_the_rest_of_the_door_stays_as_it_is(window: httpx.AsyncClient) -> None:
    assert (await window.get("/docs")).headers["content-type"].startswith("text/html")
    assert (await window.get("/healthz")).json() == {"status": "ok"}
    assert (await window.get("/api/v1/products")).json()["items"]
    assert (await window.get("/orders/create-order")).status_code == 405


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_page_is_only_read(window: httpx.AsyncClient, method: str) -> None:
    answer = await window.request(method, "/cart")

    is_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD"


async def test_without_web_clients_there_is_a_word_of_welcome(client: httpx.AsyncClient) -> None:
    assert "This shop is open" in (await client.get("/")).text
    is_problem(await client.get("/checkout"), 404, "not_found")
    is_problem(await client.get("/robots.txt"), 404, "not_found")


async def test_one_client_may_be_served_alone(opened: Opened, tmp_path: Path) -> None:
    (build(tmp_path) / "storefront/index.html").unlink()

    async with opened(web_dir=str(tmp_path)) as gate:
        assert "csp-nonce" in (await gate.client.get("/admin/products/1")).text
        assert "This shop is open" in (await gate.client.get("/")).text
        is_problem(await gate.client.get("/checkout"), 404, "not_found")


def test_a_folder_without_clients_is_a_mistake_that_is_said(tmp_path: Path) -> None:
    unused: Any = None

    with pytest.raises(RuntimeError, match="neither storefront/ nor admin/"):
        site_of(
            Settings(web_dir=str(tmp_path)),
            kept=unused,
            table=unused,
            services=unused,
            introduction=unused,
            limits=unused,
        )
