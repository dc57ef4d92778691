"""An event loop without events: whatever waits goes on when the scheduler says so, or never.

The production code keeps its `gather`, `sleep` and semaphores; only the order of things is ours.
"""

import asyncio
from asyncio import Handle, TimerHandle
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVarTuple, Unpack

from typing_extensions import override

from simulation.clock import Clock

Args = TypeVarTuple("Args")


@dataclass(eq=False, slots=True)
class Activity:
    """One request, one message at work or one run of a timer: what a kill cuts off."""

    name: str
    ended: Callable[[Exception | None], None]
    is_alive: bool = True


_CURRENT: Final[ContextVar[Activity]] = ContextVar("activity")


class Waiting(NamedTuple):
    """Where an activity stands still."""

    activity: Activity
    future: asyncio.Future[None]
    where: str


class Soon(Handle):
    """A callback that runs before anything else happens; lighter than its parent."""

    __slots__ = ("_about", "_is_off", "_what", "_within")

    def __init__(
        self, what: Callable[..., object], about: tuple[Any, ...], within: Context
    ) -> None:
        self._what = what
        self._about = about
        self._within = within
        self._is_off = False

    @override
    def cancel(self) -> None:
        self._is_off = True

    @override
    def cancelled(self) -> bool:
        return self._is_off

    def run(self) -> None:
        """Run it, unless somebody thought better of it."""
        if not self._is_off:
            self._within.run(self._what, *self._about)


class Loop(asyncio.AbstractEventLoop):
    """Runs what is ready at once; `waiting` holds what stands still."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.waiting: list[Waiting] = []
        self._ready: deque[Soon] = deque()
        self._later: list[TimerHandle] = []

    def start(
        self,
        name: str,
        work: Coroutine[Any, Any, object],
        ended: Callable[[Exception | None], None],
    ) -> None:
        """Begin an activity and run it to where it first stands still."""
        activity = Activity(name, ended)
        context = copy_context()
        context.run(_CURRENT.set, activity)
        _begun = asyncio.Task(_live(activity, work), loop=self, context=context)
        self._run()

    async def stand_still(self, where: str) -> None:
        """Let anything else happen first, a kill of this very activity included."""
        future: asyncio.Future[None] = asyncio.Future(loop=self)
        self.waiting.append(Waiting(_CURRENT.get(), future, where))
        await future

    def go_on(self, index: int) -> Waiting:
        """Let one of those that wait go on to where it stands still again."""
        chosen = self.waiting[index]
        self.waiting[index] = self.waiting[-1]
        self.waiting.pop()
        chosen.future.set_result(None)
        self._run()
        return chosen

    def kill(self, index: int) -> Waiting:
        """Cut an activity off where it stands, with everything it had begun beside it."""
        chosen = self.waiting[index]
        chosen.activity.is_alive = False
        self.waiting = [one for one in self.waiting if one.activity.is_alive]
        return chosen

    def move(self, seconds: float) -> None:
        """Let time pass, and wake what slept until then."""
        self.clock.move(seconds)
        due = [handle for handle in self._later if handle.when() <= self.clock.seconds]
        if not due:
            return
        self._later = [handle for handle in self._later if handle not in due]
        due.sort(key=TimerHandle.when)
        for handle in due:
            handle._run()
        self._run()
        # Some of it may have been a patience that is over.
        self.waiting = [one for one in self.waiting if not one.future.cancelled()]

    def _run(self) -> None:
        while self._ready:
            self._ready.popleft().run()

    @override
    def call_soon(
        self,
        callback: Callable[[Unpack[Args]], object],
        *args: *Args,
        context: Context | None = None,
    ) -> "Soon":
        handle = Soon(callback, args, context or copy_context())
        self._ready.append(handle)
        return handle

    @override
    def call_at(
        self,
        when: float,
        callback: Callable[[Unpack[Args]], object],
        *args: *Args,
        context: Context | None = None,
    ) -> TimerHandle:
        activity = _CURRENT.get()

        def unless_dead() -> None:
            if activity.is_alive:
                callback(*args)

        handle = TimerHandle(when, unless_dead, (), self, context)
        self._later.append(handle)
        return handle

    @override
    def call_later(
        self,
        delay: float,
        callback: Callable[[Unpack[Args]], object],
        *args: *Args,
        context: Context | None = None,
    ) -> TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    @override
    def time(self) -> float:
        return self.clock.seconds

    @override
    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    @override
    def create_task(self, coro: Any, *, name: Any = None, context: Any = None) -> asyncio.Task[Any]:
        return asyncio.Task(coro, loop=self, name=name, context=context)

    @override
    def get_debug(self) -> bool:
        return False

    @override
    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep silent: what was killed leaves its coroutines unfinished."""

    def _timer_handle_cancelled(self, handle: TimerHandle) -> None:
        if handle in self._later:
            self._later.remove(handle)


async def _live(activity: Activity, work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except Exception as error:
        activity.ended(error)
    else:
        activity.ended(None)
