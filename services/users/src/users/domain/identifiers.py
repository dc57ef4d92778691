"""How addresses and usernames are compared: what people would call the same is the same."""

import unicodedata


def email_key(email: str) -> str:
    """Return what two spellings of one e-mail address have in common."""
    return unicodedata.normalize("NFC", email.strip().casefold())


def username_key(username: str) -> str:
    """Return what two spellings of one username have in common."""
    return unicodedata.normalize("NFC", username.strip().casefold())
