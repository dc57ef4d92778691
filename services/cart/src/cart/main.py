"""The cart's HTTP process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from cart.adapters.cart_tokens import CartTokens
from cart.adapters.catalog import HttpCatalog
from cart.adapters.tables import OPERATIONS
from cart.api import internal, routes
from cart.settings import Settings
from common import http, service
from common.http import Peer
from common.ops import operations
from common.service import Foundation


def create_app(settings: Settings) -> FastAPI:
    """Wire the service."""
    tokens = CartTokens(settings.token_secret.get_secret_value(), lives=settings.token_life)

    @asynccontextmanager
    async def parts(foundation: Foundation) -> AsyncIterator[Mapping[str, Any]]:
        async with http.wire(settings.catalog_url) as wire:
            yield {
                "catalog": HttpCatalog(Peer("catalog", wire, foundation.sign)),
                "cart_tokens": tokens,
            }

    routers = [routes.routes, internal.routes, operations(OPERATIONS)]
    return service.create(settings, routers=routers, parts=parts)


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    service.serve(lambda: create_app(settings), settings)


if __name__ == "__main__":
    main()
