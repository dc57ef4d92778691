"""What the database was asked: its own log of every statement, for the while of a measurement."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

_LINE = re.compile(r"\[(\d+)\] \S+ LOG:  (?:statement|execute [^:]+):\s*(\w*)")
_ENDS = ("COMMIT", "ROLLBACK")


@dataclass
class Asked:
    """Counts by application, e.g. `orders-api`; filled when the measurement ends."""

    statements: Counter[str] = field(default_factory=Counter)
    transactions: Counter[str] = field(default_factory=Counter)


@asynccontextmanager
async def counted(home: Path, port: int) -> AsyncIterator[Asked]:
    """Count what the shop asks of the database within the block."""
    log, asked = home / "logs" / "postgres.log", Asked()
    password = json.loads((home / "secrets.json").read_text())["postgres"]["admin"]
    connection = await asyncpg.connect(
        host="127.0.0.1", port=port, user="soko_admin", password=password, database="soko"
    )
    try:
        await _log(connection, "all")
        began = log.stat().st_size
        try:
            yield asked
        finally:
            await _log(connection, "none")
        _count(log, began, await _applications(connection), asked)
    finally:
        await connection.close()


async def _log(connection: asyncpg.Connection, what: str) -> None:
    await connection.execute(f"alter system set log_statement = '{what}'")
    await connection.execute("select pg_reload_conf()")


async def _applications(connection: asyncpg.Connection) -> dict[str, str]:
    rows = await connection.fetch("select pid, application_name from pg_stat_activity")
    return {str(row["pid"]): row["application_name"].removesuffix("-lead") for row in rows}


def _count(log: Path, began: int, applications: dict[str, str], asked: Asked) -> None:
    with log.open(errors="replace") as lines:
        lines.seek(began)
        for found in filter(None, map(_LINE.search, lines)):
            application, word = applications.get(found[1], ""), found[2].upper()
            if word == "BEGIN":
                asked.transactions[application] += 1
            elif application and word not in _ENDS:
                asked.statements[application] += 1
