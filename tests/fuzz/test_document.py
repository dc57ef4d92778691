"""Generated requests over the served document: no 5xx, and no answer that it does not describe.

This stands last, in a folder of its own: it leaves the shop full of strange things.
"""

import sys
from asyncio import create_subprocess_exec, subprocess
from pathlib import Path

import pytest
from acceptance.shop import ADDRESSES, Person, Shop, key, unique

SEED = 20261122
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
# What would end the session, switch off the shop, or answer for ever.
LEFT_OUT = r"/auth/logout|/admin/settings|/payment-providers/|/orders/.*/events"
EXAMPLES = 5


@pytest.mark.timeout(180)  # about 50 s; two minutes are its budget
async def test_the_shop_answers_what_its_document_says(shop: Shop, tmp_path: Path) -> None:
    tester = await shop.open_account(f"{unique('tester')}@people.example", "admin")
    known = await _known_ids(shop, tester)
    config = tmp_path / "schemathesis.toml"
    lines = [f'{name} = "{value}"' for name, value in known.items()]
    config.write_text("\n".join(["[parameters]", *lines, ""]))

    process = await create_subprocess_exec(
        str(Path(sys.executable).with_name("st")),
        *("--config-file", str(config), "run", f"{shop.fleet.url}/api/v1/openapi.json"),
        *("--url", shop.fleet.url, "--header", f"Authorization: {tester.headers['authorization']}"),
        *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing"),
        # One worker: CPython 3.11 mixes up the depth of syntax trees between threads.
        *("--seed", str(SEED), "--max-examples", str(EXAMPLES), "--workers", "1"),
        *("--exclude-path-regex", LEFT_OUT, "--generation-database", "none"),
        *("--continue-on-failure", "--no-color", "--warnings", "off"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said, _ = await process.communicate()

    assert process.returncode == 0, said.decode()[-20_000:]


async def _known_ids(shop: Shop, tester: Person) -> dict[str, str]:
    """Ids that name something, so that requests get further than a 404."""
    product = await shop.product(units=1000)
    await shop.fill_cart(tester, product)
    order = await tester.post("/orders", {"shipping_address": ADDRESSES["KES"]})
    paid = await tester.call(
        "POST", f"/orders/{order['id']}/payments", json={"provider": "cash"}, headers=key()
    )
    cart = await shop.fill_cart(tester, product)
    address = await tester.post("/me/addresses", ADDRESSES["KES"])
    role = await tester.post("/admin/roles", {"name": unique("role"), "permissions": []})
    someone = await shop.customer("somebody")
    methods = (await tester.get("/admin/shipping-methods"))["items"]
    rates = (await tester.get("/admin/tax-rates"))["items"]
    return {
        "id_or_slug": product["slug"],
        "product_id": product["id"],
        "variant_id": product["variants"][0]["id"],
        "category_id": product["category"]["id"],
        "order_id": order["id"],
        "payment_id": paid.json()["id"],
        "item_id": cart["items"][0]["id"],
        "address_id": address["id"],
        "role_id": role["id"],
        "user_id": someone.id,
        "method_id": methods[0]["id"],
        "rate_id": rates[0]["id"],
    }
