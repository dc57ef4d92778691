"""What this service refuses, by name."""

from collections.abc import Sequence

from common.errors import Conflict, FieldError, Invalid, NotFound, Unauthenticated, Unavailable
from common.money import Money


class PaymentNotFound(NotFound):
    """No such payment, or it is someone else's."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such payment")


class WebhookNotFound(NotFound):
    """No such webhook, or no such channel."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such webhook")


class RefundNotFound(NotFound):
    """No such refund."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such refund")


class RefundNotWaiting(Conflict):
    """Only a refund that needs attention is retried or settled by hand."""

    code = "illegal_transition"

    def __init__(self, status: str) -> None:
        super().__init__(f"a refund that is {status} waits for nobody")


class PartialRefundUnsupported(Invalid):
    """The provider gives back all or nothing; `refundable` is all."""

    code = "partial_refund_unsupported"

    def __init__(self, whole: Money) -> None:
        super().__init__(
            "the provider gives back all that was paid, or nothing",
            refundable={"amount": whole.amount, "currency": whole.currency},
        )


class ReferenceNotFound(NotFound):
    """No attempt has this reference at this provider."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("no payment attempt has this reference")


class ProviderNotFound(NotFound):
    """No such provider."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such payment provider")


class IncidentNotFound(NotFound):
    """No such incident."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such incident")


class BadSignature(Unauthenticated):
    """Nothing proves that the provider sent the webhook."""

    code = "unauthenticated"

    def __init__(self) -> None:
        super().__init__("nothing proves that the provider sent this")


class UnknownProvider(Invalid):
    """The provider named is none that can be paid with."""

    code = "validation_failed"

    def __init__(self) -> None:
        error = FieldError(pointer="#/provider", code="unknown_provider", detail="not known here")
        super().__init__("there is no such payment provider", errors=[error])


class BadPhoneNumber(Invalid):
    """The provider needs a phone number and was given none that can be rung."""

    code = "validation_failed"

    def __init__(self) -> None:
        error = FieldError(
            pointer="#/phone_number", code="phone_number", detail="write it as 07…, 2547… or +2547…"
        )
        super().__init__("a phone number that can be rung is needed", errors=[error])


class BadReturnUrl(Invalid):
    """The browser may not be sent there."""

    code = "validation_failed"

    def __init__(self) -> None:
        error = FieldError(
            pointer="#/return_url", code="origin", detail="its origin is not on the allow-list"
        )
        super().__init__("the return address is not allowed", errors=[error])


class ProviderDisabled(Conflict):
    """The shop has switched the provider off."""

    code = "provider_disabled"

    def __init__(self) -> None:
        super().__init__("the shop does not take this provider now")


class ProviderUnavailable(Unavailable):
    """The provider does not answer now; `alternatives` names others."""

    code = "provider_unavailable"

    def __init__(self, alternatives: Sequence[str]) -> None:
        super().__init__(
            "the provider does not answer now", retry_after=15, alternatives=list(alternatives)
        )


class AmountNotPayable(Invalid):
    """The provider does not take so much or so little, or more was given than is owed."""

    code = "amount_not_payable"


class CurrencyNotSupported(Invalid):
    """The provider does not take the order's currency; `supported` names those it takes."""

    code = "currency_not_supported"

    def __init__(self, supported: Sequence[str]) -> None:
        super().__init__("the provider does not take this currency", supported=list(supported))


class NothingOutstanding(Conflict):
    """Everything that is owed was collected."""

    code = "nothing_outstanding"

    def __init__(self) -> None:
        super().__init__("nothing is left to be collected")


class ProviderSilent(Exception):
    """The provider gave no answer that can be read: what it did is not known.

    Never a `Problem`: each use case says what silence means for it.
    """


class NeverAsked(ProviderSilent):
    """The provider certainly did not hear of it: the call never left."""
