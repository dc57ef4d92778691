"""Migrations of the `payments` schema."""

from common import migrate
from payments.adapters.refund_tables import RefundRow

# Its module stands on the other tables' module: all are known by now.
migrate.run(RefundRow.metadata)
