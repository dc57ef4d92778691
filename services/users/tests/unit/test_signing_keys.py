from datetime import UTC, datetime, timedelta

from users.domain.keys import (
    JWKS_TTL,
    LEAD,
    SKEW,
    SigningKey,
    is_rotating,
    published,
    retired,
    signer,
)
from users.domain.session import ACCESS_LASTS

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def key(kid: str, signs_from: datetime = NOON) -> SigningKey:
    return SigningKey(kid=kid, private_pem="", signs_from=signs_from, verifies_until=None)


def test_a_new_key_waits_until_every_cache_knows_it() -> None:
    old, new = key("old"), key("new", NOON + LEAD)

    assert LEAD >= 2 * JWKS_TTL
    assert signer([old, new], at=NOON + LEAD - SKEW) is old
    assert signer([old, new], at=NOON + LEAD) is new
    assert is_rotating([old, new], at=NOON)
    assert not is_rotating([old, new], at=NOON + LEAD)


def test_an_old_key_is_published_until_its_last_token_expired() -> None:
    old = retired(key("old"), signs_until=NOON + LEAD, tokens_last=ACCESS_LASTS)
    last_token_expires = NOON + LEAD + ACCESS_LASTS

    assert published([old], at=last_token_expires) == [old]
    assert published([old], at=last_token_expires + SKEW) == []
    assert signer([old], at=last_token_expires + timedelta(hours=1)) is None
