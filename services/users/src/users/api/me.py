"""One's own account and the devices signed in to it."""

from http import HTTPStatus
from uuid import UUID

from fastapi import Response

from common import etags, problems
from common.clock import utcnow
from common.errors import Unauthenticated
from common.pagination import PageQuery
from common.routing import router as strict_router
from common.schemas import Page
from users.api.deps import MeDep, TxDep
from users.api.lists import order_of, span
from users.api.schemas import ProfilePatch, SessionOut, UserOut
from users.domain.role import LastAdministrator
from users.domain.session import SessionNotFound
from users.domain.user import UsernameTaken, UserNotFound
from users.usecases.profile import delete_account, edit_profile, read_profile
from users.usecases.sign_out import sign_out

router = strict_router(prefix="/api/v1/me", tags=["me"])


@router.get("", responses=problems.documented(Unauthenticated, UserNotFound))
async def read(me: MeDep, tx: TxDep, response: Response) -> UserOut:
    """Show one's own account."""
    user = await read_profile(me.id, tx=tx)
    etags.tag(response, user.version)
    return UserOut.of(user)


@router.patch("", responses=problems.documented(Unauthenticated, UserNotFound, UsernameTaken))
async def edit(body: ProfilePatch, me: MeDep, tx: TxDep, response: Response) -> UserOut:
    """Change fields of one's own account; null removes."""
    user = await edit_profile(me.id, body.changes(), tx=tx, at=utcnow())
    etags.tag(response, user.version)
    return UserOut.of(user)


@router.delete(
    "",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(Unauthenticated, UserNotFound, LastAdministrator),
)
async def delete(me: MeDep, tx: TxDep) -> Response:
    """Close one's own account; what is personal is erased, here and everywhere."""
    await delete_account(me.id, tx=tx, at=utcnow())
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/sessions", responses=problems.documented(Unauthenticated))
async def list_sessions(me: MeDep, tx: TxDep, page: PageQuery) -> Page[SessionOut]:
    """List the devices signed in, newest first."""
    order, now = order_of("sessions", me.id), utcnow()
    rows = await tx.sessions.page(me.id, span(page, order), at=now)
    total = await tx.sessions.count(me.id, at=now) if page.with_total else None
    return page.page(
        rows,
        order=order,
        key=lambda session: [session.id],
        show=lambda session: SessionOut.of(session, current=me.session_id),
        total=total,
    )


@router.delete(
    "/sessions/{session_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems.documented(Unauthenticated, SessionNotFound),
)
async def end_session(session_id: UUID, me: MeDep, tx: TxDep) -> Response:
    """Sign one device out."""
    await sign_out(me.id, session_id, tx=tx, at=utcnow())
    return Response(status_code=HTTPStatus.NO_CONTENT)
