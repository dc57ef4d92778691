"""Which facts this service acts on: none yet. It tells; it does not listen."""

from collections.abc import Mapping
from typing import Final

from common.events.base import Event
from common.worker import Handler

SUBSCRIPTIONS: Final[Mapping[type[Event], Handler]] = {}
