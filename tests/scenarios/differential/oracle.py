# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs scenario files on CPython's own asyncio with a virtual clock and prints what its event loop did.

Reads one JSON object a line from standard input, {"seed": S, "program": {a scenario file}}, and answers each with lines

    R TIME ITERATION TASK      a task's step began (the first one included)
    F TIME TASK OUTCOME        a task ended: returned, raised or cancelled
    L TIME TASK TEXT           a log step
    E TIME finished|deadlock   nothing can run any more
    .

Times are integer nanoseconds. Only the standard library is used. The loop is asyncio's BaseEventLoop with three changes: time() is a
counter of nanoseconds, the selector does not wait but moves that counter to the next deadline, and each call of _run_once is counted.
Tasks, futures, queues, gather and sleep are CPython's; the pure Python Task is used because its step can be overridden and logged.
"""

import asyncio
import asyncio.base_events
import json
import logging
import sys
from fractions import Fraction

MASK = (1 << 64) - 1
UNITS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}


def nanoseconds(text):
    """A time as scenario files write it; exact."""
    text = str(text)
    for unit in ("ms", "us", "ns", "s"):
        if text.endswith(unit):
            return int(Fraction(text[: -len(unit)]) * UNITS[unit])
    return int(Fraction(text) * 10**9)


class Random:
    """The stream of one task, as src/scheduler/random.h defines it: SplitMix64 (Steele, Lea, Flood 2014)."""

    GAMMA = 0x9E3779B97F4A7C15

    def __init__(self, seed, task):
        self.state = self.mixed(self.mixed(seed + self.GAMMA) + task * self.GAMMA)

    @staticmethod
    def mixed(z):
        z &= MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def integer(self, low, high):
        """A whole number of [low, high]; does not draw where there is only one."""
        if high <= low:
            return low
        self.state = (self.state + self.GAMMA) & MASK
        return low + self.mixed(self.state) % (high - low + 1)


class Selector:
    """Stands where the loop has its selector: waiting is moving the clock."""

    def __init__(self, loop):
        self.loop = loop

    def select(self, timeout):
        self.loop.now += timeout
        return []


class VirtualLoop(asyncio.base_events.BaseEventLoop):
    def __init__(self, out):
        super().__init__()
        self.now = 0
        self.iteration = 0
        self.out = out
        self.tasks = []
        self.names = {}
        self._clock_resolution = 1
        self._selector = Selector(self)

    def time(self):
        return self.now

    def _process_events(self, events):
        pass

    def spawn(self, world, base):
        """A task of that definition, named and numbered over the whole run."""
        number = self.names[base] = self.names.get(base, 0) + 1
        task = LoggedTask(self, f"{base}-{number}", len(self.tasks) + 1)
        self.tasks.append(task)
        task.begin(Interpreter(world, task, world.program["tasks"][base]).run())
        return task

    def drive(self):
        while self._ready or any(not handle.cancelled() for handle in self._scheduled):
            self.iteration += 1
            self._run_once()


class LoggedTask(asyncio.tasks._PyTask):
    def __init__(self, loop, name, number):
        # _PyTask wants its coroutine at once, the coroutine wants its task: begin() joins them.
        self.own_name = name
        self.number = number
        self.own_loop = loop

    def begin(self, coroutine):
        super().__init__(coroutine, loop=self.own_loop, name=self.own_name)
        self._log_destroy_pending = False

    def _Task__step(self, exc=None):
        loop = self.own_loop
        loop.out.append(f"R {loop.now} {loop.iteration} {self.own_name}")
        super()._Task__step(exc)
        if self.done():
            outcome = "cancelled" if self.cancelled() else "returned" if self._exception is None else "raised"
            loop.out.append(f"F {loop.now} {self.own_name} {outcome}")
            self._log_traceback = False

    def uncancel(self):
        # Python 3.13 made this also take back a cancellation that has not been thrown yet; 3.11 and 3.12 do not.
        if self._num_cancels_requested > 0:
            self._num_cancels_requested -= 1
        return self._num_cancels_requested


async def enter_timeout(self):
    self._task = asyncio.current_task()
    self._cancelling = self._task.cancelling()
    self._state = asyncio.timeouts._State.ENTERED
    self.reschedule(self._when)
    return self


async def exit_timeout(self, kind, value, traceback):
    state = asyncio.timeouts._State
    if self._timeout_handler is not None:
        self._timeout_handler.cancel()
        self._timeout_handler = None
    if self._state is state.EXPIRING:
        self._state = state.EXPIRED
        if self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from value
    elif self._state is state.ENTERED:
        self._state = state.EXITED
    return None


class Raised(Exception):
    """What a raise step throws; it ends its own task whatever that task's rules say."""

    def __init__(self, text, task):
        super().__init__(text)
        self.task = task


