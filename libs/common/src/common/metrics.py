"""Prometheus metrics every process has."""

from typing import Final

from prometheus_client import Counter, Histogram

REQUESTS: Final = Histogram(
    "soko_http_request_seconds",
    "Time to answer a request, by route template.",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
PROBLEMS: Final = Counter("soko_unexpected_errors_total", "Requests that ended in a bug.")
CALLS: Final = Histogram(
    "soko_call_seconds",
    "Time that calls to other services and providers take.",
    ("callee", "outcome"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)
