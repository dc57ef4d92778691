"""Make way for another attempt: the one that is undecided is asked, then closed."""

from payments.domain.admission import PaymentInProgress, seconds_left
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.usecases.locks import locked
from payments.usecases.ports import World
from payments.usecases.settle import SHORT
from payments.usecases.wind_up import wind_up


async def displace(attempt: Attempt, *, world: World) -> None:
    """End the attempt for another one; whatever it collected wins.

    Raises `PaymentInProgress` where it must be waited for.
    """
    was_called = attempt.begun_at is not None
    await wind_up(
        attempt,
        source=Source.BEGIN,
        world=world,
        patience=SHORT,
        final=not was_called,
        displaced=True,
    )
    async with world.open_tx() as tx:
        _, current = await locked(attempt, tx)
        if current.is_undecided:
            raise PaymentInProgress(retry_after=seconds_left(current, await tx.now()))
