"""What a person sees while a fleet starts, and when it is up."""

import asyncio
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from soko.environment import Fleet
from soko.fleet.state import Phase, State
from soko.web import built

_REFRESH = 0.15
_SHOWN_NAMES = 4

ACCOUNTS = (
    ("admin@soko.example", "may do everything"),
    ("staff@soko.example", "orders, catalog, payments"),
    ("customer@soko.example", "buys"),
)
DEMO_PASSWORD = "soko-demo-pass"  # noqa: S105  published on purpose: demo profile only


async def follow(read: Callable[[], State], console: Console) -> State:
    """Show how far the start has come until it is over; answers the last state."""
    if console.is_terminal:
        return await _bar(read, console)
    return await _lines(read, console)


def show_addresses(fleet: Fleet, state: State, console: Console) -> None:
    """The table of where everything is and who can sign in."""
    ports = fleet.ports
    shop = f"http://localhost:{ports['gateway']}"
    table = Table(title=f"Soko is up, after {state.ready_after} s", title_justify="left")
    table.add_column("What")
    table.add_column("Where", overflow="fold")
    for what, where in (
        ("Storefront", _page(shop, "storefront", "/")),
        ("Admin", _page(shop, "admin", "/admin/")),
        ("API", f"{shop}/api/v1"),
        ("API reference", f"{shop}/docs"),
        ("Mail that the shop sent", f"http://localhost:{ports['mail']}"),
        ("Payment provider simulator", f"http://localhost:{ports['simulator']}"),
        ("Pictures (S3)", fleet.stand.objects.media_url),
        ("PostgreSQL", f"127.0.0.1:{ports['postgres']}, database soko"),
        ("RabbitMQ", f"127.0.0.1:{ports['rabbitmq']}, virtual host soko"),
        ("Logs, data, secrets", str(fleet.home.path)),
    ):
        table.add_row(what, where)
    console.print(table)
    accounts = Table(title=f"Accounts, password {DEMO_PASSWORD}", title_justify="left")
    accounts.add_column("E-mail")
    accounts.add_column("Who")
    for email, who in ACCOUNTS:
        accounts.add_row(email, who)
    console.print(accounts)


def _page(shop: str, app: str, path: str) -> str:
    return f"{shop}{path}" if app in built() else "not built; `make web` builds it"


async def _bar(read: Callable[[], State], console: Console) -> State:
    columns = (
        TextColumn("Starting"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        while True:
            state = read()
            progress.update(
                task,
                total=len(state.units) or None,
                completed=len(_ready(state)),
                description=state.note or _waiting(state),
            )
            if state.phase is not Phase.STARTING:
                return state
            await asyncio.sleep(_REFRESH)


async def _lines(read: Callable[[], State], console: Console) -> State:
    """For a log file: one line for each unit that became ready."""
    shown: set[str] = set()
    note = ""
    while True:
        state = read()
        seconds = time.time() - state.started_at
        for name in sorted(_ready(state) - shown):
            console.print(f"{seconds:6.1f} s  {name} is ready", highlight=False)
        shown |= _ready(state)
        if state.note != note:
            note = state.note
            if note:
                console.print(f"{seconds:6.1f} s  {note}", highlight=False)
        if state.phase is not Phase.STARTING:
            return state
        await asyncio.sleep(_REFRESH)


def _ready(state: State) -> set[str]:
    return {name for name, what in state.units.items() if what == "ready"}


def _waiting(state: State) -> str:
    names = [name for name, what in state.units.items() if what != "ready"]
    more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
    return "waiting for " + ", ".join(names[:_SHOWN_NAMES]) + more if names else ""
