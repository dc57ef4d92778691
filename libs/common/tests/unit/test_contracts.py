"""A published contract keeps its shape: each is committed, and compared with the code.

`pytest libs/common/tests/unit/test_contracts.py --write-schemas` writes those of new events; it
never changes one that is there, since what consumers read was published under that name.
"""

import json
from pathlib import Path

import pytest
from pydantic import create_model

from common.events.base import Event
from common.events.orders import OrderPaid
from common.events.registry import EVENTS, PUBLISHERS

SCHEMAS = Path(__file__).parent.parent / "schemas"
NAMES = sorted(EVENTS)
REFRESH = "run this module with --write-schemas and commit the file"


def shape(kind: type[Event]) -> dict[str, object]:
    """Return what the event looks like on the wire; words about it may change freely."""
    found = json.loads(json.dumps(kind.model_json_schema()))
    without_words: dict[str, object] = _without_words(found)
    return without_words


def _without_words(found: object) -> object:
    if isinstance(found, dict):
        kept = {key: value for key, value in found.items() if not _is_words(key, value)}
        return {key: _without_words(value) for key, value in kept.items()}
    return [_without_words(part) for part in found] if isinstance(found, list) else found


def _is_words(key: str, value: object) -> bool:
    # A field may itself be called "title" or "description": then the value is its schema.
    return key in {"title", "description"} and isinstance(value, str)


@pytest.mark.parametrize("name", NAMES)
def test_a_contract_is_the_committed_one(name: str, request: pytest.FixtureRequest) -> None:
    path = SCHEMAS / f"{name}.json"
    if request.config.getoption("--write-schemas", default=False) and not path.exists():
        path.write_text(json.dumps(shape(EVENTS[name]), indent=2, sort_keys=True) + "\n")

    assert path.exists(), f"{name} has no committed schema; {REFRESH}"
    assert shape(EVENTS[name]) == json.loads(path.read_text())


def test_no_contract_was_taken_back() -> None:
    assert sorted(path.stem for path in SCHEMAS.glob("*.json")) == NAMES


def test_a_renamed_field_does_not_go_unnoticed() -> None:
    renamed = create_model("OrderPaid", __base__=OrderPaid, order_number=(str, ...))

    assert shape(renamed) != shape(OrderPaid)


@pytest.mark.parametrize("name", NAMES)
def test_an_event_belongs_to_the_service_it_is_named_after(name: str) -> None:
    publisher, fact, version = name.split(".")

    assert publisher in PUBLISHERS
    assert EVENTS[name].__module__ == f"common.events.{publisher}"
    assert fact.replace("_", "").isalpha()
    assert version == "v1"


@pytest.mark.parametrize("name", NAMES)
def test_an_event_reads_what_a_later_version_adds(name: str) -> None:
    kind = EVENTS[name]

    assert kind.model_config.get("extra") == "ignore"
    assert kind.model_config.get("frozen") is True
