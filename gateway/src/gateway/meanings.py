"""What every problem code means and what to do about it: the text of `/problems/{code}`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Meaning:
    """One code's page."""

    status: int
    what: str
    remedy: str


def _read(text: str) -> Iterator[tuple[str, Meaning]]:
    for line in text.strip().splitlines():
        code, status, what, remedy = (part.strip() for part in line.split("|"))
        yield code, Meaning(int(status), what, remedy)


_REQUEST: Final = """
malformed_request | 400 | The request is not valid HTTP, or its head contradicts itself. | Send each header once, one length, and a readable head.
malformed_body | 400 | The body cannot be read. | Send well-formed JSON in UTF-8, without NaN or infinity.
unknown_parameter | 400 | A query parameter is not known at this address. | Look at `errors[].parameter`: it is probably a typo.
invalid_parameter | 400 | A query parameter or header has a value that is not possible. | Look at `errors[].parameter` and mend the value.
not_found | 404 | There is nothing at this address, or not for you. | Check the path and the id. Another person's things answer the same way.
method_not_allowed | 405 | This address does not take that method. | Use one of those in the `Allow` header.
conflict | 409 | The present state of things does not allow this. | Read it again, then decide.
version_conflict | 412 | Someone changed the thing after you read it. | Read it again, decide again, and send the new version in `If-Match`.
precondition_required | 428 | This change needs to know which version you saw. | Send `If-Match` with the ETag that you read.
payload_too_large | 413 | The body is larger than this address takes. | Send at most 1 MiB; 8 MiB for uploads, 256 KiB for webhooks.
unsupported_media_type | 415 | The body's media type or encoding is not read here. | Send `Content-Type: application/json`, without Content-Encoding.
validation_failed | 422 | The request can be read, but fields are missing or wrong. | Each entry of `errors` names the place (`pointer`) and the reason.
rate_limited | 429 | Too many requests in a minute. | Wait as long as `Retry-After` says. `RateLimit` shows what is left.
internal_error | 500 | Something went wrong on our side. | Try again; tell us the `request_id` if it stays.
unavailable | 503 | What is needed to answer does not answer now. | Repeat the same call, with the same Idempotency-Key, after `Retry-After` seconds.
claim_lost | 503 | The request took so long that another may have taken over. | Repeat it with the same Idempotency-Key.
event_contradicted | 409 | Two different events came under one id. | Nothing a client can do; staff find it among the parked messages.
idempotency_key_missing | 400 | This call moves orders or money and needs an Idempotency-Key. | Send 1 to 255 visible ASCII characters, new for each intent, the same for each repeat.
idempotency_key_reused | 422 | The key was used before, with another body. | Use a new key for a new intent.
idempotency_key_in_use | 409 | The first request with this key is still under way. | Repeat it after `Retry-After` seconds: you will get its answer.
"""  # noqa: E501  a table

_PEOPLE: Final = """
unauthenticated | 401 | You are not signed in, or the token is not enough here. | Send `Authorization: Bearer` with a fresh access token.
token_invalid | 401 | The token is not one of ours, or its time is over. | Refresh it, or sign in again.
csrf_token_invalid | 403 | A refresh by cookie did not prove that it comes from our own pages. | Send the `X-CSRF-Token` that the login gave.
account_suspended | 403 | The account was closed by staff. | Ask the shop.
invalid_credentials | 401 | E-mail or user name and password do not belong together. | Try again, or reset the password.
forbidden | 403 | You are signed in, but may not do this. | Ask someone who has the permission.
email_not_confirmed | 403 | The address has not been confirmed. | Open the link in the mail, or ask for another one.
username_taken | 409 | Someone has this user name. | Choose another one.
email_taken | 409 | Another account has this address. | Use another address.
address_book_full | 409 | The address book holds as many addresses as it may. | Delete one first.
role_name_taken | 409 | Another role has this name. | Choose another name.
role_in_use | 409 | Users still hold this role. | Take it from them first.
role_protected | 409 | The shop cannot work without this role as it is. | Leave it, and make another one.
last_administrator | 409 | Nobody would be left who may do everything. | Make someone else an administrator first.
too_many_attempts | 429 | Too many tries for one account or payment. | Wait, then try again.
"""  # noqa: E501  a table

