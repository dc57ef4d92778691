import itertools
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.domain.hold import (
    KEEPS_UNITS,
    STEPS,
    Effect,
    Fact,
    HoldState,
    Line,
    merged,
    step,
)

PAIRS = list(itertools.product(HoldState, Fact))


@pytest.mark.parametrize(("state", "fact"), PAIRS)
def test_every_state_has_a_step_for_every_fact(state: HoldState, fact: Fact) -> None:
    assert step(state, fact).to in STEPS


@pytest.mark.parametrize(("state", "fact"), PAIRS)
def test_a_step_leaves_as_many_units_reserved_as_its_state_keeps(
    state: HoldState, fact: Fact
) -> None:
    move = step(state, fact)
    changes = {Effect.TAKE: 1, Effect.FREE: -1, Effect.DEDUCT: -1, Effect.RESTOCK: 0}

    reserved = (state in KEEPS_UNITS) + sum(changes[effect] for effect in move.effects)

    assert reserved == (move.to in KEEPS_UNITS)


@pytest.mark.parametrize(("state", "fact"), PAIRS)
def test_units_leave_for_committed_orders_only(state: HoldState, fact: Fact) -> None:
    move = step(state, fact)
    changes = {Effect.DEDUCT: 1, Effect.RESTOCK: -1}

    left = (state is HoldState.COMMITTED) + sum(changes.get(e, 0) for e in move.effects)

    assert left == (move.to is HoldState.COMMITTED)


def test_a_cancellation_is_final_from_everywhere() -> None:
    assert {step(state, Fact.CANCELLED).to for state in HoldState} == {HoldState.CANCELLED}
    assert all(step(HoldState.CANCELLED, fact).effects == () for fact in Fact)


_LINES = some.lists(
    some.builds(
        Line,
        variant_id=some.integers(0, 5).map(lambda n: UUID(int=n)),
        product_id=some.just(UUID(int=9)),
        quantity=some.integers(1, 9),
    )
)


@given(lines=_LINES)
def test_merging_keeps_every_unit_and_sorts(lines: list[Line]) -> None:
    together = merged(lines)

    variants = [line.variant_id for line in together]
    assert variants == sorted(set(variants))
    assert sum(line.quantity for line in together) == sum(line.quantity for line in lines)
    assert merged(together) == together
