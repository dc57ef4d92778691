"""Structured logs: one JSON object a line, with the request and the service; never a secret."""

import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from common import context

_CALM: Final = {"debug", "info"}
Report = Callable[[BaseException, str, Mapping[str, Any]], None]
"""Takes what was raised, what was said of it, and the facts of the log line."""

_SECRET: Final = ("password", "token", "secret", "authorization", "cookie", "signature")


def configure(service: str, level: str) -> None:
    """Send everything, the libraries' records too, to standard output as JSON lines."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_context,
        _redact,
        _report,
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, _write, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(_number_of(level)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_dump),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(_number_of(level))
    for chatty in ("aiormq", "aio_pika", "httpx", "uvicorn.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    _bound["service"] = service


_bound: dict[str, str] = {}
_reporters: list[Report] = []


def report_to(report: Report | None) -> None:
    """Have whatever is logged with a traceback reported too; None ends it."""
    _reporters[:] = [] if report is None else [report]


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger; bind facts with keywords: `log.info("order placed", order_id=…)`."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound


def _add_context(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.update(_bound)
    request, correlation = context.request_id.get(), context.correlation_id.get()
    if request is not None:
        event["request_id"] = request
    if correlation is not None:
        event.setdefault("correlation_id", str(correlation))
    return event


def _report(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if _reporters and (error := _error(event.get("exc_info"))) is not None:
        for report in _reporters:
            report(error, str(event.get("event", "")), event)
    return event


def _error(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    found = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given else None
    return found if isinstance(found, BaseException) else None


def _redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name in event:
        if any(word in name.lower() for word in _SECRET):
            event[name] = "***"
    return event


def _write(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Write what is no trouble at once; the rest goes where handlers may wait for it.

    Every request has such a line, and the standard library's way to the same bytes is longer.
    """
    if event["level"] not in _CALM:
        return event
    sys.stdout.write(f"{_dump(event)}\n")
    sys.stdout.flush()
    raise structlog.DropEvent


def _number_of(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def _dump(event: EventDict, **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
