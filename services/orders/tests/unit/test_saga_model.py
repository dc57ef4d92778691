"""The saga as a game: our own lifecycle against payments and catalog that do whatever they may.

Messages are delayed, repeated and reordered; providers lose links, pay late and refuse to void;
holds lapse. Whatever the schedule: money and goods end up on the same side.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from common.ids import new_id
from orders.domain.order import Order
from orders.domain.progress import Happening, advance
from orders.domain.states import Effect, OrderStatus, Trigger

SCHEDULES = 3_000
S, T = OrderStatus, Trigger


@dataclass(eq=False)
class Try:
    """One attempt as payments sees it (`state`) and as the provider does (`truth`)."""

    id: UUID = field(default_factory=new_id)
    state: str = "pending"
    truth: str = "none"
    voidable: bool = True
    redirect: bool = True


@dataclass(frozen=True)
class Note:
    """A message on its way."""

    id: int
    what: str
    version: int
    attempt: Try | None = None


class World:
    def __init__(self, order: Order, dice: random.Random, now: Any) -> None:
        self.order, self.dice, self.now = order, dice, now
        self.hold, self.hold_version, self.spare = "tentative", 0, 1
        self.tries: list[Try] = []
        self.counted: Try | None = None
        self.refunded: dict[UUID, str] = {}
        self.stopped = False
        self.notes: list[Note] = []
        self.seen: set[int] = set()
        self.sent = 0
        self.send("placed")

    def send(self, what: str, attempt: Try | None = None) -> None:
        self.sent += 1
        self.notes.append(Note(self.sent, what, self.order.version, attempt))

    def happens(self, trigger: Trigger, attempt: Try | None = None) -> bool:
        """Let our own code decide; False where it refuses."""
        happening = Happening(
            trigger=trigger,
            at=self.now,
            cause="game",
            attempt_id=None if attempt is None else attempt.id,
            amount=self.order.total.amount,
        )
        progress = advance(self.order, happening)
        self.order = progress.after
        for effect in progress.effects:
            self.send(effect.value, attempt)
        return progress.step is not None

    # payments
    def pay(self) -> None:
        if self.counted is None and not self.stopped and self.out_of_the_way():
            self.begin()

    def out_of_the_way(self) -> bool:
        """Whether no earlier attempt forbids another: each is voided, or a redirect is left."""
        for one in [one for one in self.tries if one.state == "pending"]:
            if one.voidable:
                self.void(one)
            if self.counted is not None or (one.state == "pending" and not one.redirect):
                return False
        return True

    def begin(self) -> None:
        one = Try(voidable=self.dice.random() < 0.5, redirect=self.dice.random() < 0.5)
        self.tries.append(one)
        if not self.happens(T.BEGIN, one):
            one.state = "failed"
        elif self.dice.random() > 0.15:  # else killed before the provider was called
            one.truth = "open"

    def settle(self, one: Try) -> None:
        if one.truth == "paid" and one.state != "captured":
            one.state = "captured"
            if self.counted is None:
                self.counted = one
                self.send("captured", one)
            else:
                self.refunded[one.id] = "duplicate"

    def fail(self, one: Try) -> None:
        if one.state == "pending":
            one.state = "failed"
            self.send("failed", one)

    def void(self, one: Try) -> None:
        self.settle(one)
        if one.state == "captured":
            return
        if one.truth == "open" and self.dice.random() < 0.9:
            one.truth = "void"
        self.fail(one)

    def refund(self, only: Try | None) -> None:
        for one in self.tries:
            if one.state == "captured" and only in {None, one} and one.id not in self.refunded:
                self.refunded[one.id] = "asked"
                self.send("refund_succeeded", one)

    def stop(self) -> None:
        self.stopped = True
        for one in self.tries:
            if one.voidable and one.state == "pending":
                self.void(one)

    # catalog
    def stock(self, what: str, version: int) -> None:
        if version <= self.hold_version:
            return
        self.hold_version = version
        if what == "announce_cancelled":
            self.hold = "released"
        elif self.hold == "lapsed" and not self.spare:
            self.hold = "refused" if what == "announce_paid" else "lapsed"
            self.send("stock_refused")
        else:
            self.spare = 0 if self.hold == "lapsed" else self.spare
            self.keep(what)

    def keep(self, what: str) -> None:
        if what == "announce_paid":
            self.hold = "committed"
            self.send("stock_committed")
        else:
            self.hold = "confirmed"

    def deliver(self, note: Note) -> None:
        if note.id in self.seen:
            return
        self.seen.add(note.id)
        hears: dict[str, Callable[[], object]] = {
            "captured": lambda: self.happens(T.CAPTURED, note.attempt),
            "failed": lambda: self.happens(T.FAILED, note.attempt),
            "refund_succeeded": lambda: self.happens(T.REFUND_SUCCEEDED, note.attempt),
            "stock_refused": lambda: self.happens(T.STOCK_REFUSED),
            "stock_committed": lambda: self.happens(T.STOCK_COMMITTED),
            Effect.REFUND_ALL.value: lambda: (self.refund(None), self.stop()),
            Effect.REFUND_LATE.value: lambda: self.refund(note.attempt),
            Effect.ANNOUNCE_CANCEL_REQUESTED.value: self.stop,
        }
        if note.what in {"placed", "announce_paid", "announce_cancelled"}:
            self.stock(note.what, note.version)
        if note.what == "announce_cancelled":
            self.stop()
        hears.get(note.what, lambda: None)()

    # the schedule
    def play(self) -> None:
        moves: list[tuple[float, Callable[[], object]]] = [
            (0.35, self.some_delivery),
            (0.15, self.pay),
            (0.10, self.some_decision),
            (0.15, lambda: [self.settle(one) for one in self.some_try()]),
            (0.07, lambda: [self.void(one) for one in self.some_try()]),
            (0.05, lambda: self.happens(T.CANCEL)),
            (0.03, lambda: self.happens(T.STAFF_CANCEL)),
            (0.03, lambda: self.happens(T.EXPIRED)),
            (0.02, self.lapse),
            (0.03, lambda: self.happens(T.SHIP)),
            (0.02, lambda: self.happens(T.WATCHDOG)),
        ]
        weights, acts = zip(*moves, strict=True)
        for _ in range(self.dice.randint(5, 60)):
            self.dice.choices(acts, weights)[0]()
        self.quiesce()

    def some_try(self) -> list[Try]:
        return [self.dice.choice(self.tries)] if self.tries else []

    def some_delivery(self) -> None:
        if self.notes:
            note = self.dice.choice(self.notes)
            if self.dice.random() < 0.8:  # else it will be delivered once more
                self.notes.remove(note)
            self.deliver(note)

    def some_decision(self) -> None:
        for one in self.some_try():
            if one.truth in {"open", "declined"}:
                one.truth = self.dice.choice(["paid", "declined"])

    def lapse(self) -> None:
        if self.hold == "tentative":
            self.hold, self.spare = "lapsed", self.dice.choice([0, 1])

    def quiesce(self) -> None:
        for _ in range(60):
            for one in self.tries:
                if one.truth == "open" and self.dice.random() < 0.3:
                    one.truth = "paid"
                self.settle(one)
                if one.state == "pending":
                    self.void(one) if one.voidable else self.fail(one)
            self.dice.shuffle(self.notes)
            while self.notes:
                self.deliver(self.notes.pop())
            self.happens(T.EXPIRED)

    def kept(self) -> int:
        return sum(one.state == "captured" for one in self.tries) - len(self.refunded)


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  a game, not a secret


def wrongs(world: World) -> list[str]:
    status, found = world.order.status, []
    if status in {S.PENDING, S.PROCESSING, S.FAILED}:
        found.append(f"stuck in {status}")
    if status in {S.SUCCESS, S.SHIPPED} and (world.kept(), world.hold) != (1, "committed"):
        found.append("goods without exactly one payment, or a payment without goods")
    if status is S.CANCELLED and world.kept() != 0:
        found.append("money kept for nothing")
    if status is S.CANCELLED and world.hold not in {"released", "refused", "lapsed"}:
        found.append("stock kept for nothing")
    if status is S.CANCELLED and (world.order.refund_pending, world.order.net_paid) != (0, 0):
        found.append("our books say money is owed")
    return found


def test_money_and_goods_end_on_one_side_whatever_the_schedule(make_order: Any, now: Any) -> None:
    ends = set()
    for seed in range(SCHEDULES):
        world = World(make_order(), dice(seed), now)
        world.play()

        assert wrongs(world) == [], f"seed {seed}"
        ends.add(world.order.status)
    assert ends == {S.SUCCESS, S.CANCELLED, S.SHIPPED}


def test_the_game_notices_money_that_is_not_given_back(
    make_order: Any, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "refund", lambda self, only: None)

    found = []
    for seed in range(300):
        world = World(make_order(), dice(seed), now)
        world.play()
        found += wrongs(world)

    assert "money kept for nothing" in found
