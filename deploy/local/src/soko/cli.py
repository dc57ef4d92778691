"""The command `soko`: the local fleet and what one wants to know of it."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from soko.backing.accounts import forget_data
from soko.buy.command import command as buy
from soko.children import tail
from soko.doctor import examine
from soko.environment import Fleet, environment_of
from soko.fleet import front, replacing
from soko.fleet import status as fleet_status
from soko.fleet.state import Phase, state_of
from soko.fleet.units import NAMES, REPLACEABLE
from soko.here import this_fleet
from soko.home import MARKER, home_at
from soko.operate import ops
from soko.seed import MOST

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
admin = typer.Typer(no_args_is_help=True, help="Accounts of staff.")
app.add_typer(admin, name="admin")
app.add_typer(ops, name="ops")
app.command("buy")(buy)
console = Console()


def main() -> None:
    """Run a command; what is wrong is said in one line, without a traceback."""
    try:
        app()
    except (RuntimeError, ValueError) as problem:
        trouble = Console(stderr=True, style="red")
        trouble.print(str(problem), markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


@app.command()
def up(
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when it is up.")] = False,
) -> None:
    """Start the whole shop; Ctrl-C stops it."""
    fleet = this_fleet()
    start = front.behind if detach else front.in_front
    raise typer.Exit(asyncio.run(start(fleet, console)))


@app.command()
def down() -> None:
    """Stop the fleet of this home, and whatever was left of it."""
    stopped = front.down(home_at())
    console.print("Everything is stopped." if stopped else "Nothing was running.")


@app.command()
def replace(
    names: Annotated[list[str] | None, typer.Argument(help="Processes; all without any.")] = None,
) -> None:
    """Replace processes of the running fleet, one by one, without losing a request."""
    home = home_at()
    if state_of(home).phase is not Phase.READY:
        raise RuntimeError("the fleet is not running; start it with `make up`")
    chosen = names or list(REPLACEABLE)
    replacing.ask(home, chosen)
    told = partial(console.print, sep=" is now ", highlight=False)
    state = asyncio.run(replacing.until_replaced(home, chosen, told))
    failures = [why for name, why in state.not_replaced.items() if name in chosen]
    if failures:
        raise RuntimeError("\n".join(failures))


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show every process: pid, port, ready or not, log."""
    found = asyncio.run(fleet_status.statuses(this_fleet()))
    if as_json:
        sys.stdout.write(json.dumps(fleet_status.as_json(found)) + "\n")
        return
    table = Table("Process", "Pid", "Port", "Ready", "Log")
    for process in found:
        ready = "[green]yes" if process.ready else "[red]no"
        table.add_row(process.name, str(process.pid or "-"), str(process.port), ready, process.log)
    console.print(table)


@app.command()
def logs(
    name: Annotated[str | None, typer.Argument(help="One process; all without it.")] = None,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on.")] = False,
    lines: Annotated[int, typer.Option("-n", help="How many lines.")] = 40,
) -> None:
    """Show the last lines of one log, or of all."""
    names = [name] if name else [log.stem for log in sorted(home_at().folder("logs").glob("*.log"))]
    files = [home_at().log(one) for one in names]
    if follow:
        command = ["tail", "-n", str(lines), "-F", *map(str, files)]
        os.execvp(command[0], command)  # noqa: S606  tail is the better follower
    for file in files:
        console.print(f"[bold]{file.stem}[/]")
        for line in tail(file, lines):
            console.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def seed(
    bench: Annotated[
        int | None,
        typer.Option(min=1, max=MOST, help="So many like products and 50 customers instead."),
    ] = None,
) -> None:
    """Load the demo shop into the running fleet; repeating it adds only what is missing."""
    environment = os.environ | _pointing_here(this_fleet())
    command = [sys.executable, "-m", "soko.seed", *(["--bench", str(bench)] if bench else [])]
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


@app.command()
def doctor() -> None:
    """Say what is wrong with this machine or this fleet, and how to mend it."""
    findings = asyncio.run(examine(this_fleet()))
    for finding in findings:
        mark = "[green]ok [/]" if finding.well else "[red]bad[/]"
        console.print(f"{mark} {finding.what:<16} {finding.seen}", highlight=False)
        if not finding.well:
            console.print(f"    {finding.mend}", markup=False, highlight=False)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Stop the fleet and delete everything that it holds: data, secrets, logs."""
    home = home_at()
    if not yes:
        typer.confirm(f"Delete everything in {home.path}?", abort=True)
    front.down(home)
    forget_data(home.path)
    shutil.rmtree(home.path)
    console.print(f"{home.path} is gone; `make up` makes a new one.")


@app.command()
def env(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(NAMES)}")],
) -> None:
    """Print the environment of one process, to run it by hand."""
    variables = environment_of(name, this_fleet())
    for key, value in sorted(variables.items()):
        if key.startswith("SOKO_") and key != MARKER:
            sys.stdout.write(f"export {key}={_shell(value)}\n")


@admin.command("create")
def admin_create(
    email: Annotated[str, typer.Option(help="The new administrator's address.")],
) -> None:
    """Make an administrator in the running fleet."""
    fleet = this_fleet()
    if state_of(fleet.home).phase is not Phase.READY:
        raise RuntimeError("the fleet is not running; start it with `make up`")
    command = [sys.executable, "-m", "users.admin", "create", "--email", email]
    environment = environment_of("users-api", fleet)
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


def _pointing_here(fleet: Fleet) -> dict[str, str]:
    return {"SOKO_HOME": str(fleet.home.path), "SOKO_PORT_OFFSET": str(fleet.ports.offset)}


def _shell(value: str) -> str:
    return "'" + value.replace("'", "'\\''") + "'"


if __name__ == "__main__":
    main()
