"""The catalog HTTP process: `python -m catalog.main`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI
from obstore.store import MemoryStore, S3Store

from catalog.adapters.documents import Media
from catalog.adapters.pictures import ObjectPictures, bucket
from catalog.adapters.searchable import forgive_typos
from catalog.adapters.tables import OPERATIONS
from catalog.api import (
    admin_categories,
    admin_parts,
    admin_products,
    admin_settings,
    admin_stock,
    internal,
    public,
)
from catalog.settings import Settings
from common import db, service
from common.ops import operations
from common.reading import Reader
from common.service import Foundation

_ROUTERS = (
    public.hot,
    public.router,
    admin_categories.router,
    admin_products.router,
    admin_parts.router,
    admin_stock.router,
    admin_settings.router,
    internal.router,
    operations(OPERATIONS),
)


def create_app(settings: Settings, *, store: S3Store | MemoryStore | None = None) -> FastAPI:
    """Wire the service; tests pass a store of their own."""

    @asynccontextmanager
    async def parts(foundation: Foundation) -> AsyncIterator[Mapping[str, Any]]:
        engine = foundation.sessions.kw["bind"]
        forgive_typos(engine)
        yield {
            # Reads need no transaction: without one a page is one round trip, not three.
            "reads": db.sessions(engine.execution_options(isolation_level="AUTOCOMMIT")),
            "reader": Reader(engine),
            "pictures": ObjectPictures(store or bucket(settings)),
            "media": Media(settings.media_base_url),
        }

    return service.create(settings, routers=_ROUTERS, parts=parts)


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    service.serve(partial(create_app, settings), settings)


if __name__ == "__main__":
    main()
