import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.phone import masked, normalized
from payments.domain.reference import ALPHABET, BITS, LENGTH, is_reference, spell


@given(st.integers(min_value=0, max_value=2**BITS - 1))
def test_a_reference_has_twelve_characters_of_crockfords_base32(number: int) -> None:
    spelled = spell(number)

    assert is_reference(spelled)
    assert len(spelled) == LENGTH
    assert (
        sum(ALPHABET.index(c) << 5 * place for place, c in enumerate(reversed(spelled))) == number
    )


def test_letters_that_look_like_digits_are_not_used() -> None:
    assert not set("ILOU") & set(ALPHABET)


def test_references_do_not_meet() -> None:
    assert len({spell(secrets.randbits(BITS)) for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    "text", ["", "0123456789A", "0123456789ABC", "0123456789AL", "abcdefghjkmn"]
)
def test_what_is_no_reference_is_told_apart(text: str) -> None:
    assert not is_reference(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0712345678", "+254712345678"),
        ("254712345678", "+254712345678"),
        ("+254712345678", "+254712345678"),
        ("0912345678", "+251912345678"),
        ("+251912345678", "+251912345678"),
        ("251912345678", "+251912345678"),
        ("+254 712 345 678", "+254712345678"),
        ("12", None),
        ("", None),
        ("hello", None),
        ("+99912345678", None),
    ],
)
def test_phone_numbers_are_kept_as_e164(typed: str, kept: str | None) -> None:
    assert normalized(typed) == kept


def test_a_phone_number_is_shown_only_in_part() -> None:
    assert masked("+254712345678") == "+254******678"
