"""Chapa's paths under `/v1`."""

from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from simulator.chapa import payments, refunds, wire
from simulator.chapa.refusals import Refusal, broken
from simulator.core.desk import Desk
from simulator.core.misbehaviour import answered


class Account(Protocol):
    """The merchant's account, as far as its paths need it."""

    @property
    def mode(self) -> str:
        """Return `test` or `live`."""
        ...

    def holds(self, key: str) -> bool:
        """Whether `key` is the account's secret key."""
        ...

    def checkout_url(self, token: str) -> str:
        """Return the pay page's address."""
        ...


async def _account(request: Request) -> Account:
    account: Account = request.app.state.provider
    return account


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AccountDep = Annotated[Account, Depends(_account)]
DeskDep = Annotated[Desk, Depends(_desk)]


async def _authorised(request: Request, account: AccountDep) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Refusal(401, "Authorization required")
    if not account.holds(key.strip()):
        raise Refusal(401, "Invalid API Key or User doesn't exist")


router = APIRouter(prefix="/v1", dependencies=[Depends(_authorised)])


@router.post("/transaction/initialize")
async def initialize(request: Request, account: AccountDep, desk: DeskDep) -> Response:
    """Begin a payment and answer its link, and nothing else that would identify it."""

    async def begun() -> Response:
        token = await payments.begin(request, desk)
        return _success("Hosted Link", {"checkout_url": account.checkout_url(token)})

    return await answered(desk.faults.of("chapa").initiate, request, begun, broken())


@router.get("/transaction/verify/{tx_ref}")
async def verify(tx_ref: str, request: Request, account: AccountDep, desk: DeskDep) -> Response:
    """Answer a decided payment; one that waits is a 404."""
    dials = desk.faults.of("chapa", tx_ref)

    async def details() -> Response:
        told = payments.told(tx_ref, desk, lie=dials.verify, mode=account.mode)
        return _success("Payment details", told)

    return await answered(dials.verify, request, details, broken())


@router.put("/transaction/cancel/{tx_ref}")
async def cancel(tx_ref: str, request: Request, desk: DeskDep) -> Response:
    """Close an unpaid link for good."""
    dial = desk.faults.of("chapa", tx_ref).void

    async def closed() -> Response:
        payment = await payments.cancel(tx_ref, desk, is_refused=dial == "refused")
        return _success("Checkout link expired successfully", wire.cancelled(payment))

    return await answered(dial, request, closed, broken())


@router.get("/transactions")
async def transactions(request: Request, desk: DeskDep) -> Response:
    """List ten payments a page, newest first, by Chapa's references only."""
    listed = payments.page(request.query_params.get("page"), desk, base=_base(request))
    return _success("Transactions retrieved successfully", listed)


@router.post("/refund/{reference}")
async def refund(reference: str, request: Request, desk: DeskDep) -> Response:
    """Give back a part or all; Chapa's reference or the merchant's is taken."""

    async def begun() -> Response:
        told = await refunds.begin(reference, request, desk)
        return _success("Refund initiated successfully. Processing time: 1-3 business days", told)

    return await answered(refunds.dial(reference, desk), request, begun, broken())


@router.get("/refund/{reference}/verify")
async def verify_refund(reference: str, desk: DeskDep) -> Response:
    """Tell how far a refund is."""
    return _success("Refund verified successfully", refunds.told(reference, desk))


def _success(message: str, data: dict[str, Any]) -> Response:
    return JSONResponse({"message": message, "status": "success", "data": data})


def _base(request: Request) -> str:
    return str(request.url.replace(query=""))
