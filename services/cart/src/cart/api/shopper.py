"""Who shops: a user by their bearer, a guest by a cart token, or somebody we see first now."""

import time
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request

from cart.adapters.cart_tokens import CartTokens
from cart.domain.owner import Guest, Owner, User
from common.auth import MaybeCallerDep
from common.ids import new_id


@dataclass(frozen=True, slots=True)
class Shopper:
    """Whose cart a request is about; a guest is answered `token`."""

    owner: Owner
    token: str | None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """Tells shoppers by what they show; a token that opens nothing is as good as none."""

    tokens: CartTokens

    def user(self, user_id: UUID, token: str | None) -> Shopper:
        """Return the user, and the cart that they filled before they signed in."""
        brings = None if token is None else self.tokens.opens(token, now=time.time())
        return Shopper(User(id=user_id, brings=brings), token=None)

    def guest(self, token: str | None) -> Shopper:
        """Return the token's guest, with a younger token when it is half through its life."""
        now = time.time()
        cart_id = None if token is None else self.tokens.opens(token, now=now)
        if cart_id is None or token is None:
            return self.newcomer()
        kept = self.tokens.fresh_enough(token, now=now)
        return Shopper(Guest(cart_id=cart_id), token if kept else self.tokens.of(cart_id, now=now))

    def newcomer(self) -> Shopper:
        """Return a guest with a cart that nobody knows yet, of which there is no row."""
        cart_id = new_id()
        token = self.tokens.of(cart_id, now=time.time())
        return Shopper(Guest(cart_id=cart_id), token, is_new=True)


async def _door(request: Request) -> Door:
    tokens: CartTokens = request.app.state.cart_tokens
    return Door(tokens)


DoorDep = Annotated[Door, Depends(_door)]

# Unconstrained: a token that is none of ours is no reason to refuse anybody.
_Token = Annotated[str | None, Header(alias="X-Cart-Token", description="Opens a guest's cart.")]


async def _shopper(caller: MaybeCallerDep, door: DoorDep, x_cart_token: _Token = None) -> Shopper:
    return door.guest(x_cart_token) if caller is None else door.user(caller.id, x_cart_token)


ShopperDep = Annotated[Shopper, Depends(_shopper)]
