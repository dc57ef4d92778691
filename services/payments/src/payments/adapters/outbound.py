"""Calls to providers: bounded in time and size, cut off early while one is down."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, TypedDict, Unpack

import httpx
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import Context, OpenedState

from common import metrics
from payments.usecases.problems import NeverAsked, ProviderSilent

_FAILURES: Final = 5
_OPEN_SECONDS: Final = 15.0
_LARGEST: Final = 1024 * 1024
_AT_ONCE: Final = 20
_SERVER_ERROR: Final = 500
_TOO_MANY: Final = 429
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, OpenedState)


class Sent(TypedDict, total=False):
    """What goes with a call: a body of one kind, and headers of its own."""

    json: Any
    form: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a provider answered, unread."""

    status: int
    body: bytes


def is_below_500(reply: Reply) -> bool:
    """Tell whether the provider itself answered, as most of them do."""
    return reply.status < _SERVER_ERROR


@dataclass(slots=True)
class Outbound:
    """One provider's HTTP interface; a breaker of its own for each kind of call."""

    name: str
    http: httpx.AsyncClient
    headers: Mapping[str, str] = field(repr=False)
    is_answer: Callable[[Reply], bool] = is_below_500
    """What is worth reading; all else is silence, and counts against its breaker."""
    _breakers: AsyncCircuitBreakerFactory = field(
        default_factory=lambda: AsyncCircuitBreakerFactory(
            default_threshold=_FAILURES, default_ttl=_OPEN_SECONDS
        )
    )
    _contexts: dict[str, Context] = field(default_factory=dict)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def is_reachable(self, operation: str) -> bool:
        """Tell whether the operation would be tried at all."""
        context = self._contexts.get(operation)
        opened_at = None if context is None else context.opened_at
        return opened_at is None or time.time() > opened_at + _OPEN_SECONDS

    async def call(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        patience: timedelta,
        **sent: Unpack[Sent],
    ) -> Reply:
        """Return the answer; raise `NeverAsked` or `ProviderSilent` where there is none."""
        started, outcome = time.perf_counter(), "failed"
        breaker = await self._breakers.get_breaker(operation)
        self._contexts[operation] = breaker.context
        try:
            async with asyncio.timeout(patience.total_seconds()), self._slots, breaker:
                reply = await self._reply(method, path, sent)
            outcome = str(reply.status)
        except ProviderSilent:
            raise
        except _NEVER_SENT as error:
            raise NeverAsked(f"{operation}: {type(error).__name__}") from error
        except Exception as error:
            # Whatever broke on the way (not all of it is httpx's own), what it did is not known.
            raise ProviderSilent(f"{operation}: {type(error).__name__}") from error
        finally:
            took = time.perf_counter() - started
            metrics.CALLS.labels(f"{self.name}.{operation}", outcome).observe(took)
        return reply

    async def _reply(self, method: str, path: str, sent: Sent) -> Reply:
        body = bytearray()
        headers = {**self.headers, **sent.get("headers", {})}
        async with self.http.stream(
            method, path, json=sent.get("json"), data=sent.get("form"), headers=headers
        ) as answer:
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > _LARGEST:
                    raise ProviderSilent("its answer is too large")
        reply = Reply(status=answer.status_code, body=bytes(body))
        if reply.status == _TOO_MANY or not self.is_answer(reply):
            raise ProviderSilent(f"it answered {reply.status}")
        return reply
