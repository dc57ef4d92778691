"""An e-mail address as bodies give it."""

from typing import Annotated, Final

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints

LONGEST: Final = 254
"""Characters of an address, at most."""


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


Email = Annotated[
    str,
    StringConstraints(min_length=3, max_length=LONGEST),
    AfterValidator(_email),
    Field(json_schema_extra={"format": "email"}),
]
