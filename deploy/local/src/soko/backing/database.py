"""The database of a fleet: one schema and one role per service, and nothing more allowed.

Roles belong to the whole server, databases do not: `create_roles` once, `create_database` for
each database (tests make many). Both can be repeated.
"""

import asyncpg

from soko.ports import SERVICES

DATABASE = "soko"
EXTENSIONS = ("pg_trgm", "unaccent", "citext")


def role(service: str) -> str:
    """The database role (and broker user) of a service."""
    return f"soko_{service}"


async def bootstrap(admin_dsn: str, passwords: dict[str, str]) -> None:
    """Make the roles and the database `soko` as they should be, whatever is there already."""
    await create_roles(admin_dsn, passwords)
    await create_database(admin_dsn, DATABASE)


async def create_roles(admin_dsn: str, passwords: dict[str, str]) -> None:
    """Make each service's login role with its password."""
    connection = await connect(admin_dsn)
    try:
        for service in SERVICES:
            await _ensure_role(connection, role(service), passwords[service])
    finally:
        await connection.close()


async def create_database(admin_dsn: str, name: str, *, template: str = "template0") -> None:
    """Make a database with the schemas, extensions and grants of a shop."""
    connection = await connect(admin_dsn)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}")
        await connection.execute(f"REVOKE ALL ON DATABASE {quoted(name)} FROM PUBLIC")
    finally:
        await connection.close()
    await _furnish(admin_dsn, name)


async def drop_database(admin_dsn: str, name: str) -> None:
    """Drop a database, ending the sessions that use it."""
    connection = await connect(admin_dsn)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
    finally:
        await connection.close()


async def connect(dsn: str, database: str | None = None) -> "asyncpg.Connection":
    """A connection over loopback: no TLS, so no look into the user's home for certificates."""
    return await asyncpg.connect(dsn, database=database, timeout=5, ssl=False)


def quoted(identifier: str) -> str:
    """The identifier as SQL takes it whatever it contains."""
    return '"' + identifier.replace('"', '""') + '"'


async def _furnish(admin_dsn: str, name: str) -> None:
    connection = await connect(admin_dsn, name)
    try:
        async with connection.transaction():
            await _make_extensions(connection)
            for service in SERVICES:
                await _make_schema(connection, name, service)
    finally:
        await connection.close()


async def _make_extensions(connection: "asyncpg.Connection") -> None:
    await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    await connection.execute("CREATE SCHEMA IF NOT EXISTS extensions")
    for extension in EXTENSIONS:
        await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA extensions")


async def _make_schema(connection: "asyncpg.Connection", database: str, service: str) -> None:
    owner = quoted(role(service))
    await connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {quoted(database)} TO {owner}")
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {owner}")
    await connection.execute(f"GRANT USAGE ON SCHEMA extensions TO {owner}")


async def _ensure_role(connection: "asyncpg.Connection", name: str, password: str) -> None:
    service = name.removeprefix("soko_")
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        await connection.execute(f"CREATE ROLE {quoted(name)}")
    literal = "'" + password.replace("'", "''") + "'"
    await connection.execute(
        f"ALTER ROLE {quoted(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
        f" PASSWORD {literal}"
    )
    await connection.execute(f"ALTER ROLE {quoted(name)} SET search_path = {service}, extensions")
