"""Migrations of the `payments` schema."""

from common import migrate
from payments.adapters.tables import Base

migrate.run(Base.metadata)
