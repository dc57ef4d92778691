"""What the orders service needs to know about where it runs."""

from datetime import timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import PositiveFloat, PositiveInt, SecretStr

from common.settings import ServiceSettings
from orders.usecases.ports import Clocks


class Settings(ServiceSettings):
    """Read from `SOKO_ORDERS_*` first and `SOKO_*` else. All clocks count seconds."""

    service: ClassVar[str] = "orders"

    cart_url: str
    catalog_url: str
    users_url: str
    payments_url: str

    order_token_secret: SecretStr
    """Makes the token with which the bearer of an order's link may see and pay it."""

    order_unpaid: PositiveInt = 1800
    """How long a new order waits for its first payment (`SOKO_ORDER_UNPAID`)."""

    order_retry: PositiveInt = 1800
    """How long an order whose payment failed waits for another try (`SOKO_ORDER_RETRY`)."""

    attempt_redirect: PositiveInt = 1800
    attempt_hard: PositiveInt = 1800
    """Payments decides every attempt within both together; later than that is an alarm."""

    orders_open_at_most: PositiveInt = 50
    """How many unfinished orders one user may have."""

    streams_at_most: PositiveInt = 300
    """How many event streams one process keeps open."""

    timeline_within: PositiveFloat = 0.8
    """How long each other service may take to tell its part of an order's timeline."""

    timezone: ZoneInfo = ZoneInfo("Africa/Nairobi")
    """Where the days of reports begin and end (`SOKO_TIMEZONE`); all else is UTC."""

    smtp_url: str = "smtp://127.0.0.1:1025"
    mail_from: str = "Soko <no-reply@soko.example>"

    @property
    def clocks(self) -> Clocks:
        """The clocks of the saga."""
        return Clocks(
            unpaid=timedelta(seconds=self.order_unpaid),
            retry=timedelta(seconds=self.order_retry),
            attempt=timedelta(seconds=self.attempt_redirect + self.attempt_hard),
        )
