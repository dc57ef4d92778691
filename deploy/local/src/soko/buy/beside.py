"""What stands beside the shop: the provider simulator, by its control interface, and the mail."""

from dataclasses import dataclass

import httpx

from soko.api import Body


@dataclass(frozen=True)
class Simulator:
    """Acts as the payer and reads the provider's own books."""

    client: httpx.AsyncClient
    url: str

    async def look_at(self, pay_page: str) -> None:
        """Open the provider's page as a browser does."""
        (await self.client.get(pay_page)).raise_for_status()

    async def decide(self, provider: str, reference: str, outcome: str) -> None:
        """Approve, decline or abandon; a refusal is raised as it is."""
        path = f"/control/transactions/{provider}/{reference}/decision"
        (await self.client.post(self.url + path, json={"outcome": outcome})).raise_for_status()

    async def never_void(self, provider: str, reference: str) -> None:
        """Let this one payment stay payable whatever the shop asks for."""
        path = f"/control/transactions/{provider}/{reference}/faults"
        (await self.client.put(self.url + path, json={"void": "refused"})).raise_for_status()

    async def book(self, provider: str, reference: str) -> tuple[int, int]:
        """What was truly captured and refunded, in minor units."""
        query = {"provider": provider, "reference": reference}
        answer = await self.client.get(f"{self.url}/control/books", params=query)
        rows: list[Body] = answer.raise_for_status().json()["items"]
        return sum(row["captured"] for row in rows), sum(row["refunded"] for row in rows)


@dataclass(frozen=True)
class MailSink:
    """The mails that the shop sent."""

    client: httpx.AsyncClient
    url: str

    async def to(self, address: str) -> list[Body]:
        """All mails to this address, newest first."""
        answer = await self.client.get(f"{self.url}/api/messages", params={"to": address})
        return list(answer.raise_for_status().json()["messages"])
