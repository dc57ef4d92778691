"""Goods and customers for measuring: many products that differ in nothing that matters."""

import asyncio
import base64
import colorsys
import io
import json
import sys
import tempfile
from collections.abc import Callable
from typing import Any, Final, TextIO

from PIL import Image, ImageDraw

from soko.api import Api
from soko.environment import Fleet, environment_of
from soko.seed.accounts import PASSWORD
from soko.seed.load import every, unless_there
from soko.seed.stock import CURRENCIES, price

CUSTOMERS: Final = 50
UNITS: Final = 1_000_000
_SIDE: Final = 200
_AT_ONCE: Final = 4
_CATEGORY: Final = "bench"

Tell = Callable[[str], None]


async def fill(fleet: Fleet, api: Api, count: int, tell: Tell) -> None:
    """Load what is missing of `count` products and of the customers."""
    await _customers(api, tell)
    known = {one["slug"] async for one in every(api, "/admin/products")}
    missing = [number for number in range(1, count + 1) if slug(number) not in known]
    tell(f"Loading the bench shop: {count - len(missing)} of {count} products are there")
    if missing:
        category = await _category(api)
        me = await api.get("/me")
        await _shelve(fleet, missing, category, me["id"], tell, count=count)


def slug(number: int) -> str:
    """The slug of a product, counted from 1."""
    return f"bench-product-{number:04}"


def email(number: int) -> str:
    """The address of a customer, counted from 1."""
    return f"bench-{number:02}@soko.example"


def product(number: int, category_id: str) -> dict[str, Any]:
    """A product as the admin API takes it: one variant, a price in each currency, ample stock."""
    kes = 500 + number * 37 % 4500
    return {
        "name": f"Bench Product {number:04}",
        "slug": slug(number),
        "sku": f"BENCH-{number:04}",
        "description": "A thing of which there is always enough, for measuring how fast it sells.",
        "category_id": category_id,
        "prices": [{"amount": price(kes, code), "currency": code} for code in CURRENCIES],
        "status": "published",
        "initial_stock": UNITS,
    }


def drawn(number: int) -> bytes:
    """A small JPEG that is this product's own."""
    tint = colorsys.hsv_to_rgb(number * 0.618 % 1.0, 0.45, 0.9)
    canvas = Image.new("RGB", (_SIDE, _SIDE), tuple(round(part * 255) for part in tint))
    draw = ImageDraw.Draw(canvas)
    draw.ellipse((25, 25, _SIDE - 25, _SIDE - 25), fill="white")
    draw.text((_SIDE / 2, _SIDE / 2), f"{number:04}", fill="black", anchor="mm", font_size=48)
    written = io.BytesIO()
    canvas.save(written, "JPEG", quality=80)
    return written.getvalue()


async def _customers(api: Api, tell: Tell) -> None:
    known = {one["email"] async for one in every(api, "/admin/users")}
    missing = [one for one in map(email, range(1, CUSTOMERS + 1)) if one not in known]
    tell(f"Loading the bench shop: {CUSTOMERS - len(missing)} of {CUSTOMERS} customers are there")
    allowed = asyncio.Semaphore(_AT_ONCE)

    async def one(address: str) -> None:
        async with allowed:
            await unless_there(api.post("/admin/users", {"email": address, "password": PASSWORD}))

    async with asyncio.TaskGroup() as group:
        for address in missing:
            group.create_task(one(address))


async def _category(api: Api) -> str:
    async for category in every(api, "/admin/categories"):
        if category["slug"] == _CATEGORY:
            return str(category["id"])
    made = await api.post("/admin/categories", {"name": "Bench", "slug": _CATEGORY})
    return str(made["id"])


async def _shelve(
    fleet: Fleet, numbers: list[int], category: str, admin: str, tell: Tell, *, count: int
) -> None:
    """Have catalog's own command add them: one request for each would take minutes."""
    with tempfile.TemporaryFile("w+") as goods:
        await asyncio.to_thread(_write, goods, numbers, category)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "catalog.admin", "add", "--by", admin),
            env=environment_of("catalog-api", fleet),
            stdin=goods,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(_follow(process, tell, there=count - len(numbers), count=count))
            words = group.create_task(_words(process))
    if await process.wait() != 0:
        raise RuntimeError(f"the products could not be added: {words.result()}")


def _write(goods: TextIO, numbers: list[int], category: str) -> None:
    for number in numbers:
        picture = base64.b64encode(drawn(number)).decode()
        line = {"product": product(number, category), "picture": picture}
        goods.write(json.dumps(line) + "\n")
    goods.seek(0)


async def _follow(
    process: asyncio.subprocess.Process, tell: Tell, *, there: int, count: int
) -> None:
    """Tell how far it has come, of what the command says batch by batch."""
    done = there
    while process.stdout is not None and (line := await process.stdout.readline()):
        added, _, rest = line.decode().partition(" added, ")
        done += int(added) + int(rest.split()[0])
        tell(f"Loading the bench shop: {done} of {count} products")


async def _words(process: asyncio.subprocess.Process) -> str:
    said = await process.stderr.read() if process.stderr else b""
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
