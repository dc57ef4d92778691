"""The page that shows every recorded run: one file, which asks nobody for anything."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bench import chart, history, report
from bench.peers import FLOORS, PEERS

NAME: Final = "index.html"

_PAGES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def written(folder: Path = history.RESULTS) -> Path:
    """Write the page beside the recorded runs and return its file."""
    path = folder / NAME
    path.write_text(page(history.runs(folder)))
    return path


def page(runs: Sequence[Mapping[str, Any]]) -> str:
    """Return the page of these runs, of which the last is shown in full."""
    if not runs:
        raise ValueError("nothing was recorded yet")
    latest = runs[-1]
    return _PAGES.get_template("page.html.j2").render(
        latest=latest,
        runs=runs,
        peers=PEERS,
        verdict=report.verdict,
        statements_verdict=report.statements_verdict,
        beside_peers=[_beside_peers(row) for row in latest["rows"] if _has_peers(row)],
        over_time=[_over_time(row, runs) for row in latest["rows"]],
        cpu=[(row, _cpu(row, latest)) for row in latest["rows"]],
    )


def _has_peers(row: Mapping[str, Any]) -> bool:
    return any(row["key"] in peer.per_thousand for peer in PEERS)


def _beside_peers(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], Markup]:
    values = {"Soko": row["per_thousand"]}
    values |= {peer.name: peer.per_thousand[row["key"]] for peer in PEERS}
    return row, chart.bars(f"{row['title']}, {row['clients']} at once", values)


def _over_time(
    row: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], Markup]:
    key = row["key"]
    points = [
        (run["at"], float(one["per_thousand"]))
        for run in runs
        for one in run["rows"]
        if one["key"] == key
    ]
    levels = [chart.Level("floor", FLOORS[key])] if key in FLOORS else []
    best = max((peer.per_thousand.get(key, 0.0) for peer in PEERS), default=0.0)
    levels += [chart.Level("best peer", best)] if best else []
    return row, chart.lines(f"{row['title']} over time", points, levels)


def _cpu(row: Mapping[str, Any], run: Mapping[str, Any]) -> Markup:
    title = f"who used the CPU during: {row['title']}, {row['clients']} at once"
    return chart.stack(title, row["cpu"], float(run["machine"]["cores"]))
