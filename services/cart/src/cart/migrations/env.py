"""Migrations of the `cart` schema."""

from cart.adapters.tables import Base
from common import migrate

migrate.run(Base.metadata)
