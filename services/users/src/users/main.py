"""The users HTTP process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from common import service
from common.clock import utcnow
from common.keys import KeySet
from common.ops import operations
from common.service import Foundation
from users.adapters.contacts import SqlContacts
from users.adapters.hashing import Argon2Passwords
from users.adapters.keyring import Keyring, new_key
from users.adapters.opaque import HmacSecrets
from users.adapters.tables import OPERATIONS
from users.adapters.tx import means_of, open_tx
from users.api import (
    addresses,
    admin_access,
    admin_audit,
    admin_roles,
    admin_users,
    internal,
    me,
    passwords,
    registration,
    signing_in,
)
from users.settings import Settings
from users.usecases.crypto import Passwords
from users.usecases.signing import ensure_key

ROUTERS = (
    registration.router,
    signing_in.router,
    passwords.router,
    me.router,
    addresses.router,
    admin_users.router,
    admin_access.router,
    admin_roles.router,
    admin_audit.router,
    internal.router,
    operations(OPERATIONS),
)


def create_app(settings: Settings, *, hashing: Passwords | None = None) -> FastAPI:
    """Wire the service; tests pass a cheaper way to hash."""

    @asynccontextmanager
    async def parts(foundation: Foundation) -> AsyncIterator[Mapping[str, Any]]:
        begin = partial(open_tx, foundation.sessions, means_of(settings))
        async with begin() as tx:
            await ensure_key(new_key=new_key, tx=tx, at=utcnow())
        keyring = Keyring(begin, issuer=settings.token_issuer, audience=settings.token_audience)
        yield {
            "begin": begin,
            "contacts": SqlContacts(foundation.sessions),
            "passwords": hashing or Argon2Passwords(),
            "secrets": HmacSecrets(settings.token_secret.get_secret_value()),
            "keyring": keyring,
            # Its own tokens it verifies with its own keys, not by asking itself.
            "keys": KeySet(keyring.document),
        }

    return service.create(settings, routers=ROUTERS, parts=parts)


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    service.serve(partial(create_app, settings), settings)


if __name__ == "__main__":
    main()
