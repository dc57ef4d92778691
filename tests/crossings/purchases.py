"""`soko buy` with each of its flags: it compares all books by itself and stops at a difference."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from crossings.sale import Sale, Scenario
from soko.buy import Crossing, Step, Wish, buy


async def buy_by_an_account(sale: Sale) -> None:
    """Smoothly."""
    await _buy(sale, Wish(sale.provider))


async def buy_as_a_guest(sale: Sale) -> None:
    """Smoothly, without an account."""
    await _buy(sale, Wish(sale.provider, guest=True))


async def buy_after_a_decline(sale: Sale) -> None:
    """Declined, then paid at the same provider."""
    await _buy(sale, Wish(sale.provider, True, Crossing.DECLINE, sale.provider))


async def buy_after_a_decline_with_cash(sale: Sale) -> None:
    """Declined, then cash on delivery."""
    await _buy(sale, Wish(sale.provider, True, Crossing.DECLINE, "cash"))


async def buy_late(sale: Sale) -> None:
    """The money comes after the order failed."""
    await _buy(sale, Wish(sale.provider, True, Crossing.LATE))


async def buy_late_after_cancel(sale: Sale) -> None:
    """The money comes after the order was cancelled."""
    await _buy(sale, Wish(sale.provider, True, Crossing.LATE_AFTER_CANCEL))


async def buy_twice(sale: Sale) -> None:
    """Both of two attempts are paid."""
    await _buy(sale, Wish(sale.provider, True, Crossing.TWICE))


async def command_provider_mpesa(sale: Sale) -> None:
    """`soko buy --provider mpesa`."""
    await _command(sale, "--provider", "mpesa")


async def command_guest(sale: Sale) -> None:
    """`soko buy --guest`."""
    await _command(sale, "--guest")


async def command_decline_then_cash(sale: Sale) -> None:
    """`soko buy --decline-then cash`."""
    await _command(sale, "--decline-then", "cash")


async def command_late(sale: Sale) -> None:
    """`soko buy --late`."""
    await _command(sale, "--late")


async def command_late_after_cancel(sale: Sale) -> None:
    """`soko buy --late-after-cancel`."""
    await _command(sale, "--late-after-cancel")


async def command_twice(sale: Sale) -> None:
    """`soko buy --twice`."""
    await _command(sale, "--twice")


async def _buy(sale: Sale, wish: Wish) -> None:
    taken: list[Step] = []
    async with sale.stage.simulator.counters[wish.provider].among_others():
        purchase = await buy(sale.stage.shop.fleet.settings, wish, taken.append)
    assert taken[-1].name == "books"
    is_cancelled = wish.crossing is Crossing.LATE_AFTER_CANCEL
    sale.stage.heard_of(purchase.facts["product_id"], is_cancelled=is_cancelled)


async def _command(sale: Sale, *flags: str) -> None:
    settings = sale.stage.shop.fleet.settings
    here = {"SOKO_HOME": str(settings.home.path), "SOKO_PORT_OFFSET": str(settings.ports.offset)}
    async with sale.stage.simulator.counters[sale.provider].among_others():
        told = await _run(os.environ | here, "buy", "--json", *flags)
    assert told["steps"][-1]["name"] == "books"
    is_cancelled = "--late-after-cancel" in flags
    sale.stage.heard_of(told["product_id"], is_cancelled=is_cancelled)


async def _run(environment: Mapping[str, str], *command: str) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "soko.cli", *command),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode()
    return dict(json.loads(said))


BOTH = ("chapa", "mpesa")
CROSSINGS: dict[Scenario, tuple[str, ...]] = {
    buy_by_an_account: ("chapa",),
    buy_as_a_guest: ("mpesa",),
    buy_after_a_decline: BOTH,
    buy_after_a_decline_with_cash: ("chapa",),
    buy_late: ("chapa",),
    buy_late_after_cancel: ("chapa",),
    buy_twice: ("chapa",),
    command_provider_mpesa: ("mpesa",),
    command_guest: ("chapa",),
    command_decline_then_cash: ("mpesa",),
    command_late: ("mpesa",),
    command_late_after_cancel: ("mpesa",),
    command_twice: ("mpesa",),
}
