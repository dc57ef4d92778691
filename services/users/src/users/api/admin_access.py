"""Closing and opening accounts, as staff do it."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Response

from common import etags, problems
from common.errors import Unauthenticated
from common.idempotency import Answer, once
from common.intents import Intent, OptionalIntent
from common.routing import router as strict_router
from users.adapters.tx import SqlTx
from users.api.admin_schemas import ManagedUserOut
from users.api.deps import TxDep, staff
from users.domain.role import BeyondAuthority, LastAdministrator
from users.domain.user import User, UserNotFound
from users.usecases.administer_users import (
    Staff,
    force_sign_out,
    reactivate_user,
    suspend_user,
)

router = strict_router(prefix="/api/v1/admin/users", tags=["admin: users"])

Writer = Annotated[Staff, staff("users:write")]
_REFUSALS = problems.documented(Unauthenticated, BeyondAuthority, UserNotFound, LastAdministrator)


@router.post("/{user_id}/suspend", response_model=ManagedUserOut, responses=_REFUSALS)
async def suspend(user_id: UUID, by: Writer, intent: OptionalIntent, tx: TxDep) -> Response:
    """Close an account until it is opened again; its sessions end."""
    return await _once(lambda: suspend_user(user_id, by=by, tx=tx), intent, tx)


@router.post("/{user_id}/reactivate", response_model=ManagedUserOut, responses=_REFUSALS)
async def reactivate(user_id: UUID, by: Writer, intent: OptionalIntent, tx: TxDep) -> Response:
    """Open a suspended account again."""
    return await _once(lambda: reactivate_user(user_id, by=by, tx=tx), intent, tx)


@router.post("/{user_id}/force-logout", response_model=ManagedUserOut, responses=_REFUSALS)
async def force_logout(user_id: UUID, by: Writer, intent: OptionalIntent, tx: TxDep) -> Response:
    """End every session of a user's."""
    return await _once(lambda: force_sign_out(user_id, by=by, tx=tx), intent, tx)


async def _once(
    change: Callable[[], Awaitable[User]], intent: Intent | None, tx: SqlTx
) -> Response:
    async def act() -> Answer:
        user = await change()
        shown = ManagedUserOut.of(user).model_dump(mode="json")
        return Answer(status=HTTPStatus.OK, body=shown, headers={"etag": etags.etag(user.version)})

    return await once(intent, tx.answers, act)
