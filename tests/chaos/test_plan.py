"""The matrix leaves nothing out: every process at every point it owns, one death at a time."""

from collections import Counter

from chaos.plan import PROCESSES, SLOW, all_cuts, rounds, waves
from chaos.snapshot import consumers
from chaos.trips import STORIES, Story, drawn
from common.crash import POINTS, points_of


def test_every_process_dies_at_every_point_it_owns() -> None:
    planned = {(cut.process, cut.point) for wave in waves(all_cuts()) for cut in wave}
    owned = {(process, name) for process in PROCESSES for name in points_of(process)}
    assert planned == owned
    assert {point for _, point in planned} == set(POINTS)


def test_no_process_dies_twice_in_one_wave_and_none_is_forgotten_by_the_rounds() -> None:
    for wave in waves(all_cuts()):
        assert max(Counter(cut.process for cut in wave).values()) == 1
    played = [cut for turn in rounds(all_cuts(), of=4) for wave in turn for cut in wave]
    assert Counter(played) == Counter(all_cuts())


def test_what_waits_for_a_clock_comes_in_the_last_round() -> None:
    *earlier, last = rounds(all_cuts(), of=4)
    assert {cut.point for wave in last for cut in wave} >= SLOW
    assert not SLOW & {cut.point for turn in earlier for wave in turn for cut in wave}


def test_who_hears_is_cut_off_while_hearing() -> None:
    hearers = {f"{service}-worker" for services in consumers().values() for service in services}
    assert hearers == set(POINTS["consumer.committed"].owners)


def test_every_story_is_drawn_and_told() -> None:
    assert set(STORIES) == set(Story)
    assert {trip.story for trip in drawn(1, 1000)} == set(Story)
