"""The payment's row lock: what orders everything that happens to its attempts."""

from payments.domain.attempt import Attempt
from payments.domain.payment import Payment
from payments.usecases.problems import PaymentNotFound
from payments.usecases.stores import Tx


async def locked(attempt: Attempt, tx: Tx) -> tuple[Payment, Attempt]:
    """Lock the attempt's payment, then read the attempt as it stands now."""
    payment = await tx.payments.locked(attempt.payment_id)
    all_of_it = await tx.attempts.of(payment.id)
    current = next((one for one in all_of_it if one.id == attempt.id), None)
    if current is None:
        raise PaymentNotFound
    return payment, current
