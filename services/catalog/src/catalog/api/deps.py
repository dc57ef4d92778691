"""What routes are handed."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.documents import Media
from catalog.adapters.tx import SqlTx, open_tx
from catalog.settings import Settings
from catalog.usecases.ports import Pictures, Staff
from common import context
from common.auth import Principal, permitted
from common.reading import Asks


async def _tx(request: Request) -> AsyncIterator[SqlTx]:
    async with open_tx(request.app.state.sessions) as tx:
        yield tx


async def _reads(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.reads() as session:
        yield session


async def _reader(request: Request) -> Asks:
    reader: Asks = request.app.state.reader
    return reader


async def _media(request: Request) -> Media:
    media: Media = request.app.state.media
    return media


async def _pictures(request: Request) -> Pictures:
    pictures: Pictures = request.app.state.pictures
    return pictures


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _staff(permission: str) -> Any:
    async def staff(principal: Annotated[Principal, permitted(permission)]) -> Staff:
        return Staff(id=principal.id, request_id=context.request_id.get())

    return Depends(staff)


# scope="function" commits before the answer is sent; FastAPI's default would commit after it.
TxDep = Annotated[SqlTx, Depends(_tx, scope="function")]
ReadsDep = Annotated[AsyncSession, Depends(_reads, scope="function")]
"""Outside any transaction: each statement stands for itself."""

ReaderDep = Annotated[Asks, Depends(_reader)]
"""For what is read so often that a session would be the larger part of it."""

MediaDep = Annotated[Media, Depends(_media)]
PicturesDep = Annotated[Pictures, Depends(_pictures)]
SettingsDep = Annotated[Settings, Depends(_settings)]

CatalogReader = Annotated[Staff, _staff("catalog:read")]
CatalogWriter = Annotated[Staff, _staff("catalog:write")]
StockReader = Annotated[Staff, _staff("stock:read")]
StockWriter = Annotated[Staff, _staff("stock:write")]
SettingsReader = Annotated[Staff, _staff("settings:read")]
SettingsWriter = Annotated[Staff, _staff("settings:write")]

IdOrSlug = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9-]{1,130}$", description="The id, or the slug.")
]
