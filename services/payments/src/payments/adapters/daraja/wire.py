"""Shapes that all of Daraja's messages have in common. No I/O."""

from collections.abc import Mapping
from typing import Any

from payments.adapters.outbound import Reply
from payments.adapters.reading import parsed, text_of
from payments.usecases.problems import ProviderSilent


def error_of(reply: Reply) -> tuple[str, str]:
    """Return an error's code and its text in lower case; empty where there is none."""
    try:
        answer = parsed(reply.body)
    except ProviderSilent:
        return "", ""
    message = text_of(answer.get("errorMessage")) or ""
    return text_of(answer.get("errorCode")) or "", message.lower()


def inside(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a part that is an object; an empty one where it is none."""
    part = document.get(name)
    return part if isinstance(part, dict) else {}


def named(items: Any, name: str) -> dict[str, Any]:
    """Return a list of pairs by their names; their order means nothing, some have no value."""
    listed = items if isinstance(items, list) else []
    return {str(item.get(name)): item.get("Value") for item in listed if isinstance(item, dict)}
