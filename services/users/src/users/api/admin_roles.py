"""Roles, as staff manage them."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Response

from common import problems
from common.errors import Forbidden, Unauthenticated
from common.idempotency import Answer, once
from common.intents import OptionalIntent
from common.pagination import PageQuery
from common.routing import router as strict_router
from common.schemas import Page
from users.api.admin_schemas import RoleIn, RoleOut, RolePatch
from users.api.deps import TxDep, staff
from users.api.lists import order_of, span
from users.domain.role import (
    BeyondAuthority,
    RoleInUse,
    RoleNameTaken,
    RoleNotFound,
    RoleProtected,
)
from users.usecases.administer_roles import create_role, delete_role, edit_role
from users.usecases.administer_users import Staff

router = strict_router(prefix="/api/v1/admin/roles", tags=["admin: roles"])

Reader = Annotated[Staff, staff("roles:read")]
Writer = Annotated[Staff, staff("roles:write")]


@router.get("", responses=problems.documented(Unauthenticated, Forbidden))
async def list_roles(_: Reader, tx: TxDep, page: PageQuery) -> Page[RoleOut]:
    """List the roles, newest first."""
    order = order_of("roles")
    rows = await tx.roles.page(span(page, order))
    total = await tx.roles.count() if page.with_total else None
    return page.page(rows, order=order, key=lambda role: [role.id], show=RoleOut.of, total=total)


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    response_model=RoleOut,
    responses=problems.documented(Unauthenticated, BeyondAuthority, RoleNameTaken),
)
async def create(body: RoleIn, by: Writer, intent: OptionalIntent, tx: TxDep) -> Response:
    """Make a role."""

    async def act() -> Answer:
        role = await create_role(body.role(), by=by, tx=tx)
        return Answer(
            status=HTTPStatus.CREATED,
            body=RoleOut.of(role).model_dump(mode="json"),
            headers={"location": f"{router.prefix}/{role.id}"},
        )

    return await once(intent, tx.answers, act)


@router.patch(
    "/{role_id}",
    responses=problems.documented(
        Unauthenticated, BeyondAuthority, RoleNotFound, RoleNameTaken, RoleProtected
    ),
)
async def edit(role_id: UUID, body: RolePatch, by: Writer, tx: TxDep) -> RoleOut:
    """Change a role; its users' tokens follow when they are renewed."""
    return RoleOut.of(await edit_role(role_id, body.changes(), by=by, tx=tx))


@router.delete(
    "/{role_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(
        Unauthenticated, BeyondAuthority, RoleNotFound, RoleProtected, RoleInUse
    ),
)
async def delete(role_id: UUID, by: Writer, tx: TxDep) -> Response:
    """Delete a role that nobody holds."""
    await delete_role(role_id, by=by, tx=tx)
    return Response(status_code=HTTPStatus.NO_CONTENT)
