"""The page a redirect leads to: the same for every provider, without scripts."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader
from starlette.exceptions import HTTPException

from simulator.core.amounts import to_major
from simulator.core.desk import Desk
from simulator.core.transactions import PAYABLE, IllegalDecision, Outcome, Transaction

_PAGES: Final = Environment(loader=PackageLoader("simulator.core"), autoescape=True)
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

router = APIRouter(prefix="/checkout")


@router.get("/{token}")
async def show(token: str, request: Request) -> HTMLResponse:
    """Show what is to be paid."""
    return _page(_payment(token, request), request)


@router.post("/{token}")
async def act(token: str, outcome: Annotated[Outcome, Form()], request: Request) -> Response:
    """Do what the payer chose, then send the browser back to the shop."""
    desk: Desk = request.app.state.desk
    try:
        payment = await desk.decide(_payment(token, request), outcome)
    except IllegalDecision:
        return _page(_payment(token, request), request, status=409)
    back = payment.details.get("return_url") or str(request.url)
    return RedirectResponse(back, 303, _HEADERS)


def _payment(token: str, request: Request) -> Transaction:
    desk: Desk = request.app.state.desk
    payment = desk.book.known_as(request.app.state.provider.name, token)
    if payment is None or payment.token != token:
        raise HTTPException(404, "No such payment")
    return payment


def _page(payment: Transaction, request: Request, status: int = 200) -> HTMLResponse:
    texts = payment.details.get("customization") or {}
    html = _PAGES.get_template("pay.html").render(
        brand=request.app.state.provider.name.title(),
        title=texts.get("title") or "Soko",
        description=texts.get("description"),
        amount=to_major(payment.amount),
        payment=payment,
        is_payable=payment.status in PAYABLE,
        return_url=payment.details.get("return_url"),
    )
    return HTMLResponse(html, status, _HEADERS)
