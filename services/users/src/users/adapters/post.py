"""Mails about accounts: which letter has which link."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from common.mail import Letters, Mailbox
from users.adapters.tables import MailRow
from users.domain.user import User
from users.usecases import links

_PAGES: Final[Mapping[str, str]] = {
    links.CONFIRM: "confirm",
    links.RESET: "reset",
    links.ALREADY_REGISTERED: "reset",
}


class TemplatePost:
    """The `Post` port over one open session."""

    def __init__(self, session: AsyncSession, letters: Letters, storefront_url: str) -> None:
        self._mailbox = Mailbox(session, MailRow)
        self._letters = letters
        self._storefront_url = storefront_url.rstrip("/")

    async def send(self, letter: str, *, to: User, token: str, dedupe_key: str) -> None:
        """Queue the letter, with a link that carries the token; once per key."""
        link = f"{self._storefront_url}/{_PAGES[letter]}?{urlencode({'token': token})}"
        written = self._letters.write(letter, link=link, person=to.full_name, shop="Soko")
        await self._mailbox.add(written, to=to.email, dedupe_key=dedupe_key)
