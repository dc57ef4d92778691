"""Daraja's paths."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from simulator.core import bodies
from simulator.core.desk import Desk
from simulator.core.misbehaviour import answered
from simulator.daraja import pushes, reversals, rules, statuses
from simulator.daraja.account import TOKEN_LIVES_S, Account
from simulator.daraja.refusals import Refusal, broken


async def _account(request: Request) -> Account:
    account: Account = request.app.state.account
    return account


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AccountDep = Annotated[Account, Depends(_account)]
DeskDep = Annotated[Desk, Depends(_desk)]


async def _known(request: Request, account: AccountDep) -> None:
    if not account.knows(request.headers.get("authorization", "")):
        raise Refusal(400, "400.008.01", "Invalid Authentication passed")
    if request.query_params.get("grant_type") != "client_credentials":
        raise Refusal(400, "400.008.02", "Invalid grant type passed")


async def _authorised(request: Request, account: AccountDep) -> rules.Body:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not account.tokens.accepts(token.strip()):
        raise Refusal(404, "404.001.03", "Invalid Access Token")
    return await bodies.read_json(request)


BodyDep = Annotated[rules.Body, Depends(_authorised)]

router = APIRouter()


@router.get("/oauth/v1/generate", dependencies=[Depends(_known)])
async def generate(account: AccountDep) -> dict[str, str]:
    """Hand out a token, which ends the life of the last one."""
    return {"access_token": account.tokens.issue(), "expires_in": str(TOKEN_LIVES_S)}


@router.post("/mpesa/stkpush/v1/processrequest")
async def push(request: Request, body: BodyDep, account: AccountDep, desk: DeskDep) -> Response:
    """Send a prompt to the payer's phone."""

    async def begun() -> Response:
        return JSONResponse(await pushes.begin(body, desk, account))

    return await answered(desk.faults.of("mpesa").initiate, request, begun, broken())


@router.post("/mpesa/stkpushquery/v1/query")
async def query(request: Request, body: BodyDep, account: AccountDep, desk: DeskDep) -> Response:
    """Answer how a prompt stands."""

    async def told() -> Response:
        return JSONResponse(pushes.told(body, desk, account))

    payment = pushes.found(rules.text(body.get("CheckoutRequestID")), desk)
    dials = desk.faults.of("mpesa", payment.reference if payment else None)
    return await answered(dials.verify, request, told, broken())


@router.post("/mpesa/reversal/v1/request")
async def reversal(request: Request, body: BodyDep, account: AccountDep, desk: DeskDep) -> Response:
    """Take a reversal, whose result comes later."""

    async def taken() -> Response:
        return JSONResponse(await reversals.begin(body, desk, account))

    payment = reversals.paid_with(body.get("TransactionID"), desk)
    dials = desk.faults.of("mpesa", payment.reference if payment else None)
    return await answered(dials.refund, request, taken, broken())


@router.post("/mpesa/transactionstatus/v1/query")
async def status(request: Request, body: BodyDep, account: AccountDep, desk: DeskDep) -> Response:
    """Take a status query, whose result comes later."""

    async def taken() -> Response:
        return JSONResponse(await statuses.begin(body, desk, account))

    return await answered(desk.faults.of("mpesa").verify, request, taken, broken())
