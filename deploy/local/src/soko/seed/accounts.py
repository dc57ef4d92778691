"""The accounts of the demo shop: an administrator, staff, and a customer with an address."""

import asyncio
import sys

from soko.api import Api, api_at
from soko.environment import Fleet, environment_of
from soko.seed.load import unless_there

PASSWORD = "soko-demo-pass"  # noqa: S105  published on purpose: demo profile only
ADMIN = "admin@soko.example"
STAFF = "staff@soko.example"
CUSTOMER = "customer@soko.example"

_ADDRESS = {
    "full_name": "Achieng Otieno",
    "phone_number": "+254722000111",
    "line1": "Ngong Road 210",
    "city": "Nairobi",
    "country": "KE",
    "is_default": True,
}


async def first_administrator(fleet: Fleet) -> None:
    """Make the first account by command: nobody could make it over the API."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "users.admin", "create", "--email", ADMIN),
        env=environment_of("users-api", fleet),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(f"{PASSWORD}\n".encode())
    if process.returncode != 0:
        raise RuntimeError(f"the administrator could not be made: {_last_line(said)}")


async def other_accounts(api: Api) -> None:
    """Make staff and the customer; the API must be signed in as an administrator."""
    people = (
        {"email": STAFF, "full_name": "Barasa Wekesa", "roles": ["staff"]},
        {"email": CUSTOMER, "full_name": "Achieng Otieno", "phone_number": "+254722000111"},
    )
    for person in people:
        await unless_there(api.post("/admin/users", person | {"password": PASSWORD}))


async def customers_address(url: str) -> None:
    """Give the customer a default address."""
    api = api_at(url)
    async with api.client:
        await api.sign_in(CUSTOMER, PASSWORD)
        if not (await api.get("/me/addresses"))["items"]:
            await api.post("/me/addresses", _ADDRESS)


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
