"""The life of signing keys: the first at the first start, each next one by command."""

from collections.abc import Callable
from datetime import datetime

from users.domain.keys import LEAD, SigningKey, is_rotating, published, retired
from users.domain.session import ACCESS_LASTS
from users.usecases.ports import Tx

NewKey = Callable[[datetime], SigningKey]
"""Makes a fresh key that signs from then on."""


async def ensure_key(*, new_key: NewKey, tx: Tx, at: datetime) -> None:
    """Make the first key; processes that start together agree on one."""
    # Not asked is which key signs at `at`: a rival may have made one a moment later.
    if not published(await tx.keys.all(locked=True), at=at):
        await tx.keys.add(new_key(at))


async def rotate_key(*, new_key: NewKey, tx: Tx, at: datetime) -> SigningKey | None:
    """Publish a new key that signs later, and retire the others after it; None if one is coming."""
    keys = await tx.keys.all(locked=True)
    if is_rotating(keys, at=at):
        return None
    successor = new_key(at + LEAD)
    await tx.keys.add(successor)
    for key in keys:
        if key.verifies_until is None:
            await tx.keys.save(
                retired(key, signs_until=successor.signs_from, tokens_last=ACCESS_LASTS)
            )
    return successor
