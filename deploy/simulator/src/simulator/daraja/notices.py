"""What Daraja sends: once, unsigned, to the address that came with the request."""

import asyncio
import json
from typing import Final

from simulator.core.desk import Desk
from simulator.core.faults import Dials
from simulator.core.sender import Notice
from simulator.daraja import wire

_RESULT_AFTER_S: Final = 0.3


def notice(body: wire.Json, url: str, shortcode: str, dials: Dials) -> Notice:
    """Address a body; with the dial `bad_signature` the token that ends the address is wrong."""
    if dials.webhook == "bad_signature":
        url = url[:-1] + ("0" if url[-1] != "0" else "1")
    return Notice(
        provider="mpesa",
        url=url,
        body=json.dumps(body, separators=(",", ":")).encode(),
        headers={
            "content-type": "application/json;charset=UTF-8",
            "businessshortcode": shortcode,
        },
    )


def answer_later(desk: Desk, told: Notice, dials: Dials) -> None:
    """Send a result soon after its request was taken."""

    async def send() -> None:
        await asyncio.sleep(_RESULT_AFTER_S)
        desk.send(told, dials)

    desk.background.spawn(send())
