"""Every statement about idempotency keys, built once for each service's table.

Building a statement costs more than running one that is built.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Executable, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from common.intents import Intent
from common.stored_answers import Answer, Claim

LEASE: Final = timedelta(seconds=30)

_WHOSE: Final = ("principal", "method", "path", "key")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatements:
    """What is asked about keys; parameters come from `named`, `held_by` and `answered`."""

    begin: Executable
    """Insert a key; returns nothing where it exists."""
    keep: Executable
    """Insert a key with its answer; returns nothing where it exists."""
    claim: Executable
    """Insert a key under a lease; returns resource and lease, nothing where it exists."""
    find: Executable
    find_locked: Executable
    store: Executable
    finish: Executable
    """Answer a claim; returns nothing where it was lost."""
    take_over: Executable
    drop: Executable


@cache
def statements(table: Table) -> KeyStatements:
    """Return the statements over a service's table."""
    c = table.c
    whose = [c[name] == bindparam(f"whose_{name}") for name in _WHOSE]
    held = (*whose, c.status.is_(None), c.locked_until == bindparam("lease"))
    found = select(c.body_hash, c.status, c.body, c.headers).where(*whose)
    given: dict[str, Any] = {name: bindparam(f"whose_{name}") for name in _WHOSE}
    given |= {"body_hash": bindparam("body_hash")}
    leased = given | {"resource_id": bindparam("resource"), "locked_until": func.now() + LEASE}
    answer: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in ("status", "body", "headers")
    }
    new = insert(table).on_conflict_do_nothing()
    return KeyStatements(
        begin=new.values(given).returning(c.key),
        keep=new.values(given | answer).returning(c.key),
        claim=new.values(leased).returning(c.resource_id, c.locked_until),
        find=found,
        find_locked=found.with_for_update(),
        store=update(table).where(*whose).values(answer),
        finish=update(table).where(*held).values(locked_until=None, **answer).returning(c.key),
        take_over=update(table)
        .where(*whose, c.locked_until < func.now())
        .values(locked_until=func.now() + LEASE)
        .returning(c.resource_id, c.locked_until),
        drop=delete(table).where(*held).returning(c.key),
    )


def named(intent: Intent) -> dict[str, Any]:
    """Return the parameters that name an intent's row."""
    return {f"whose_{name}": getattr(intent, name) for name in _WHOSE}


def held_by(claim: Claim) -> dict[str, Any]:
    """Return the parameters that name a claim's row while it is the claim's."""
    return {**named(claim.intent), "lease": claim.locked_until}


def answered(answer: Answer) -> dict[str, Any]:
    """Return an answer's columns as parameters."""
    return {
        "new_status": answer.status,
        "new_body": answer.body,
        "new_headers": dict(answer.headers),
    }
