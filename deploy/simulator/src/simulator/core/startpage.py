"""The page at `/`: the newest payments with their pay pages, the books and the dials."""

from itertools import islice
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader

from simulator.core import guide
from simulator.core.amounts import to_major
from simulator.core.desk import Desk
from simulator.core.transactions import PAYABLE, Transaction

_PAGES: Final = Environment(loader=PackageLoader("simulator.core"), autoescape=True)
_SHOWN: Final = 50
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(request: Request) -> HTMLResponse:
    """Show what there is to look at and to pay."""
    desk: Desk = request.app.state.desk
    remarks = {name: provider.remarks for name, provider in desk.providers.items()}
    html = _PAGES.get_template("start.html").render(
        rows=[_row(payment, desk) for payment in islice(desk.book.newest_first(), _SHOWN)],
        dials={name: turned.model_dump() for name, turned in desk.faults.all().items()},
        guide=guide.guide_to(remarks),
    )
    return HTMLResponse(html, headers=_HEADERS)


def _row(payment: Transaction, desk: Desk) -> dict[str, Any]:
    page = desk.providers[payment.provider].page(payment)
    return {
        "payment": payment,
        "amount": to_major(payment.amount),
        "captured": to_major(desk.book.captured(payment)),
        "refunded": to_major(desk.book.refunded(payment)),
        "page": page if payment.status in PAYABLE else None,
    }
