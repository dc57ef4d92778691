"""Chapa, seen from the common core."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi import FastAPI

from simulator.chapa import api, refusals, webhooks
from simulator.core import paypage
from simulator.core.desk import Desk
from simulator.core.faults import Dials
from simulator.core.sender import Notice
from simulator.core.transactions import Refund, Transaction

_TEST_KEYS: Final = "CHASECK_TEST"


@dataclass(frozen=True, kw_only=True)
class Chapa:
    """One merchant's account at Chapa; without an address no webhook is sent."""

    secret_key: str
    webhook_secret: str
    webhook_url: str | None
    public_url: str
    name: str = "chapa"
    remarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def mode(self) -> str:
        """Whether the account is in `test` or `live` mode, which the key decides."""
        return "test" if self.secret_key.startswith(_TEST_KEYS) else "live"

    def holds(self, key: str) -> bool:
        """Whether `key` is the account's secret key."""
        return hmac.compare_digest(key.encode(), self.secret_key.encode())

    def checkout_url(self, token: str) -> str:
        """Return the pay page's address."""
        return f"{self.public_url.rstrip('/')}/{self.name}/checkout/{token}"

    def page(self, payment: Transaction) -> str:
        """Return the pay page's path."""
        return f"/{self.name}/checkout/{payment.token}"

    def api(self, desk: Desk) -> FastAPI:
        """Build the application that answers under `/chapa`."""
        app = FastAPI(title="Chapa", openapi_url=None)
        app.state.desk = desk
        app.state.provider = self
        app.include_router(api.router)
        app.include_router(paypage.router)
        refusals.install(app)
        return app

    def decided(self, payment: Transaction, dials: Dials) -> Notice | None:
        """Spell the decision as Chapa does; leaving the page and cancelling are silent."""
        return self._webhook(payment, webhooks.decision(payment), dials)

    def returned(self, refund: Refund, payment: Transaction, dials: Dials) -> Notice | None:
        """Spell the end of a refund; one that failed is silent."""
        return self._webhook(payment, webhooks.ending(refund), dials)

    def hint(self, payment: Transaction) -> Notice | None:
        """Call the payment's callback address after a decision."""
        return webhooks.callback(payment)

    def _webhook(
        self, payment: Transaction, event: webhooks.Event | None, dials: Dials
    ) -> Notice | None:
        if self.webhook_url is None or event is None:
            return None
        return webhooks.notice(
            payment,
            event,
            dials,
            url=self.webhook_url,
            secret=self.webhook_secret,
            mode=self.mode,
        )
