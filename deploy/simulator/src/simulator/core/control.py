"""The control interface: what tests and people turn, read and decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from simulator.core import bodies, guide
from simulator.core.desk import Desk, Sum
from simulator.core.faults import Dials
from simulator.core.problems import Problem, bad_parameter, invalid
from simulator.core.transactions import Outcome, Status, Transaction

_PAGE: Final = 20
_PAGE_MAX: Final = 100


class PageQuery(BaseModel):
    """Which part of a list; a name that is not here is refused, so that a typo lists nothing."""

    model_config = ConfigDict(extra="forbid")

    provider: str | None = None
    limit: Annotated[int, Field(ge=1, le=_PAGE_MAX)] = _PAGE
    cursor: Annotated[int, Field(ge=1)] | None = None

    def wants(self, payment: Transaction) -> bool:
        """Whether the payment comes after the cursor and passes every filter that is set."""
        if self.cursor is not None and payment.number >= self.cursor:
            return False
        filters = self.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
        # A reference that was given more than once finds all that bear it.
        asked_as = {"reference": payment.asked_as}
        return all(
            value in (getattr(payment, name), asked_as.get(name)) for name, value in filters.items()
        )


class TransactionsQuery(PageQuery):
    """Which transactions."""

    status: Status | None = None


class BooksQuery(PageQuery):
    """Which payments' books."""

    reference: str | None = None


class Decision(BaseModel):
    """What the payer does; another `amount`, in minor units, or `currency` is truly paid."""

    model_config = ConfigDict(extra="forbid")

    outcome: Outcome
    amount: Annotated[int, Field(ge=100, le=10**13, multiple_of=100, strict=True)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None

    @model_validator(mode="after")
    def _only_approval_pays(self) -> Self:
        if self.outcome is not Outcome.APPROVE and (self.amount or self.currency):
            raise ValueError("only an approval pays an amount in a currency")
        return self

    def sum_of(self, payment: Transaction) -> Sum:
        """Return what is paid."""
        return self.amount or payment.amount, self.currency or payment.currency


class TransactionOut(BaseModel):
    """A payment as a provider holds it; `amount` in minor units."""

    model_config = ConfigDict(from_attributes=True)

    provider: str
    reference: str
    amount: int
    currency: str
    status: Status
    phone_number: str | None
    created_at: datetime


class BookOut(BaseModel):
    """What was taken and given back for a payment, in minor units."""

    provider: str
    reference: str
    captured: int
    refunded: int
    currency: str


class Transactions(BaseModel):
    """A page of transactions, newest first."""

    items: list[TransactionOut]
    next_cursor: str | None


class Books(BaseModel):
    """A page of books, newest first."""

    items: list[BookOut]
    next_cursor: str | None


router = APIRouter(prefix="/control")


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskDep = Annotated[Desk, Depends(_desk)]


async def _payment(provider: str, reference: str, desk: DeskDep) -> Transaction:
    payment = desk.book.transaction(provider, reference)
    if payment is None:
        raise Problem(404, "no such transaction")
    return payment


PaymentDep = Annotated[Transaction, Depends(_payment)]


async def _decision(request: Request) -> Decision:
    try:
        return Decision.model_validate(await bodies.read_json(request))
    except ValidationError as refused:
        raise invalid(refused.errors(include_url=False)) from None


@router.get("/transactions")
async def transactions(query: Annotated[TransactionsQuery, Query()], desk: DeskDep) -> Transactions:
    """List what the providers hold."""
    rows, cursor = _page(desk, query)
    return Transactions(
        items=[TransactionOut.model_validate(row) for row in rows], next_cursor=cursor
    )


@router.post("/transactions/{provider}/{reference}/decision")
async def decide(
    payment: PaymentDep, decision: Annotated[Decision, Depends(_decision)], desk: DeskDep
) -> TransactionOut:
    """Act as the payer."""
    decided = await desk.decide(payment, decision.outcome, paying=decision.sum_of(payment))
    return TransactionOut.model_validate(decided)


@router.post("/transactions/{provider}/{reference}/webhook")
async def resend(payment: PaymentDep, desk: DeskDep) -> TransactionOut:
    """Send the payment's webhook again."""
    if not desk.resend(payment):
        raise Problem(409, "nothing was decided that a webhook could tell", code="nothing_to_send")
    return TransactionOut.model_validate(payment)


@router.get("")
async def help_text(desk: DeskDep) -> guide.Guide:
    """Say what can be asked here and what the dials do."""
    return guide.guide_to({name: one.remarks for name, one in desk.providers.items()})


@router.get("/faults")
async def faults(desk: DeskDep) -> dict[str, Dials]:
    """Read every dial."""
    return dict(desk.faults.all())


@router.put("/faults")
async def turn(request: Request, desk: DeskDep) -> dict[str, Dials]:
    """Turn the named dials; the others stay."""
    _merge(desk, await bodies.read_json(request))
    return dict(desk.faults.all())


@router.put("/transactions/{provider}/{reference}/faults")
async def turn_for(payment: PaymentDep, request: Request, desk: DeskDep) -> Dials:
    """Turn the dials towards this payment alone; the provider's own stay."""
    dials = _merged(desk, payment.provider, await bodies.read_json(request), payment.reference)
    desk.faults.turn_for(payment.provider, payment.reference, dials)
    return dials


@router.get("/books")
async def books(query: Annotated[BooksQuery, Query()], desk: DeskDep) -> Books:
    """Read what truly happened to the money."""
    rows, cursor = _page(desk, query)
    return Books(items=[_book(desk, row) for row in rows], next_cursor=cursor)


@router.delete("", status_code=204)
async def forget(desk: DeskDep) -> None:
    """Forget all and turn every dial back."""
    await desk.forget()


def _page(desk: Desk, query: PageQuery) -> tuple[Sequence[Transaction], str | None]:
    if query.provider is not None and query.provider not in desk.providers:
        raise bad_parameter("provider", "no such provider")
    rows = list(islice(filter(query.wants, desk.book.newest_first()), query.limit + 1))
    shown = rows[: query.limit]
    return shown, str(shown[-1].number) if len(rows) > query.limit else None


def _book(desk: Desk, payment: Transaction) -> BookOut:
    return BookOut(
        provider=payment.provider,
        reference=payment.reference,
        captured=desk.book.captured(payment),
        refunded=desk.book.refunded(payment),
        currency=payment.currency,
    )


def _merge(desk: Desk, changes: Mapping[str, Any]) -> None:
    merged: dict[str, Dials] = {}
    for provider, change in changes.items():
        if provider not in desk.providers:
            where = {"pointer": f"#/{provider}", "code": "unknown", "detail": "no such provider"}
            raise Problem(422, "the body is not valid", errors=[where])
        merged[provider] = _merged(desk, provider, change)
    desk.faults.turn(merged)


def _merged(desk: Desk, provider: str, change: Any, reference: str | None = None) -> Dials:
    try:
        return desk.faults.merged(provider, change, reference)
    except ValidationError as refused:
        under = () if reference else (provider,)
        raise invalid(refused.errors(include_url=False), *under) from None
