"""Reports: what the API promises about them."""

from typing import Any

from acceptance.eventually import eventually
from acceptance.shapes import PAGE, SALES, SOLD, TAKINGS
from acceptance.shop import Json, Shop, key, unique

STATUSES = {"pending", "processing", "success", "failed", "shipped", "delivered", "cancelled"}


async def test_a_purchase_is_in_every_report(shop: Shop) -> None:
    admin, buyer = await shop.admin(), await shop.open_account(f"{unique('sold')}@people.example")
    product = await shop.product()
    before = (await admin.get("/admin/reports/sales"))["items"][-1]["orders"]
    order = await shop.order(buyer, product, quantity=100)
    cash = {"provider": "cash"}
    await buyer.call("POST", f"/orders/{order['id']}/payments", json=cash, headers=key())
    await shop.until_order(buyer, order, "success")
    taken = cash | {"order_id": order["id"], "amount": order["total"]}
    await admin.post("/admin/payments", taken)

    async def best() -> list[Json]:
        return list((await admin.get("/admin/reports/top-products?limit=100"))["items"])

    async def by_provider() -> Json:
        found = (await admin.get("/admin/reports/payments"))["items"]
        return {(row["provider"], row["currency"]): row for row in found}

    providers = await eventually(
        by_provider, lambda seen: _captured(seen) >= order["total"]["amount"]
    )
    sales = await admin.get("/admin/reports/sales")
    today = sales["items"][-1]
    assert sales.keys() == PAGE | {"by_status"}
    assert sales["by_status"].keys() == STATUSES
    assert len(sales["items"]) == 30
    assert today.keys() == SALES
    assert today["orders"] > before
    assert today["net"]["amount"] == today["gross"]["amount"] - today["refunded"]["amount"]
    assert all(row.keys() == TAKINGS for row in providers.values())
    [sold] = [row for row in await best() if row["product_id"] == product["id"]]
    assert sold.keys() == SOLD
    assert (sold["name"], sold["units"]) == (product["name"], 100)
    assert sold["revenue"] == order["subtotal"]


async def test_a_report_covers_a_year_at_most(shop: Shop, is_problem: Any) -> None:
    admin = await shop.admin()
    for report in ("sales", "top-products", "payments"):
        path = f"/admin/reports/{report}"

        await admin.get(f"{path}?from=2024-01-01&to=2024-12-31")
        for query in ("from=2024-01-01&to=2025-01-01", "from=2024-01-02&to=2024-01-01", "from=x"):
            is_problem(await admin.call("GET", f"{path}?{query}"), 400, "invalid_parameter")


def _captured(providers: Json) -> int:
    row = providers.get(("cash", "KES"))
    return 0 if row is None else int(row["captured"]["amount"])
