"""M-Pesa's Daraja, seen from the common core."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI

from simulator.core import phones
from simulator.core.desk import Desk
from simulator.core.faults import Dials
from simulator.core.sender import Notice
from simulator.core.transactions import Refund, Transaction
from simulator.daraja import api, notices, pushes, refusals, reversals, wire
from simulator.daraja.account import Account

_REMARKS: Final = {
    "webhook": "a callback names no currency, so wrong_currency sends it as it is; bad_signature "
    "sends it to an address with a wrong token; results of status queries always come",
    "verify": "a query names no amount, so its lies are told by the status query alone",
    "void": "no call cancels a prompt, so it does nothing",
    "initiate": "the token's path always works",
    "time_factor": "callbacks come once; it stretches the minute after which an ignored prompt "
    "counts as lapsed",
}


@dataclass(frozen=True, kw_only=True)
class Daraja:
    """One merchant's account at M-Pesa."""

    account: Account
    name: str = pushes.PROVIDER

    @property
    def remarks(self) -> Mapping[str, str]:
        """Say where a dial means something else here."""
        return _REMARKS

    def api(self, desk: Desk) -> FastAPI:
        """Build the application that answers under `/mpesa`."""
        app = FastAPI(title="M-Pesa Daraja", openapi_url=None)
        app.state.desk = desk
        app.state.account = self.account
        app.include_router(api.router)
        refusals.install(app)
        return app

    def page(self, payment: Transaction) -> str:
        """Return where the payer's phone is shown."""
        return phones.path_of(payment)

    def decided(self, payment: Transaction, dials: Dials) -> Notice | None:
        """Spell the callback; an ignored prompt is silent."""
        lie = 100 if dials.webhook == "wrong_amount" else 0
        body = wire.callback(payment, amount=payment.amount + lie)
        if body is None:
            return None
        return notices.notice(body, payment.details["callback_url"], self.account.shortcode, dials)

    def returned(self, refund: Refund, payment: Transaction, dials: Dials) -> Notice | None:
        """Spell the result of a reversal."""
        return reversals.ended(refund, payment, self.account, dials)

    def hint(self, _payment: Transaction) -> Notice | None:
        """Make no other call."""
        return None
