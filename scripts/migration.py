"""Draft a migration: `python scripts/migration.py orders "add refunds"`.

Starts a database of its own, brings the service's schema up to date, and writes what its tables
have beyond that into a new file of its `migrations/versions`. Read it before you commit it.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command

from common.migrate import config, upgrade
from soko.backing import postgres
from soko.backing.accounts import forget_data
from soko.backing.stand import Stand, database_url, start, stop
from soko.credentials import credentials_of
from soko.home import home_at
from soko.ports import SERVICES, ports_at

_OFFSET = 7000


def main() -> None:
    """Read the arguments and draft the migration."""
    try:
        service, message = sys.argv[1:]
    except ValueError:
        sys.exit(__doc__)
    if service not in SERVICES:
        sys.exit(f"no such service: {service}; one of: {', '.join(SERVICES)}")
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(_draft(Path(folder), service, message))
        except postgres.PostgresFailed as failure:
            sys.exit(str(failure))
        finally:
            forget_data(Path(folder).resolve())


async def _draft(folder: Path, service: str, message: str) -> None:
    home = home_at(folder)
    stand = Stand(home, ports_at(_OFFSET), credentials_of(home), parts=("postgres",), fast=True)
    running = await start(stand)
    try:
        await asyncio.to_thread(_write, service, message, database_url(stand, service))
    finally:
        await stop(running)


def _write(service: str, message: str, url: str) -> None:
    upgrade(service, url)
    count = len(list(_versions(service).glob("[0-9]*.py")))
    command.revision(config(service, url), message, autogenerate=True, rev_id=f"{count + 1:04}")


def _versions(service: str) -> Path:
    return (
        Path(__file__).parent.parent / "services" / service / f"src/{service}/migrations/versions"
    )


if __name__ == "__main__":
    main()
