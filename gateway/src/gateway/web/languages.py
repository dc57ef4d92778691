"""Which of a document's texts a browser's languages call for (RFC 9110, 12.5.4)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

OWN: Final = "en"
"""The language of what is not a translation."""

_MOST: Final = 4
_TAG: Final = re.compile(r"\s*([a-z]{2,3})(-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?\Z")


def wanted(header: bytes) -> tuple[str, ...]:
    """The primary languages that a browser asks for, the dearest first, a few at most."""
    ranked: dict[str, float] = {}
    for part in header.decode("latin-1").lower().split(","):
        found = _TAG.match(part)
        if found and (weight := float(found[3] or 1)) > 0:
            ranked[found[1]] = max(weight, ranked.get(found[1], 0))
    return tuple(sorted(ranked, key=lambda name: -ranked[name]))[:_MOST]


def said(document: Mapping[str, Any], field: str, languages: tuple[str, ...]) -> str:
    """A document's text in the first of these languages that it is written in."""
    own = str(document.get(field) or "")
    translations: Mapping[str, Any] = document.get("translations") or {}
    for language in languages:
        if language == OWN:
            return own
        for text in _texts(translations, language, field):
            return text
    return own


def _texts(translations: Mapping[str, Any], language: str, field: str) -> Iterator[str]:
    """The texts of a language and of its regions, in that order."""
    for tag in sorted(translations):
        if tag.partition("-")[0] == language and (text := (translations[tag] or {}).get(field)):
            yield str(text)
