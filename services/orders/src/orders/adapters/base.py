"""What every table of the `orders` schema shares."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from common import db

Document = dict[str, Any]


class Base(DeclarativeBase):
    """Everything in this service's own schema."""

    metadata = db.schema("orders")
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        str: Text(),
        Document: JSONB(none_as_null=True),
    }
