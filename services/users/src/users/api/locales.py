"""Languages, as browsers ask for them (RFC 9110, 12.5.4)."""

import re
from typing import Final

from users.domain.user import DEFAULT_LOCALE

PATTERN: Final = r"^[a-z]{2,3}(-[A-Z]{2})?$"
_TAG: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:-([A-Za-z]{2}))?(?=$|[\s;,-])")


def preferred(accept_language: str | None) -> str:
    """Return the first language asked for, as `sw` or `sw-KE`; English else."""
    found = _TAG.match(accept_language or "")
    if found is None:
        return DEFAULT_LOCALE
    language, region = found.groups()
    return language.lower() if region is None else f"{language.lower()}-{region.upper()}"
