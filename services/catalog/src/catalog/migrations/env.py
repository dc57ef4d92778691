"""Migrations of the `catalog` schema."""

from catalog.adapters.tables import Base
from common import migrate

migrate.run(Base.metadata)
