"""What routes are handed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from cart.adapters.at_once import CartsAtOnce
from cart.adapters.tx import SqlTx, open_tx
from cart.usecases.ports import Catalog
from common.reading import Reader


@dataclass(frozen=True, slots=True)
class Opens:
    """The ways to the database: a whole transaction, or statements that stand alone."""

    tx: Callable[[], AbstractAsyncContextManager[SqlTx]]
    alone: CartsAtOnce


async def _opens(request: Request) -> Opens:
    state = request.app.state
    reader = Reader(state.sessions.kw["bind"])
    return Opens(tx=partial(open_tx, state.sessions), alone=CartsAtOnce(reader))


async def _tx(request: Request) -> AsyncIterator[SqlTx]:
    async with open_tx(request.app.state.sessions) as tx:
        yield tx


async def _catalog(request: Request) -> Catalog:
    catalog: Catalog = request.app.state.catalog
    return catalog


# scope="function" commits before the answer is sent; the default commits after it.
TxDep = Annotated[SqlTx, Depends(_tx, scope="function")]
OpensDep = Annotated[Opens, Depends(_opens)]
CatalogDep = Annotated[Catalog, Depends(_catalog)]
