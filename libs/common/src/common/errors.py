"""The anticipated failures, named by what the caller may do about them.

Each service subclasses these. HTTP maps them to a status in `common.problems`;
a consumer maps them to ack, retry or dead-letter in `common.consumer`.

* Problem
  - Malformed             send it again, readable
  - Invalid               change the request
  - Unauthenticated       sign in
  - Forbidden             ask someone else
  - NotFound              look elsewhere
  - Conflict              look again, then decide
  - Stale                 read the newer version first
  - PreconditionRequired  say which version you saw
  - Throttled             slow down
  - TooLarge              send less
  - UnsupportedMedia      send another format
  - Unavailable           try again later
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from typing_extensions import override


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """One thing wrong with one place of the request: a body `pointer` or a query `parameter`."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(Exception):
    """A failure we expect and can name; anything else is a bug and becomes a bare 500.

    `code` is stable and public; it defaults to the class's name in snake_case.
    `members` are further fields of the answer, e.g. `order_id` or `allowed_actions`.
    """

    code: str = "problem"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.members = members

    @override
    def __init_subclass__(cls) -> None:
        """Derive the code from the name, unless the class states one."""
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Malformed(Problem):
    """The request cannot be read."""

    code = "malformed_body"


class Invalid(Problem):
    """The request can be read, but can never succeed as it stands."""

    code = "validation_failed"


class Unauthenticated(Problem):
    """The caller is not who they must be, or did not say."""


class Forbidden(Problem):
    """The caller is known and may not do this."""


class NotFound(Problem):
    """What the caller named does not exist, or not for them."""


class Conflict(Problem):
    """The thing's present state does not allow this."""


class Stale(Problem):
    """The caller saw an older version than the one that stands."""

    code = "version_conflict"


class PreconditionRequired(Problem):
    """The caller must say which version they saw."""


class Throttled(Problem):
    """Too many requests; `retry_after` says how long to wait, in seconds."""

    code = "rate_limited"


class TooLarge(Problem):
    """The body is larger than this path takes."""

    code = "payload_too_large"


class UnsupportedMedia(Problem):
    """The body's media type or encoding is not one this path reads."""

    code = "unsupported_media_type"


class Unavailable(Problem):
    """Something we depend on did not answer; the same call may work later."""
