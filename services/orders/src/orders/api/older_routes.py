"""The path by which the first clients of this platform order; it stays."""

from typing import Annotated

from fastapi import Depends, Request, Response

from common.auth import MaybeCallerDep
from common.errors import Unauthenticated
from common.intents import Intent, OptionalIntent, intent_of
from common.routing import router
from orders.api.deps import CounterDep, ShopperDep
from orders.api.requests import PlaceOrderIn

older = router(prefix="/orders", tags=["older paths"])

_KEYLESS = "keyless"


async def _intent(request: Request, caller: MaybeCallerDep, given: OptionalIntent) -> Intent:
    intent = given or await intent_of(request, caller, _KEYLESS)
    if intent is None:
        raise Unauthenticated("sign in, or send the cart's X-Cart-Token")
    return intent


@older.post("/create-order", include_in_schema=False)
async def create_order(
    *,
    shopper: ShopperDep,
    given: OptionalIntent,
    intent: Annotated[Intent, Depends(_intent)],
    counter: CounterDep,
    body: PlaceOrderIn | None = None,
) -> Response:
    """Order everything in one's cart; without a key an open unpaid order is answered again."""
    command = (body or PlaceOrderIn()).command(shopper, open_at_most=counter.open_at_most)
    return await counter.place_as_older(command, intent, keyed=given is not None)
