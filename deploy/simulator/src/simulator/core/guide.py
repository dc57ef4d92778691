"""What the control interface says about itself: its paths, the dials and their positions."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from simulator.core.faults import Dials

_PATHS: Final = {
    "GET /control/transactions?provider=&status=": "what the providers hold, newest first",
    "POST /control/transactions/{provider}/{reference}/decision": (
        'the payer acts: {"outcome": "approve"}, "decline" or "abandon"; approve is taken after '
        'decline and abandon too (late money), nothing is once voided; "amount" in minor units '
        'and "currency" beside approve are what is truly paid instead'
    ),
    "POST /control/transactions/{provider}/{reference}/webhook": "sends its webhook again",
    "PUT /control/transactions/{provider}/{reference}/faults": (
        "turns dials towards this payment alone: {dial: position}"
    ),
    "GET /control/faults": "every provider's dials",
    "PUT /control/faults": "turns dials: {provider: {dial: position}}; the others stay",
    "GET /control/books?provider=&reference=": "what was truly captured and refunded",
    "DELETE /control": "forgets all and turns every dial back",
}
_BROKEN: Final = {
    "normal": "as documented",
    "error_500": "nothing happens, 500",
    "charge_then_500": "it is done, but 500 is answered",
    "timeout": "it is done, and no answer comes for 60 s",
    "malformed": "it is done, and half of the answer comes",
}
_LIES: Final = {
    "wrong_amount": "one unit more than was paid",
    "wrong_currency": "another currency than was paid",
}
POSITIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "auto": {
        "none": "somebody decides",
        "approve": "every new payment is paid",
        "decline": "every new payment is declined",
    },
    "decision_delay_s": {"seconds": "how long `auto` waits"},
    "webhook": {
        "normal": "as documented",
        "none": "neither webhooks nor callbacks",
        "duplicate": "two equal deliveries",
        "reorder": "held until a later one has overtaken it, 2 s at most",
        **_LIES,
        "bad_signature": "authentic in no way",
    },
    "webhook_delay_s": {"seconds": "before the first delivery"},
    "initiate": _BROKEN,
    "verify": {**_BROKEN, **_LIES},
    "void": {
        "normal": "an unpaid link is closed",
        "refused": "refused, and the link stays payable",
        "error_500": "nothing happens, 500",
    },
    "refund": {
        "normal": "done a second later",
        "error_500": "nothing happens, 500",
        "charge_then_500": "it is begun and gets done, but 500 is answered",
        "failed": "taken, and fails a second later",
        "slow": "done ten seconds later",
        "pending": "taken, and waits until the dial is turned back",
    },
    "time_factor": {"number": "stretches the waits of the retry ladder; 0 tries again at once"},
}


class Guide(BaseModel):
    """The help text; `remarks` says what a dial means where it is not what it usually means."""

    paths: Mapping[str, str]
    dials: Mapping[str, Mapping[str, str]]
    defaults: Dials
    remarks: Mapping[str, Mapping[str, str]]


def guide_to(remarks: Mapping[str, Mapping[str, str]]) -> Guide:
    """Return the help text for providers with these remarks."""
    return Guide(paths=_PATHS, dials=POSITIONS, defaults=Dials(), remarks=remarks)
