"""Backing programs alone, for tests and for running one process by hand.

    python -m soko.backing up --home DIR --offset N [--only postgres,rabbitmq,objects]
                              [--fast] [--definitions FOLDER] [--vhosts soko,other]

When all of them are ready it prints one JSON line on its standard output, stays until its
standard input closes or it gets SIGTERM, and then stops everything. The line:

    {"home": "…", "offset": 0,
     "postgres_admin_dsn": "postgresql://soko_admin:…@127.0.0.1:5433/postgres",
     "database": "soko",
     "database_urls": {"users": "postgresql+asyncpg://soko_users:…@127.0.0.1:5433/soko", …},
     "broker": {"host": "127.0.0.1", "port": 5673, "vhosts": ["soko"],
                "admin_url": "amqp://soko_admin:…@127.0.0.1:5673/soko",
                "urls": {"users": "amqp://soko_users:…@…/soko", …, "gateway": "…"},
                "url_template": "amqp://{user}:{password}@127.0.0.1:5673/{vhost}"},
     "objects": {"endpoint": "http://127.0.0.1:8333", "bucket": "soko-media",
                 "access_key": "…", "secret_key": "…", "media_base_url": "…"},
     "passwords": {"postgres": {"admin": …, "users": …}, "rabbitmq": {"admin": …, …}},
     "pids": {"postgres": 1, "rabbitmq": 2, "epmd": 3, "objects": 4}}

Parts that were not asked for are left out. Every password is also in `DIR/secrets.json`.
`--fast` turns PostgreSQL's disk writes to be safe off. The database `soko` has its roles and
schemas; more databases are made by `soko.backing.database.create_database(dsn, name)`; each
virtual host of `--vhosts` gets the whole topology, for tests that run beside each other; the
topology and the permissions are read from `--definitions` (default: deploy/rabbitmq).
"""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from soko.backing.accounts import forget_data
from soko.backing.definitions import FILES
from soko.backing.stand import Stand, addresses, start, stop
from soko.credentials import credentials_of
from soko.home import home_at
from soko.ports import ports_at


def main() -> None:
    """Read the arguments and stand until told otherwise."""
    asked = _arguments()
    home = home_at(asked.home)
    stand = Stand(
        home=home,
        ports=ports_at(asked.offset),
        credentials=credentials_of(home),
        parts=tuple(asked.only.split(",")),
        topology=asked.definitions.resolve(),
        vhosts=tuple(asked.vhosts.split(",")),
        fast=asked.fast,
    )
    try:
        asyncio.run(_stand(stand))
    except RuntimeError as problem:
        sys.exit(str(problem))


async def _stand(stand: Stand) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for caught in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(caught, ended.set)
    running = await start(stand)
    try:
        pids = {child.name: child.pid for child in running.children}
        sys.stdout.write(json.dumps(addresses(stand) | {"pids": pids}) + "\n")
        sys.stdout.flush()
        await _until_closed(ended)
    finally:
        await stop(running)
        if stand.fast:  # a test's; nobody comes back for it
            forget_data(stand.home.path)


async def _until_closed(ended: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    try:
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    except ValueError:  # a file or /dev/null: only a signal ends us
        await ended.wait()
        return
    closing = asyncio.create_task(reader.read())
    stopping = asyncio.create_task(ended.wait())
    await asyncio.wait({closing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    closing.cancel()
    stopping.cancel()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m soko.backing")
    up = parser.add_subparsers(required=True).add_parser("up")
    up.add_argument("--home", required=True, type=Path)
    up.add_argument("--offset", type=int, default=0)
    up.add_argument("--only", default="postgres,rabbitmq,objects")
    up.add_argument("--definitions", type=Path, default=FILES)
    up.add_argument("--vhosts", default="soko")
    up.add_argument("--fast", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
