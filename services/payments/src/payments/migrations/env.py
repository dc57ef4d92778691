"""Migrations of the `payments` schema."""

from typing import Final

from common import migrate
from payments.adapters.provider_tables import WebhookRow
from payments.adapters.refund_tables import RefundRow

LAST: Final = (RefundRow, WebhookRow)
"""Their modules stand on the other tables' module: all are known by now."""

migrate.run(RefundRow.metadata)
