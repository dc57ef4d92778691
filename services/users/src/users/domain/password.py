"""What a password must be: long enough, and not one that everybody tries first."""

from functools import cache
from importlib.resources import files
from typing import Final

from common.errors import FieldError, Invalid

SHORTEST: Final = 10
LONGEST: Final = 128


class PasswordRefused(Invalid):
    """The password would be guessed at once."""

    code = "validation_failed"

    def __init__(self, pointer: str) -> None:
        wrong = FieldError(
            pointer=pointer, code="password_too_common", detail="too easy to guess; take another"
        )
        super().__init__("this password is too easy to guess", errors=[wrong])


def check(password: str, *, known: tuple[str | None, ...] = (), pointer: str) -> None:
    """Refuse the most common passwords, and those that are the user's own name or address."""
    folded = password.casefold()
    if folded in _common() or folded in {word.casefold() for word in known if word}:
        raise PasswordRefused(pointer)
    if len(set(folded)) == 1:
        raise PasswordRefused(pointer)


@cache
def _common() -> frozenset[str]:
    text = files("users.domain").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())
