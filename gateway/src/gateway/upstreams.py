"""The routing table as data: who serves a path, who may call it, how often, how much, how long.

The most literal template wins: `/orders/{id}/payments` is not orders'. To add a path, add a row.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from gateway.routes import KIB, MIB, Access, Rate, Route, Upstream


def _rows(
    upstream: Upstream, rows: str, *, base: str = "/api/v1", **shared: Any
) -> Iterator[Route]:
    for row in rows.split("\n"):
        methods, _, template = row.strip().partition(" ")
        if template:
            yield Route(
                methods=frozenset(methods.split(",")),
                template=base + template,
                upstream=upstream,
                **shared,
            )


def _staff(upstream: Upstream, areas: str, rows: str, **shared: Any) -> Iterator[Route]:
    permitted: Any = {"access": Access.STAFF, "areas": tuple(areas.split())}
    return _rows(upstream, rows, base="/api/v1/admin", **permitted, **shared)


def _users() -> Iterator[Route]:
    at = Upstream.USERS
    yield from _rows(at, "GET /.well-known/jwks.json", base="", access=Access.OPEN)
    signing_in = """
        POST /auth/register
        POST /auth/email/confirm
        POST /auth/email/resend
        POST /auth/password/forgot
        POST /auth/password/reset
        POST /auth/login
        POST /auth/mfa/verify
        POST /auth/refresh
    """
    yield from _rows(at, signing_in, access=Access.OPEN, rate=Rate.AUTH)
    secrets = "POST /auth/logout\nPOST /auth/logout-all\nPOST /me/password"
    yield from _rows(at, secrets, access=Access.SIGNED_IN, rate=Rate.AUTH)
    own = """
        GET,PATCH,DELETE /me
        GET,POST /me/addresses
        GET,PATCH,DELETE /me/addresses/{id}
        GET /me/sessions
        DELETE /me/sessions/{id}
        POST,DELETE /me/mfa/totp
        POST /me/mfa/recovery-codes
        POST /me/data-exports
        GET /me/data-exports/{id}
    """
    yield from _rows(at, own, access=Access.SIGNED_IN)
    accounts = """
        GET,POST /users
        GET,PATCH,DELETE /users/{id}
        POST /users/{id}/suspend
        POST /users/{id}/reactivate
        POST /users/{id}/force-logout
    """
    yield from _staff(at, "users", accounts)
    roles = "PUT /users/{id}/roles\nGET,POST /roles\nPATCH,DELETE /roles/{id}"
    yield from _staff(at, "roles", roles)
    yield from _staff(at, "audit", "GET /audit-events")


def _catalog() -> Iterator[Route]:
    at = Upstream.CATALOG
    browsing = """
        GET /categories
        GET /categories/{id_or_slug}
        GET /products
        GET /products/suggestions
        GET /products/{id_or_slug}
        GET /shop
    """
    yield from _rows(at, browsing, cached=True)
    shelves = """
        GET,POST /categories
        GET,PATCH,DELETE /categories/{id}
        GET,POST /products
        POST /products/bulk
        GET,PATCH,DELETE /products/{id}
        POST /products/{id}/publish
        POST /products/{id}/archive
        POST /products/{id}/images/uploads
        PATCH,DELETE /products/{id}/images/{image_id}
        POST /products/{id}/variants
        PATCH,DELETE /products/{id}/variants/{variant_id}
        GET /imports/{id}
    """
    yield from _staff(at, "catalog", shelves)
    uploads = "POST /products/{id}/images\nPOST /imports/products"
    yield from _staff(at, "catalog", uploads, body_limit=8 * MIB, deadline=45.0)
    yield from _staff(at, "catalog", "POST /exports/products", deadline=30.0)
    stock = """
        GET /stock-levels
        GET /stock-levels/{variant_id}
        GET /stock-levels/{variant_id}/movements
        POST /stock-levels/{variant_id}/adjustments
    """
    yield from _staff(at, "stock", stock)
    yield from _staff(at, "settings", "GET,PATCH /settings")


def _cart() -> Iterator[Route]:
    rows = """
        GET,PATCH,DELETE /cart
        POST /cart/items
        PATCH,DELETE /cart/items/{item_id}
        PUT,DELETE /cart/coupon
        POST /cart/merge
    """
    return _rows(Upstream.CART, rows)


def _orders() -> Iterator[Route]:
    at = Upstream.ORDERS
    yield from _rows(at, "POST /cart/quote", rate=Rate.CHECKOUT)
    yield from _rows(at, "GET /shipping-methods")
    buying: Any = {"access": Access.HOLDER, "rate": Rate.CHECKOUT}
    yield from _rows(at, "POST /orders/{id}/cancel", **buying)
    # In a rush orders lets buyers wait in line, 15 s at most.
    yield from _rows(at, "POST /orders", deadline=20.0, **buying)
    own = "GET /orders\nGET /orders/{id}\nGET /orders/{id}/receipt"
    yield from _rows(at, own, access=Access.HOLDER)
    yield from _rows(at, "GET /orders/{id}/events", access=Access.HOLDER, stream=True)
    desk = """
        GET,POST /orders
        GET,PATCH,DELETE /orders/{id}
        POST /orders/{id}/ship
        POST /orders/{id}/deliver
        POST /orders/{id}/cancel
        GET /orders/{id}/timeline
    """
    yield from _staff(at, "orders", desk)
    yield from _staff(at, "ops", "GET /sagas\nPOST /sagas/{id}/retry\nPOST /sagas/{id}/compensate")
    rules = """
        GET,POST /shipping-methods
        GET,PATCH,DELETE /shipping-methods/{id}
        GET,POST /tax-rates
        GET,PATCH,DELETE /tax-rates/{id}
        GET,POST /coupons
        GET,PATCH,DELETE /coupons/{id}
    """
    yield from _staff(at, "settings", rules)
    reports = "GET /reports/sales\nGET /reports/top-products\nGET /reports/payments"
    yield from _staff(at, "reports", reports)


def _refunds() -> Iterator[Route]:
    refunds = """
        GET,POST /payments/{id}/refunds
        GET /payment-refunds
        GET /payment-refunds/{id}
        POST /payment-refunds/{id}/retry
        POST /payment-refunds/{id}/settle
    """
    yield from _staff(Upstream.PAYMENTS, "refunds", refunds)


def _payments() -> Iterator[Route]:
    at = Upstream.PAYMENTS
    yield from _rows(at, "GET /payment-providers")
    paying = "POST /orders/{order_id}/payments\nPOST /payments/{id}/attempts"
    yield from _rows(at, paying, access=Access.HOLDER, rate=Rate.CHECKOUT)
    own = "GET /payments\nGET /payments/{id}\nPOST /payments/{id}/refresh"
    yield from _rows(at, own, access=Access.HOLDER)
    yield from _rows(at, "GET /payments/return/{provider}/{reference}", access=Access.OPEN)
    hooks = "POST /webhooks/payments/{channel}\nPOST /webhooks/payments/{channel}/{token}"
    yield from _rows(at, hooks, access=Access.OPEN, rate=Rate.WEBHOOKS, body_limit=256 * KIB)
    desk = """
        GET,POST /payments
        GET /payments/{id}
        GET /payments/{id}/attempts
        POST /payments/{id}/verify
        POST /payments/{id}/void
        POST /payments/{id}/capture
        GET /payment-webhooks
        GET /payment-webhooks/{id}
        POST /payment-webhooks/{id}/replay
        GET /payment-incidents
        GET /payment-incidents/{id}
        POST /payment-incidents/{id}/resolve
        GET,POST /reconciliations
        GET /reconciliations/{id}
        GET /reconciliations/{id}/items
        POST /reconciliations/{id}/items/{item_id}/resolve
    """
    yield from _staff(at, "payments", desk)
    providers = "GET /payment-providers\nGET,PATCH /payment-providers/{code}"
    yield from _staff(at, "settings", providers)
    books = """
        GET /ledger/accounts
        GET /ledger/entries
        GET /ledger/balances
        GET /orders/{id}/ledger
    """
    yield from _staff(at, "ledger", books)


def _operations() -> Iterator[Route]:
    """What every service knows of itself; the gateway joins it."""
    rows = """
        GET /ops/outbox
        GET /ops/queues
        GET /ops/parked-messages
        POST /ops/parked-messages/{id}/requeue
    """
    yield from _staff(Upstream.USERS, "ops", rows, gathered=True, deadline=30.0)


def _older() -> Iterator[Route]:
    """The first clients' paths: also with a trailing slash, which the service never sees."""
    buying: Any = {"access": Access.HOLDER, "rate": Rate.CHECKOUT}
    yield from _rows(Upstream.ORDERS, "POST /orders/create-order", base="", deadline=20.0, **buying)
    yield from _rows(Upstream.PAYMENTS, "POST /payments/initiate/{order_id}", base="", **buying)
    open_: Any = {"access": Access.OPEN, "base": ""}
    yield from _rows(Upstream.PAYMENTS, "GET /payments/verify/{provider}", **open_)
    hook: Any = {"rate": Rate.WEBHOOKS, "body_limit": 256 * KIB, **open_}
    yield from _rows(Upstream.PAYMENTS, "POST /payments/verify/{provider}", **hook)


ROUTES: Final[tuple[Route, ...]] = (
    *_users(),
    *_catalog(),
    *_cart(),
    *_orders(),
    *_payments(),
    *_refunds(),
    *_operations(),
    *(replace(route, trailing_slash=True) for route in _older()),
)
