"""A run as a table for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.peers import FLOORS, PEERS, STATEMENTS
from bench.purchase import told as told_of_purchase


def told(found: Mapping[str, Any]) -> str:
    """Write a run beside the peers and the floors."""
    return "\n".join(_lines(found)) + "\n"


def table(found: Mapping[str, Any]) -> str:
    """Write a run as the table that README.md shows."""
    heads = ["", "at once", "per second", "p50", "p99", "per 1,000", *(p.name for p in PEERS)]
    lines = [heads, ["---"] * (len(heads) + 1)]
    heads.append("promised")
    for row in found["rows"]:
        peers = [str(peer.per_thousand.get(row["key"], "")) for peer in PEERS]
        times = [f"{row[name]:,.1f} ms" for name in ("p50", "p99")]
        rate = f"{row['per_second']:,.1f}"
        said = verdict(row["key"], row["per_thousand"])
        ratio = f"**{row['per_thousand']:g}**"
        lines.append([row["title"], str(row["clients"]), rate, *times, ratio, *peers, said])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def verdict(key: str, ratio: float) -> str:
    """Say whether a journey is as fast as promised; nothing where nothing was promised."""
    floor = FLOORS.get(key)
    return "" if floor is None else f"{'met' if ratio >= floor else 'MISSED'}, floor {floor:g}"


def statements_verdict(kind: str, count: float) -> str:
    """Say whether a request asks the database as seldom as promised."""
    most = STATEMENTS.get(kind.removeprefix("first "))
    return "" if most is None else f"{'met' if count <= most else 'MISSED'}, at most {most}"


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    names = "".join(f"{peer.name:>10}" for peer in PEERS)
    yield f"\n{'per 1,000 reference answers':<34}{'Soko':>10}{names}"
    for row in found["rows"]:
        title = f"{row['title']}, {row['clients']} at once"
        peers = "".join(f"{peer.per_thousand.get(row['key'], ''):>10}" for peer in PEERS)
        ratio = row["per_thousand"]
        yield f"{title:<34}{ratio:>10}{peers}   {verdict(row['key'], ratio)}".rstrip()
    yield from _memory(found)
    if start := found.get("start"):
        peers = ", ".join(f"{peer.name} {peer.start}" for peer in PEERS)
        yield f"start: {start['seconds']} s, {start['cpu_seconds']} s of CPU ({peers} s)"
    yield from _statements(found.get("statements", {}))
    if purchase := found.get("purchase"):
        yield told_of_purchase(purchase).rstrip()


def _memory(found: Mapping[str, Any]) -> Iterator[str]:
    idle, loaded = found["memory_idle"]["shop"], found["memory_loaded"]["shop"]
    peers = ", ".join(f"{peer.name} {peer.rss:,.0f} / {peer.pss:,.0f}" for peer in PEERS)
    yield f"memory of the shop's processes, RSS / PSS: {idle['rss']:,.0f} / {idle['pss']:,.0f} MiB"
    yield f"  after the load {loaded['rss']:,.0f} / {loaded['pss']:,.0f}; idle peers: {peers} MB"


def _statements(each: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    for kind, by_process in each.items():
        count = round(sum(by_process.values()), 2)
        whose = ", ".join(f"{name} {part:g}" for name, part in by_process.items())
        verdict = statements_verdict(kind, count)
        yield f"SQL statements of one {kind}: {count:g} ({whose})   {verdict}".rstrip()
