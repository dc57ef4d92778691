"""The table against the contract: every public path belongs to the service that api.md names."""

import pytest

from gateway.matching import Table
from gateway.routes import Access, Rate
from gateway.upstreams import ROUTES

TABLE = Table(ROUTES)

CONTRACT = """
users POST /auth/register /auth/email/confirm /auth/email/resend /auth/password/forgot /auth/login
users POST /auth/mfa/verify /auth/refresh /auth/logout /auth/logout-all /auth/password/reset
users GET,PATCH,DELETE /me
users POST /me/password
users GET,POST /me/addresses
users GET,PATCH,DELETE /me/addresses/1
users GET /me/sessions
users DELETE /me/sessions/1
users POST,DELETE /me/mfa/totp
users POST /me/mfa/recovery-codes /me/data-exports
users GET /me/data-exports/1
users GET,POST /admin/users /admin/roles
users GET,PATCH,DELETE /admin/users/1
users POST /admin/users/1/suspend /admin/users/1/reactivate /admin/users/1/force-logout
users PUT /admin/users/1/roles
users PATCH,DELETE /admin/roles/1
users GET /admin/audit-events
users GET /admin/ops/outbox /admin/ops/queues /admin/ops/parked-messages
users POST /admin/ops/parked-messages/1/requeue
catalog GET /categories /categories/shoes /products /products/kanga /products/suggestions /shop
catalog GET,POST /admin/categories /admin/products
catalog GET,PATCH,DELETE /admin/categories/1 /admin/products/1
catalog POST /admin/products/1/publish /admin/products/1/archive /admin/products/1/images
catalog POST /admin/products/1/images/uploads /admin/products/1/variants /admin/products/bulk
catalog PATCH,DELETE /admin/products/1/images/2 /admin/products/1/variants/2
catalog GET /admin/stock-levels /admin/stock-levels/1 /admin/stock-levels/1/movements
catalog POST /admin/stock-levels/1/adjustments /admin/imports/products /admin/exports/products
catalog GET /admin/imports/1
catalog GET,PATCH /admin/settings
cart GET,PATCH,DELETE /cart
cart POST /cart/items /cart/merge
cart PATCH,DELETE /cart/items/1
cart PUT,DELETE /cart/coupon
orders POST /cart/quote
orders GET,POST /orders
orders GET /orders/1 /orders/1/events /orders/1/receipt /shipping-methods
orders POST /orders/1/cancel
orders GET,POST /admin/orders
orders GET,PATCH,DELETE /admin/orders/1
orders POST /admin/orders/1/ship /admin/orders/1/deliver /admin/orders/1/cancel
orders GET /admin/orders/1/timeline /admin/sagas
orders POST /admin/sagas/1/retry /admin/sagas/1/compensate
orders GET,POST /admin/shipping-methods /admin/tax-rates /admin/coupons
orders GET,PATCH,DELETE /admin/shipping-methods/1 /admin/tax-rates/1 /admin/coupons/1
orders GET /admin/reports/sales /admin/reports/top-products /admin/reports/payments
payments GET /payment-providers /payments /payments/1 /payments/return/chapa/ABC
payments POST /orders/1/payments /payments/1/attempts /payments/1/refresh
payments POST /webhooks/payments/chapa /webhooks/payments/daraja/0123
payments GET,POST /admin/payments
payments GET /admin/payments/1 /admin/payments/1/attempts
payments POST /admin/payments/1/refunds /admin/payments/1/verify /admin/payments/1/void
payments POST /admin/payments/1/capture
payments GET /admin/payments/1/refunds /admin/payment-refunds /admin/payment-refunds/1
payments POST /admin/payment-refunds/1/retry /admin/payment-refunds/1/settle
payments GET /admin/payment-webhooks /admin/payment-webhooks/1 /admin/payment-incidents
payments GET /admin/payment-incidents/1
payments POST /admin/payment-webhooks/1/replay /admin/payment-incidents/1/resolve
payments GET /admin/payment-providers
payments GET,PATCH /admin/payment-providers/chapa
payments GET,POST /admin/reconciliations
payments GET /admin/reconciliations/1 /admin/reconciliations/1/items
payments POST /admin/reconciliations/1/items/2/resolve
payments GET /admin/ledger/accounts /admin/ledger/entries /admin/ledger/balances
payments GET /admin/orders/1/ledger
"""

CASES = [
    (service, method, path)
    for line in CONTRACT.strip().splitlines()
    for service, methods, *paths in [line.split()]
    for method in methods.split(",")
    for path in paths
]


@pytest.mark.parametrize(("service", "method", "path"), CASES)
def test_a_path_belongs_to_the_service_the_contract_names(
    service: str, method: str, path: str
) -> None:
    rows = TABLE.find(f"/api/v1{path}")

    assert rows is not None
    assert rows[method].upstream == service


def test_the_contract_and_the_table_hold_the_same() -> None:
    known = {(row.template, method) for row in ROUTES for method in row.methods}
    tested = {
        (rows[method].template, method)
        for _, method, path in CASES
        if (rows := TABLE.find(f"/api/v1{path}"))
    }
    outside = {pair for pair in known if not pair[0].startswith("/api/v1/")}

    assert known - outside == tested
    assert outside == {
        ("/.well-known/jwks.json", "GET"),
        ("/orders/create-order", "POST"),
        ("/payments/initiate/{order_id}", "POST"),
        ("/payments/verify/{provider}", "GET"),
        ("/payments/verify/{provider}", "POST"),
    }


def test_every_admin_path_is_for_staff_and_only_those_are() -> None:
    for row in ROUTES:
        assert (row.access is Access.STAFF) == row.template.startswith("/api/v1/admin/"), row
        assert bool(row.areas) == (row.access is Access.STAFF)


def test_webhooks_have_an_allowance_of_their_own() -> None:
    for row in ROUTES:
        is_hook = row.template.startswith("/api/v1/webhooks/")
        assert not is_hook or (row.rate is Rate.WEBHOOKS and row.body_limit == 256 * 1024)


def test_only_public_catalog_answers_are_kept() -> None:
    for row in ROUTES:
        assert not row.cached or (row.upstream, row.access) == ("catalog", Access.PUBLIC)


@pytest.mark.parametrize(
    "path",
    ["/", "/api", "/api/v1/", "/api/v1/me/", "/api/v1/orders//events", "/api/v1/internal/x", "/me"],
)
def test_nobody_serves_these(path: str) -> None:
    assert TABLE.find(path) is None


def test_older_paths_are_found_with_and_without_the_slash() -> None:
    assert TABLE.find("/orders/create-order/") is TABLE.find("/orders/create-order")


def test_a_row_may_not_stand_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Table([*ROUTES, ROUTES[0]])
