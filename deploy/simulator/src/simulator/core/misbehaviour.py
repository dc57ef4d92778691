"""The faults an answer can have, the same for every provider's dialect."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request, Response

PATIENCE_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.1

Answer = Callable[[], Awaitable[Response]]


async def _charge_then_500(answer: Answer, _request: Request) -> Response | None:
    await answer()
    return None


async def _error_500(_answer: Answer, _request: Request) -> Response | None:
    return None


async def _timeout(answer: Answer, request: Request) -> Response | None:
    await answer()
    for _ in range(int(PATIENCE_S / _LOOK_EVERY_S)):
        if await request.is_disconnected():
            break
        await asyncio.sleep(_LOOK_EVERY_S)
    return Response(status_code=504)


async def _malformed(answer: Answer, _request: Request) -> Response | None:
    whole = await answer()
    half = bytes(whole.body)[: len(whole.body) // 2]
    return Response(half, whole.status_code, media_type=whole.media_type or "application/json")


_WAYS: Final = {
    "error_500": _error_500,
    "charge_then_500": _charge_then_500,
    "timeout": _timeout,
    "malformed": _malformed,
}


async def answered(dial: str, request: Request, answer: Answer, broken: Response) -> Response:
    """Answer as the dial says, `broken` being the provider's 500.

    All but `error_500` do what was asked before they misbehave.
    """
    way = _WAYS.get(dial)
    spoilt = await answer() if way is None else await way(answer, request)
    return spoilt or broken
