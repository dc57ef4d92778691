"""The faults an answer can have, the same for every provider's dialect."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request, Response

from simulator.core.faults import Fault, Lie

PATIENCE_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.1

Answer = Callable[[], Awaitable[Response]]


async def _plainly(answer: Answer, _request: Request) -> Response:
    return await answer()


async def _error_500(_answer: Answer, _request: Request) -> Response:
    return Response('{"message":"Server Error"}', 500, media_type="application/json")


async def _charge_then_500(answer: Answer, request: Request) -> Response:
    await answer()
    return await _error_500(answer, request)


async def _timeout(answer: Answer, request: Request) -> Response:
    await answer()
    for _ in range(int(PATIENCE_S / _LOOK_EVERY_S)):
        if await request.is_disconnected():
            break
        await asyncio.sleep(_LOOK_EVERY_S)
    return Response(status_code=504)


async def _malformed(answer: Answer, _request: Request) -> Response:
    whole = await answer()
    half = bytes(whole.body)[: len(whole.body) // 2]
    return Response(half, whole.status_code, media_type=whole.media_type or "application/json")


_WAYS: Final = {
    "normal": _plainly,
    "error_500": _error_500,
    "charge_then_500": _charge_then_500,
    "timeout": _timeout,
    "malformed": _malformed,
}


async def answered(fault: Fault | Lie, request: Request, answer: Answer) -> Response:
    """Answer as the dial says; all but `error_500` do what was asked before they misbehave."""
    return await _WAYS.get(fault, _plainly)(answer, request)
