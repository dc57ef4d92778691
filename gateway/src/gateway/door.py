"""The door itself: one request from its first byte to its line in the log."""

from http import HTTPStatus
from typing import Final

from starlette.types import Receive, Scope, Send

from common import logs, metrics, problems
from common.errors import NotFound, Problem, TooLarge
from common.tokens import TokenInvalid
from gateway import identity
from gateway.access import AccessLog
from gateway.cors import Cors, is_preflight
from gateway.exchange import Exchange
from gateway.gathering import Gatherer
from gateway.headers import refuse_contradictions
from gateway.identity import Verifier
from gateway.inbound import ClientGone, refuse_and_linger, refuse_unreadable
from gateway.kept import Kept
from gateway.limits import Limits, caller_of
from gateway.matching import Table
from gateway.own import Answering, Own
from gateway.proxy import CutOff, Proxy
from gateway.routes import Access, Rate, Route, Upstream
from gateway.web.site import Site

_GET_ONLY: Final = ("GET",)
_READS: Final = ("GET", "HEAD")
_PAGE: Final = Route(methods=frozenset(_READS), template="/{page}", upstream=Upstream.CATALOG)
"""What logs call a page or a file of the web clients."""

log = logs.logger("door")


class Door:
    """Every request passes here: known path, allowed caller, fair share, then its answer."""

    def __init__(
        self,
        *,
        table: Table,
        own: Own,
        cors: Cors,
        verifier: Verifier,
        limits: Limits,
        kept: Kept,
        proxy: Proxy,
        gatherer: Gatherer,
        site: Site | None,
        access_log: AccessLog,
    ) -> None:
        self._table = table
        self._own = own
        self._cors = cors
        self._verifier = verifier
        self._limits = limits
        self._kept = kept
        self._proxy = proxy
        self._gatherer = gatherer
        self._site = site
        self._access_log = access_log

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        exchange = Exchange(scope, send)
        exchange.extra.extend(self._cors.headers(exchange))
        try:
            await self._answer(exchange, receive)
        except TooLarge as problem:
            await refuse_and_linger(exchange, receive, problem)
        except Problem as problem:
            await exchange.refuse(problem)
        except (ClientGone, CutOff) as end:
            log.info("an exchange was cut off", by=type(end).__name__, route=exchange.template)
        except Exception as error:
            await _bug(exchange, error)
        finally:
            self._access_log.record(exchange)

    async def _answer(self, exchange: Exchange, receive: Receive) -> None:
        own = self._own.find(exchange.path)
        rows = None if own else self._table.find(exchange.path)
        if is_preflight(exchange):
            headers = self._cors.preflight(exchange, rows or _GET_ONLY)
            await exchange.whole(HTTPStatus.NO_CONTENT, headers, b"")
        elif own is not None:
            await _answer_ourselves(exchange, own)
        elif rows is None:
            await self._show(exchange)
        elif (route := rows.get(exchange.method)) is None:
            await exchange.refuse_method(sorted(rows))
        else:
            await self._pass(exchange, route, receive)

    async def _pass(self, exchange: Exchange, route: Route, receive: Receive) -> None:
        exchange.route = route
        refuse_contradictions(exchange)
        await self._admit(exchange, route)
        caller = exchange.caller or caller_of(exchange.client)
        await self._limits.take(route.rate, caller, exchange.extra)
        refuse_unreadable(exchange, limit=route.body_limit)
        if route.cached and exchange.caller is None:
            await self._kept.answer(exchange, route)
        elif route.gathered:
            await self._gatherer.answer(exchange)
        else:
            await self._proxy.forward(exchange, route, receive)

    async def _show(self, exchange: Exchange) -> None:
        """Answer where the API ends: with a page or a file, if there is one."""
        showing = self._site.find(exchange.path) if self._site is not None else None
        if showing is None:
            raise NotFound("there is nothing at this address")
        exchange.route = _PAGE
        if exchange.method not in _READS:
            await exchange.refuse_method(_READS)
        else:
            await showing(exchange)

    async def _admit(self, exchange: Exchange, route: Route) -> None:
        # Checking a signature is dear: who keeps sending bad tokens is no longer listened to.
        suspect = f"refused {caller_of(exchange.client)}"
        if route.access is not Access.OPEN and b"authorization" in exchange.given:
            self._limits.refuse_exhausted(Rate.DEFAULT, suspect)
        try:
            await identity.admit(exchange, route, self._verifier)
        except TokenInvalid:
            await self._limits.take(Rate.DEFAULT, suspect, [])
            raise


async def _answer_ourselves(exchange: Exchange, answering: Answering) -> None:
    if exchange.method in _GET_ONLY:
        await exchange.respond(await answering(exchange))
    else:
        await exchange.refuse_method(_GET_ONLY)


async def _bug(exchange: Exchange, error: Exception) -> None:
    metrics.PROBLEMS.inc()
    log.error("a request ended in a bug", route=exchange.template, exc_info=error)
    if exchange.status is None:
        answer = problems.render(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "internal_error",
            "something went wrong here; the request id finds it in the logs",
            instance=exchange.path,
        )
        await exchange.respond(answer)
