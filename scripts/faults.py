"""The fault catalogue: prints what is shown by which test, or checks that it tells the truth."""

import argparse
import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from common.crash import points_of

ROOT: Final = Path(__file__).resolve().parents[1]
CATALOGUE: Final = ROOT / "tests" / "faults.toml"
WANTED: Final = (
    *(f"A{number}" for number in range(1, 27)),
    *(f"B{number}" for number in range(1, 9)),
    *(f"C{number}" for number in range(1, 4)),
    *(f"D{number}" for number in range(1, 10)),
    *(f"E{number}" for number in range(1, 15)),
    *("H1", "H4", "H5"),
)
"""What the shop has to stand by now."""

Faults = Mapping[str, Mapping[str, Any]]


def main() -> None:
    """Print the table, or with `--check` say what is wrong with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is wrong with it")
    faults = tomllib.loads(CATALOGUE.read_text())
    wrong = [*mistakes(faults)]
    if not parser.parse_args().check:
        Console().print(_table(faults))
    sys.stdout.write("".join(f"{CATALOGUE.name}: {one}\n" for one in wrong))
    sys.exit(1 if wrong else 0)


def mistakes(faults: Faults) -> Iterator[str]:
    """Yield every row that is missing, shows nothing, or names what does not exist."""
    yield from (f"there is no {row}" for row in WANTED if row not in faults)
    for row, told in faults.items():
        if not told.get("tests") and not told.get("points"):
            yield f"{row} is shown by nothing"
        yield from (
            f"{row}: no test {name}" for name in told.get("tests", ()) if not _is_test(name)
        )
        yield from (f"{row}: no point {it}" for it in told.get("points", ()) if not _is_point(it))


def _is_test(name: str) -> bool:
    path, _, function = name.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    found = ast.walk(ast.parse(file.read_text()))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(isinstance(node, kinds) and node.name == function for node in found)


def _is_point(name: str) -> bool:
    process, _, point = name.partition(" ")
    return point in points_of(process)


def _table(faults: Faults) -> Table:
    table = Table("Fault", "What happens", "Shown by", show_lines=True)
    for row, told in faults.items():
        table.add_row(row, told["fault"], "\n".join(_shown(told)))
    return table


def _shown(told: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from (f"kill matrix: {point}" for point in told.get("points", ()))
    for name in told.get("tests", ()):
        path, _, function = name.partition("::")
        yield f"{Path(path).name}: {function.removeprefix('test_').replace('_', ' ')}"


if __name__ == "__main__":
    main()
