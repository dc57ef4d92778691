"""What routes are handed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from cart.adapters.tx import SqlTx, open_tx
from cart.usecases.ports import Catalog


async def _opener(request: Request) -> Callable[[], AbstractAsyncContextManager[SqlTx]]:
    return partial(open_tx, request.app.state.sessions)


async def _tx(request: Request) -> AsyncIterator[SqlTx]:
    async with open_tx(request.app.state.sessions) as tx:
        yield tx


async def _catalog(request: Request) -> Catalog:
    catalog: Catalog = request.app.state.catalog
    return catalog


# scope="function" commits before the answer is sent; the default commits after it.
TxDep = Annotated[SqlTx, Depends(_tx, scope="function")]
OpenTxDep = Annotated[Callable[[], AbstractAsyncContextManager[SqlTx]], Depends(_opener)]
CatalogDep = Annotated[Catalog, Depends(_catalog)]
