"""The payments HTTP process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from common.idempotency import Claims
from common.ops import operations
from common.service import Foundation, create, serve
from payments.adapters.tables import OPERATIONS, AnswerRow
from payments.api import (
    incident_routes,
    older_routes,
    payment_routes,
    peer_routes,
    public_routes,
    refund_routes,
    settings_routes,
    staff_routes,
)
from payments.settings import Settings
from payments.world import open_world


def create_app(settings: Settings) -> FastAPI:
    """Put the service together; its clients are opened when it starts."""

    @asynccontextmanager
    async def parts(foundation: Foundation) -> AsyncIterator[Mapping[str, Any]]:
        async with open_world(settings, foundation.sessions, foundation.sign) as world:
            yield {"world": world, "claims": Claims(foundation.sessions, AnswerRow)}

    routers = (
        # The return address comes before `/payments/{payment_id}`, which would take it for an id.
        public_routes.router,
        payment_routes.router,
        staff_routes.router,
        refund_routes.of_payment,
        refund_routes.refunds,
        incident_routes.router,
        settings_routes.providers,
        settings_routes.webhooks,
        older_routes.router,
        peer_routes.router,
        operations(OPERATIONS),
    )
    return create(settings, routers=routers, parts=parts)


def main() -> None:
    """Serve until told to stop."""
    settings = Settings()
    serve(lambda: create_app(settings), settings)


if __name__ == "__main__":
    main()
