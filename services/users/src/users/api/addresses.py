"""One's own address book."""

from http import HTTPStatus
from uuid import UUID

from fastapi import Response

from common import problems
from common.clock import utcnow
from common.errors import Unauthenticated
from common.idempotency import Answer, once
from common.intents import OptionalIntent
from common.pagination import PageQuery
from common.routing import router as strict_router
from common.schemas import Page
from users.api.deps import MeDep, TxDep
from users.api.lists import order_of, span
from users.api.schemas import AddressBookIn, AddressBookOut, AddressBookPatch
from users.domain.address import AddressBookFull, AddressNotFound
from users.domain.phone import PhoneNumberInvalid
from users.usecases.address_book import add_address, edit_address

router = strict_router(prefix="/api/v1/me/addresses", tags=["addresses"])


@router.get("", responses=problems.documented(Unauthenticated))
async def list_addresses(me: MeDep, tx: TxDep, page: PageQuery) -> Page[AddressBookOut]:
    """List one's own addresses, newest first."""
    order = order_of("addresses", me.id)
    rows = await tx.addresses.page(me.id, span(page, order))
    total = await tx.addresses.count(me.id) if page.with_total else None
    return page.page(
        rows,
        order=order,
        key=lambda address: [address.id],
        show=AddressBookOut.of,
        total=total,
    )


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    response_model=AddressBookOut,
    responses=problems.documented(Unauthenticated, AddressBookFull, PhoneNumberInvalid),
)
async def add(body: AddressBookIn, me: MeDep, intent: OptionalIntent, tx: TxDep) -> Response:
    """Add an address; the first becomes the default."""

    async def act() -> Answer:
        address = await add_address(body.address(of=me.id), tx=tx)
        return Answer(
            status=HTTPStatus.CREATED,
            body=AddressBookOut.of(address).model_dump(mode="json"),
            headers={"location": f"{router.prefix}/{address.id}"},
        )

    return await once(intent, tx.answers, act)


@router.get("/{address_id}", responses=problems.documented(Unauthenticated, AddressNotFound))
async def read(address_id: UUID, me: MeDep, tx: TxDep) -> AddressBookOut:
    """Show one of one's own addresses."""
    return AddressBookOut.of(await tx.addresses.of(me.id, address_id))


@router.patch(
    "/{address_id}",
    responses=problems.documented(Unauthenticated, AddressNotFound, PhoneNumberInvalid),
)
async def edit(address_id: UUID, body: AddressBookPatch, me: MeDep, tx: TxDep) -> AddressBookOut:
    """Change fields of an address; null removes."""
    address = await edit_address(me.id, address_id, body.changes(), tx=tx, at=utcnow())
    return AddressBookOut.of(address)


@router.delete(
    "/{address_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(Unauthenticated, AddressNotFound),
)
async def delete(address_id: UUID, me: MeDep, tx: TxDep) -> Response:
    """Delete an address."""
    await tx.addresses.remove(me.id, address_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)