_SHOP: Final = """
cart_full | 409 | The cart has as many lines as it may have. | Remove one, or order what is there.
cart_busy | 503 | The cart changed each time it was looked at. | Repeat the same call.
cart_empty | 409 | There is nothing in the cart. | Put something in first.
cart_changed | 409 | The cart is not the one you saw. | Read the cart again and confirm it.
cart_already_ordered | 409 | This version of the cart has become an order. | `order_id` is that order.
insufficient_stock | 409 | Fewer units are left than asked for. | `items` says how many are available of each.
variant_required | 422 | The product comes in variants. | Say which one with `variant_id`.
quantity_out_of_range | 422 | The quantity is below or above what may be ordered. | Stay within the product's limits, and 1 to 100.
no_shipping_to_country | 422 | Nothing ships to that country. | Choose another address or shipping method.
unknown_shipping_method | 422 | No way of shipping has that code for this country and currency. | Choose one of `/api/v1/shipping-methods`.
too_many_open_orders | 409 | You have as many unfinished orders as the shop allows. | Pay or cancel one of them.
hold_closed | 409 | The order went on, so what it holds no longer changes. | Read the order again.
sku_taken | 409 | Another variant has this SKU. | Choose another one.
slug_taken | 409 | Another product or category has this slug. | Choose another one.
code_taken | 409 | Another way of shipping has that code. | Choose another one.
rate_taken | 409 | The country has a rate for that class already. | Change that rate.
too_many | 409 | The product has as many variants or pictures as it may have. | Remove one first.
variant_exists | 409 | The product has a variant with these options. | Change that one.
variant_in_use | 409 | It is the last variant, or orders hold units of it. | Wait for those orders, or archive the product.
picture_unreadable | 422 | The file cannot be read as a picture, or has too many pixels. | Send a JPEG, PNG or WebP of ordinary size.
category_in_use | 409 | Products are still in the category. | Move them with `move_products_to`.
stock_below_reserved | 409 | That would leave less stock than orders hold. | Lower the stock by less, or wait for the orders to end.
stock_not_committed | 409 | The order's units have not left the stock yet. | Wait for the payment to settle, then try again.
order_not_cancellable | 409 | The order cannot be cancelled in its present state. | Look at `allowed_actions` of the order.
order_already_paid | 409 | The order is paid. | Nothing remains to be paid.
order_cancelling | 409 | The order is being cancelled. | Wait for the outcome.
order_total_frozen | 409 | A payment has begun, so the total stands. | Finish or abandon the payment first.
illegal_transition | 409 | The order's or payment's state does not allow this step. | Look at `allowed_actions`.
"""  # noqa: E501  a table

_MONEY: Final = """
currency_mismatch | 422 | Amounts of different currencies met in one sum. | Use one currency.
payment_in_progress | 409 | Another attempt to pay is undecided. | Finish it, or wait for its deadline.
provider_unavailable | 503 | The payment provider does not answer now. | Try one of `alternatives`, or later.
provider_disabled | 409 | The shop does not take this provider now. | Choose another one.
currency_not_supported | 422 | The provider does not take this currency. | `supported` lists what it takes.
amount_not_payable | 422 | The amount is outside what the provider takes. | Choose another provider.
refund_exceeds_captured | 409 | More would go back than was taken. | Refund at most what is left.
partial_refund_unsupported | 422 | The provider returns all or nothing. | Refund the whole amount.
nothing_outstanding | 409 | There is nothing left to pay or return. | Read the payment again.
"""  # noqa: E501  a table

MEANINGS: Final = {
    code: meaning for text in (_REQUEST, _PEOPLE, _SHOP, _MONEY) for code, meaning in _read(text)
}
"""Code to meaning."""
