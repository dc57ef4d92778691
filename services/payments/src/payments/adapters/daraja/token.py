"""Daraja's access token, one for all processes: a new one puts an end to the one before."""

import asyncio
import base64
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from common import logs
from payments.adapters.daraja.token_store import Lease, TokenStore
from payments.adapters.outbound import Outbound, Reply
from payments.adapters.reading import parsed
from payments.usecases.problems import NeverAsked, ProviderSilent

_OK: Final = 200
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,4000}")
_PATIENCE: Final = timedelta(seconds=4)
_WAIT_SECONDS: Final = 6.0
_GLANCE_SECONDS: Final = 0.05
_EARLY: Final = timedelta(seconds=60)

log = logs.logger("payments.daraja")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedToken:
    """Fetches the token when it is needed, once for everybody; no connection is held meanwhile."""

    outbound: Outbound
    store: TokenStore
    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)

    async def current(self, *, refused: str | None = None) -> str:
        """Return a token other than the refused one; raise `NeverAsked` where there is none."""
        clock = asyncio.get_running_loop()
        until = clock.time() + _WAIT_SECONDS
        while clock.time() < until:
            token = await self.store.valid(refused)
            if token is not None:
                return token
            lease = await self.store.lease(refused)
            if lease is not None:
                return await self._fetched(lease)
            # Another process is fetching it.
            await asyncio.sleep(_GLANCE_SECONDS)
        raise NeverAsked("the access token is still being fetched")

    async def _fetched(self, lease: Lease) -> str:
        try:
            token, lasts = _read(await self._ask())
        except ProviderSilent as silence:
            await self.store.give_up(lease)
            log.warning("there is no access token", reason=str(silence))
            raise NeverAsked(str(silence)) from silence
        await self.store.keep(lease, token, fresh_for=lasts - min(_EARLY, lasts / 2))
        return token

    async def _ask(self) -> Reply:
        pair = f"{self.consumer_key}:{self.consumer_secret}".encode()
        headers = {"authorization": f"Basic {base64.b64encode(pair).decode()}"}
        path = "oauth/v1/generate?grant_type=client_credentials"
        return await self.outbound.call("token", "GET", path, patience=_PATIENCE, headers=headers)


def _read(reply: Reply) -> tuple[str, timedelta]:
    if reply.status != _OK:
        raise ProviderSilent(f"token: {reply.status}")
    answer = parsed(reply.body)
    token, lasts = answer.get("access_token"), str(answer.get("expires_in"))
    if (
        not isinstance(token, str)
        or _TOKEN.fullmatch(token) is None
        or not lasts.isdecimal()
        or not int(lasts)
    ):
        raise ProviderSilent("token: the answer cannot be read")
    return token, timedelta(seconds=int(lasts))
