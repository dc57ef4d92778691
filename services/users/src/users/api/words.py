"""The words that requests are made of, each checked once."""

from typing import Annotated, Final

import pycountry
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints

from common.schemas import Country as CountryCode
from common.schemas import Text
from users.api.locales import PATTERN
from users.domain import password
from users.domain.phone import PhoneNumberInvalid, e164

_EMAIL_MAX: Final = 254


def _email(value: str) -> str:
    """Return the address in the form that every mail server takes."""
    try:
        # Not every mail server takes letters outside ASCII before the @.
        found = validate_email(
            value, allow_smtputf8=False, check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise ValueError("not an e-mail address") from error
    if found.ascii_email is None or "." not in found.ascii_domain:
        raise ValueError("not an e-mail address")
    return found.ascii_email


def _phone(value: str) -> str:
    try:
        return e164(value)
    except PhoneNumberInvalid as error:
        raise ValueError("not a phone number with its country, like +254712345678") from error


def _country(value: str) -> str:
    if pycountry.countries.get(alpha_2=value) is None:
        raise ValueError("not an ISO 3166-1 alpha-2 country")
    return value


Email = Annotated[
    str,
    StringConstraints(min_length=3, max_length=_EMAIL_MAX),
    AfterValidator(_email),
    Field(json_schema_extra={"format": "email"}),
]
LooseEmail = Annotated[Text, StringConstraints(min_length=1, max_length=_EMAIL_MAX)]
"""Whatever someone takes for their address: to look it up, never to store it."""

Username = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,30}[A-Za-z0-9]$")
]
Password = Annotated[
    str, StringConstraints(min_length=password.SHORTEST, max_length=password.LONGEST)
]
"""Counted in characters; never trimmed, normalised or cut."""

PresentedPassword = Annotated[str, StringConstraints(min_length=1, max_length=password.LONGEST)]
OpaqueToken = Annotated[str, StringConstraints(min_length=1, max_length=200)]
PhoneNumber = Annotated[str, StringConstraints(min_length=5, max_length=30), AfterValidator(_phone)]
DialledNumber = Annotated[Text, StringConstraints(min_length=5, max_length=30)]
"""A number as people in the address's own country write it."""

Country = Annotated[CountryCode, AfterValidator(_country)]
Locale = Annotated[str, StringConstraints(pattern=PATTERN)]
PostalCode = Annotated[Text, StringConstraints(max_length=20)]
RoleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,49}$")]
