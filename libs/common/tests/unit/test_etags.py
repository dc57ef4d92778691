"""Who changes a thing says which version they saw."""

import pytest
from httpx import AsyncClient

THING = "/api/v1/things/0199b8c0-0000-7000-8000-000000000000"


async def test_a_change_without_a_version_is_refused(client: AsyncClient) -> None:
    answer = await client.patch(THING)

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize(
    "tag",
    [
        '"2"',
        'W/"2"',
        '"4"',
        "3",
        "*",
        '"three"',
        '"3',
        "",
        '"-3"',
        '"3", "4"',
        '"9999999999"',
        '"٣"',
    ],
)
async def test_a_change_of_another_version_is_stale(client: AsyncClient, tag: str) -> None:
    answer = await client.patch(THING, headers=[(b"if-match", tag.encode())])

    assert (answer.status_code, answer.json()["code"]) == (412, "version_conflict")


@pytest.mark.parametrize("tag", ['"3"', 'W/"3"', ' "3" '])
async def test_a_change_of_the_version_that_stands_goes_through(
    client: AsyncClient, tag: str
) -> None:
    answer = await client.patch(THING, headers={"if-match": tag})

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"4"'
