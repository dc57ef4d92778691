"""Migrations of the `users` schema."""

from common import migrate
from users.adapters.tables import Base

migrate.run(Base.metadata)
