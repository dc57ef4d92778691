"""Slow down whoever guesses passwords."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from users.domain import throttle
from users.domain.identifiers import email_key, username_key
from users.domain.user import User
from users.usecases.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesser:
    """Whose failures are counted together: one account's and one network's."""

    account: str
    network: str
    network_allowed: int


def guesser(*, user: User | None, name: str, address: str | None, network_allowed: int) -> Guesser:
    """Count by account where there is one, and just the same by a name that nobody has."""
    folded = email_key(name) if "@" in name else username_key(name)
    account = str(user.id) if user else sha256(folded.encode()).hexdigest()
    return Guesser(
        account=account_key(account),
        network=f"network:{throttle.network_of(address)}",
        network_allowed=network_allowed,
    )


def account_key(account: str) -> str:
    """Return under what an account's failures are counted."""
    return f"account:{account}"


async def refuse_early(who: Guesser, *, tx: Tx, at: datetime) -> None:
    """Raise `TooManyAttempts` while the account or the network must wait."""
    account = throttle.account_wait(await tx.failures.of(who.account), at=at)
    network = throttle.network_wait(
        await tx.failures.of(who.network), at=at, allowed=who.network_allowed
    )
    if (wait := max(account, network)) > timedelta(0):
        raise throttle.TooManyAttempts(wait)


async def count_failure(who: Guesser, *, tx: Tx, at: datetime) -> None:
    """Count a wrong password."""
    # Always in this order, so that two of them never wait for each other.
    account = await tx.failures.locked(who.account)
    await tx.failures.put(who.account, throttle.failed(account, at=at, window=throttle.WINDOW))
    network = await tx.failures.locked(who.network)
    await tx.failures.put(who.network, throttle.network_failed(network, at=at))
