"""Accounts by command: `python -m users.admin create --email E [--password P] [--role admin]`.

Without `--password` it is asked for, or read from a pipe. Creating what exists is no failure.
"""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from common import db
from common.clock import utcnow
from common.errors import Problem
from common.ids import new_id
from users.adapters.hashing import Argon2Passwords
from users.adapters.tx import means_of, open_tx
from users.api.words import Email, Password
from users.domain.user import EmailTaken
from users.settings import Settings
from users.usecases.appoint import Appoint, appoint


def main(arguments: Sequence[str] | None = None) -> None:
    """Create the account; exits with 1 and a reason when that is refused."""
    parser = argparse.ArgumentParser(prog="users.admin", description=__doc__)
    create = parser.add_subparsers(required=True, metavar="create").add_parser("create")
    create.add_argument("--email", required=True)
    create.add_argument("--password")
    create.add_argument("--role", default="admin")
    given = parser.parse_args(arguments)
    try:
        command = Appoint(
            user_id=new_id(),
            email=TypeAdapter[str](Email).validate_python(given.email),
            password=TypeAdapter[str](Password).validate_python(given.password or _asked()),
            role=given.role,
            at=utcnow(),
        )
        sys.stdout.write(asyncio.run(_create(command, Settings())) + "\n")
    except ValidationError as error:
        sys.exit("; ".join(f"{found['msg']}" for found in error.errors(include_input=False)))
    except Problem as problem:
        sys.exit(str(problem))


async def _create(command: Appoint, settings: Settings) -> str:
    engine = db.engine(settings.database_url, application="users-admin", pool_size=1)
    passwords = Argon2Passwords()
    try:
        async with open_tx(db.sessions(engine), means_of(settings)) as tx:
            user = await appoint(command, passwords=passwords, tx=tx)
    except EmailTaken:
        return f"{command.email} exists already; nothing was changed."
    finally:
        passwords.close()
        await engine.dispose()
    return f"Created {user.email} with the role {command.role}."


def _asked() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


if __name__ == "__main__":
    main()
