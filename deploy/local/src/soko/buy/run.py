"""Taking the steps of a purchase one after the other."""

import secrets
import time
from collections.abc import Callable

import httpx

from soko.api import Refused, api_at
from soko.buy.beside import MailSink, Simulator
from soko.buy.plans import Act, Wish, plan_of
from soko.buy.purchase import Purchase, Step, StepFailed
from soko.environment import Fleet

Tell = Callable[[Step], None]


async def buy(fleet: Fleet, wish: Wish, tell: Tell) -> Purchase:
    """Make a purchase; raises StepFailed at the first step that does not succeed."""
    if objection := wish.objection():
        raise StepFailed(objection)
    api = api_at(f"http://127.0.0.1:{fleet.ports['gateway']}")
    async with api.client, httpx.AsyncClient(timeout=10) as outside:
        purchase = Purchase(
            api,
            Simulator(outside, f"http://127.0.0.1:{fleet.ports['simulator']}"),
            MailSink(outside, f"http://127.0.0.1:{fleet.ports['mail']}"),
            wish.currency,
            f"buyer-{secrets.token_hex(6)}@customers.example",
        )
        for name, act in plan_of(wish):
            await _take(purchase, name, act, tell)
        return purchase


async def _take(purchase: Purchase, name: str, act: Act, tell: Tell) -> None:
    began = time.monotonic()
    try:
        detail = await act(purchase)
    except (Refused, httpx.HTTPError, TimeoutError, LookupError) as problem:
        why = str(problem).partition("\n")[0] or repr(problem)
        raise StepFailed(f"step “{name}” failed: {why}") from problem
    step = Step(name, round(time.monotonic() - began, 3), detail)
    purchase.steps.append(step)
    tell(step)
