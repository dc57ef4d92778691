"""A figure that nobody checks is worth less than none."""

import asyncio

import pytest
from bench import figures, load, wrk
from bench.wire import WrongAnswer


def test_a_percentile_is_a_time_that_was_measured():
    took = [5.0, 1.0, 3.0, 2.0, 4.0]

    assert figures.percentile(took, 0.5) == 3.0
    assert figures.percentile(took, 0.99) == 5.0
    assert figures.percentile(took, 0.0) == 1.0
    assert figures.percentile([], 0.5) == 0.0


def test_a_rate_is_clients_by_the_mean_time_of_one_turn():
    assert figures.rate(8, [0.5, 1.0, 1.5]) == 8.0
    assert figures.rate(1, [0.25]) == 4.0
    assert figures.rate(8, []) == 0.0


def test_a_ratio_is_what_there_was_for_a_thousand_of_the_reference():
    assert figures.per_thousand(100.0, 50_000.0) == 2.0
    assert figures.per_thousand(100.0, 0.0) == 0.0


@pytest.mark.parametrize(("value", "shown"), [(0.21764, 0.218), (207.46, 207.0), (4.0, 4.0)])
def test_ratios_are_told_as_exactly_as_they_are_known(value, shown):
    assert figures.significant(value) == shown


def test_of_several_rounds_the_median_one_is_told_with_the_least_and_the_most():
    rounds = [[{"key": "adds", "per_thousand": ratio, "p50": ratio * 10}] for ratio in (3, 1, 2)]

    assert figures.together(rounds) == [
        {"key": "adds", "per_thousand": 2, "p50": 20, "spread": [1, 3]}
    ]


def test_rounds_that_measured_different_things_are_no_rounds():
    with pytest.raises(ValueError, match="shorter"):
        figures.together([[{"per_thousand": 1}], []])


def test_what_wrk_was_refused_is_no_answer():
    times = {"p50": 1.0, "p90": 2.0, "p99": 3.0, "max": 4.0}
    told = {"requests": 500, "seconds": 2.0, "bytes": 5000, "not_ok": 100, "broken": 0}
    facts = wrk.Reading(16, told | times | {"timeout": 2}).facts()

    assert facts["per_second"] == 200.0
    assert facts["bytes_each"] == 10
    assert facts["wrong"] == {"not_ok": 100, "timeout": 2}


async def test_a_closed_loop_counts_what_is_wrong_and_times_what_is_right():
    turns = 0

    async def act(client):
        nonlocal turns
        turns += 1
        await asyncio.sleep(0)
        if client == 0 and turns > 2:
            raise WrongAnswer("no")

    result = await load.closed(act, clients=2, seconds=0.05)
    facts = result.facts()

    assert facts["count"] == len(result.took) == result.outcomes[load.DONE]
    assert facts["wrong"] == {"no": result.outcomes["no"]}
    assert result.outcomes["no"] > 0
    assert facts["per_second"] == pytest.approx(2 * len(result.took) / sum(result.took), rel=0.01)


async def test_a_journey_that_cannot_be_made_at_all_is_not_measured():
    async def act(client):
        raise WrongAnswer("closed")

    with pytest.raises(WrongAnswer):
        await load.closed(act, clients=1, seconds=0.05)
