"""Users, as staff manage them."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from common import etags, problems
from common.errors import Forbidden, PreconditionRequired, Unauthenticated
from common.etags import IfMatch
from common.idempotency import Answer, once
from common.intents import OptionalIntent
from common.pagination import PageQuery
from common.routing import router as strict_router
from common.schemas import Page
from users.adapters.hashing import TooManyHashes
from users.api.admin_schemas import CreateUserIn, ManagedUserOut, RolesIn, UserPatch
from users.api.deps import PasswordsDep, TxDep, staff
from users.api.lists import MORE_THAN_COUNTED, order_of, span
from users.domain import password
from users.domain.password import PasswordRefused
from users.domain.role import BeyondAuthority, LastAdministrator, UnknownRoles
from users.domain.user import EmailTaken, Status, UsernameTaken, UserNotFound
from users.usecases.administer_users import (
    Staff,
    VersionConflict,
    create_user,
    delete_user,
    edit_user,
    set_roles,
)
from users.usecases.lists import UserFilter
from users.usecases.profile import read_profile

router = strict_router(prefix="/api/v1/admin/users", tags=["admin: users"])

Reader = Annotated[Staff, staff("users:read")]
Writer = Annotated[Staff, staff("users:write")]
RoleWriter = Annotated[Staff, staff("roles:write")]
Term = Annotated[str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]


@router.get("", responses=problems.documented(Unauthenticated, Forbidden))
async def list_users(
    _: Reader,
    tx: TxDep,
    page: PageQuery,
    q: Term = None,
    status: Status | None = None,
    role: Annotated[str | None, Query(max_length=50)] = None,
) -> Page[ManagedUserOut]:
    """List accounts, newest first; `q` is part of an address, a username or a name."""
    wanted = UserFilter(q=q, status=status, role=role)
    order = order_of("users", wanted)
    rows = await tx.users.page(wanted, span(page, order))
    total = await tx.users.count(wanted, most=MORE_THAN_COUNTED) if page.with_total else None
    return page.page(
        rows, order=order, key=lambda user: [user.id], show=ManagedUserOut.of, total=total
    )


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    response_model=ManagedUserOut,
    responses=problems.documented(
        Unauthenticated,
        BeyondAuthority,
        EmailTaken,
        UsernameTaken,
        UnknownRoles,
        PasswordRefused,
        TooManyHashes,
    ),
)
async def create(
    body: CreateUserIn,
    by: Writer,
    passwords: PasswordsDep,
    intent: OptionalIntent,
    tx: TxDep,
) -> Response:
    """Open an account for someone."""
    password.check(body.password, known=(body.email, body.username), pointer="#/password")
    hashed = await passwords.hashed(body.password)

    async def act() -> Answer:
        user = await create_user(body.user(password_hash=hashed), body.roles, by=by, tx=tx)
        headers = {"location": f"{router.prefix}/{user.id}", "etag": etags.etag(user.version)}
        shown = ManagedUserOut.of(user).model_dump(mode="json")
        return Answer(status=HTTPStatus.CREATED, body=shown, headers=headers)

    return await once(intent, tx.answers, act)


@router.get("/{user_id}", responses=problems.documented(Unauthenticated, Forbidden, UserNotFound))
async def read(user_id: UUID, _: Reader, tx: TxDep, response: Response) -> ManagedUserOut:
    """Show an account."""
    user = await read_profile(user_id, tx=tx)
    etags.tag(response, user.version)
    return ManagedUserOut.of(user)


@router.patch(
    "/{user_id}",
    responses=problems.documented(
        Unauthenticated,
        BeyondAuthority,
        UserNotFound,
        EmailTaken,
        UsernameTaken,
        VersionConflict,
        PreconditionRequired,
    ),
)
async def edit(
    *, user_id: UUID, by: Writer, seen: IfMatch, body: UserPatch, tx: TxDep, response: Response
) -> ManagedUserOut:
    """Change fields of an account; null removes."""
    user = await edit_user(user_id, body.changes(), seen=seen, by=by, tx=tx)
    etags.tag(response, user.version)
    return ManagedUserOut.of(user)


@router.delete(
    "/{user_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(
        Unauthenticated,
        BeyondAuthority,
        UserNotFound,
        LastAdministrator,
        VersionConflict,
        PreconditionRequired,
    ),
)
async def delete(user_id: UUID, by: Writer, seen: IfMatch, tx: TxDep) -> Response:
    """Erase an account; its sessions end."""
    await delete_user(user_id, seen=seen, by=by, tx=tx)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.put(
    "/{user_id}/roles",
    responses=problems.documented(
        Unauthenticated, BeyondAuthority, UserNotFound, LastAdministrator, UnknownRoles
    ),
)
async def assign(
    user_id: UUID, body: RolesIn, by: RoleWriter, tx: TxDep, response: Response
) -> ManagedUserOut:
    """Let the user hold exactly these roles; losing permissions ends the user's sessions."""
    user = await set_roles(user_id, body.roles, by=by, tx=tx)
    etags.tag(response, user.version)
    return ManagedUserOut.of(user)