class World:
    def __init__(self, loop, program, seed):
        self.loop = loop
        self.program = program
        self.seed = seed
        self.queues = {name: asyncio.Queue(size) for name, size in program.get("queues", {}).items()}


class Interpreter:
    """One task of a scenario file."""

    def __init__(self, world, task, definition):
        self.world = world
        self.task = task
        self.definition = definition
        self.random = Random(world.seed, task.number)
        self.spawned = []
        self.rules = dict(definition.get("on", {}))

    def goes_on(self, kind):
        rule = self.rules.get(kind)
        if rule == "continue-once":
            del self.rules[kind]
        return rule is not None

    async def run(self):
        for step in self.definition["steps"]:
            try:
                await self.perform(step)
            except asyncio.CancelledError:
                if not self.goes_on("cancelled"):
                    raise
            except TimeoutError:
                if not self.goes_on("timeout"):
                    raise
            except Exception as error:
                if getattr(error, "task", None) is self.task or not self.goes_on("error"):
                    raise

    async def perform_all(self, steps):
        for step in steps:
            await self.perform(step)

    async def perform(self, step):
        loop = self.world.loop
        if "sleep" in step:
            time = step["sleep"]
            if isinstance(time, list):
                time = self.random.integer(nanoseconds(time[0]), nanoseconds(time[1]))
            else:
                time = nanoseconds(time)
            await asyncio.sleep(time)
        elif "put" in step:
            await self.world.queues[step["put"]].put(step["value"])
        elif "get" in step:
            await self.world.queues[step["get"]].get()
        elif "spawn" in step:
            self.spawned += [loop.spawn(self.world, name) for name in step["spawn"]]
        elif "join" in step:
            await self.spawned[step["join"]]
        elif "cancel" in step:
            (self.task if step["cancel"] == "self" else self.spawned[step["cancel"]]).cancel()
        elif "gather" in step:
            await asyncio.gather(*[loop.spawn(self.world, name) for name in step["gather"]])
        elif "timeout" in step:
            async with asyncio.timeout(nanoseconds(step["timeout"])):
                await self.perform_all(step["steps"])
        elif "raise" in step:
            raise Raised(step["raise"], self.task)
        elif "log" in step:
            loop.out.append(f"L {loop.now} {self.task.own_name} {step['log']}")
        elif "compute" in step:
            loop.now += nanoseconds(step["compute"])
        elif "repeat" in step:
            for _ in range(step["repeat"]):
                await self.perform_all(step["steps"])
        else:
            raise SystemExit(f"oracle.py: no such step: {step}")


def run(seed, program):
    out = []
    loop = VirtualLoop(out)
    asyncio._set_running_loop(loop)
    try:
        loop.spawn(World(loop, program, seed), program["start"])
        loop.drive()
        out.append(f"E {loop.now} {'finished' if all(task.done() for task in loop.tasks) else 'deadlock'}")
        for task in loop.tasks:
            if not task.done():
                task._coro.close()
    finally:
        asyncio._set_running_loop(None)
        loop.close()
    return out


def main():
    if sys.version_info < (3, 11):
        sys.exit("oracle.py: Python 3.11 or newer is needed, this is " + sys.version.split()[0])
    logging.disable(logging.CRITICAL)
    asyncio.base_events.MAXIMUM_SELECT_TIMEOUT = 1 << 62
    if sys.version_info < (3, 11, 7):
        # Debian 12 has 3.11.2, whose nested timeouts test uncancel() == 0; from 3.11.7 on, and here, they compare with the count at entry.
        asyncio.timeouts.Timeout.__aenter__ = enter_timeout
        asyncio.timeouts.Timeout.__aexit__ = exit_timeout
    for line in sys.stdin:
        request = json.loads(line)
        print("\n".join(run(request["seed"], request["program"])), ".", sep="\n", flush=True)


if __name__ == "__main__":
    main()
