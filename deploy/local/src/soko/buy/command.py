"""The command `soko buy`."""

import asyncio
import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from soko.buy.plans import Crossing, Wish, wish_of
from soko.buy.purchase import Purchase, Step
from soko.buy.run import buy
from soko.here import this_fleet

Provider = Annotated[
    str | None,
    typer.Option(help="chapa, mpesa or cash.  [default: chapa, with a crossing mpesa]"),
]
Guest = Annotated[bool, typer.Option("--guest", help="Buy without an account.")]
DeclineThen = Annotated[
    str | None,
    typer.Option(
        metavar="PROVIDER",
        help="Crossing: the payer declines, then pays with this one. It takes the currency of the "
        "first: cash any, mpesa KES, chapa ETB.",
    ),
]
Late = Annotated[
    bool,
    typer.Option("--late", help="Crossing: money after the order failed; the order is paid then."),
]
LateAfterCancel = Annotated[
    bool,
    typer.Option(
        "--late-after-cancel", help="Crossing: money after the order was cancelled; it goes back."
    ),
]
Twice = Annotated[
    bool,
    typer.Option("--twice", help="Crossing: two attempts are paid; one of the sums goes back."),
]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]


def command(  # noqa: PLR0917  each option is one
    provider: Provider = None,
    guest: Guest = False,
    decline_then: DeclineThen = None,
    late: Late = False,
    late_after_cancel: LateAfterCancel = False,
    twice: Twice = False,
    as_json: Json = False,
) -> None:
    """Make a whole purchase as a customer does, and show the time of each step.

    At most one crossing. In the end the provider's own books are compared with the shop's, to the
    cent; whatever does not come out as it must ends with an error.
    """
    asked = {
        Crossing.DECLINE: decline_then is not None,
        Crossing.LATE: late,
        Crossing.LATE_AFTER_CANCEL: late_after_cancel,
        Crossing.TWICE: twice,
    }
    crossings = [crossing for crossing, wanted in asked.items() if wanted]
    if len(crossings) > 1:
        raise ValueError(f"one crossing at a time, not {' and '.join(crossings)}")
    wish = wish_of(provider, (crossings or [Crossing.NONE])[0], decline_then, guest=guest)
    _make(wish, Console(), as_json=as_json)


def _make(wish: Wish, console: Console, *, as_json: bool) -> None:
    def tell(step: Step) -> None:
        if not as_json:
            console.print(
                f"[green]ok[/]  {step.name:<13} {step.seconds:7.3f} s   {step.detail}",
                highlight=False,
            )

    purchase = asyncio.run(buy(this_fleet(), wish, tell))
    total = round(sum(step.seconds for step in purchase.steps), 3)
    if as_json:
        sys.stdout.write(json.dumps(_told(wish, purchase) | {"seconds": total}) + "\n")
    else:
        console.print(f"    everything    {total:7.3f} s", highlight=False)


def _told(wish: Wish, purchase: Purchase) -> dict[str, object]:
    return {
        "provider": wish.provider,
        "email": purchase.email,
        **purchase.facts,
        "references": [attempt.reference for attempt in purchase.tried],
        "steps": [vars(step) for step in purchase.steps],
    }
