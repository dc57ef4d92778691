"""Changes name the version they were made from."""

from common.errors import Stale


class VersionConflict(Stale):
    """It changed since the caller read it."""


def require(seen: int, *, current: int) -> None:
    """Raise `VersionConflict` unless the caller saw what stands."""
    if seen != current:
        raise VersionConflict("it changed since you read it; read it again", current=current)
