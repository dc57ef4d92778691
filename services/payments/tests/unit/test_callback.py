"""What was asked of a provider may be answered after it was asked again: at the same address."""

from uuid import UUID

from payments.domain.callback import callback_hash, token_of

REFUND, OTHER = UUID(int=1), UUID(int=2)


def test_a_refund_has_one_address_however_often_its_provider_is_called() -> None:
    token = token_of("key", REFUND)
    assert token == token_of("key", REFUND)
    assert callback_hash(token) is not None
    assert token not in {token_of("key", OTHER), token_of("another key", REFUND)}
