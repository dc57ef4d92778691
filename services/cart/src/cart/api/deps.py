"""What routes are handed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from cart.adapters.tx import SqlTx, open_alone, open_tx
from cart.usecases.ports import Catalog


@dataclass(frozen=True, slots=True)
class Opens:
    """The ways to the database: a whole transaction, or one statement that stands alone."""

    tx: Callable[[], AbstractAsyncContextManager[SqlTx]]
    alone: Callable[[], AbstractAsyncContextManager[SqlTx]]


async def _opens(request: Request) -> Opens:
    sessions = request.app.state.sessions
    return Opens(tx=partial(open_tx, sessions), alone=partial(open_alone, sessions))


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
