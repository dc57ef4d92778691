"""What the API offers: each operation, who may call it and what it asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

NOWHERE = UUID("0199b8c0-0000-7000-8000-000000000000")
"""An id that names nothing."""


@dataclass(frozen=True)
class Operation:
    """One method of one path below `/api/v1`."""

    method: str
    path: str
    who: str
    """anyone, user, staff, owner (a user, or the bearer of an order token) or shopper."""
    body: bool = False
    keyed: bool = False
    guarded: bool = False
    """Whether it asks for If-Match."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def at(self) -> str:
        """The path with ids that name nothing."""
        parts = self.path.split("/")
        return "/".join(_FILLED.get(part, str(NOWHERE)) if "{" in part else part for part in parts)

    @property
    def asked_headers(self) -> dict[str, str]:
        """What a complete request carries beside its body."""
        headers = {"idempotency-key": "complete"} if self.keyed else {}
        return headers | ({"if-match": '"1"'} if self.guarded else {})


_FILLED = {"{code}": "chapa", "{provider}": "chapa", "{reference}": "0123456789AB"}

# method, path, who, then what it asks for: b(ody), k(ey), v(ersion).
_TABLE = """
POST   /auth/register                              anyone  b
POST   /auth/email/confirm                         anyone  b
POST   /auth/email/resend                          anyone  b
POST   /auth/password/forgot                       anyone  b
POST   /auth/password/reset                        anyone  b
POST   /auth/login                                 anyone  b
POST   /auth/refresh                               anyone  b
POST   /auth/logout                                user
POST   /auth/logout-all                            user
GET    /me                                         user
PATCH  /me                                         user    b
DELETE /me                                         user
POST   /me/password                                user    b
GET    /me/addresses                               user
POST   /me/addresses                               user    b
GET    /me/addresses/{address_id}                  user
PATCH  /me/addresses/{address_id}                  user    b
DELETE /me/addresses/{address_id}                  user
GET    /me/sessions                                user
DELETE /me/sessions/{session_id}                   user
GET    /admin/users                                staff
POST   /admin/users                                staff   b
GET    /admin/users/{user_id}                      staff
PATCH  /admin/users/{user_id}                      staff   bv
DELETE /admin/users/{user_id}                      staff   v
POST   /admin/users/{user_id}/suspend              staff
POST   /admin/users/{user_id}/reactivate           staff
POST   /admin/users/{user_id}/force-logout         staff
PUT    /admin/users/{user_id}/roles                staff   b
GET    /admin/ops/outbox                           staff
GET    /admin/ops/queues                           staff
GET    /admin/ops/parked-messages                  staff
POST   /admin/ops/parked-messages/{message_id}/requeue staff
GET    /admin/roles                                staff
POST   /admin/roles                                staff   b
PATCH  /admin/roles/{role_id}                      staff   b
DELETE /admin/roles/{role_id}                      staff
GET    /admin/audit-events                         staff
GET    /categories                                 anyone
GET    /categories/{id_or_slug}                    anyone
GET    /products                                   anyone
GET    /products/{id_or_slug}                      anyone
GET    /admin/categories                           staff
POST   /admin/categories                           staff   b
GET    /admin/categories/{category_id}             staff
PATCH  /admin/categories/{category_id}             staff   bv
DELETE /admin/categories/{category_id}             staff   v
GET    /admin/products                             staff
POST   /admin/products                             staff   b
GET    /admin/products/{product_id}                staff
PATCH  /admin/products/{product_id}                staff   bv
DELETE /admin/products/{product_id}                staff   v
POST   /admin/products/{product_id}/publish        staff
POST   /admin/products/{product_id}/archive        staff
POST   /admin/products/{product_id}/images         staff
PATCH  /admin/products/{product_id}/images/{image_id}     staff b
DELETE /admin/products/{product_id}/images/{image_id}     staff
POST   /admin/products/{product_id}/variants              staff b
PATCH  /admin/products/{product_id}/variants/{variant_id} staff b
DELETE /admin/products/{product_id}/variants/{variant_id} staff
GET    /admin/stock-levels                         staff
GET    /admin/stock-levels/{variant_id}            staff
GET    /admin/stock-levels/{variant_id}/movements  staff
POST   /admin/stock-levels/{variant_id}/adjustments staff  bk
GET    /shop                                       anyone
GET    /admin/settings                             staff
PATCH  /admin/settings                             staff   b
GET    /cart                                       shopper
PATCH  /cart                                       shopper b
DELETE /cart                                       shopper
POST   /cart/items                                 shopper b
PATCH  /cart/items/{item_id}                       shopper b
DELETE /cart/items/{item_id}                       shopper
POST   /cart/merge                                 user    b
POST   /cart/quote                                 shopper b
GET    /shipping-methods                           anyone
POST   /orders                                     shopper bk
GET    /orders                                     owner
GET    /orders/{order_id}                          owner
POST   /orders/{order_id}/cancel                   owner   bk
GET    /orders/{order_id}/events                   owner
GET    /admin/orders                               staff
POST   /admin/orders                               staff   bk
GET    /admin/orders/{order_id}                    staff
PATCH  /admin/orders/{order_id}                    staff   bv
DELETE /admin/orders/{order_id}                    staff   v
POST   /admin/orders/{order_id}/ship               staff   bk
POST   /admin/orders/{order_id}/deliver            staff   k
POST   /admin/orders/{order_id}/cancel             staff   k
GET    /admin/orders/{order_id}/timeline           staff
GET    /admin/sagas                                staff
POST   /admin/sagas/{order_id}/retry               staff   k
POST   /admin/sagas/{order_id}/compensate          staff   k
GET    /admin/reports/sales                        staff
GET    /admin/reports/top-products                 staff
GET    /admin/reports/payments                     staff
GET    /admin/shipping-methods                     staff
POST   /admin/shipping-methods                     staff   b
GET    /admin/shipping-methods/{method_id}         staff
PATCH  /admin/shipping-methods/{method_id}         staff   b
DELETE /admin/shipping-methods/{method_id}         staff
GET    /admin/tax-rates                            staff
POST   /admin/tax-rates                            staff   b
GET    /admin/tax-rates/{rate_id}                  staff
PATCH  /admin/tax-rates/{rate_id}                  staff   b
DELETE /admin/tax-rates/{rate_id}                  staff
GET    /payment-providers                          anyone
POST   /orders/{order_id}/payments                 owner   bk
GET    /payments                                   owner
GET    /payments/{payment_id}                      owner
POST   /payments/{payment_id}/attempts             owner   bk
POST   /payments/{payment_id}/refresh              owner
GET    /payments/return/{provider}/{reference}     browser
POST   /webhooks/payments/{channel}                provider
POST   /webhooks/payments/{channel}/{token}        provider
GET    /admin/payments                             staff
POST   /admin/payments                             staff   bk
GET    /admin/payments/{payment_id}                staff
GET    /admin/payments/{payment_id}/attempts       staff
POST   /admin/payments/{payment_id}/verify         staff   k
POST   /admin/payments/{payment_id}/void           staff   k
POST   /admin/payments/{payment_id}/capture        staff   bk
GET    /admin/payment-incidents                    staff
GET    /admin/payment-incidents/{incident_id}      staff
POST   /admin/payment-incidents/{incident_id}/resolve staff  bk
POST   /admin/payments/{payment_id}/refunds        staff   bk
GET    /admin/payments/{payment_id}/refunds        staff
GET    /admin/payment-refunds                      staff
GET    /admin/payment-refunds/{refund_id}          staff
POST   /admin/payment-refunds/{refund_id}/retry    staff   k
POST   /admin/payment-refunds/{refund_id}/settle   staff   bk
GET    /admin/payment-webhooks                     staff
GET    /admin/payment-webhooks/{webhook_id}        staff
POST   /admin/payment-webhooks/{webhook_id}/replay staff
GET    /admin/payment-providers/{code}             staff
PATCH  /admin/payment-providers/{code}             staff   b
"""


def _read() -> Iterator[Operation]:
    for line in filter(None, _TABLE.splitlines()):
        method, path, who, *asks = line.split()
        asked = "".join(asks)
        yield Operation(method, path, who, "b" in asked, "k" in asked, "v" in asked)


OPERATIONS = list(_read())
EXAMINED = [one for one in OPERATIONS if one.who not in {"browser", "provider"}]
"""All but those that take whatever a payment provider adds."""
