"""Runs as they are kept and shown."""

import json
import re

import pytest
from bench import history, page, report
from bench.journeys import JOURNEYS
from bench.peers import FLOORS, PEERS


def run(at="2026-11-22T18:00:00+00:00", ratio=5.0, **more):
    rows = [
        {
            "key": journey.key,
            "title": journey.title,
            "clients": journey.clients,
            "count": 10,
            "per_second": 100.0,
            "per_thousand": ratio,
            "spread": [ratio, ratio],
            "p50": 1.0,
            "p99": 2.0,
            "wrong": {},
            "cpu": {"gateway": 0.9, "<script>": 0.4},
        }
        for journey in JOURNEYS
    ]
    held = {"shop": {"rss": 900.0, "pss": 700.0}, "each": {"gateway": {"rss": 90.0, "pss": 70.0}}}
    return {
        "at": at,
        "machine": {"cores": 2, "python": "3.11"},
        "seconds": 8.0,
        "products": 1000,
        "references": [{"hello": 50_000.0, "pgbench": 40_000.0}],
        "rows": rows,
        "memory_idle": held,
        "memory_loaded": held,
        **more,
    }


DEEPER = {
    "start": {"seconds": 9.0, "cpu_seconds": 12.0},
    "statements": {"list": {"catalog-api": 1.0}, "order": {"orders-api": 9.0, "cart-api": 4.0}},
    "purchase": {
        "purchases": 30,
        "steps_ms": {"order": 50.0},
        "idle": {"gateway": {"cpu_ms": 1.0}},
        "per_purchase": {"gateway": {"cpu_ms": 9.0, "statements": 0.0, "transactions": 0.0}},
        "requests_and_messages": {},
    },
}


def test_what_was_recorded_is_found_again_and_older_forms_are_left_out(tmp_path):
    (tmp_path / "2026-11-22T134710Z.json").write_text(json.dumps({"rows": []}))
    kept = history.recorded(run(), tmp_path)

    assert kept.name == "2026-11-22T180000Z.json"
    assert [one["at"] for one in history.runs(tmp_path)] == ["2026-11-22T18:00:00+00:00"]


def test_the_page_shows_all_runs_and_asks_nobody_for_anything(tmp_path):
    history.recorded(run(), tmp_path)
    history.recorded(run(at="2026-11-23T18:00:00+00:00", ratio=6.0, **DEEPER), tmp_path)

    shown = page.written(tmp_path).read_text()

    assert "2026-11-23T18:00:00" in shown
    assert not re.search(r"https?://|src=|@import|url\(", shown)
    assert "<script>" not in shown
    assert shown.count('class="spot"') == 2 * len(JOURNEYS)


def test_there_is_no_page_of_nothing(tmp_path):
    with pytest.raises(ValueError, match="nothing was recorded"):
        page.written(tmp_path)


def test_a_promise_is_met_or_missed_and_nothing_is_said_where_none_was_made():
    assert report.verdict("adds", 4.0) == "met, floor 4"
    assert report.verdict("adds", 3.99) == "MISSED, floor 4"
    assert report.verdict("login-8", 0.1) == ""
    assert report.statements_verdict("order", 12) == "met, at most 12"
    assert report.statements_verdict("first add to cart", 5) == "MISSED, at most 4"


def test_every_floor_and_every_figure_of_a_peer_belongs_to_a_journey():
    keys = {journey.key for journey in JOURNEYS}

    assert set(FLOORS) <= keys
    assert all(set(peer.per_thousand) <= keys for peer in PEERS)


def test_a_report_tells_what_was_missed():
    told = report.told(run(**DEEPER))

    assert "MISSED, floor 200" in told
    assert "SQL statements of one order: 13 (orders-api 9, cart-api 4)   MISSED, at most 12" in told
    assert "Vendure 688 / 536" in told


def test_the_table_of_the_readme_has_a_line_for_each_journey():
    lines = report.table(run()).splitlines()

    assert len(lines) == 2 + len(JOURNEYS)
    assert len({line.count("|") for line in lines}) == 1
    assert "| 8 | 100.0 | 1.0 ms | 2.0 ms | **5** | 1.7 | 0.28 | 0.25 | met, floor 4 |" in "".join(
        lines
    )


def test_journeys_are_chosen_by_key_or_by_what_it_begins_with():
    def chosen(*only):
        return [journey.key for journey in JOURNEYS if journey.is_asked(only)]

    assert chosen("adds", "list") == [
        "list-16", "list-64", "list-uncached", "list-catalog", "adds"
    ]  # fmt: skip
    assert chosen("cash-8") == ["cash-8"]
    assert len(chosen()) == len(JOURNEYS)
