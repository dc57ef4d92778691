"""The simulator's process."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from simulator.chapa.dialect import Chapa
from simulator.core import control, phones, problems, startpage
from simulator.core.book import Book
from simulator.core.desk import Provider, open_desk
from simulator.core.journal import Journal
from simulator.daraja.account import Account, private_key
from simulator.daraja.dialect import Daraja
from simulator.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Put the providers that have credentials under their names, beside the control interface."""
    journal = Journal(settings.simulator_book)
    desk = open_desk(Book(journal), providers(settings))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        desk.resume()
        yield
        await desk.close()
        journal.close()

    app = FastAPI(
        title="Payment provider simulator", lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.state.desk = desk
    app.include_router(control.router)
    app.include_router(startpage.router)
    app.include_router(phones.router)
    app.add_api_route("/healthz", healthz, include_in_schema=False)
    problems.install(app)
    for name, provider in desk.providers.items():
        app.mount(f"/{name}", provider.api(desk))
    return app


def providers(settings: Settings) -> Iterator[Provider]:
    """Yield the dialects that this process speaks."""
    if settings.chapa_secret_key and settings.chapa_webhook_secret:
        yield Chapa(
            secret_key=settings.chapa_secret_key.get_secret_value(),
            webhook_secret=settings.chapa_webhook_secret.get_secret_value(),
            webhook_url=settings.chapa_webhook_url,
            public_url=settings.simulator_url,
        )
    pem = _plain(settings.mpesa_private_key)
    if settings.mpesa_consumer_key and settings.mpesa_consumer_secret:
        yield Daraja(
            account=Account(
                consumer_key=settings.mpesa_consumer_key.get_secret_value(),
                consumer_secret=settings.mpesa_consumer_secret.get_secret_value(),
                shortcode=settings.mpesa_shortcode,
                passkey=settings.mpesa_passkey.get_secret_value(),
                initiator=settings.mpesa_initiator,
                initiator_password=_plain(settings.mpesa_initiator_password),
                private_key=private_key(pem) if pem else None,
            )
        )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


def main() -> None:
    """Serve until told to stop; waiting webhooks are dropped then."""
    settings = Settings.read()
    logging.basicConfig(level=settings.log_level.upper())
    # httpx logs every request with its address; the callback's carries references.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.simulator_port,
        log_level=settings.log_level,
        access_log=False,
        timeout_keep_alive=75,  # longer than any client of ours keeps one
        timeout_graceful_shutdown=2,
        ws="none",
    )


if __name__ == "__main__":
    main()
