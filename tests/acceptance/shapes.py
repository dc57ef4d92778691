"""The fields of every answer, as the API promises them."""

USER = {
    "id",
    "email",
    "email_confirmed",
    "username",
    "full_name",
    "phone_number",
    "locale",
    "roles",
    "version",
    "created_at",
    "updated_at",
}
ADDRESS = {
    "full_name",
    "phone_number",
    "line1",
    "line2",
    "city",
    "region",
    "postal_code",
    "country",
}
CATEGORY = {"id", "slug", "name", "parent_id", "position", "image", "path", "product_count"}
PRODUCT = {
    "id",
    "slug",
    "name",
    "description",
    "category",
    "price",
    "compare_at_price",
    "prices",
    "variants",
    "images",
    "in_stock",
    "available_quantity",
    "min_order_quantity",
    "max_order_quantity",
    "featured",
    "status",
    "version",
    "created_at",
    "updated_at",
}
TRANSLATED = PRODUCT | {"translations"}
PRODUCT_ITEM = PRODUCT - {"description", "prices", "variants"}
VARIANT = {"id", "sku", "options", "price", "compare_at_price", "in_stock", "available_quantity"}
IMAGE = {"id", "url", "alt_text", "sizes"}
CART = {"id", "version", "currency", "items", "item_count", "subtotal", "coupon", "warnings"}
CART_ITEM = {
    "id",
    "product_id",
    "variant_id",
    "sku",
    "slug",
    "name",
    "options",
    "image_url",
    "quantity",
    "unit_price",
    "line_total",
    "warnings",
}
QUOTE = {
    "lines",
    "subtotal",
    "discount",
    "shipping",
    "tax",
    "total",
    "shipping_methods",
    "warnings",
}
ORDER = {
    "id",
    "number",
    "status",
    "payment_status",
    "fulfillment_status",
    "currency",
    "items",
    "subtotal",
    "discount",
    "shipping",
    "tax",
    "tax_included",
    "rounding",
    "total",
    "shipping_address",
    "billing_address",
    "shipping_method",
    "notes",
    "amounts",
    "cancellation",
    "stock_committed",
    "version",
    "expires_at",
    "created_at",
    "updated_at",
    "allowed_actions",
}
ORDER_ITEM = {
    "product_id",
    "variant_id",
    "sku",
    "name",
    "options",
    "quantity",
    "unit_price",
    "tax",
    "line_total",
}
AMOUNTS = {"paid", "refunded", "refund_pending", "outstanding"}
SHIPPING_METHOD = {"code", "name", "prices", "countries", "min_days", "max_days"}
PROVIDER = {"code", "name", "kinds", "currencies", "needs_phone_number"}
BEGUN = {
    "id",
    "order_id",
    "attempt_id",
    "provider",
    "reference",
    "status",
    "amount",
    "next_action",
    "deadline_at",
}
PAYMENT = {
    "id",
    "order_id",
    "status",
    "amount",
    "captured",
    "refunded",
    "refund_pending",
    "outstanding",
    "attempts",
    "refunds",
}
ATTEMPT = {
    "id",
    "provider",
    "reference",
    "status",
    "amount",
    "phone_number",
    "failure",
    "next_action",
    "deadline_at",
    "created_at",
}
PROBLEM = {"type", "title", "status", "detail", "instance", "code", "request_id"}
SHOP = {
    "name",
    "logo_url",
    "colours",
    "currencies",
    "default_currency",
    "countries",
    "languages",
    "legal",
}
SALES = {"period", "currency", "orders", "gross", "refunded", "net"}
SOLD = {"product_id", "name", "currency", "units", "revenue"}
TAKINGS = {
    "provider",
    "currency",
    "attempts",
    "succeeded",
    "failed",
    "pending",
    "captured",
    "refunded",
}
PAGE = {"items", "next_cursor"}
