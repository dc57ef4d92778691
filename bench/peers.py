"""What three other shops do on a machine of this kind, and what this one has promised to do.

Measured on 2026-11-22 on two cores of an AMD EPYC with the same 1,000 products, each shop on a
PostgreSQL 15 with defaults for safety; medians of three repetitions. Vendure 3.7.3: two server
processes and a worker; its order ends at PaymentAuthorized. Medusa 2.21.2: `start --cluster 2`.
Saleor 3.23.28: uvicorn with two workers, and Celery. Figures are per 1,000 answers of a bare ASGI
application (48,500 to 50,800 a second there), and so compare across machines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Peer:
    """One shop: per 1,000 reference answers by journey; memory when idle in MB; start in s."""

    name: str
    per_thousand: Mapping[str, float]
    rss: float
    pss: float
    start: float


_JOURNEYS: Final = ("list-16", "list-64", "detail-16", "detail-64", "adds", "cash-8", "login-8")


def _peer(name: str, *ratios: float, rss: float, pss: float, start: float) -> Peer:
    return Peer(name, dict(zip(_JOURNEYS, ratios, strict=True)), rss, pss, start)


PEERS: Final = (
    _peer("Vendure", 6.9, 7.4, 4.6, 4.7, 1.7, 0.22, 0.19, rss=688, pss=536, start=5.1),
    _peer("Medusa", 0.72, 0.64, 0.54, 0.37, 0.28, 0.045, 0.50, rss=1067, pss=902, start=9.7),
    _peer("Saleor", 0.54, 0.57, 0.49, 0.54, 0.25, 0.037, 0.18, rss=1596, pss=1181, start=19.1),
)

FLOORS: Final[Mapping[str, float]] = {
    "list-16": 200,
    "detail-16": 200,
    "list-uncached": 30,
    "detail-uncached": 30,
    "adds": 4,
    "cash-8": 0.5,
}
"""Per 1,000 reference answers: what this shop is to do at least."""

STATEMENTS: Final[Mapping[str, int]] = {"list": 1, "detail": 1, "add to cart": 4, "order": 12}
"""SQL statements that one request may cost over all services."""
