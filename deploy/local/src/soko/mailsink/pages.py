"""The sink's pages and its API."""

from datetime import UTC
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.templating import Jinja2Templates

from soko.mailsink.box import Box, Mail

router = APIRouter()
templates = Jinja2Templates(Path(__file__).parent / "templates")

SHOWN = 500
"""Mails on the page; the API lists all."""
_SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox; script-src 'none'"


async def _box(request: Request) -> Box:
    box: Box = request.app.state.box
    return box


BoxDep = Annotated[Box, Depends(_box)]


@router.get("/api/messages")
async def messages(box: BoxDep, to: str | None = None) -> dict[str, list[dict[str, str]]]:
    """All mails, or those to one address, newest first."""
    return {"messages": [_shown(mail) for mail in box.mails(to)]}


@router.delete("/api/messages", status_code=204)
async def forget(box: BoxDep) -> None:
    """Empty the box."""
    box.clear()


@router.get("/healthz")
@router.get("/readyz")
async def health() -> dict[str, str]:
    """Whether the process serves."""
    return {"status": "ok"}


@router.get("/", response_class=HTMLResponse)
async def inbox(request: Request, box: BoxDep, to: str | None = None) -> Response:
    """The list of mails, for people."""
    mails = box.mails(to)
    facts = {"mails": mails[:SHOWN], "count": len(mails), "to": to or ""}
    return templates.TemplateResponse(request, "inbox.html", facts)


@router.get("/messages/{mail_id}", response_class=HTMLResponse)
async def reading(request: Request, box: BoxDep, mail_id: str) -> Response:
    """One mail, for people."""
    mail = box.mail(mail_id)
    if mail is None:
        return PlainTextResponse("This mail is gone.", status_code=404)
    return templates.TemplateResponse(request, "mail.html", {"mail": mail})


@router.get("/messages/{mail_id}/html", response_class=HTMLResponse)
async def body(box: BoxDep, mail_id: str) -> Response:
    """The mail's own HTML; it can run no script here."""
    mail = box.mail(mail_id)
    if mail is None:
        return PlainTextResponse("This mail is gone.", status_code=404)
    return HTMLResponse(mail.html, headers={"Content-Security-Policy": _SANDBOX})


def _shown(mail: Mail) -> dict[str, str]:
    return {
        "id": mail.id,
        "to": mail.to,
        "from": mail.sender,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "message_id": mail.message_id,
        "received_at": mail.received_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
