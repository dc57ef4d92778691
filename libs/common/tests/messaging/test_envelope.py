"""What goes into an envelope comes out again, and nothing else gets in."""

import json
from collections.abc import Callable
from datetime import UTC
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel

from common.events.base import Event
from common.events.envelope import MalformedMessage, UnknownEvent, pack, received, unpack
from common.events.registry import EVENTS

_TEXT = st.text(max_size=20)
_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    int: st.integers(0, 2**53),
    str: _TEXT,
    bool: st.booleans(),
    NoneType: st.none(),
    AwareDatetime: st.datetimes(timezones=st.just(UTC)),
    object: st.none() | _TEXT | st.integers(-(2**53), 2**53),
}


def _values(annotation: Any) -> st.SearchStrategy[Any]:
    arguments = get_args(annotation)
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if get_origin(annotation) in (Union, UnionType):
        return st.one_of(*map(_values, arguments))
    if get_origin(annotation) is tuple:
        return st.lists(_values(arguments[0]), max_size=3).map(tuple)
    if get_origin(annotation) is dict:
        return st.dictionaries(_values(arguments[0]), _values(arguments[1]), max_size=3)
    assert issubclass(annotation, BaseModel), annotation
    return _instances(annotation)


def _instances(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    fields = {name: _values(field.annotation) for name, field in kind.model_fields.items()}
    return st.builds(kind, **fields)


_TRACES = st.none() | st.from_regex(r"\A00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\Z")


@given(
    event=st.sampled_from(sorted(EVENTS)).flatmap(lambda n: _instances(EVENTS[n])), trace=_TRACES
)
def test_every_event_survives_the_wire(event: Event, trace: str | None) -> None:
    assert received(pack(event, traceparent=trace)) == (event, trace)


def test_an_event_is_a_cloud_event(paid: Callable[[], Event]) -> None:
    event = paid()

    wire = json.loads(pack(event, traceparent=None))

    assert wire["specversion"] == "1.0"
    assert wire["type"] == "orders.order_paid.v1"
    assert wire["source"] == "/soko/orders"
    assert wire["subject"] == str(event.aggregate_id)
    assert set(wire["data"]) == {"order_id", "number", "lines"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"specversion":"1.0"}',
        b"[" * 100_000,
        b" " * 70_000,
    ],
)
def test_what_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        unpack(body)


@pytest.mark.parametrize(
    "forged",
    [
        {"source": "/soko/payments"},
        {"id": "not-an-id"},
        {"aggregateversion": "many"},
        {"specversion": "2.0"},
        {"data": {}},
        {"time": "2026-01-01T00:00:00"},
    ],
    ids=str,
)
def test_an_envelope_that_contradicts_itself_is_malformed(
    forged: dict[str, Any], paid: Callable[[], Event]
) -> None:
    wire = json.loads(pack(paid(), traceparent=None)) | forged

    with pytest.raises(MalformedMessage):
        unpack(json.dumps(wire).encode())


def test_a_name_from_the_future_is_unknown(paid: Callable[[], Event]) -> None:
    wire = json.loads(pack(paid(), traceparent=None)) | {"type": "orders.order_paid.v2"}

    with pytest.raises(UnknownEvent):
        unpack(json.dumps(wire).encode())


def test_a_field_added_later_is_ignored(paid: Callable[[], Event]) -> None:
    event = paid()
    wire = json.loads(pack(event, traceparent=None))
    wire["data"] |= {"later": 1, "id": str(event.order_id)}

    assert unpack(json.dumps(wire).encode()) == event


def test_a_malformed_message_is_not_quoted(paid: Callable[[], Event]) -> None:
    wire = json.loads(pack(paid(), traceparent=None)) | {"time": "a-secret"}

    with pytest.raises(MalformedMessage) as refusal:
        unpack(json.dumps(wire).encode())

    assert "a-secret" not in str(refusal.value)


def test_an_event_that_is_too_large_is_refused_at_once(paid: Callable[[], Event]) -> None:
    with pytest.raises(ValueError, match="takes"):
        pack(paid().model_copy(update={"number": "9" * 70_000}), traceparent=None)
