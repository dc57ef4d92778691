"""Query parameters are read strictly, and a list's cursor is nobody's to make up."""

import base64
from typing import Any

import pytest
from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from common.pagination import Cursors, InvalidCursor

THINGS = "/api/v1/things"


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("bogus=1", "unknown_parameter", "bogus"),
        ("limt=5", "unknown_parameter", "limt"),
        ("Limit=5", "unknown_parameter", "Limit"),
        ("limit=0", "invalid_parameter", "limit"),
        ("limit=101", "invalid_parameter", "limit"),
        ("limit=-1", "invalid_parameter", "limit"),
        ("limit=1000000000", "invalid_parameter", "limit"),
        ("limit=ten", "invalid_parameter", "limit"),
        ("limit=5.5", "invalid_parameter", "limit"),
        ("limit=", "invalid_parameter", "limit"),
        ("q=123456", "invalid_parameter", "q"),
        ("sort=password", "invalid_parameter", "sort"),
        ("include=secrets", "invalid_parameter", "include"),
        ("cursor=abc", "invalid_parameter", "cursor"),
        ("cursor=", "invalid_parameter", "cursor"),
        ("cursor=" + "A" * 2000, "invalid_parameter", "cursor"),
        ("cursor=%C3%A9%00", "invalid_parameter", "cursor"),
    ],
)
async def test_a_parameter_that_is_wrong_is_named(
    client: AsyncClient, query: str, code: str, parameter: str
) -> None:
    answer = await client.get(f"{THINGS}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


async def test_a_hundred_unknown_parameters_make_a_short_answer(client: AsyncClient) -> None:
    answer = await client.get(THINGS, params={f"p{n}" * 50: "1" for n in range(100)})

    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 20
    assert len(answer.content) < 5_000


async def test_following_the_cursors_shows_everything_once(client: AsyncClient) -> None:
    seen: list[int] = []
    cursor: str | None = None
    while True:
        params = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(THINGS, params=params)).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == list(range(7))


async def test_the_last_full_page_says_that_it_is_the_last(client: AsyncClient) -> None:
    page = (await client.get(f"{THINGS}?limit=7")).json()

    assert page == {"items": list(range(7)), "next_cursor": None}


async def test_a_total_is_told_to_who_asks(client: AsyncClient) -> None:
    page = (await client.get(f"{THINGS}?limit=2&include=total")).json()

    assert (page["total"], page["total_capped"]) == (7, False)


async def test_a_cursor_of_another_order_is_refused(client: AsyncClient) -> None:
    cursor = (await client.get(f"{THINGS}?limit=2")).json()["next_cursor"]

    answer = await client.get(f"{THINGS}?limit=2&sort=-number", params={"cursor": cursor})

    assert (await client.get(THINGS, params={"cursor": cursor})).status_code == 200
    answer = await client.get(THINGS, params={"cursor": cursor, "sort": "-number"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


VALUES = st.lists(st.none() | st.integers(-(2**53), 2**53) | st.text(max_size=30), max_size=4)


@given(VALUES)
def test_a_cursor_opens_to_what_was_sealed(values: list[Any]) -> None:
    cursors = Cursors("secret")

    # A lone surrogate is no text that a row could hold.
    values = [v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for v in values]

    assert cursors.open(cursors.seal(values)) == values


@given(st.data())
def test_a_cursor_with_one_bit_turned_is_refused(data: st.DataObject) -> None:
    cursors = Cursors("secret")
    raw = bytearray(base64.urlsafe_b64decode(_padded(cursors.seal(["name", "mug", 42]))))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8

    with pytest.raises(InvalidCursor):
        cursors.open(base64.urlsafe_b64encode(raw).decode().rstrip("="))


@given(st.text(max_size=60))
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        Cursors("secret").open(cursor)


def test_a_cursor_of_another_service_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        Cursors("one").open(Cursors("other").seal([1]))


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
