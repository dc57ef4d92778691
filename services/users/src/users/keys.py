"""Signing keys by command: `python -m users.keys rotate | list`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from common import db
from common.clock import utcnow
from users.adapters.keyring import new_key
from users.adapters.tx import means_of, open_tx
from users.domain.keys import SigningKey
from users.settings import Settings
from users.usecases.signing import rotate_key


def main(arguments: Sequence[str] | None = None) -> None:
    """Rotate the keys, or list them; the environment says in which database."""
    parser = argparse.ArgumentParser(prog="users.keys", description=__doc__)
    parser.add_argument("command", choices=("rotate", "list"))
    command = parser.parse_args(arguments).command
    sys.stdout.write(asyncio.run(_carry_out(command, Settings())) + "\n")


async def _carry_out(command: str, settings: Settings) -> str:
    engine = db.engine(settings.database_url, application="users-keys", pool_size=1)
    try:
        async with open_tx(db.sessions(engine), means_of(settings)) as tx:
            if command == "list":
                return "\n".join(_line(key) for key in await tx.keys.all())
            successor = await rotate_key(new_key=new_key, tx=tx, at=utcnow())
    finally:
        await engine.dispose()
    if successor is None:
        return "A rotation is under way: the newest key is published and will sign soon."
    return f"Published {successor.kid}; it signs from {successor.signs_from:%H:%M:%S} UTC."


def _line(key: SigningKey) -> str:
    until = "open" if key.verifies_until is None else f"{key.verifies_until:%Y-%m-%d %H:%M:%S}"
    return f"{key.kid}  signs from {key.signs_from:%Y-%m-%d %H:%M:%S}  verifies until {until}"


if __name__ == "__main__":
    main()
