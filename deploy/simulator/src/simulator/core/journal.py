"""An append-only file of JSON lines that a killed process leaves readable."""

import asyncio
import fcntl
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson


class Journal:
    """Lines reach the kernel at once and the disk with `synced`; without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._file = None if path is None else _opened(path)
        self._syncing = asyncio.Lock()
        self._dirty = False

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield what was written, oldest first; a torn last line is cut off."""
        if self._file is None:
            return
        whole = 0
        for line in os.pread(self._file, os.fstat(self._file).st_size, 0).splitlines(keepends=True):
            if not line.endswith(b"\n"):
                os.ftruncate(self._file, whole)
                return
            whole += len(line)
            yield orjson.loads(line)

    def append(self, record: Mapping[str, Any]) -> None:
        """Write one record; it survives the process from here on."""
        if self._file is None:
            return
        rest = memoryview(orjson.dumps(record) + b"\n")
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._dirty = True

    async def synced(self) -> None:
        """Return when all that was appended is on disk; concurrent callers share one fsync."""
        async with self._syncing:
            if self._file is not None and self._dirty:
                self._dirty = False
                await asyncio.to_thread(os.fsync, self._file)

    def forget(self) -> None:
        """Empty the file."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            self._dirty = True

    def close(self) -> None:
        """Let another process have the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as busy:
        os.close(file)
        raise RuntimeError(f"{path} is another simulator's book") from busy
    return file
