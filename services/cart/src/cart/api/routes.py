"""The shopper's own cart."""

from http import HTTPStatus

from fastapi import Response

from cart.api.changing import ChangingDep
from cart.api.deps import CatalogDep, OpenTxDep, TxDep
from cart.api.schemas import CartOut, CurrencyIn, ItemIn, QuantityIn
from cart.domain import cart as cart_rules
from cart.domain.cart import CartFull, ItemNotFound, QuantityOutOfRange
from cart.domain.offer import ProductNotFound, VariantRequired, chosen
from cart.usecases.change_cart import CurrencyNotSupported, clear_cart
from cart.usecases.read_cart import read_cart
from common.auth import CallerDep
from common.ids import new_id
from common.intents import OptionalIntent
from common.problems import documented
from common.routing import router
from common.schemas import Id

routes = router(prefix="/api/v1/cart", tags=["cart"])


@routes.get("")
async def read(
    caller: CallerDep, open_tx: OpenTxDep, catalog: CatalogDep, response: Response
) -> CartOut:
    """Show the cart with today's prices."""
    response.headers["cache-control"] = "private, no-store"
    return CartOut.of(await read_cart(caller.id, open_tx=open_tx, catalog=catalog))


@routes.delete("", status_code=HTTPStatus.NO_CONTENT)
async def clear(caller: CallerDep, tx: TxDep) -> None:
    """Take everything out."""
    await clear_cart(caller.id, tx=tx)


@routes.patch("", response_model=CartOut, responses=documented(CurrencyNotSupported))
async def price_in(body: CurrencyIn, changing: ChangingDep) -> Response:
    """Show and order the cart in another currency."""
    return await changing(
        lambda cart, _: cart_rules.price_in(cart, body.currency), currency=body.currency
    )


@routes.post(
    "/items",
    status_code=HTTPStatus.CREATED,
    response_model=CartOut,
    responses=documented(ProductNotFound, VariantRequired, QuantityOutOfRange, CartFull),
)
async def put_item(body: ItemIn, changing: ChangingDep, intent: OptionalIntent) -> Response:
    """Add to what is there; more than is in stock is taken, with a warning."""
    return await changing(
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
async def set_quantity(item_id: Id, body: QuantityIn, changing: ChangingDep) -> Response:
    """Have exactly so many."""
    return await changing(
        lambda cart, offers: cart_rules.set_quantity(
            cart, item_id, body.quantity, offers.get(cart.item(item_id).variant_id)
        )
    )


@routes.delete("/items/{item_id}", response_model=CartOut, responses=documented(ItemNotFound))
async def remove_item(item_id: Id, changing: ChangingDep) -> Response:
    """Take an item out."""
    return await changing(lambda cart, _: cart_rules.remove(cart, item_id))
