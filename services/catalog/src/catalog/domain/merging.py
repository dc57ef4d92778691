"""Partial updates of nested documents (RFC 7396): null takes away, the rest is laid over."""

from collections.abc import Mapping
from typing import Any


def merged(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return the target with the patch laid over it; what ends empty goes."""
    result = dict(target)
    for key, value in patch.items():
        if isinstance(value, Mapping):
            value = merged(result.get(key) or {}, value) or None  # noqa: PLW2901
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result
