"""The words that requests are made of, each checked once."""

from typing import Annotated

import pycountry
from pydantic import AfterValidator, StringConstraints

from common import emails
from common.schemas import Country as CountryCode
from common.schemas import Text
from users.api.locales import PATTERN
from users.domain import password
from users.domain.phone import PhoneNumberInvalid, e164


def _phone(value: str) -> str:
    try:
        return e164(value)
    except PhoneNumberInvalid as error:
        raise ValueError("not a phone number with its country, like +254712345678") from error


def _country(value: str) -> str:
    if pycountry.countries.get(alpha_2=value) is None:
        raise ValueError("not an ISO 3166-1 alpha-2 country")
    return value


Email = emails.Email
LooseEmail = Annotated[Text, StringConstraints(min_length=1, max_length=emails.LONGEST)]
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
