"""Alembic without an ini file: a service's migrations travel inside its own package.

`python -m common.migrate users orders` migrates those services, each with its own
`SOKO_<SERVICE>_DATABASE_URL`.
"""

import asyncio
import os
import sys
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool


def config(package: str, database_url: str) -> Config:
    """Point Alembic at `package`.migrations."""
    alembic = Config()
    alembic.set_main_option("script_location", f"{package}:migrations")
    alembic.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return alembic


def upgrade(package: str, database_url: str) -> None:
    """Bring the service's schema up to date."""
    command.upgrade(config(package, database_url), "head")


def run(metadata: MetaData) -> None:
    """Migrate within one transaction; called by a service's `migrations/env.py`."""
    asyncio.run(_run(metadata))


async def _run(metadata: MetaData) -> None:
    url = context.config.get_main_option("sqlalchemy.url") or ""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate, metadata)
    await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    # Replicas start together: the second waits here, then finds nothing left to do.
    connection.execute(
        text("select pg_advisory_xact_lock(hashtext(:schema))"), {"schema": metadata.schema}
    )
    # The search path makes our schema the default one, which Alembic would call None.
    connection.dialect.default_schema_name = "public"
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table_schema=metadata.schema,
        include_schemas=True,
        include_name=lambda name, kind, _: kind != "schema" or name == metadata.schema,
        compare_server_default=False,
        include_object=_is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


def _is_ours(_: Any, name: str | None, kind: str, *__: Any) -> bool:
    return not (kind == "table" and name == "alembic_version")


def main() -> None:
    """Migrate the services named on the command line."""
    for service in sys.argv[1:]:
        upgrade(service, os.environ[f"SOKO_{service.upper()}_DATABASE_URL"])
        sys.stdout.write(f"{service}: up to date\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
