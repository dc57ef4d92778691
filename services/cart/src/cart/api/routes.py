"""The shopper's own cart."""

from http import HTTPStatus

from fastapi import Response

from cart.api.schemas import CartOut, CurrencyIn, ItemIn, MergeIn, QuantityIn
from cart.api.shopping import ShoppingDep, unchanged
from cart.domain import cart as cart_rules
from cart.domain.cart import CartFull, ItemNotFound, QuantityOutOfRange
from cart.domain.offer import ProductNotFound, VariantRequired, chosen
from cart.usecases.change_cart import CurrencyNotSupported
from common.auth import CallerDep
from common.ids import new_id
from common.intents import OptionalIntent
from common.problems import documented
from common.routing import router
from common.schemas import Id

routes = router(prefix="/api/v1/cart", tags=["cart"])


@routes.get("", response_model=CartOut)
async def read(shopping: ShoppingDep) -> Response:
    """Show the cart with today's prices; whoever has none yet is given a token for one."""
    return await shopping.read()


@routes.delete("", status_code=HTTPStatus.NO_CONTENT)
async def clear(shopping: ShoppingDep) -> Response:
    """Take everything out."""
    return await shopping.clear()


@routes.patch("", response_model=CartOut, responses=documented(CurrencyNotSupported))
async def price_in(body: CurrencyIn, shopping: ShoppingDep) -> Response:
    """Show and order the cart in another currency."""
    return await shopping.change(
        lambda cart, _: cart_rules.price_in(cart, body.currency), currency=body.currency
    )


@routes.post(
    "/items",
    status_code=HTTPStatus.CREATED,
    response_model=CartOut,
    responses=documented(ProductNotFound, VariantRequired, QuantityOutOfRange, CartFull),
)
async def put_item(body: ItemIn, shopping: ShoppingDep, intent: OptionalIntent) -> Response:
    """Add to what is there; more than is in stock is taken, with a warning."""
    return await shopping.change(
        lambda cart, offers: cart_rules.put(
            cart,
            chosen(list(offers.values()), body.product_id, body.variant_id),
            body.quantity,
            item_id=new_id(),
        ),
        intent=intent,
        status=HTTPStatus.CREATED,
        product_id=body.product_id,
    )


@routes.patch(
    "/items/{item_id}",
    response_model=CartOut,
    responses=documented(ItemNotFound, QuantityOutOfRange),
)
async def set_quantity(item_id: Id, body: QuantityIn, shopping: ShoppingDep) -> Response:
    """Have exactly so many."""
    return await shopping.change(
        lambda cart, offers: cart_rules.set_quantity(
            cart, item_id, body.quantity, offers.get(cart.item(item_id).variant_id)
        )
    )


@routes.delete("/items/{item_id}", response_model=CartOut, responses=documented(ItemNotFound))
async def remove_item(item_id: Id, shopping: ShoppingDep) -> Response:
    """Take an item out."""
    return await shopping.change(lambda cart, _: cart_rules.remove(cart, item_id))


@routes.post("/merge", response_model=CartOut)
async def merge(
    body: MergeIn, caller: CallerDep, shopping: ShoppingDep, intent: OptionalIntent
) -> Response:
    """Take a guest's cart into the user's; a token that opens nothing changes nothing."""
    return await shopping.of_user(caller.id, body.cart_token).change(unchanged, intent=intent)
