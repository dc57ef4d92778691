"""What all tables of the `catalog` schema share."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from common import db

EMPTY: Any = text("'{}'")


class Base(DeclarativeBase):
    """Everything in this service's own schema."""

    metadata = db.schema("catalog")
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
    }
