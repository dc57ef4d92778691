"""What operators do from a terminal, over the shop's own API: look, retry, send on, decide."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from soko.api import Api, api_at
from soko.here import this_fleet
from soko.seed.accounts import ADMIN, PASSWORD

console = Console()

Url = Annotated[str | None, typer.Option(envvar="SOKO_URL", help="The shop; this fleet's if none.")]
Email = Annotated[str, typer.Option(envvar="SOKO_EMAIL", help="Who asks.")]
Password = Annotated[
    str, typer.Option(envvar="SOKO_PASSWORD", help="Their password.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]

_WIDEST: Final = 60
_OUTBOX: Final = ("service", "pending", "parked", "oldest_seconds")
_QUEUES: Final = ("name", "ready", "consumers", "measured_at")
_PARKED: Final = ("id", "service", "direction", "queue", "name", "reason", "parked_at")
_SAGAS: Final = ("order_id", "number", "state", "status", "owed", "deadline_at")
_INCIDENTS: Final = ("id", "kind", "state", "order_id", "detail", "created_at")
_TIMELINE: Final = ("at", "source", "kind", "title")


ops = typer.Typer(no_args_is_help=True, help="What operators look at and mend.")


@ops.callback()
def sign_in(
    context: typer.Context, url: Url = None, email: Email = ADMIN, password: Password = PASSWORD
) -> None:
    """Sign in first; the demo shop's administrator is the default."""
    here = f"http://127.0.0.1:{this_fleet().ports['gateway']}" if url is None else url
    context.obj = _Desk(here, email, password)


class _Desk:
    """One signed-in visit to the shop's API."""

    def __init__(self, url: str, email: str, password: str) -> None:
        self._url, self._email, self._password = url, email, password

    def do(self, asking: Callable[[Api], Awaitable[Any]]) -> Any:
        """Sign in, ask, and leave."""
        return asyncio.run(self._do(asking))

    def show(self, path: str, columns: tuple[str, ...], *, as_json: bool, **query: Any) -> None:
        """Show a whole list as a table, or as JSON."""
        items = self.do(lambda api: _all(api, path, query))
        if as_json:
            sys.stdout.write(json.dumps(items) + "\n")
            return
        table = Table(*columns)
        for item in items:
            table.add_row(*(_cell(item.get(column)) for column in columns))
        console.print(table if items else "Nothing.")

    async def _do(self, asking: Callable[[Api], Awaitable[Any]]) -> Any:
        api = api_at(self._url)
        async with api.client:
            await api.sign_in(self._email, self._password)
            return await asking(api)


@ops.command()
def outbox(context: typer.Context, as_json: AsJson = False) -> None:
    """Show what each service has still to publish, and the age of the oldest."""
    context.obj.show("/admin/ops/outbox", _OUTBOX, as_json=as_json)


@ops.command()
def queues(context: typer.Context, as_json: AsJson = False) -> None:
    """Show how full the queues are and who works on them."""
    context.obj.show("/admin/ops/queues", _QUEUES, as_json=as_json)


@ops.command()
def parked(context: typer.Context, as_json: AsJson = False) -> None:
    """List messages that nobody could handle."""
    context.obj.show("/admin/ops/parked-messages", _PARKED, as_json=as_json)


@ops.command()
def sagas(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="stuck, running or done.")] = "stuck",
    as_json: AsJson = False,
) -> None:
    """List orders by how their saga stands."""
    context.obj.show("/admin/sagas", _SAGAS, as_json=as_json, state=state)


@ops.command()
def incidents(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="open or resolved.")] = "open",
    as_json: AsJson = False,
) -> None:
    """List what about money a person must decide."""
    context.obj.show("/admin/payment-incidents", _INCIDENTS, as_json=as_json, state=state)


@ops.command()
def timeline(
    context: typer.Context,
    order: Annotated[str, typer.Argument(help="Its id or its number.")],
    as_json: AsJson = False,
) -> None:
    """Show everything that happened to an order, in one list."""
    found = context.obj.do(lambda api: _order_id(api, order))
    context.obj.show(f"/admin/orders/{found}/timeline", _TIMELINE, as_json=as_json)


@ops.command()
def requeue(
    context: typer.Context, ids: Annotated[list[str], typer.Argument(help="Parked messages.")]
) -> None:
    """Have parked messages handled, or published, once more."""
    for one in ids:
        path = f"/admin/ops/parked-messages/{one}/requeue"
        sent = context.obj.do(lambda api, path=path: api.post(path))
        console.print(f"{one} goes back to {sent['queue'] or sent['service']}")


@ops.command()
def retry(
    context: typer.Context, orders: Annotated[list[str], typer.Argument(help="Their ids.")]
) -> None:
    """Ask again for what stuck orders wait for."""
    _each(context, orders, "retry")


@ops.command()
def compensate(
    context: typer.Context, orders: Annotated[list[str], typer.Argument(help="Their ids.")]
) -> None:
    """Cancel stuck orders and give the money back."""
    _each(context, orders, "compensate")


@ops.command()
def resolve(
    context: typer.Context,
    incident: Annotated[str, typer.Argument(help="Its id.")],
    resolution: Annotated[str, typer.Option("--as", help="accept, refund or dismiss.")],
    note: Annotated[str | None, typer.Option(help="Why.")] = None,
) -> None:
    """Decide an incident."""
    body = {"resolution": resolution} | ({} if note is None else {"note": note})
    path = f"/admin/payment-incidents/{incident}/resolve"
    decided = context.obj.do(lambda api: api.post(path, body))
    console.print(f"{incident} is {decided['state']}")


def _each(context: typer.Context, orders: list[str], what: str) -> None:
    for order in orders:
        path = f"/admin/sagas/{order}/{what}"
        context.obj.do(lambda api, path=path: api.post(path))
        console.print(f"{order}: {what} is under way")


async def _all(api: Api, path: str, query: dict[str, Any]) -> list[Any]:
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await api.get(path, **query, **cursor)
        items += page["items"]
        for service in page.get("unreachable", ()):
            Console(stderr=True, style="yellow").print(f"{service} did not answer")
        if page.get("next_cursor") is None:
            return items
        cursor = {"cursor": page["next_cursor"]}


async def _order_id(api: Api, order: str) -> str:
    if len(order) > 30:  # noqa: PLR2004  an id; numbers are short
        return order
    found = (await api.get("/admin/orders", q=order))["items"]
    matching = [one["id"] for one in found if one["number"] == order]
    if not matching:
        raise RuntimeError(f"there is no order {order}")
    return str(matching[0])


def _cell(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "-" if value is None else text[:_WIDEST]
