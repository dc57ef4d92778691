"""The cart's HTTP process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from cart.adapters.catalog import HttpCatalog
from cart.api import internal, routes
from cart.settings import Settings
from common import http, service
from common.http import Peer
from common.service import Foundation


def create_app(settings: Settings) -> FastAPI:
    """Wire the service."""

    @asynccontextmanager
    async def parts(foundation: Foundation) -> AsyncIterator[Mapping[str, Any]]:
        async with http.client(settings.catalog_url) as client:
            yield {"catalog": HttpCatalog(Peer("catalog", client, foundation.sign))}

    return service.create(settings, routers=[routes.routes, internal.routes], parts=parts)


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    service.serve(lambda: create_app(settings), settings)


if __name__ == "__main__":
    main()
