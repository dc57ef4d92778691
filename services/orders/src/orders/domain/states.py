"""The words of an order's life: statuses, triggers, changes, effects and the shape of a step."""

from dataclasses import dataclass
from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PROCESSING = "processing"
    SUCCESS = "success"
    FAILED = "failed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Trigger(StrEnum):
    """What can happen to an order."""

    BEGIN = "begin"
    CAPTURED = "captured"
    AUTHORIZED = "authorized"
    FAILED = "failed"
    NOTHING_DUE = "nothing_due"
    CANCEL = "cancel"
    STAFF_CANCEL = "staff_cancel"
    EXPIRED = "expired"
    STOCK_REFUSED = "stock_refused"
    STOCK_COMMITTED = "stock_committed"
    REFUND_SUCCEEDED = "refund_succeeded"
    REFUND_FAILED = "refund_failed"
    WATCHDOG = "watchdog"
    SHIP = "ship"
    DELIVER = "deliver"


class Change(StrEnum):
    """What a step changes on the order beside its status."""

    ATTEMPT_BEGUN = "attempt_begun"
    ATTEMPT_FAILED = "attempt_failed"
    MONEY_IN = "money_in"
    MONEY_CERTAIN = "money_certain"
    MONEY_BACK = "money_back"
    REFUND_REPORTED = "refund_reported"
    STOCK_TAKEN = "stock_taken"
    CANCEL_ASKED = "cancel_asked"
    CANCEL_DENIED = "cancel_denied"
    REFUND_OWED = "refund_owed"
    RETRY_CLOCK = "retry_clock"
    GOODS_SENT = "goods_sent"


class Effect(StrEnum):
    """What an order asks of the rest of the shop, in the domain's own words."""

    ANNOUNCE_PAID = "announce_paid"
    ANNOUNCE_FAILED = "announce_failed"
    ANNOUNCE_CANCELLED = "announce_cancelled"
    ANNOUNCE_CANCEL_REQUESTED = "announce_cancel_requested"
    ANNOUNCE_SHIPPED = "announce_shipped"
    ANNOUNCE_DELIVERED = "announce_delivered"
    REFUND_ALL = "refund_all"
    REFUND_LATE = "refund_late"
    MAIL_RECEIPT = "mail_receipt"
    MAIL_CANCELLATION = "mail_cancellation"
    RAISE_ALARM = "raise_alarm"


class When(StrEnum):
    """What must hold, beside status and trigger, for a row to be taken."""

    ALWAYS = "always"
    CANCEL_ASKED = "cancel_asked"
    NO_CANCEL_ASKED = "no_cancel_asked"
    OTHER_ATTEMPT = "other_attempt"
    READY_TO_SHIP = "ready_to_ship"
    STOCK_COMMITTED = "stock_committed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the table may ask about the order and the trigger's attempt."""

    cancel_asked: bool = False
    current_attempt: bool = True
    ready_to_ship: bool = False
    stock_committed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The statuses passed through in turn (none: it stays), what changes and what it causes."""

    to: tuple[OrderStatus, ...] = ()
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    when: When = When.ALWAYS

    @property
    def moves(self) -> bool:
        """Whether the order is different afterwards; if not, the trigger is only recorded."""
        return bool(self.to or self.changes)
