"""The one reader of the system clock."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.now(UTC)
