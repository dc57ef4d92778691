import os

import pytest

from simulation.schedule import run

SCHEDULES = int(os.environ.get("SOKO_SCHEDULES", "20000"))
CHUNKS = 40


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_schedule_loses_money_stock_or_an_order(chunk: int) -> None:
    for seed in range(chunk, SCHEDULES, CHUNKS):
        result = run(seed)
        if result.broken:
            told = "\n".join(result.trace.lines())
            pytest.fail(
                f"seed {seed} (make simulate seed={seed}):\n{told}\n" + "\n".join(result.broken)
            )


@pytest.mark.parametrize("seed", [1, 77, 4242])
def test_a_seed_always_tells_the_same_story(seed: int) -> None:
    first, again = run(seed), run(seed)

    assert first.steps > 20
    assert first.trace.lines() == again.trace.lines()
    assert first.trace.digest() == again.trace.digest()


def test_other_seeds_tell_other_stories() -> None:
    assert len({run(seed).trace.digest() for seed in range(20)}) == 20
