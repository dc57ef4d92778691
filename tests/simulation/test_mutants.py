import pytest

from catalog.usecases.follow_order import follow_order
from payments.usecases.accept import accept
from simulation.mutants import Mutant, at_large
from simulation.schedule import run

ENOUGH = 2_000

MUTANTS = [
    Mutant(
        "catalog forgets which version of an order it knows",
        follow_order,
        "news.version <= known.order_version",
        "False",
    ),
    Mutant(
        "two requests of one attempt both call the provider",
        accept,
        "stored.begun_at is not None",
        "False",
    ),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_rule_that_is_taken_out_is_missed(mutant: Mutant) -> None:
    with at_large(mutant):
        assert any(run(seed).broken for seed in range(ENOUGH))


def test_what_a_mutant_changes_is_there_and_comes_back() -> None:
    code = follow_order.__code__
    with at_large(MUTANTS[0]):
        assert follow_order.__code__ is not code
    assert follow_order.__code__ is code

    with pytest.raises(LookupError), at_large(Mutant("", follow_order, "no such line", "")):
        pytest.fail("it was changed all the same")
