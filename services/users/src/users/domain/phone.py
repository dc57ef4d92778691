"""Phone numbers, kept as E.164 so that every provider understands them."""

from typing import Final

import phonenumbers

from common.errors import FieldError, Invalid


class PhoneNumberInvalid(Invalid):
    """The text is not a number one could dial."""

    code = "validation_failed"

    def __init__(self, pointer: str) -> None:
        wrong = FieldError(pointer=pointer, code="phone_number", detail="not a phone number")
        super().__init__("the phone number cannot be dialled", errors=[wrong])


_POINTER: Final = "#/phone_number"


def e164(text: str, *, country: str | None = None, pointer: str = _POINTER) -> str:
    """Return the number as `+254…`; a national one needs the `country` it belongs to."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise PhoneNumberInvalid(pointer) from None
    if not phonenumbers.is_possible_number(number):
        raise PhoneNumberInvalid(pointer)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
