"""What routes are handed."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Request

from common.auth import MaybeCallerDep, permitted
from common.errors import Unauthenticated
from common.idempotency import Claims
from payments.adapters.reads import SqlReads
from payments.adapters.tx import SqlTx, open_tx
from payments.domain.caller import Caller, token_hash
from payments.settings import Settings
from payments.usecases.ports import World

WORD = r"^[A-Za-z0-9_-]+$"
"""What codes and references are written with."""

_PASSED_ON = ("authorization", "x-order-token")


async def _tx(request: Request) -> AsyncIterator[SqlTx]:
    async with open_tx(request.app.state.sessions) as tx:
        yield tx


# scope="function" commits before the answer is sent.
TxDep = Annotated[SqlTx, Depends(_tx, scope="function")]


async def _reads(tx: TxDep) -> SqlReads:
    return SqlReads(tx.session)


async def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


async def _claims(request: Request) -> Claims:
    claims: Claims = request.app.state.claims
    return claims


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _payer(
    request: Request,
    user: MaybeCallerDep,
    x_order_token: Annotated[str | None, Header(max_length=200, pattern=r"^[\x21-\x7e]+$")] = None,
) -> Caller:
    if user is None and not x_order_token:
        raise Unauthenticated("sign in, or show the order's token in X-Order-Token")
    return Caller(
        user_id=None if user is None else user.id,
        token_hash=token_hash(x_order_token) if x_order_token else None,
        is_staff=user is not None and user.may("payments:write"),
        credentials={name: request.headers[name] for name in _PASSED_ON if name in request.headers},
    )


ReadsDep = Annotated[SqlReads, Depends(_reads)]
WorldDep = Annotated[World, Depends(_world)]
ClaimsDep = Annotated[Claims, Depends(_claims)]
SettingsDep = Annotated[Settings, Depends(_settings)]
PayerDep = Annotated[Caller, Depends(_payer)]
"""Whoever is signed in, or holds an order's token; 401 for neither."""

MayReadPayments = permitted("payments:read")
MayWritePayments = permitted("payments:write")
MayReadRefunds = permitted("refunds:read")
MayWriteRefunds = permitted("refunds:write")
MayReadSettings = permitted("settings:read")
MayWriteSettings = permitted("settings:write")
