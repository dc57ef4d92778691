"""Where a browser goes after paying."""

from urllib.parse import urlencode, urlsplit

from fastapi import Response
from fastapi.responses import RedirectResponse

from payments.domain.attempt import Attempt
from payments.domain.payment import Payment
from payments.usecases.ports import World
from payments.usecases.refresh import come_back


async def homeward(provider: str, reference: str, world: World, storefront: str) -> Response:
    """Ask the provider, then send the browser on; raise `ReferenceNotFound`."""
    payment, attempt = await come_back(provider, reference, world=world)
    return RedirectResponse(_home(payment, attempt, storefront), 303)


def _home(payment: Payment, attempt: Attempt, storefront: str) -> str:
    if attempt.return_url is None:
        return f"{storefront.rstrip('/')}/orders/{payment.order_id}"
    said = urlencode({"order_id": str(payment.order_id), "status": payment.status})
    parts = urlsplit(attempt.return_url)
    query = f"{parts.query}&{said}" if parts.query else said
    return parts._replace(query=query).geturl()
