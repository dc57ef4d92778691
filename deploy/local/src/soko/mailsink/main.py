"""The mail sink: takes every mail over SMTP, shows it to people and to tests, sends none on."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from soko.mailsink import pages, smtp
from soko.mailsink.box import Box


@dataclass(frozen=True)
class Settings:
    """Where the sink listens."""

    host: str = "127.0.0.1"
    mail_port: int = 8025
    smtp_port: int = 1025

    @classmethod
    def read(cls) -> "Settings":
        """Take `SOKO_HOST`, `SOKO_MAIL_PORT` and `SOKO_SMTP_PORT`."""
        return cls(
            host=os.environ.get("SOKO_HOST", cls.host),
            mail_port=int(os.environ.get("SOKO_MAIL_PORT", cls.mail_port)),
            smtp_port=int(os.environ.get("SOKO_SMTP_PORT", cls.smtp_port)),
        )


def create_app(settings: Settings) -> FastAPI:
    """The pages and the API, with SMTP beside them as long as they run."""
    box = Box()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with smtp.listening(box, host=settings.host, port=settings.smtp_port) as port:
            app.state.smtp_port = port
            yield

    app = FastAPI(title="Soko mail sink", lifespan=lifespan, openapi_url=None)
    app.state.box = box
    app.include_router(pages.router)
    return app


def main() -> None:
    """Serve until told to stop."""
    settings = Settings.read()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.mail_port,
        log_level=os.environ.get("SOKO_LOG_LEVEL", "info"),
        access_log=False,
        timeout_keep_alive=75,  # longer than any client of ours keeps one
    )


if __name__ == "__main__":
    main()
