"""The page with the phones: what each was asked for, and the buttons its owner could press."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader
from starlette.exceptions import HTTPException

from simulator.core.amounts import to_major
from simulator.core.desk import Desk
from simulator.core.transactions import PAYABLE, Outcome, Status, Transaction

PATH: Final = "/phones"
_PAGES: Final = Environment(loader=PackageLoader("simulator.core"), autoescape=True)
_SHOWN: Final = 100
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

router = APIRouter(prefix=PATH, include_in_schema=False)


def path_of(payment: Transaction) -> str:
    """Return where on the page the payment's phone is."""
    return f"{PATH}#{payment.phone_number}"


@router.get("")
async def show(request: Request) -> HTMLResponse:
    """Show the phones with their prompts, newest first."""
    desk: Desk = request.app.state.desk
    html = _PAGES.get_template("phones.html").render(phones=list(_phones(desk)))
    return HTMLResponse(html, headers=_HEADERS)


@router.post("/{provider}/{token}")
async def act(
    provider: str, token: str, outcome: Annotated[Outcome, Form()], request: Request
) -> Response:
    """Press a button on the phone, then show the page again."""
    desk: Desk = request.app.state.desk
    payment = desk.book.known_as(provider, token)
    if payment is None or payment.token != token:
        raise HTTPException(404, "No such prompt")
    await desk.decide(payment, outcome)
    return RedirectResponse(path_of(payment), 303, _HEADERS)


def _phones(desk: Desk) -> Iterator[dict[str, Any]]:
    prompts = (one for one in desk.book.newest_first() if one.details.get("is_prompt"))
    by_phone: dict[str, list[Transaction]] = {}
    for payment in islice(prompts, _SHOWN):
        by_phone.setdefault(payment.phone_number or "", []).append(payment)
    for number, payments in by_phone.items():
        yield {"number": number, **_sorted_out(payments)}


def _sorted_out(payments: list[Transaction]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {"open": [], "answered": []}
    for payment in payments:
        is_open = payment.status is Status.PENDING
        rows["open" if is_open else "answered"].append(_row(payment))
    return rows


def _row(payment: Transaction) -> dict[str, Any]:
    return {
        "payment": payment,
        "amount": to_major(payment.amount).removesuffix(".00"),
        "merchant": payment.details.get("merchant"),
        "is_payable": payment.status in PAYABLE,
    }
