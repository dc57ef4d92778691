"""The database of a shop as one SQL script: roles, schemas, extensions and grants."""

from soko.backing.database import EXTENSIONS, quoted, role
from soko.ports import SERVICES


def script(passwords: dict[str, str]) -> str:
    """What an administrator runs once in the shop's own, new database."""
    statements = [
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "CREATE SCHEMA IF NOT EXISTS extensions",
        *(f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA extensions" for name in EXTENSIONS),
        *(line for service in SERVICES for line in _service(service, passwords[service])),
    ]
    return _REVOKE + "".join(f"{statement};\n" for statement in statements)


_REVOKE = """\
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
END $$;
"""


def _service(service: str, password: str) -> tuple[str, ...]:
    owner = quoted(role(service))
    literal = "'" + password.replace("'", "''") + "'"
    return (
        f"CREATE ROLE {owner}",
        f"ALTER ROLE {owner} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
        f" PASSWORD {literal}",
        f"ALTER ROLE {owner} SET search_path = {service}, extensions",
        _grant(owner),
        f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {owner}",
        f"GRANT USAGE ON SCHEMA extensions TO {owner}",
    )


def _grant(owner: str) -> str:
    return (
        "DO $$ BEGIN EXECUTE format("
        f"'GRANT CONNECT, TEMPORARY ON DATABASE %I TO {owner}', current_database()); END $$"
    )
