import pytest

from catalog.usecases.follow_order import follow_order
from orders.domain import lifecycle
from orders.usecases import begin_attempt
from payments.domain import decision, refund, refund_course
from payments.usecases import accept, note_order, record_money, wind_up
from payments.usecases.refunds import give_back, request
from simulation import refunds_side, service
from simulation.mutants import Change, Mutant, at_large
from simulation.schedule import run

ENOUGH = 10_000
"""Far fewer schedules than `make test` runs find each of them."""

MUTANTS = [
    Mutant(
        "money for a cancelled order goes back",
        (
            Change(
                lifecycle.find,
                {
                    "if _holds(step.when, given)": (
                        "if _holds(step.when, given) and (status, trigger) != _LATE"
                    ).replace("_LATE", "('cancelled', 'captured')"),
                },
            ),
        ),
    ),
    Mutant(
        "what orders asks back goes back",
        (Change(give_back.give_back, {"in {None, attempt.id}": "is Ellipsis"}),),
    ),
    Mutant(
        "no money goes back twice",
        (
            Change(request.request_refund, {"automatic and _is_asked": "False and _is_asked"}),
            Change(refund.left_of, {"captured.amount - gone": "captured.amount"}),
            Change(refunds_side.Refunds.add, {"refund.automatic and": "False and"}),
            Change(refunds_side.Refunds._put, {"came is None or": "False and"}),
        ),
    ),
    Mutant(
        "a lost call for a refund is asked about before it is repeated",
        (Change(refund_course.may_repeat, {"finding is not None\n": "True or finding\n"}),),
    ),
    Mutant(
        "catalog ignores older news of an order",
        (Change(follow_order, {"news.version <= known.order_version": "False"}),),
    ),
    Mutant(
        "payments ignores older news of an order",
        (
            Change(
                note_order.note_order,
                {
                    "news.order_version <= payment.order_version": "False",
                    "order_version=news.order_version": (
                        "order_version=max(news.order_version, payment.order_version)"
                    ),
                },
            ),
        ),
    ),
    Mutant(
        "an event has its effect once",
        (Change(service.Inbox.claim, {"event.id in self._seen": "False"}),),
    ),
    Mutant(
        "a provider is called once for an attempt",
        (Change(accept.accept, {"stored.begun_at is not None": "False"}),),
    ),
    Mutant(
        "only the first capture of an order counts",
        (Change(decision._collected, {"question.collected_elsewhere and": "False and"}),),
    ),
    Mutant(
        "an attempt that ended before it began is not begun",
        (
            Change(
                begin_attempt.begin_attempt,
                {"if await tx.history.has_failed": "if not await tx.history.has_failed"},
            ),
        ),
    ),
    Mutant(
        "another attempt's end does not end the order's",
        (Change(lifecycle._holds, {"not given.current_attempt": "False"}),),
    ),
    Mutant(
        "what nobody shall pay any more is closed",
        (Change(wind_up.wind_up, {"finding.standing in _OPEN": "False"}),),
    ),
    Mutant(
        "a stopped attempt never reaches its provider",
        (Change(accept.accept, {"stored.stop_asked_at is None": "True"}),),
    ),
    Mutant(
        "what is recorded at once is asked once",
        (Change(record_money._begin_and_book, {"reserved.is_at_work or": "False or"}),),
        found_from=4_000,
    ),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.misses)
def test_a_rule_that_is_taken_out_is_missed(mutant: Mutant) -> None:
    with at_large(mutant):
        assert any(
            run(seed).broken for seed in range(mutant.found_from, mutant.found_from + ENOUGH)
        )


def test_what_a_mutant_changes_is_there_and_comes_back() -> None:
    code = follow_order.__code__
    with at_large(MUTANTS[4]):
        assert follow_order.__code__ is not code
    assert follow_order.__code__ is code

    unknown = Mutant("nothing", (Change(follow_order, {"no such line": ""}),))
    with pytest.raises(LookupError), at_large(unknown):
        pytest.fail("it was changed all the same")
