"""Products by command: `python -m catalog.admin add --by USER_ID < goods.jsonl`.

Each line is `{"product": …, "picture": …}`: a product as the API takes it, with a slug, and its
picture in base64. Products whose slug is taken are left as they are. Answers with a line for each
batch: how many it added, and how many were there.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Final, TextIO
from uuid import UUID

import uvloop
from pydantic import Base64Bytes, ValidationError

from catalog.adapters.picture_child import remade
from catalog.adapters.pictures import ObjectPictures, bucket
from catalog.adapters.tx import SqlTx, open_tx
from catalog.api.fields import SlugText
from catalog.api.product_schemas import ProductIn
from catalog.settings import Settings
from catalog.usecases.change_pictures import kept, shown
from catalog.usecases.create_product import create_product
from catalog.usecases.ports import Pictures, Staff, Stored
from common import db
from common.clock import utcnow
from common.db import Sessions
from common.errors import Problem
from common.schemas import In

BATCH: Final = 25
"""Products that are added in one transaction."""
_AT_ONCE: Final = 2


class NamedProductIn(ProductIn):
    """A new product that is known by its slug."""

    slug: SlugText


class GoodIn(In):
    """A line of the input."""

    product: NamedProductIn
    picture: Base64Bytes


@dataclass(frozen=True)
class Shelves:
    """Where products are put."""

    sessions: Sessions
    pictures: Pictures
    staff: Staff

    async def add(self, goods: Sequence[GoodIn]) -> int:
        """Add those that are missing, all or none of them; returns how many."""
        async with open_tx(self.sessions) as tx:
            fresh = [good for good in goods if await tx.products.is_slug_free(good.product.slug)]
        async with AsyncExitStack() as stack:
            # No connection waits while pictures are decoded and sent.
            storing = (kept(good.picture, pictures=self.pictures) for good in fresh)
            pictures = [await stack.enter_async_context(picture) for picture in storing]
            async with open_tx(self.sessions) as tx:
                for good, picture in zip(fresh, pictures, strict=True):
                    await self._put(good.product, picture.stored, tx)
            for picture in pictures:
                picture.is_shown = True
        return len(fresh)

    async def _put(self, product: NamedProductIn, stored: Stored, tx: SqlTx) -> None:
        picture = shown(stored, alt_text=product.name)
        command = replace(product.command(), pictures=(picture,))
        await create_product(command, staff=self.staff, tx=tx, at=utcnow())


def main(arguments: Sequence[str] | None = None) -> None:
    """Add the products; exits with 1 and a reason when one of them is refused."""
    parser = argparse.ArgumentParser(prog="catalog.admin", description=__doc__)
    add = parser.add_subparsers(required=True, metavar="add").add_parser("add")
    add.add_argument("--by", type=UUID, required=True, help="the id of who does it, for the audit")
    given = parser.parse_args(arguments)
    try:
        uvloop.run(_add(sys.stdin, Staff(id=given.by, request_id=None), Settings()))
    except* ValidationError as wrong:
        sys.exit(f"a line cannot be used: {wrong.exceptions[0]}")
    except* Problem as refused:
        sys.exit(str(refused.exceptions[0]))


async def _add(lines: TextIO, staff: Staff, settings: Settings) -> None:
    batches = _batches(lines)
    async with _shelves(settings, staff) as shelves, asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(_each(batches, shelves))


async def _each(batches: Iterator[list[GoodIn]], shelves: Shelves) -> None:
    for goods in batches:
        added = await shelves.add(goods)
        sys.stdout.write(f"{added} added, {len(goods) - added} were there\n")
        sys.stdout.flush()


def _batches(lines: TextIO) -> Iterator[list[GoodIn]]:
    while batch := [GoodIn.model_validate_json(line) for line in islice(lines, BATCH)]:
        yield batch


@asynccontextmanager
async def _shelves(settings: Settings, staff: Staff) -> AsyncIterator[Shelves]:
    """The catalog's own; pictures are remade by processes that last, not by one for each."""
    engine = db.engine(settings.database_url, application="catalog-admin", pool_size=_AT_ONCE)
    with ProcessPoolExecutor(_AT_ONCE, mp_context=get_context("spawn")) as processes:

        async def remade_beside(data: bytes) -> tuple[bytes, int, int]:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(processes, partial(remade, data))

        try:
            pictures = ObjectPictures(bucket(settings), remake=remade_beside)
            yield Shelves(db.sessions(engine), pictures, staff)
        finally:
            await engine.dispose()


if __name__ == "__main__":
    main()
