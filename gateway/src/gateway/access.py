"""One line and one measurement for each request; neither holds a query or a secret."""

import sys
import time
from collections.abc import Callable
from typing import Final

import orjson
from prometheus_client import Counter, Gauge, Histogram

from common import metrics
from common.clock import utcnow
from gateway.exchange import Exchange

CACHE: Final = Counter("soko_gateway_cache_total", "Public catalog answers.", ("outcome",))
CACHE_BYTES: Final = Gauge("soko_gateway_cache_bytes", "Bytes of kept answers.")
_GONE: Final = 499
_QUIET: Final = {"/healthz", "/readyz"}
_FLUSH_LINES: Final = 64

Write = Callable[[bytes], object]


class AccessLog:
    """Collects lines and writes them together: once a batch, or when `flush` is called."""

    def __init__(self, write: Write | None = None, *, lines: bool = True) -> None:
        self._wants_lines = lines
        self._write = write or sys.stdout.buffer.write
        self._lines: list[bytes] = []
        self._measured: dict[tuple[str, str, int], Histogram] = {}

    def record(self, exchange: Exchange) -> None:
        """Note how an exchange ended."""
        if exchange.path in _QUIET:
            return
        took = time.perf_counter() - exchange.began
        template = exchange.template
        status = exchange.status or _GONE
        self._measure(exchange.method, template, status).observe(took)
        if self._wants_lines:
            self._note(exchange, template, status, took)

    def _note(self, exchange: Exchange, template: str, status: int, took: float) -> None:
        line = {
            "event": "request",
            "level": "info",
            "logger": "access",
            "service": "gateway",
            "timestamp": utcnow(),
            "method": exchange.method,
            "route": template,
            "status": status,
            "ms": round(took * 1000, 1),
            "client": exchange.client,
            "user": exchange.caller,
            "request_id": exchange.request_id.decode(),
        }
        self._lines.append(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        if len(self._lines) >= _FLUSH_LINES:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        if self._lines:
            lines, self._lines = self._lines, []
            self._write(b"".join(lines))
            sys.stdout.flush()

    def _measure(self, method: str, template: str, status: int) -> Histogram:
        key = (method, template, status)
        if key not in self._measured:
            self._measured[key] = metrics.REQUESTS.labels(method, template, str(status))
        return self._measured[key]
