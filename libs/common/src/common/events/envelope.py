"""Events on the wire: CloudEvents 1.0 in structured JSON."""

from typing import Annotated, Any, Final, Literal, NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from common.events.base import Event
from common.events.registry import EVENTS, publisher

CONTENT_TYPE: Final = "application/cloudevents+json; charset=utf-8"
MAX_BODY: Final = 65536
"""The most bytes one event may take."""

_ENVELOPE_FIELDS: Final = frozenset(Event.model_fields)


class MalformedMessage(Exception):
    """The body is not an event of ours; trying again cannot help."""


class UnknownEvent(Exception):
    """A well-formed event of a type that this version of the code does not know."""


class Received(NamedTuple):
    """An event and the W3C trace it belongs to."""

    event: Event
    traceparent: str | None


class _CloudEvent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str
    type: str
    time: AwareDatetime
    subject: UUID
    datacontenttype: Literal["application/json"] = "application/json"
    aggregateversion: Annotated[int, Field(ge=0)]
    correlationid: UUID | None = None
    causationid: UUID | None = None
    traceparent: str | None = None
    data: dict[str, Any]


def pack(event: Event, *, traceparent: str | None) -> bytes:
    """Write the event as it travels; refuses more than `MAX_BODY` bytes."""
    wire = _CloudEvent(
        id=event.id,
        source=_source(event.name),
        type=event.name,
        time=event.occurred_at,
        subject=event.aggregate_id,
        aggregateversion=event.aggregate_version,
        correlationid=event.correlation_id,
        causationid=event.causation_id,
        traceparent=traceparent,
        data=event.model_dump(mode="json", exclude=set(_ENVELOPE_FIELDS)),
    )
    body = wire.model_dump_json(exclude_none=False).encode()
    if len(body) > MAX_BODY:
        raise ValueError(f"{event.name} takes {len(body)} bytes, more than {MAX_BODY}")
    return body


def unpack(body: bytes) -> Event:
    """Read an event back."""
    return received(body).event


def received(body: bytes) -> Received:
    """Read an event and its trace."""
    wire = _read(body)
    kind = EVENTS.get(wire.type)
    if kind is None:
        raise UnknownEvent(wire.type)
    if wire.source != _source(wire.type):
        raise MalformedMessage(f"{wire.type} does not come from {wire.source}")
    try:
        return Received(kind.model_validate(_fields(wire)), wire.traceparent)
    except ValidationError as error:
        raise MalformedMessage(_summary(error)) from None


def _read(body: bytes) -> _CloudEvent:
    if len(body) > MAX_BODY:
        raise MalformedMessage(f"the body takes {len(body)} bytes, more than {MAX_BODY}")
    try:
        return _CloudEvent.model_validate_json(body)
    except ValidationError as error:
        raise MalformedMessage(_summary(error)) from None


def _fields(wire: _CloudEvent) -> dict[str, Any]:
    # The envelope's own attributes come last: nothing in the data may replace them.
    return {
        **wire.data,
        "id": wire.id,
        "occurred_at": wire.time,
        "aggregate_id": wire.subject,
        "aggregate_version": wire.aggregateversion,
        "correlation_id": wire.correlationid,
        "causation_id": wire.causationid,
    }


def _source(name: str) -> str:
    return f"/soko/{publisher(name)}"


def _summary(error: ValidationError) -> str:
    # Without the input: a message may carry what no log should hold.
    return "; ".join(
        f"{'.'.join(map(str, item['loc']))}: {item['type']}"
        for item in error.errors(include_url=False, include_context=False, include_input=False)[:5]
    )
