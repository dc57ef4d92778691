"""What can be wrong with what someone asks of an order."""

from collections.abc import Sequence

from common.errors import Conflict, FieldError, Invalid, NotFound, Stale
from orders.domain.actions import Viewer, allowed
from orders.domain.order import Order


class OrderNotFound(NotFound):
    """No such order, or it is someone else's."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such order")


class OrderChanged(Stale):
    """The order is not the version that the caller saw."""

    code = "version_conflict"

    def __init__(self, current: int) -> None:
        super().__init__("the order changed since you read it; read it again", current=current)


class StateConflict(Conflict):
    """The order's state does not allow it; `allowed_actions` says what it does allow."""

    code = "illegal_transition"

    def __init__(self, detail: str, order: Order, viewer: Viewer) -> None:
        actions = [action.value for action in allowed(order, viewer)]
        super().__init__(detail, allowed_actions=actions)


class IllegalTransition(StateConflict):
    """An order in this status cannot do that."""


class NothingOwed(StateConflict):
    """Nobody owes the order anything: there is nothing to say again."""

    code = "illegal_transition"


class OrderNotCancellable(StateConflict):
    """The order can no longer be cancelled."""

    code = "order_not_cancellable"


class OrderAlreadyPaid(StateConflict):
    """Nothing more is to be paid."""

    code = "order_already_paid"


class OrderCancelling(StateConflict):
    """A cancellation was asked for; no new payment can begin."""

    code = "order_cancelling"


class TooManyAttempts(StateConflict):
    """Paying was tried too often."""

    code = "too_many_attempts"


class StockNotCommitted(StateConflict):
    """The goods are not set aside for good yet, or their money is not certain."""

    code = "stock_not_committed"


class OrderTotalFrozen(Conflict):
    """A payment was begun: what the order costs stands."""

    def __init__(self) -> None:
        super().__init__("a payment was begun, so the total can no longer change")


class TooManyOpenOrders(Conflict):
    """The user has as many unfinished orders as the shop allows."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} orders may be open at once; pay or cancel some")


class CurrencyNotSupported(Invalid):
    """The provider does not take the order's currency."""

    def __init__(self, currency: str, supported: Sequence[str]) -> None:
        super().__init__(f"the provider does not take {currency}", supported=list(supported))


class AmountNotPayable(Invalid):
    """The provider takes no payment of that size."""

    def __init__(self) -> None:
        super().__init__("the total is less or more than the provider takes")


class AddressMissing(Invalid):
    """There is no address to send to."""

    code = "validation_failed"

    def __init__(self, pointer: str = "#/shipping_address") -> None:
        error = FieldError(pointer=pointer, code="missing", detail="say where to deliver")
        super().__init__("an address is needed", errors=[error])


class EmailMissing(Invalid):
    """Who is not signed in says where to write to."""

    code = "validation_failed"

    def __init__(self) -> None:
        error = FieldError(pointer="#/email", code="missing", detail="say where to write to")
        super().__init__("an e-mail address is needed", errors=[error])


class UnknownCustomer(Invalid):
    """There is no such user to order for."""

    code = "validation_failed"

    def __init__(self) -> None:
        error = FieldError(pointer="#/user_id", code="unknown", detail="no such user")
        super().__init__("there is no such user", errors=[error])


class UnknownAddress(Invalid):
    """The address book has no such address."""

    code = "validation_failed"

    def __init__(self) -> None:
        error = FieldError(pointer="#/address_id", code="unknown", detail="not in the address book")
        super().__init__("the address book has no such address", errors=[error])
