"""Passwords as argon2id hashes, two at a time: a flood of sign-ins must not starve the rest."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from common.errors import Unavailable

Result = TypeVar("Result")

MEMORY_KIB: Final = 19_456
PASSES: Final = 2
_THREADS: Final = 2
_WAITING: Final = 16


class TooManyHashes(Unavailable):
    """More passwords wait to be checked than can be within a bearable time."""

    code = "unavailable"

    def __init__(self) -> None:
        super().__init__("too many sign-ins at once; try again", retry_after=1)


class Argon2Passwords:
    """The `Passwords` port; the parameters are those OWASP advises."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._dummy = self._hasher.hash("the password of nobody")
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
        self._in_hand = 0

    async def hashed(self, password: str) -> str:
        """Return what is stored in place of the password."""
        return await self._run(lambda: self._hasher.hash(password))

    async def match(self, stored: str | None, password: str) -> bool:
        """Compare; None takes as long as a stored hash and is always False."""
        right = await self._run(lambda: self._verify(stored or self._dummy, password))
        return right and stored is not None

    def outdated(self, stored: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._in_hand >= _THREADS + _WAITING:
            raise TooManyHashes
        self._in_hand += 1
        hashing = asyncio.get_running_loop().run_in_executor(self._threads, work)
        # Counted until the thread is free again, also when the client has gone away.
        hashing.add_done_callback(lambda _: self._release())
        return await hashing

    def _release(self) -> None:
        self._in_hand -= 1
