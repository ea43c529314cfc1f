# SPDX-License-Identifier: MIT
"""Tells Loopscope what an asyncio program does.

Nothing in the program has to change: ``loopscope record -- python3 script.py`` puts this file on the module path and names a socket in
LOOPSCOPE_SOCKET; the probe installs itself when asyncio is imported. A program that is to be looked at later, in File > Attach, and as often as one likes:

    python3 -m loopscope_probe script.py ARG...
    LOOPSCOPE=1 python3 script.py ARG...            where the script imports this module, or this folder is on PYTHONPATH

It listens on a socket of its user's own and costs nothing until a viewer comes and after it has gone. Into a file, with no viewer:

    LOOPSCOPE_FILE=run.lsp python3 -m loopscope_probe script.py ARG...

CPython 3.9 to 3.15, standard library only. Classes of asyncio are patched, so every loop, task, queue and pool of the standard library is
covered, existing ones too. What each hook costs was measured; the two hot ones (Handle._run and BaseEventLoop._call_soon) are written flat for
that reason. Rules that every hook keeps:
  - the program's own code is called exactly once, never within an ``except`` block, and what it raises passes through;
  - nothing is asked of the program's own objects (no getattr, no repr): types are compared exactly, attributes read from asyncio's classes only;
  - an error of ours is counted and never raised; after MAX_ERRORS the probe turns itself off;
  - local names are cleared, since every exception of the program reaches our frames by f_back and would keep alive what they hold;
  - the buffer is bounded; what finds no room is counted exactly and told as LOST, after which live tasks are announced again.

The stream is described in src/attach/streamformat.h of Loopscope, beside its reader.
"""

import _thread
import errno
import gc
import os
import select as _select
import socket
import stat
import struct
import sys
import time
import types

VERSION = 1
MAX_ERRORS = 20
CAPACITY = 200_000  # records that wait to be sent
FLUSH_SECONDS = 0.03
WATCH_SECONDS = 0.06  # how often the writer looks at a loop that sends by itself
FLUSH_NS = 30_000_000
LATE_NS = 100_000  # a writer that is due for longer waits for the interpreter
GIVE_WAY_SECONDS = 2e-5  # time enough for it to come up
HELD_NS = 100_000_000  # a slice that runs longer is sampled
HELD_STEP_NS = 50_000_000
LONG_CALLBACK_NS = 5_000_000
EXIT_SECONDS = 1.0  # how long the end of the program may wait for a slow viewer
MAX_SITES = 50_000
MAX_TEXT = 400  # bytes of one name or line

(STR, SITE, TASK, READY, SLICE, ITER, TIMER, FIRED, TIMER_CANCELLED, QUEUE, PUT, GET, WORKER, JOB, JOB_STARTED, JOB_ENDED, CANCEL, HELD,
 CALLBACK, LOG, LOST, WATER, AWAIT, LOOP, STATE, END) = range(1, 27)

# Why a task is suspended, or how it ended: the flags of SLICE.
(R_NONE, R_SLEEP, R_YIELD, R_GET, R_PUT, R_JOIN, R_GATHER, R_JOB, R_IO, R_LOCK, R_EVENT, R_FOREIGN, R_UNKNOWN) = range(13)
R_RETURNED, R_RAISED, R_CANCELLED = 32, 33, 34

# Who readied a task: the flags of READY.
W_UNKNOWN, W_TASK, W_TIMER, W_IO, W_JOB = range(5)

p_head = struct.Struct("<4sHHIIQQ").pack
p_str = struct.Struct("<BBHI").pack
p_site = struct.Struct("<BBHIIIII").pack
p_task = struct.Struct("<BBHIQIII").pack
p_ready = struct.Struct("<BBHIQII").pack
p_slice = struct.Struct("<BBHIQQII").pack
p_iter = struct.Struct("<BBHIQQ").pack
p_timer = struct.Struct("<BBHIQQI").pack
p_stamp = struct.Struct("<BBHIQ").pack  # FIRED, TIMER_CANCELLED, WORKER, LOOP, LOG: an id and a time
p_queue = struct.Struct("<BBHIQI").pack
p_item = struct.Struct("<BBHIQII").pack
p_job = struct.Struct("<BBHIQII").pack
p_cancel = struct.Struct("<BBHIQI").pack
p_held = struct.Struct("<BBHIQQQI").pack
p_span = struct.Struct("<BBHIQQ").pack
p_lost = struct.Struct("<BBHIQQQ").pack
p_time = struct.Struct("<BBHIQ").pack
p_state = struct.Struct("<BBHIQQI").pack

# Kept from before the program can replace them: its unit tests give os.write() to a Mock, which must neither swallow the stream nor count our calls.
clock = time.monotonic_ns
monotonic = time.monotonic
get_ident = _thread.get_ident
sleep = time.sleep
os_write, os_read, os_close, os_getpid = os.write, os.read, os.close, os.getpid
select_ready = _select.select
type_name = type.__dict__["__name__"].__get__

probe = None  # the one that is installed
listener = None  # waits for viewers, where the program is to be looked at later

# Numbers go on over all recordings of one process: they stand on the program's objects, which outlive a recording.
numbers = dict.fromkeys(("tasks", "timers", "queues", "jobs", "loops", "worker_count"), 0)
last_generation = 0


class TaskRecord:
    __slots__ = ("id", "coro", "root", "generation", "cancels", "cancelled_by", "task_name")

    def __init__(self, number):
        self.id = number
        self.coro = None
        self.root = {}
        self.generation = 0
        self.cancels = 0
        self.cancelled_by = 0
        self.task_name = ""


class LoopState:
    """What is known of one event loop. Written by the loop's thread, looked at by the writer's."""

    __slots__ = ("number", "mode", "thread", "current", "origin", "yielded", "begin", "iteration", "count", "timer", "primitive", "job", "last_task", "timers", "origins",
                 "generation", "pending", "held_at", "parked", "allowed", "steps", "selector", "reference", "is_stepping", "wakes")

    def __init__(self, number, mode):
        self.number = number
        self.mode = mode  # 0 off, 1 recording, 2 gated, 3 recording up to a break
        self.thread = get_ident()
        self.current = None  # TaskRecord whose step runs
        self.origin = None  # (waker kind, task id, object) of the plain callback that runs
        self.yielded = False
        self.begin = 0  # of the callback that runs, 0 between callbacks
        self.iteration = 0  # begin of the iteration that runs, 0 while the selector waits
        self.count = 0
        self.timer = 0  # armed last in this step
        self.primitive = 0  # queue or lock that this step is about to wait for
        self.job = 0
        self.last_task = 0
        self.timers = {}
        self.origins = {}
        self.generation = 0
        self.pending = None
        self.held_at = 0
        self.parked = []
        self.allowed = 0
        self.steps = 0
        self.selector = None
        self.reference = None
        self.is_stepping = False
        self.wakes = 0

    def leave(self):
        """The loop knows nothing of us any more: the next recording meets it anew."""
        loop = self.reference() if self.reference is not None else None
        selector, self.selector = self.selector, None
        if selector is not None:
            selector.__dict__.pop("select", None)
        if loop is not None and loop.__dict__.get("_ls_state") is self:
            loop.__dict__.pop("_ls_state", None)


class Breaks:
    """What the viewer wants the program to halt at. Only looked at while there is any."""

    __slots__ = ("tasks", "queues", "logs", "times", "matched")

    def __init__(self, conditions):
        import fnmatch
        import re
        self.tasks, self.queues, self.logs, self.times = [], [], [], []
        self.matched = {}
        for condition in conditions[:256]:
            number, kind, name, value = condition["n"], condition["kind"], condition.get("name", ""), condition.get("value", 0)
            if type(number) is not int or type(name) is not str or type(value) is not int:
                continue
            if kind == "time":
                self.times.append((number, value))
            elif kind == "log":
                try:
                    self.logs.append((number, re.compile(name)))
                except re.error:
                    pass
            else:
                glob = re.compile(fnmatch.translate(name))
                if kind in ("at-least", "at-most", "full", "empty"):
                    self.queues.append((number, kind, glob, value))
                elif kind in TASK_BREAKS:
                    self.tasks.append((number, kind, glob))

    def of_task(self, record):
        """Those that name a task: [(number, kind)]."""
        found = self.matched.get(record.id)
        if found is None:
            if len(self.matched) > MAX_SITES:
                self.matched.clear()
            found = self.matched[record.id] = [(number, kind) for number, kind, glob in self.tasks if glob.match(record.task_name)]
        return found


TASK_BREAKS = {"resumes": "resumes", "suspends": "suspends", "finishes": "finishes", "raises": "raises", "cancelled": "is cancelled"}

pipe = None


def wake_pipe():
    """Wakes the writer's thread; one for all recordings of the process, so that a late wake never reaches a number that is somebody else's by then."""
    global pipe
    if pipe is None:
        pipe = os.pipe()
        for end in pipe:
            os.set_blocking(end, False)
    return pipe


class Probe:
    """The buffer, its writer thread, the ids and the commands that come back."""

    def __init__(self, descriptor, is_socket, low=False, paused=False, capacity=CAPACITY, late=False):
        self.descriptor = descriptor
        self.is_socket = is_socket
        self.low = low
        self.capacity = capacity
        self.buffer = []
        self.generation = self.first_generation = last_generation + 1
        self.is_late = late  # the program has been running for a while
        self.lost = 0
        self.lost_total = 0
        self.lost_first = 0
        self.lost_last = 0
        self.lost_lock = _thread.allocate_lock()
        self.flush_lock = _thread.allocate_lock()
        self.errors = 0
        self.error_text = ""
        self.is_on = True
        self.mode = 2 if paused and is_socket else 1
        self.states = []
        self.sites = 0
        self.number_lock = _thread.allocate_lock()
        self.strings = {}
        self.workers = {}
        self.running_jobs = {}
        self.codes = {}
        self.kept = []  # code objects whose ids are keys somewhere
        self.stack_sites = {}
        self.restore = []
        self.water = clock()
        self.partial_commands = b""
        self.breaks = None
        self.until = 0  # the task that is to be resumed next, then the program halts
        self.passes = 0  # the task before whose step it halted: it is not halted there again
        self.hit = None  # (number of a break, why), met within the step that runs
        self.rest = b""
        self.is_stale = False
        self.pid = os_getpid()
        self.wake_read, self.wake_write = wake_pipe()
        self.started = clock()
        self.writer_done = _thread.allocate_lock()
        self.is_ending = False
        self.flushed = clock()
        self.own_flushes = 0  # made by a loop's thread
        self.due = 0  # when the writer's thread is to wake, 0 while it is awake
        self.log_lines = {}
        python = "CPython %d.%d.%d" % sys.version_info[:3]
        self.pre = [p_head(b"LSPY", VERSION, 1 if low else 0, self.pid, 0, self.started, time.time_ns())]
        self.define(python)  # string 1: the interpreter
        argv = [a for a in getattr(sys, "orig_argv", None) or sys.argv or [""] if type(a) is str]
        self.define(" ".join(argv))  # string 2: the command line
        try:
            self.define(os.getcwd())  # string 3: what relative file names start from
        except OSError:
            self.define("/")

    # Records.

    def emit(self, record, now):
        if len(self.buffer) < self.capacity:
            self.buffer.append(record)
        else:
            self.drop(now)

    def emit_again(self, record):
        """A record that only repeats what has been told. Without room for it nothing is lost, but it has to be tried once more."""
        if len(self.buffer) < self.capacity:
            self.buffer.append(record)
        else:
            self.is_stale = True

    def drop(self, now):
        with self.lost_lock:
            if not self.lost:
                self.lost_first = now
            self.lost += 1
            self.lost_total += 1
            self.lost_last = now

    def define(self, text):
        """The id of a string. Definitions are never dropped: their number is bounded by the program's code."""
        number = self.strings.get(text)
        if number is None:
            with self.number_lock:
                number = self.strings.get(text)
                if number is None:
                    number = len(self.strings) + 1
                    data = clip(text)
                    self.buffer.append(p_str(STR, 0, 8 + len(data), number) + data)
                    self.strings[text] = number
        return number

    def define_site(self, caller, code, line):
        with self.number_lock:
            if self.sites >= MAX_SITES:
                return 0
            self.sites += 1
            number = self.sites
        name = code.co_qualname if hasattr(code, "co_qualname") else code.co_name
        self.buffer.append(p_site(SITE, 0, 24, number, caller, self.define(code.co_filename), self.define(name), line if line and 0 < line < 1 << 31 else 0))
        return number

    def next_number(self, what):
        with self.number_lock:
            number = numbers[what] = numbers[what] + 1
            return number

    def error(self):
        self.errors += 1
        if not self.error_text:
            self.error_text = "%s: %s" % (type_name(sys.exc_info()[0]), plain(sys.exc_info()[1].args))
            if os.environ.get("LOOPSCOPE_DEBUG"):
                import traceback
                traceback.print_exc(file=sys.__stderr__)
        if self.errors > MAX_ERRORS:
            self.turn_off()

    # The writer thread.

    def start(self):
        self.buffer[:0] = self.pre
        self.writer_done.acquire()
        _thread.start_new_thread(self.write_loop, ())

    def wake(self):
        try:
            os_write(self.wake_write, b"!")
        except OSError:
            pass

    def write_loop(self):
        try:
            sources = [self.wake_read, self.descriptor] if self.is_socket else [self.wake_read]
            wait = FLUSH_SECONDS
            while self.is_on and not self.is_ending:
                own_flushes = self.own_flushes
                self.due = clock() + int(wait * 1e9)
                ready, _, _ = select_ready(sources, [], [], wait)
                self.due = 0
                if self.wake_read in ready:
                    try:
                        os_read(self.wake_read, 4096)
                    except OSError:
                        pass
                if self.is_socket and self.descriptor in ready:
                    data = os_read(self.descriptor, 4096)
                    if not data:
                        break
                    self.take_commands(data)
                self.look_for_held()
                # A loop that runs sends by itself: it is looked at less often.
                wait = FLUSH_SECONDS if self.own_flushes == own_flushes else WATCH_SECONDS
                if (ready or self.rest or clock() - self.flushed >= FLUSH_NS) and not self.flush():
                    break
        except Exception:
            self.error()
        finally:
            if not self.is_ending:
                self.turn_off()
                if self.is_socket and listener is not None:
                    listener.viewer_left(self)
            try:
                self.writer_done.release()
            except RuntimeError:
                pass

    def flush(self, deadline=None, last_words=b""):
        """Sends what waits. False where the viewer is gone, or too slow for the deadline."""
        # At the end nobody is waited for without limit, not even a loop's thread that an interrupt left with the lock.
        if not self.flush_lock.acquire(True, -1 if deadline is None else EXIT_SECONDS):
            return False
        try:
            self.take(last_words)
            return self.send(deadline)
        finally:
            self.flush_lock.release()

    def flush_here(self, now):
        """From a loop's thread, between two iterations: sends what the viewer takes without waiting.

        A writer's thread that wants the interpreter beside a busy loop is expensive: the selector releases the interpreter at each iteration, which
        wakes the writer, and has taken it again before the writer has come up. That costs both threads some microseconds an iteration, for tens of
        milliseconds and again after each system call (measured: a tenth of the time of a program of 12 us a step). Here it costs a join and one
        write; and when the writer has to look at the loop, the loop gives way for a moment (see select() below).
        """
        if not self.flush_lock.acquire(False):
            return
        try:
            if not self.is_on or self.is_ending:
                return  # the descriptor may be somebody else's by now
            self.flushed = now
            self.own_flushes += 1
            if not self.rest:
                self.take(b"")
            self.rest = self.rest[os_write(self.descriptor, self.rest):]
            if self.rest:
                self.wake()
        except BlockingIOError:
            self.wake()  # the viewer is slow: the writer waits for it
        except OSError:
            self.wake()  # the viewer has gone: the writer ends the recording
        finally:
            self.flush_lock.release()

    def take(self, last_words):
        """Moves what waits to self.rest."""
        now = clock()
        # What follows this flush lies after the last one's begin, or in an iteration that is under way: its record comes when it ends.
        # Looked at before the buffer is taken: what ends in between is in the buffer then.
        low = self.water
        for state in list(self.states):
            begin = state.iteration
            if begin and begin < low:
                low = begin
        self.water = self.flushed = now
        buffer = self.buffer
        count = len(buffer)
        with self.lost_lock:
            # While the buffer is full nothing enters it: what was dropped lies after all that waits.
            lost, first, last = self.lost, self.lost_first, self.lost_last
            self.lost = 0
        chunk = buffer[:count]
        if lost:
            chunk.append(p_lost(LOST, 0, 32, 0, lost, first, last))
        if lost or self.is_stale:
            self.is_stale = False
            self.generation += 1
        chunk.append(p_time(WATER, 0, 16, 0, low))
        chunk.append(last_words)
        taken = memoryview(bytes(self.rest) + b"".join(chunk))
        self.rest = taken
        del buffer[:count]

    def send(self, deadline):
        """Sends self.rest. Without a deadline it waits for the viewer for as long as the program runs."""
        while self.rest:
            if deadline is None and (self.is_ending or not self.is_on):
                return False
            try:
                if self.is_socket:
                    wait = 0.1 if deadline is None else max(0.0, deadline - monotonic())
                    ready, writable, _ = select_ready([self.descriptor], [self.descriptor], [], wait)
                    if ready:
                        data = os_read(self.descriptor, 4096)
                        if not data:
                            return False
                        self.take_commands(data)
                    if not writable:
                        if deadline is not None and monotonic() >= deadline:
                            return False
                        continue
                self.rest = self.rest[os_write(self.descriptor, self.rest[:1 << 16]):]
            except BlockingIOError:
                continue
            except (OSError, ValueError):
                return False
        return True

    def look_for_held(self):
        now = clock()
        for state in list(self.states):
            begin, record = state.begin, state.current
            if not begin or now - begin < HELD_NS:
                continue
            if state.held_at > begin and now - state.held_at < HELD_STEP_NS:
                continue
            frame = sys._current_frames().get(state.thread)
            if frame is None or state.begin != begin:
                continue
            state.held_at = now
            site = self.stack_of(frame)
            frame = None
            self.emit(p_held(HELD, 0, 36, record.id if record is not None else 0, now, state.iteration or begin, begin, site), now)

    def stack_of(self, frame):
        frames = []
        while frame is not None and len(frames) < 40:
            code = frame.f_code
            if code.co_filename != __file__ or code.co_name not in ("hook_run", "release"):
                frames.append((code, frame.f_lineno))
            elif frames:
                frames.pop()  # Handle._run, which we call; above it stands the program
                break
            frame = frame.f_back
        site = 0
        for code, line in reversed(frames):
            key = (site, code, line)
            found = self.stack_sites.get(key)
            if found is None:
                if len(self.stack_sites) > MAX_SITES // 2:
                    break
                found = self.define_site(site, code, line)
                self.stack_sites[key] = found
            site = found
        return site

    # Commands of the viewer: one a line.

    def take_commands(self, data):
        lines = (self.partial_commands + data).split(b"\n")
        self.partial_commands = lines.pop()[-65536:]
        for line in lines:
            word = line.strip()
            if word == b"pause":
                self.set_mode(2)
            elif word == b"continue":
                self.until = 0
                self.set_mode(self.running_mode())
            elif word.startswith(b"until ") and word[6:].isdigit():
                self.until = int(word[6:])
                self.set_mode(3)
            elif word.startswith(b"breaks "):
                self.take_breaks(word[7:])
            elif word == b"step":
                self.allow("step")
            elif word == b"iterate":
                self.allow("iterate")

    def set_mode(self, mode, why=b""):
        if self.mode == mode or not self.is_on:
            return
        self.mode = mode
        # Told first: a loop that goes on may halt again, and tell it, before this thread does anything more.
        self.tell_state(0, why)
        for state in list(self.states):
            if not state.mode or self.mode != mode:
                continue
            if mode == 2:
                state.mode = mode
            else:
                self.call_in(state, go_on)
        self.wake()

    def mode_now(self):
        return self.mode if self.is_on else 0

    # Halting by itself.

    def running_mode(self):
        return 3 if self.breaks is not None or self.until else 1

    def take_breaks(self, text):
        try:
            import json
            conditions = json.loads(text.decode("utf-8"))
            self.breaks = Breaks(conditions) if conditions else None
        except Exception:
            self.error()
        if self.mode != 2:
            self.set_mode(self.running_mode())

    def halt(self, hit):
        self.hit = None
        self.set_mode(2, clip("%d %s" % hit))

    def halts_before(self, record):
        """Whether the program is to halt rather than make this task's step."""
        passes, self.passes = self.passes, 0
        hit = self.hit
        breaks = self.breaks
        if breaks is not None and hit is None and passes != record.id:
            for number, kind in breaks.of_task(record):
                if kind == "resumes":
                    hit = (number, record.task_name + " resumes")
                    break
            if hit is None and breaks.times:
                now = clock() - self.started
                for number, value in breaks.times:
                    if now >= value:
                        breaks.times.remove((number, value))
                        hit = (number, "its time is reached")
                        break
        if hit is None:
            return False
        self.passes = record.id
        self.halt(hit)
        return True

    def step_ended(self, record, outcome):
        breaks = self.breaks
        if breaks is not None and self.hit is None:
            for number, kind in breaks.of_task(record):
                if outcome == R_NONE:
                    is_met, what = kind == "suspends", " suspends"
                else:
                    what = " raises" if outcome == R_RAISED else " ends, cancelled" if outcome == R_CANCELLED else " finishes: it returned"
                    is_met = kind == "finishes" or kind == "raises" and outcome == R_RAISED or kind == "cancelled" and outcome == R_CANCELLED
                if is_met:
                    self.hit = (number, record.task_name + what)
                    break
        if self.hit is not None:
            self.halt(self.hit)
        elif record.id == self.until:
            self.until = 0
            self.set_mode(2)

    def note_cancel(self, record):
        for number, kind in self.breaks.of_task(record):
            if kind == "cancelled" and self.hit is None:
                self.hit = (number, record.task_name + " is cancelled")

    def note_depth(self, name, before, after, size):
        for number, kind, glob, value in self.breaks.queues:
            if kind == "at-least":
                is_met = before < value <= after
            elif kind == "at-most":
                is_met = after <= value < before
            elif kind == "full":
                is_met = size > 0 and before < size <= after
            else:
                is_met = after == 0 < before
            if is_met and self.hit is None and glob.match(name):
                self.hit = (number, "queue %s holds %d" % (name, after))

    def note_line(self, line):
        for number, expression in self.breaks.logs:
            if self.hit is None and expression.search(line):
                self.hit = (number, 'the program logs "%s"' % line[:80])

    def allow(self, what):
        if self.mode != 2:
            self.set_mode(2)
        states = [s for s in list(self.states) if s.mode and s.thread]
        waiting = [s for s in states if s.parked] or states[-1:]
        for state in waiting[:1]:
            self.call_in(state, release_one if what == "step" else release_iteration)

    def call_in(self, state, function):
        """Runs function(state) in the loop's thread, by the loop's own means."""
        loop = state.reference() if state.reference is not None else None
        if loop is None:
            return
        with self.number_lock:
            state.wakes += 1
        try:
            loop.call_soon_threadsafe(Release(self, state, function))
        except RuntimeError:
            pass  # closed meanwhile

    def tell_state(self, next_task, why=b""):
        now = clock()
        parked = sum(len(s.parked) for s in list(self.states))
        steps = sum(s.steps for s in list(self.states))
        self.emit(p_state(STATE, 2 if self.mode == 2 else 1, 28 + len(why), next_task, now, steps, parked) + why, now)

    # The end.

    def turn_off(self):
        """Recording stops and the program goes on as if nothing had been there."""
        global last_generation
        self.is_on = False
        last_generation = max(last_generation, self.generation)
        for state in list(self.states):
            was = state.mode
            state.mode = 0
            if was == 2 or state.parked:
                try:
                    self.call_in(state, release_all)
                except Exception:
                    pass
        uninstall(self)

    def finish(self):
        """At the end of the program: everything is sent, within EXIT_SECONDS."""
        if os_getpid() != self.pid or not self.is_on:
            return
        deadline = monotonic() + EXIT_SECONDS
        self.is_ending = True
        self.wake()
        self.writer_done.acquire(True, EXIT_SECONDS)
        self.end_logs()
        for state in list(self.states):
            state.mode = 0
        now = clock()
        self.water = now
        for state in self.states:
            if state.iteration:
                self.emit(p_iter(ITER, state.number & 255, 24, state.count, state.iteration, now), now)
                state.iteration = 0
        text = clip(self.error_text)
        self.flush(deadline, p_lost(END, 0, 32 + len(text), self.errors, now, self.lost_total, 0) + text)
        self.is_on = False
        uninstall(self)
        try:
            os_close(self.descriptor)
        except OSError:
            pass

    def after_fork(self):
        """In the child: its parent's stream is not its own."""
        global probe, pipe
        probe = pipe = None
        self.is_on = False
        self.is_socket = False
        for state in self.states:
            state.mode = 0
            state.parked = []
        for descriptor in (self.descriptor, self.wake_read, self.wake_write):
            try:
                os_close(descriptor)
            except OSError:
                pass
        uninstall(self)

    # What the program prints, with the task that prints it.

    def log(self, stream, text):
        if type(text) is not str or not self.is_on:
            return
        thread = get_ident()
        key = (stream, thread)
        held = self.log_lines.get(key, "")
        if "\n" not in text:
            if len(held) < MAX_TEXT:
                self.log_lines[key] = held + text[:MAX_TEXT]
            return
        lines = (held + text).split("\n")
        self.log_lines[key] = lines.pop()[:MAX_TEXT]
        now = clock()
        task = 0
        for state in self.states:
            if state.thread == thread and state.current is not None:
                task = state.current.id
        for line in lines:
            data = clip(line)
            if self.breaks is not None:
                self.note_line(line)
            self.emit(p_stamp(LOG, stream, 16 + len(data), task, now) + data, now)

    def end_logs(self):
        now = clock()
        for (stream, _), text in list(self.log_lines.items()):
            if text:
                data = clip(text)
                self.emit(p_stamp(LOG, stream, 16 + len(data), 0, now) + data, now)
        self.log_lines.clear()


def clip(text):
    data = text.encode("utf-8", "replace")
    return data if len(data) <= MAX_TEXT else data[:MAX_TEXT - 3].decode("utf-8", "ignore").encode("utf-8") + "\u2026".encode("utf-8")


PLAIN_TYPES = {int, float, bool, type(None), bytes}


def plain(value, depth=2):
    """A short text of a value without calling anything of the program's."""
    kind = type(value)
    if kind is str:
        return value if len(value) <= 40 else value[:39] + "\u2026"
    if kind is int and value.bit_length() > 512:
        return "int of %d bits" % value.bit_length()
    if kind in PLAIN_TYPES:
        return repr(value if kind is not bytes else value[:30])
    if kind is tuple and depth:
        inner = ", ".join([plain(v, depth - 1) for v in value[:4]])
        return inner if depth == 2 and len(value) == 1 else "(%s%s)" % (inner, ", \u2026" if len(value) > 4 else "")
    return "<%s>" % type_name(kind)


def text_of_exception(error):
    kind = type(error)
    args = BaseException.args.__get__(error)
    if not args:
        return type_name(kind)
    return "%s: %s" % (type_name(kind), plain(args))


class Release:
    """A command of the viewer on its way into the loop's thread; a type of its own, so that the hooks know it."""

    __slots__ = ("probe", "state", "function")

    def __init__(self, probe, state, function):
        self.probe = probe
        self.state = state
        self.function = function

    def __call__(self):
        self.state.wakes -= 1
        self.function(self.probe, self.state)


def release(probe, state, handle):
    """Lets one parked task step run."""
    if handle._cancelled:
        return False
    state.is_stepping = True
    try:
        handle._run()
    finally:
        state.is_stepping = False
        handle = None
    state.steps += 1
    return True


def next_parked(state):
    for handle in state.parked:
        if not handle._cancelled:
            record = getattr(handle._callback.__self__, "_ls_record", None)
            return record.id if record is not None else 0
    return 0


def tell_step(probe, state):
    now = clock()
    # Nothing of this loop that lies before now is still to come.
    if len(probe.states) == 1:
        probe.water = now
    probe.tell_state(next_parked(state))
    probe.wake()


def release_one(probe, state):
    # A loop that is to stop has no next step here: what is parked goes back into its ready queue.
    probe.passes = 0
    while state.parked:
        if release(probe, state, state.parked.pop(0)):
            tell_step(probe, state)
            return
    state.allowed = 1


def release_iteration(probe, state):
    probe.passes = 0
    if not state.parked:
        state.allowed = 1
        return
    for _ in range(len(state.parked)):
        if not state.parked:
            break
        release(probe, state, state.parked.pop(0))
    tell_step(probe, state)


def go_on(probe, state):
    """Does what the viewer has said last. In the loop's own thread: set from another's, its mode would let the rest of an iteration overtake what that
    iteration holds."""
    while state.mode and state.mode != probe.mode_now():
        state.mode = probe.mode_now()  # again where another thread has said otherwise meanwhile
    if state.mode != 2:
        release_all(probe, state)
    elif state.parked:
        tell_step(probe, state)  # halted again before it went on: what has come since was held without being told


def release_all(probe, state):
    """Puts what is parked where it would have stood: before all that has become ready since."""
    loop = state.reference() if state.reference is not None else None
    parked, state.parked = state.parked, []
    state.allowed = 0
    if loop is not None and parked:
        loop._ready.extendleft(reversed(parked))
    if not probe.is_on:
        state.leave()


# What the standard library's coroutines wait for, by file and function: (reason, whether nothing of the program can run below it).
PRIMITIVES = {
    ("tasks", "sleep"): (R_SLEEP, True),
    ("tasks", "wait_for"): (R_JOIN, False),
    ("tasks", "wait"): (R_GATHER, True),
    ("tasks", "_wait"): (R_GATHER, True),
    ("taskgroups", "__aexit__"): (R_GATHER, True),
    ("taskgroups", "_aexit"): (R_GATHER, True),
    ("queues", "get"): (R_GET, True),
    ("queues", "put"): (R_PUT, True),
    ("queues", "join"): (R_EVENT, True),
    ("locks", "acquire"): (R_LOCK, True),
    ("locks", "__aenter__"): (R_LOCK, True),
    ("locks", "wait"): (R_EVENT, True),
    ("locks", "wait_for"): (R_EVENT, True),
    ("locks", "_block"): (R_EVENT, True),
    ("threads", "to_thread"): (R_JOB, True),
    ("base_events", "shutdown_default_executor"): (R_JOB, True),
    ("base_events", "shutdown_asyncgens"): (R_GATHER, True),
}
IO_FILES = {"streams", "base_events", "selector_events", "unix_events", "proactor_events", "windows_events", "subprocess", "base_subprocess", "sslproto", "staggered"}


MISSING = object()
USER = (R_NONE, False, 0)  # of a code object that is not the standard library's
NOBODY = TaskRecord(0)  # made the tasks that were there before us


def uninstall(owner):
    """Takes back every patch that is still ours; what another has wrapped since stays and passes through."""
    for state in list(owner.states):
        if not state.parked:
            state.leave()
    restore, owner.restore = owner.restore, []
    for target, name, ours, original in reversed(restore):
        try:
            if target.__dict__.get(name) is ours:
                if original is MISSING:
                    delattr(target, name)
                else:
                    setattr(target, name, original)
        except Exception:
            pass


class Stub:
    """A loop that is none, to get at the types of asyncio's callbacks."""

    def __init__(self):
        self.callbacks = []

    def get_debug(self):
        return False

    def call_soon(self, callback, *args, context=None):
        self.callbacks.append(callback)


async def empty():
    pass


async def empty_generator():
    yield


async def wait_for(future):
    await future


def callback_types(task_type, future_type):
    """The types of the callbacks by which a task of the C implementation makes its first step and its later ones."""
    from asyncio import tasks
    stub = Stub()
    future = future_type(loop=stub)
    coro = wait_for(future)
    task = task_type(coro, loop=stub, name="loopscope")
    task._log_destroy_pending = False
    tasks._unregister_task(task)
    kinds = [type(stub.callbacks[0]), None]
    if sys.version_info < (3, 10):  # later it is a builtin method
        stub.callbacks[0]()
        kinds[1] = type(future._callbacks[0][0])
    coro.close()
    return kinds


def install(owner):
    """Patches asyncio. `owner` is the Probe that is told."""
    import asyncio
    from asyncio import base_events, events, futures, queues, tasks
    import concurrent.futures.thread as pool
    import weakref
    try:
        from asyncio import mixins
    except ImportError:
        mixins = None  # 3.9

    Handle, TimerHandle, BaseLoop = events.Handle, events.TimerHandle, base_events.BaseEventLoop
    Task, Future = tasks.Task, futures.Future
    PyTask, PyFuture = tasks._PyTask, futures._PyFuture
    Gathering = tasks._GatheringFuture
    task_bases, future_bases = (Task, PyTask), (Future, PyFuture)
    known_futures = {Future, Task, PyFuture, PyTask, Gathering}
    get_running = events._get_running_loop
    Coroutine, Generator, AsyncGenerator = types.CoroutineType, types.GeneratorType, types.AsyncGeneratorType
    maker = empty_generator()
    asend = maker.__anext__()
    opaque = {type(asend)}
    asend.close()
    asend = maker.athrow(ValueError)
    opaque.add(type(asend))
    asend.close()
    maker = None
    coro = empty()
    opaque.add(type(coro.__await__()))
    coro.close()
    coro = asend = None
    inner_types = (Coroutine, Generator, AsyncGenerator)
    STEP, BUILTIN, METHOD, WAKE = 1, 2, 3, 4
    kinds = {types.BuiltinMethodType: BUILTIN, types.MethodType: METHOD}
    if Task is not PyTask:
        step_kind, wake_kind = callback_types(Task, Future)
        kinds[step_kind] = STEP
        if wake_kind not in (None, types.BuiltinMethodType):
            kinds[wake_kind] = WAKE
    py_steps = tuple(f for f in (PyTask.__dict__.get("_Task__step"), PyTask.__dict__.get("_Task__wakeup")) if f is not None)
    kind_of = kinds.get
    # What asyncio.run() starts for itself at the end is no task of the program's: it runs as if it were a callback.
    hidden_codes = set()
    for name in ("shutdown_asyncgens", "shutdown_default_executor"):
        function = getattr(BaseLoop, name, None)
        if type(function) is types.FunctionType:
            hidden_codes.add(function.__code__)
    function = None
    library = os.path.dirname(os.__file__) + os.sep
    asyncio_folder = os.path.dirname(asyncio.__file__) + os.sep
    set_timer_result = futures._set_result_unless_cancelled
    is_low = owner.low
    buffer, capacity = owner.buffer, owner.capacity
    append, drop = buffer.append, owner.drop
    codes = owner.codes
    code_of = codes.get
    roots = {}
    name_counts = {}
    has_cancelling = hasattr(Task, "cancelling")
    emit = owner.emit
    plain_queues = (queues.Queue, queues.PriorityQueue, queues.LifoQueue)

    original_run = Handle.__dict__["_run"]
    original_call_soon = BaseLoop.__dict__["_call_soon"]

    def patch(target, name, ours):
        original = target.__dict__.get(name, MISSING)
        ours.__qualname__ = "%s.%s" % (type_name(target) if type(target) is type else "", name)
        setattr(target, name, ours)
        owner.restore.append((target, name, ours, original))
        return original

    # What is known of loops, tasks, code.

    def adopt(loop):
        """The state of a loop that is met for the first time."""
        state = LoopState(owner.next_number("loops"), owner.mode if owner.is_on else 0)
        state.reference = weakref.ref(loop)
        if not owner.is_on:
            return state  # a hook that was on its way when the recording ended: the loop is not ours any more
        if loop._thread_id is not None:
            state.thread = loop._thread_id
        state.generation = 0 if owner.is_late else owner.generation
        loop._ls_state = state
        now = clock()
        name = clip(type_name(type(loop)))
        emit(p_stamp(LOOP, 1, 16 + len(name), state.number, now) + name, now)
        owner.states.append(state)
        watch_selector(loop, state)
        return state

    def state_of_running():
        loop = get_running()
        if loop is None:
            return None
        if not issubclass(type(loop), BaseLoop):
            tell_foreign(loop)
            return None
        state = loop._ls_state
        return state if state is not None else adopt(loop)

    foreign = set()

    def tell_foreign(loop):
        name = type_name(type(loop))
        if name not in foreign and len(foreign) < 16:
            foreign.add(name)
            now = clock()
            data = clip(name)
            emit(p_stamp(LOOP, 0, 16 + len(data), 0, now) + data, now)

    def learn(code):
        """What a code object is: the program's own, or a coroutine of the standard library with the reason that it stands for."""
        path = code.co_filename
        what = USER
        if path.startswith(library) and "site-packages" not in path and "dist-packages" not in path:
            reason, is_terminal = R_NONE, False
            stem = ""
            if path.startswith(asyncio_folder):
                stem = path[len(asyncio_folder):].rpartition(".")[0]
                reason, is_terminal = PRIMITIVES.get((stem, code.co_name), (R_NONE, False))
                if reason == R_NONE and stem in IO_FILES:
                    reason, is_terminal = R_IO, stem != "base_events"
            name = code.co_qualname if hasattr(code, "co_qualname") else code.co_name
            what = (reason, is_terminal, owner.define(name))
        if len(codes) < MAX_SITES:
            codes[id(code)] = what
            owner.kept.append(code)
        return what

    def grow(by_place, site, code, frame):
        """The node of a place in a coroutine: [site, what is called from there]."""
        node = [owner.define_site(site, code, frame.f_lineno), {}]
        if node[0]:
            by_place[frame.f_lasti] = node
        return node

    def places_of(parents, code):
        places = parents.get(id(code))
        if places is None:
            places = {}
            if len(owner.kept) < MAX_SITES:
                parents[id(code)] = places
                owner.kept.append(code)
        return places

    def coroutine_of(coro):
        kind = type(coro)
        return coro.cr_code if kind is Coroutine else coro.gi_code if kind is Generator else None

    def name_of(task, code):
        name = (Task if issubclass(type(task), Task) else PyTask).get_name(task)
        if type(name) is not str:
            name = "task"
        # 3.13.0 calls the nameless task of a factory "None".
        if code is not None and (name == "None" or name.startswith("Task-") and name[5:].isdigit()):
            base = code.co_name
            count = name_counts.get(base, 0) + 1
            if len(name_counts) < MAX_SITES:
                name_counts[base] = count
            name = "%s-%d" % (base, count)
        return name

    def announce(record, parent, now, flags, state):
        data = clip(record.task_name)
        code = coroutine_of(record.coro)
        site = 0
        if code is not None:
            places = places_of(roots, code)
            node = places.get(-1)
            if node is None:
                node = places[-1] = [owner.define_site(0, code, code.co_firstlineno), {}]
            site = node[0]
            record.root = places
        record.generation = owner.generation
        told = p_task(TASK, flags, 28 + len(data), record.id, now, parent, site, state.number) + data
        if flags & 1:
            owner.emit_again(told)
        else:
            emit(told, now)

    def new_task(state, task, coro=None, parent=None, now=0):
        """The record of a task that is met for the first time; None for one that is not the program's."""
        if coro is None:
            coro = (Task if issubclass(type(task), Task) else PyTask).get_coro(task)
        if coroutine_of(coro) in hidden_codes:
            return None
        record = TaskRecord(owner.next_number("tasks"))
        record.coro = coro
        record.task_name = name_of(task, coroutine_of(coro))
        if parent is None:
            parent = state.current
        task._ls_record = record
        state.last_task = record.id
        announce(record, parent.id if parent is not None else 0, now or clock(), 0, state)
        return record

    def announce_again(loop, state):
        """After a loss, or where the program was met on its way: whatever lives is told, with what it waits for."""
        is_first = not state.generation
        state.generation = owner.generation
        timers = timers_under_way(loop, state) if is_first else {}
        running = tasks.current_task(loop)
        for task in sorted(tasks.all_tasks(loop), key=age_of):
            record = getattr(task, "_ls_record", None)
            if type(record) is TaskRecord and record.generation == state.generation:
                continue
            now = clock()
            is_old = is_first and (type(record) is not TaskRecord or record.generation < owner.first_generation)
            if type(record) is not TaskRecord:
                record = new_task(state, task, None, NOBODY, now)
                if record is None:
                    continue
            else:
                announce(record, 0, now, 1, state)
            future = task._fut_waiter
            if future is not None:
                reason, site, thing = describe(task, record, state)
                if reason == R_SLEEP:
                    thing = timers.get(id(future), 0)
                owner.emit_again(p_slice(AWAIT, reason, 32, record.id, now, now, site, thing))
            elif is_old and task is not running:
                owner.emit_again(p_ready(READY, W_UNKNOWN, 24, record.id, now, 0, 0))
        task = future = running = None

    def age_of(task):
        name = (Task if issubclass(type(task), Task) else PyTask).get_name(task)
        return (len(name), name) if type(name) is str else (0, "")

    def timers_under_way(loop, state):
        """The timers that were armed before we came: the future of each sleep, by identity, with its number."""
        found = {}
        for handle in list(loop._scheduled):
            if type(handle) is TimerHandle and not handle._cancelled and id(handle) not in state.timers:
                number = owner.next_number("timers")
                state.timers[id(handle)] = number
                due = handle._when * 1e9 if type(handle._when) in (float, int) else 0
                if handle._callback is set_timer_result and handle._args:
                    found[id(handle._args[0])] = number
                emit(p_timer(TIMER, 0, 28, number, clock(), int(due) if 0 <= due < 4e18 else 1 << 62, 0), clock())
        handle = None
        return found

    # What a suspended task waits for.

    def waited(task, state):
        future = task._fut_waiter
        if future is None:
            return R_UNKNOWN, 0
        kind = type(future)
        if issubclass(kind, task_bases):
            record = getattr(future, "_ls_record", None)
            return R_JOIN, record.id if type(record) is TaskRecord else 0
        if kind is Gathering:
            return R_GATHER, len(future._children)
        if kind in known_futures:
            job = getattr(future, "_ls_job", 0)
            if job:
                return R_JOB, job
        return R_FOREIGN, owner.define(type_name(kind))

    def self_of(coro):
        if type(coro) is Coroutine and coro.cr_frame is not None:
            return coro.cr_frame.f_locals.get("self")
        return None

    def follow(coro, node):
        """Down the chain of awaits below a place: the place of the innermost user frame, what the library does below that, the end of the chain."""
        what = None
        below = None
        for _ in range(200):
            kind = type(coro)
            if kind is Coroutine:
                code, after = coro.cr_code, coro.cr_await
            elif kind is Generator:
                code, after = coro.gi_code, coro.gi_yieldfrom
            elif kind is AsyncGenerator:
                code, after = coro.ag_code, coro.ag_await
            elif kind in opaque:
                for inner in gc.get_referents(coro):
                    if type(inner) in inner_types:
                        break
                else:
                    break
                coro = inner
                inner = None
                continue
            else:
                break
            known = code_of(id(code))
            if known is None:
                known = learn(code)
            if known is USER:
                frame = coro.cr_frame if kind is Coroutine else coro.gi_frame if kind is Generator else coro.ag_frame
                if frame is None:
                    break
                places = node[1].get(id(code))
                if places is None:
                    places = places_of(node[1], code)
                deeper = places.get(frame.f_lasti)
                node = deeper if deeper is not None else grow(places, node[0], code, frame)
                frame = None
                what = below = None
            else:
                if what is None or what[0] == R_NONE:
                    what, below = known, coro
                if known[1]:
                    break
            coro = after
        return node, what, below

    def describe(task, record, state):
        """(reason, site, object) of a task that has just suspended."""
        coro = record.coro
        node, what, below = follow(coro, [0, roots])
        reason, thing = finish_reason(what, below, task, state)
        return reason, node[0], thing

    def first_place(coro, record, frame):
        """Where a task's own coroutine stands, for the first time; one of the library's has no place of the program's."""
        code = coro.cr_code
        known = code_of(id(code))
        if known is None:
            known = learn(code)
        if known is USER:
            return grow(record.root, 0, code, frame), None, coro.cr_await
        node, what, below = follow(coro, [0, roots])
        return node, what or known, below

    def finish_reason(what, below, task, state):
        reason = what[0] if what is not None else R_NONE
        if reason == R_SLEEP:
            return reason, state.timer
        if R_LOCK <= reason <= R_EVENT or reason == R_GET or reason == R_PUT:
            thing = state.primitive
            if not thing:
                found = self_of(below)  # 3.9, and what has been waiting for longer than we have been here
                thing = number_of(found, clock()) if found is not None else 0
            return reason, thing
        if reason == R_IO:
            return reason, what[2]
        if reason == R_GATHER:
            future = task._fut_waiter
            count = 0
            if type(future) is Gathering:
                count = len(future._children)
            else:
                frame = below.cr_frame if type(below) is Coroutine else None
                if frame is not None:
                    values = frame.f_locals
                    group = values.get("self")
                    waiting = values.get("fs") if group is None else getattr(group, "_tasks", None)
                    if type(waiting) is set:
                        count = len(waiting)
                    values = group = waiting = None
            return reason, count
        other, thing = waited(task, state)
        if reason == R_JOIN:
            return (reason, thing) if other == R_JOIN else (reason, state.last_task)
        if reason == R_JOB:
            return reason, thing if other == R_JOB else state.job
        if other == R_FOREIGN and what is not None:
            thing = what[2]
        return other, thing

    def end_of_step(task, record, state, begin, end):
        """The record of a task's last step."""
        kind = type(task)
        error = None
        outcome = R_RETURNED
        data = b""
        base = Task if issubclass(kind, Task) else PyTask
        if base.cancelled(task):
            outcome = R_CANCELLED
        else:
            error = task._exception
            if error is not None:
                outcome = R_RAISED
                data = clip(text_of_exception(error))
        error = task = None
        record.coro = None
        record.root = None
        emit(p_slice(SLICE, outcome, 32 + len(data), record.id, begin, end, 0, 0) + data, end)
        return outcome

    def is_task_callback(task, kind, callback, args):
        """Whether a bound method of a task is its wake-up; task.cancel is one as well."""
        if kind == BUILTIN:
            return len(args) == 1 and issubclass(type(task), Task) and issubclass(type(args[0]), future_bases)
        return kind == STEP or kind == WAKE or (issubclass(type(task), PyTask) and callback.__func__ in py_steps)

    def must_cancel(task, record, now):
        """A cancellation that was asked for while the task was not waiting: by whom cannot be seen."""
        if has_cancelling and type(task) is Task:
            count = task.cancelling()
            if count <= record.cancels:
                return
            record.cancels = count
        emit(p_cancel(CANCEL, 0, 20, record.id, now, 0), now)
        if owner.breaks is not None:
            owner.note_cancel(record)

    def run_callback(self, state):
        """Handle._run of a plain callback."""
        number = identity = None
        previous = state.current, state.origin, state.begin, state.yielded
        begin = clock()
        try:
            origin = state.origins.pop(id(self), None)
            if type(self) is TimerHandle:
                number = state.timers.pop(id(self), 0)
                if number:
                    if len(buffer) < capacity:
                        append(p_stamp(FIRED, 0, 16, number, begin))
                    else:
                        drop(begin)
                origin = (W_TIMER, 0, number)
            elif origin is None:
                origin = (W_IO, 0, 0)
            state.current = None
            state.origin = origin
            identity = self._callback
        except Exception:
            owner.error()
        state.begin = begin
        try:
            original_run(self)
        finally:
            state.current, state.origin, state.begin, state.yielded = previous
            try:
                end = clock()
                if end - begin > LONG_CALLBACK_NS and type(identity) is not Release and type(identity) is not Arrival:
                    name = clip(name_of_function(identity))
                    emit(p_span(CALLBACK, 0, 24 + len(name), state.number, begin, end) + name, end)
            except Exception:
                owner.error()
            self = identity = previous = origin = None

    def hook_run(self):
        state = record = None
        try:
            loop = self._loop
            try:
                state = loop._ls_state
            except AttributeError:
                state = None
            if type(state) is LoopState:
                mode = state.mode
                if mode:
                    state.count += 1
                    callback = self._callback
                    kind = kind_of(type(callback))
                    if kind is not None:
                        task = callback.__self__
                        if kind == STEP or is_task_callback(task, kind, callback, self._args):
                            try:
                                record = task._ls_record
                            except AttributeError:
                                record = None
                            if record is None:
                                record = new_task(state, task)
                            if mode >= 2 and record is not None and not state.is_stepping:
                                if mode == 3 and owner.halts_before(record):
                                    mode = 2
                                if mode == 2 and (not state.allowed or state.parked):
                                    state.parked.append(self)
                                    if len(state.parked) == 1 and owner.mode == 2:
                                        tell_step(owner, state)
                                    loop = callback = task = self = record = None
                                    return
                            if record is not None and record.generation != owner.generation:
                                announce(record, 0, clock(), 1, state)
                else:
                    state = None
            else:
                state = None
        except Exception:
            owner.error()
            record = None
        loop = callback = None
        if record is None:
            task = None
            if state is None:
                original_run(self)
            else:
                run_callback(self, state)
            self = None
            return
        # A task's step. Steps nest where a task is started eagerly or a loop is run within a callback.
        outer, outer_begin, outer_yielded = state.current, state.begin, state.yielded
        state.current = record
        state.yielded = False
        if not is_low and task._must_cancel:
            must_cancel(task, record, clock())
        state.begin = begin = clock()
        try:
            original_run(self)
        finally:
            end = clock()
            state.current = outer
            state.begin = outer_begin
            try:
                outcome = R_NONE
                if task.done():
                    outcome = end_of_step(task, record, state, begin, end)
                else:
                    coro = record.coro
                    if is_low:
                        reason, site, thing = R_YIELD if state.yielded else R_UNKNOWN, 0, 0
                    else:
                        what = None
                        if type(coro) is Coroutine:
                            frame = coro.cr_frame
                            node = record.root.get(frame.f_lasti)
                            if node is None:
                                node, what, coro = first_place(coro, record, frame)
                            else:
                                coro = coro.cr_await
                            frame = None
                            if what is not None:
                                pass
                            elif type(coro) is Coroutine:
                                what = code_of(id(coro.cr_code))
                                if what is None or not what[1]:
                                    node, what, coro = follow(coro, node)
                            elif coro is not None:
                                node, what, coro = follow(coro, node)
                        else:
                            node, what, coro = follow(coro, [0, roots])
                        site = node[0]
                        if state.yielded:
                            reason, thing = R_YIELD, 0
                        elif what is not None and what[0] == R_SLEEP:
                            reason, thing = R_SLEEP, state.timer
                        else:
                            reason, thing = finish_reason(what, coro, task, state)
                    coro = None
                    if len(buffer) < capacity:
                        append(p_slice(SLICE, reason, 32, record.id, begin, end, site, thing))
                    else:
                        drop(end)
                if mode == 3:
                    if outer is None and owner.mode == 3:
                        owner.step_ended(record, outcome)
                elif mode == 2 and state.allowed and not state.is_stepping:
                    state.allowed = 0
                    state.steps += 1
                    tell_step(owner, state)
            except Exception:
                owner.error()
            state.yielded = outer_yielded
            state.primitive = state.timer = state.job = 0
            self = task = record = outer = coro = frame = None

    def hook_call_soon(self, callback, args, context):
        handle = original_call_soon(self, callback, args, context)
        try:
            if handle._source_traceback:
                del handle._source_traceback[-1]
            state = self._ls_state
            if state is None:
                state = adopt(self)
            if state.mode:
                kind = kind_of(type(callback))
                if kind is not None:
                    task = callback.__self__
                    if kind == STEP or is_task_callback(task, kind, callback, args):
                        try:
                            record = task._ls_record
                        except AttributeError:
                            record = None
                        if record is None:
                            record = first_seen(self, state, task)
                        if record is not None:
                            if record is state.current and kind == STEP:
                                state.yielded = True
                            elif not is_low:
                                tell_ready(state, task, record, args)
                            callback = args = context = task = record = None
                            return handle
                state.origins[id(handle)] = origin_here(state)
        except Exception:
            owner.error()
        callback = args = context = task = None
        return handle

    def origin_here(state):
        """Who makes a plain callback ready: (waker kind, task id, object)."""
        if get_ident() != state.thread:
            return origin_elsewhere()
        current = state.current
        return (W_TASK, current.id, 0) if current is not None else state.origin or (W_UNKNOWN, 0, 0)

    def hook_safe_handle(self, *args, **keywords):
        """3.14: call_soon_threadsafe() does not go by _call_soon() any more."""
        original_safe_handle(self, *args, **keywords)
        try:
            if self._source_traceback:
                del self._source_traceback[-1]
            state = self._loop._ls_state
            if type(state) is LoopState and state.mode:
                state.origins[id(self)] = origin_here(state)
        except AttributeError:
            pass
        except Exception:
            owner.error()
        self = args = keywords = None

    def origin_elsewhere():
        """Who calls from a thread that is not the loop's: the job that runs there. Its last deed is to tell its result: then it has ended."""
        job = owner.running_jobs.get(get_ident())
        if job is None:
            return (W_UNKNOWN, 0, 0)
        end_job(job)
        return (W_JOB, 0, job[0])

    def tell_ready(state, task, record, args):
        now = clock()
        if get_ident() == state.thread:
            current = state.current
            kind, waker, thing = (W_TASK, current.id, 0) if current is not None else state.origin or (W_UNKNOWN, 0, 0)
            current = None
        else:
            kind, waker, thing = origin_elsewhere()
        if args:
            future = args[0]
            if type(future) in known_futures and future._state == "CANCELLED":
                tell_cancel(task, record, future, waker, now)
            future = None
        if record.generation != owner.generation:
            announce(record, 0, now, 1, state)
        if len(buffer) < capacity:
            append(p_ready(READY, kind, 24, record.id, now, waker, thing))
        else:
            drop(now)
        task = args = None

    def tell_cancel(task, record, future, by, now):
        """A task is woken by a cancelled future: asked for by whoever runs, or the future was cancelled by itself."""
        is_join = issubclass(type(future), task_bases)
        if has_cancelling and type(task) is Task:
            count = task.cancelling()
            if count <= record.cancels:
                return
            record.cancels = count
        elif is_join:
            return
        if is_join:
            inner = getattr(future, "_ls_record", None)
            by = inner.cancelled_by if type(inner) is TaskRecord else 0
        record.cancelled_by = by
        emit(p_cancel(CANCEL, 0, 20, record.id, now, by), now)
        if owner.breaks is not None:
            owner.note_cancel(record)

    def first_seen(loop, state, task):
        pending = state.pending
        if pending is not None and (Task if issubclass(type(task), Task) else PyTask).get_coro(task) is pending[0].coro:
            # Made by a task factory within create_task, which will tell it.
            state.pending = None
            record = task._ls_record = pending[0]
            if tasks.current_task(loop) is pending[1]:
                state.current = pending[2]  # it has not begun: what runs is its parent
                pending[3] = True
            return record
        return new_task(state, task)

    # Timers.

    def hook_call_at(self, when, callback, *args, **keywords):
        handle = original_call_at(self, when, callback, *args, **keywords)
        try:
            if handle._source_traceback:
                del handle._source_traceback[-1]
            state = self._ls_state
            if state is None:
                state = adopt(self)
            if state.mode and type(when) in (float, int) and type(handle) is TimerHandle:
                due = when * 1e9
                due = int(due) if 0 <= due < 4e18 else 1 << 62
                number = owner.next_number("timers")
                state.timers[id(handle)] = number
                record = state.current
                now = clock()
                is_sleep = callback is set_timer_result
                emit(p_timer(TIMER, 0, 28, number, now, due, record.id if record is not None and (is_sleep or callback_is_timeout(callback)) else 0), now)
                if is_sleep:
                    state.timer = number
                record = None
        except Exception:
            owner.error()
        self = callback = args = keywords = None
        return handle

    def callback_is_timeout(callback):
        return type(callback) is types.MethodType and callback.__func__.__module__ == "asyncio.timeouts"

    def hook_timer_cancelled(self, handle):
        original_timer_cancelled(self, handle)
        try:
            state = self._ls_state
            if type(state) is LoopState and state.mode:
                number = state.timers.pop(id(handle), 0)
                if number:
                    now = clock()
                    emit(p_stamp(TIMER_CANCELLED, 0, 16, number, now), now)
        except Exception:
            owner.error()
        handle = None

    def hook_handle_cancel(self):
        try:
            state = self._loop._ls_state
        except AttributeError:
            state = None
        if type(state) is LoopState:
            state.origins.pop(id(self), None)
        original_handle_cancel(self)
        self = None

    # Iterations.

    def watch_selector(loop, state):
        selector = loop.__dict__.get("_selector")
        if selector is None or not hasattr(type(selector), "select"):
            return
        if "select" in getattr(selector, "__dict__", {"select": None}):
            return
        original = selector.select
        state.selector = selector

        def select(timeout=None):
            begin = state.iteration
            if begin:
                now = clock()
                if len(buffer) < capacity:
                    append(p_iter(ITER, state.number & 255, 24, state.count, begin, now))
                else:
                    drop(now)
                state.iteration = 0
                if now - owner.flushed > FLUSH_NS and state.mode:
                    try:
                        owner.flush_here(now)
                    except Exception:
                        owner.error()
                if timeout == 0 and 0 < owner.due < now - LATE_NS:
                    sleep(GIVE_WAY_SECONDS)  # the writer waits for the interpreter, see flush_here()
            if not state.mode:
                return original(timeout)
            if state.generation != owner.generation:
                try:
                    again = state.reference()
                    if again is not None:
                        announce_again(again, state)
                    again = None
                except Exception:
                    owner.error()
            ready = original(timeout)
            state.count = 0
            state.iteration = clock()
            return ready

        selector.select = select

    def end_iteration(state):
        begin = state.iteration
        if begin:
            now = clock()
            emit(p_iter(ITER, state.number & 255, 24, state.count, begin, now), now)
            state.iteration = 0

    def hook_run_forever(self):
        state = None
        try:
            state = self._ls_state
            if state is None:
                state = adopt(self)
            state.thread = get_ident()
            if state.selector is None and state.mode:
                watch_selector(self, state)
        except Exception:
            owner.error()
        try:
            original_run_forever(self)
        finally:
            try:
                if type(state) is LoopState:
                    end_iteration(state)
                    if state.parked:
                        release_all(owner, state)
            except Exception:
                owner.error()
            self = None

    def hook_close(self):
        original_close(self)
        try:
            state = self._ls_state
            if type(state) is LoopState:
                end_iteration(state)
                state.leave()
                state.mode = 0
                state.timers.clear()
                state.origins.clear()
                if state in owner.states:
                    owner.states.remove(state)
        except Exception:
            owner.error()

    # Tasks that are made by a factory, perhaps begun at once.

    def hook_create_task(self, coro, *args, **keywords):
        state = None
        if (self._task_factory is not None or "eager_start" in keywords) and coroutine_of(coro) not in hidden_codes:
            try:
                state = self._ls_state
                if state is None:
                    state = adopt(self)
                if not state.mode:
                    state = None
            except Exception:
                owner.error()
                state = None
        if state is None:
            task = original_create_task(self, coro, *args, **keywords)
        else:
            task = create_by_factory(self, state, coro, args, keywords)
        try:
            if type(task) in known_futures and task._source_traceback:
                del task._source_traceback[-1]
        except Exception:
            owner.error()
        self = coro = args = keywords = state = None
        # As asyncio does (gh-128552): the traceback of a task that has failed at once reaches this frame, and so would keep the task alive by itself.
        try:
            return task
        finally:
            del task

    def create_by_factory(loop, state, coro, args, keywords):
        outer, outer_begin, outer_yielded, outer_pending = state.current, state.begin, state.yielded, state.pending
        outer_things = state.primitive, state.timer, state.job
        record = TaskRecord(owner.next_number("tasks"))
        record.coro = coro
        record.generation = owner.generation
        pending = state.pending = [record, tasks.current_task(loop) if get_running() is loop else None, outer, False]
        begin = clock()
        state.current = record
        state.yielded = False
        task = None
        try:
            task = original_create_task(loop, coro, *args, **keywords)
        finally:
            end = clock()
            has_yielded = state.yielded
            state.current, state.begin, state.yielded, state.pending = outer, outer_begin, outer_yielded, outer_pending
            state.primitive, state.timer, state.job = outer_things
            try:
                if task is not None and issubclass(type(task), task_bases):
                    if getattr(task, "_ls_record", record) is record:
                        task._ls_record = record
                        record.task_name = name_of(task, coroutine_of(coro))
                        announce(record, outer.id if outer is not None else 0, begin, 0 if pending[3] else 2, state)
                        state.last_task = record.id
                        if not pending[3]:
                            tell_eager(task, record, state, begin, end, has_yielded)
            except Exception:
                owner.error()
            loop = coro = args = keywords = outer = record = pending = outer_pending = None
        try:
            return task
        finally:
            del task

    def tell_eager(task, record, state, begin, end, has_yielded):
        if task.done():
            end_of_step(task, record, state, begin, end)
            return
        reason, site, thing = (R_UNKNOWN, 0, 0) if is_low else describe(task, record, state)
        if has_yielded:
            reason, thing = R_YIELD, 0
        emit(p_slice(SLICE, reason, 32, record.id, begin, end, site, thing), end)

    # Queues, locks, events.

    def number_of(primitive, now):
        """The number of a queue or lock, given at its first use. It stands on the object: no dict keeps it alive."""
        try:
            known = object.__getattribute__(primitive, "_ls_number")
        except AttributeError:
            known = None
        if known is not None and known[1] == owner.generation:
            return known[0]
        kind = type(primitive)
        number = known[0] if known is not None else owner.next_number("queues")
        object.__setattr__(primitive, "_ls_number", (number, owner.generation))
        if issubclass(kind, queues.Queue):
            size = primitive._maxsize
            size = size if type(size) is int and 0 < size < 1 << 31 else 0
            name = clip("%s-%d" % (type_name(kind), number))
            told = p_queue(QUEUE, 0 if known is None else 1, 20 + len(name), number, now, size) + name
            if known is None:
                emit(told, now)
            else:
                owner.emit_again(told)
        return number

    def hook_get_loop(self):
        loop = original_get_loop(self)
        try:
            state = loop._ls_state
            if type(state) is LoopState and state.mode:
                state.primitive = number_of(self, clock())
        except AttributeError:
            pass
        except Exception:
            owner.error()
        return loop

    def tell_item(kind, queue, item, now):
        number = number_of(queue, now)
        items = queue._queue
        depth = len(items) if type(items) in (list, deque) else 0xFFFFFFFF
        state = state_of_running()
        task = state.current.id if state is not None and state.current is not None and state.thread == get_ident() else 0
        data = b"" if is_low else clip(plain(item))
        if owner.breaks is not None and depth != 0xFFFFFFFF:
            size = queue._maxsize if type(queue._maxsize) is int else 0
            owner.note_depth("%s-%d" % (type_name(type(queue)), number), depth - 1 if kind == PUT else depth + 1, depth, size)
        if len(buffer) < capacity:
            append(p_item(kind, 0, 24 + len(data), number, now, task, depth) + data)
        else:
            drop(now)

    def hook_put(self, item):
        now = clock()
        original_put(self, item)
        if owner.is_on:
            try:
                tell_item(PUT, self, item, now)
            except Exception:
                owner.error()

    def hook_get(self):
        now = clock()
        item = original_get(self)
        if owner.is_on:
            try:
                tell_item(GET, self, item, now)
            except Exception:
                owner.error()
        return item

    # Jobs of thread pools.

    def name_of_function(function):
        for _ in range(4):
            kind = type(function)
            if kind is functools.partial:
                inner = function.func
                if type(inner) is types.BuiltinMethodType and type(inner.__self__) is contextvars.Context and function.args:
                    inner = function.args[0]
                function = inner
            elif kind is types.MethodType:
                function = function.__func__
            elif kind is types.FunctionType or kind is types.BuiltinMethodType:
                return function.__qualname__
            elif kind is type:
                return type_name(function)
            else:
                break
        return type_name(type(function))

    def hook_item_init(self, *args, **keywords):
        original_item_init(self, *args, **keywords)
        if not owner.is_on:
            return
        try:
            number = owner.next_number("jobs")
            self._ls_job = number
            function = args[1][0] if type(args[1]) is tuple else args[1]
            if type(function) is types.BuiltinMethodType and type(function.__self__) is contextvars.Context:
                function = (args[1][1] if type(args[1]) is tuple else args[2])[0]
            data = clip(name_of_function(function))
            function = None
            state = state_of_running()
            task = 0
            if state is not None:
                state.job = number
                task = state.current.id if state.current is not None else 0
            now = clock()
            emit(p_job(JOB, 0, 24 + len(data), number, now, task, 0) + data, now)
        except Exception:
            owner.error()
        self = args = keywords = None

    def hook_run_in_executor(self, *args, **keywords):
        state = self._ls_state
        if type(state) is LoopState:
            state.job = 0
        future = original_run_in_executor(self, *args, **keywords)
        try:
            if type(state) is LoopState and state.mode and state.job and type(future) is Future:
                future._ls_job = state.job
        except Exception:
            owner.error()
        self = args = keywords = None
        return future

    def worker_of():
        ident = get_ident()
        name = threading.current_thread().name
        known = owner.workers.get(ident)
        if known is None or known[1] != name or known[2] != owner.generation:
            is_known = known is not None and known[1] == name
            known = owner.workers[ident] = (known[0] if is_known else owner.next_number("worker_count"), name, owner.generation)
            data = clip(name)
            now = clock()
            if is_known:
                owner.emit_again(p_stamp(WORKER, 1, 16 + len(data), known[0], now) + data)
            else:
                emit(p_stamp(WORKER, 0, 16 + len(data), known[0], now) + data, now)
        return known[0]

    def end_job(job):
        """job: [number, future, worker, whether its end has been told]"""
        if job[3]:
            return
        future = job[1]
        if type(future) is not ConcurrentFuture or future._state not in ("FINISHED", "CANCELLED", "CANCELLED_AND_NOTIFIED"):
            return
        job[3] = True
        outcome = R_CANCELLED if future._state != "FINISHED" else R_RAISED if future._exception is not None else R_RETURNED
        now = clock()
        emit(p_job(JOB_ENDED, outcome, 24, job[0], now, job[2], 0), now)

    def hook_item_run(self, *args):
        job = None
        try:
            number = getattr(self, "_ls_job", 0)
            if number and owner.is_on:
                worker = worker_of()
                now = clock()
                emit(p_job(JOB_STARTED, 0, 24, number, now, worker, 0), now)
                job = owner.running_jobs[get_ident()] = [number, self.future, worker, False]
        except Exception:
            owner.error()
        try:
            return original_item_run(self, *args)
        finally:
            try:
                if job is not None:
                    owner.running_jobs.pop(get_ident(), None)
                    end_job(job)
                    job[1] = None
            except Exception:
                owner.error()
            self = args = job = None

    import contextvars
    import functools
    import threading
    from collections import deque
    from concurrent.futures import Future as ConcurrentFuture
    WorkItem = pool._WorkItem

    BaseLoop._ls_state = None  # stays: a hook may be on its way when a recording ends
    original_call_at = patch(BaseLoop, "call_at", hook_call_at)
    original_timer_cancelled = patch(BaseLoop, "_timer_handle_cancelled", hook_timer_cancelled)
    original_handle_cancel = patch(Handle, "cancel", hook_handle_cancel)
    original_run_forever = patch(BaseLoop, "run_forever", hook_run_forever)
    original_close = patch(BaseLoop, "close", hook_close)
    original_run_in_executor = patch(BaseLoop, "run_in_executor", hook_run_in_executor)
    if sys.version_info >= (3, 12):
        original_create_task = patch(BaseLoop, "create_task", hook_create_task)
    if hasattr(events, "_ThreadSafeHandle"):
        original_safe_handle = patch(events._ThreadSafeHandle, "__init__", hook_safe_handle)
    if mixins is not None:
        original_get_loop = patch(mixins._LoopBoundMixin, "_get_loop", hook_get_loop)
    original_put = patch(queues.Queue, "put_nowait", hook_put)
    original_get = patch(queues.Queue, "get_nowait", hook_get)
    original_item_init = patch(WorkItem, "__init__", hook_item_init)
    original_item_run = patch(WorkItem, "run", hook_item_run)
    patch(BaseLoop, "_call_soon", hook_call_soon)
    patch(Handle, "_run", hook_run)
    patch_output(owner)
    if owner.is_late:
        meet_running_loops(owner, BaseLoop, adopt)


def meet_running_loops(owner, loop_type, adopt):
    """Loops that run already are found in the frames of their threads. They are woken, so that what they hold is told before it next runs."""
    for frame in list(sys._current_frames().values()):
        while frame is not None:
            if frame.f_code.co_name == "run_forever":
                loop = frame.f_locals.get("self")
                if issubclass(type(loop), loop_type):
                    try:
                        if loop._ls_state is None:
                            adopt(loop)
                        loop.call_soon_threadsafe(Arrival())
                    except Exception:
                        owner.error()
                loop = None
            frame = frame.f_back


class Arrival:
    """Wakes a loop, which then tells what it holds. A type of its own, so that it is not taken for the program's."""

    __slots__ = ()

    def __call__(self):
        pass


def patch_output(owner):
    """What the program prints is told too: print() looks `write` up on the stream, which keeps its identity and its type."""
    import io

    def watch(stream, number):
        if type(stream) is not io.TextIOWrapper:
            return
        original = stream.write

        def write(text):
            count = original(text)
            try:
                owner.log(number, text)
            except Exception:
                owner.error()
            return count

        stream.write = write
        owner.restore.append((stream, "write", write, MISSING))

    watch(sys.stdout, 1)
    watch(sys.stderr, 2)


# How it begins.


def say(text):
    try:
        os_write(2, ("loopscope: not recording: %s\n" % text).encode("utf-8", "replace"))
    except OSError:
        pass


def connect(path):
    """A socket to the viewer, or None: the folder has to be ours alone and the viewer has to be ours."""
    folder = os.stat(os.path.dirname(os.path.abspath(path)))
    if folder.st_uid != os.getuid() or folder.st_mode & 0o022:
        say("the folder of %s is open to others" % path)
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(2)
        connection.connect(path)
        if hasattr(socket, "SO_PEERCRED"):
            uid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]
            if uid != os.getuid():
                say("%s belongs to another user" % path)
                connection.close()
                return None
        connection.setblocking(False)
        return connection.detach()
    except OSError:
        connection.close()
        raise


def open_recording(descriptor, is_socket, late=False):
    """Installs a probe that writes there."""
    global probe
    capacity = os.environ.get("LOOPSCOPE_CAPACITY", "")
    owner = Probe(descriptor, is_socket, os.environ.get("LOOPSCOPE_DETAIL") == "low", os.environ.get("LOOPSCOPE_PAUSED") == "1" and not late,
                  int(capacity) if capacity.isdigit() and int(capacity) > 0 else CAPACITY, late)
    try:
        install(owner)
    except BaseException:
        owner.is_on = False
        uninstall(owner)
        raise
    probe = owner
    owner.start()
    watch_end_and_fork()


def begin():
    """Installs the probe as the environment says. Called when asyncio has been imported. Never raises."""
    if probe is not None or listener is not None:
        return
    try:
        path, file = os.environ.get("LOOPSCOPE_SOCKET"), os.environ.get("LOOPSCOPE_FILE")
        if path:
            descriptor = connect(path)
        elif file:
            if os.environ.get("LOOPSCOPE_ONCE"):
                del os.environ["LOOPSCOPE_FILE"]  # the processes that this one starts would write over it
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0), 0o600)
        else:
            if is_to_listen or os.environ.get("LOOPSCOPE") == "1":
                start_listener()
            return
        if descriptor is not None:
            open_recording(descriptor, bool(path))
    except Exception as error:
        say("%s: %s" % (type(error).__name__, error))


is_to_listen = False
is_watching_end = False


def watch_end_and_fork():
    global is_watching_end
    if not is_watching_end:
        is_watching_end = True
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=after_fork)
        import atexit
        atexit.register(at_end)


def at_end():
    if listener is not None:
        listener.close()
    if probe is not None:
        probe.finish()


def listen(folder=None):
    """Lets this program be looked at: from now on it appears in Loopscope's File > Attach. Nothing where a viewer has been named already."""
    global is_to_listen
    is_to_listen = folder or True
    wait_for_asyncio()


def start_listener():
    global listener
    listener = Listener(own_folder(is_to_listen if type(is_to_listen) is str else None))
    watch_end_and_fork()
    _thread.start_new_thread(listener.loop, ())


def own_folder(folder):
    """The folder in which viewers look for programs: of this user alone."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    if folder:
        pass
    elif base and os.path.isabs(base) and os.path.isdir(base):
        folder = os.path.join(base, "loopscope")
    else:
        folder = "/tmp/loopscope-%d" % os.getuid()
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        pass
    status = os.lstat(folder)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise OSError("the folder %s has to be its owner's alone" % folder)
    return folder


class Listener:
    """Waits for viewers, one at a time, on the socket PID.sock; PID.json beside it tells them who we are. What is refused is counted."""

    def __init__(self, folder):
        self.pid = os_getpid()
        self.path = os.path.join(folder, "%d.sock" % self.pid)
        self.about = os.path.join(folder, "%d.json" % self.pid)
        self.since = time.time_ns()
        self.refused = 0
        self.lock = _thread.allocate_lock()
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.bind()
            self.server.listen(16)
            self.tell(False)
        except OSError:
            self.server.close()
            raise

    def bind(self):
        before = os.umask(0o077)
        try:
            self.server.bind(self.path)
            return
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        finally:
            os.umask(before)
        # Left behind by a process of our number that was killed, or alive: then it is not ours to take.
        other = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            other.settimeout(1)
            other.connect(self.path)
        except ConnectionRefusedError:
            os.unlink(self.path)
        else:
            raise OSError("somebody listens at %s already" % self.path)
        finally:
            other.close()
        before = os.umask(0o077)
        try:
            self.server.bind(self.path)
        finally:
            os.umask(before)

    def tell(self, is_watched):
        import json
        words = sys.argv if sys.argv and sys.argv[0] not in ("", "-c") else getattr(sys, "orig_argv", None) or sys.argv
        words = [a for a in words[:64] if type(a) is str]
        try:
            folder = os.getcwd()
        except OSError:
            folder = "/"
        text = json.dumps({"version": VERSION, "pid": self.pid, "since_ns": self.since, "program": clip(" ".join(words)).decode(),
                           "folder": folder, "interpreter": "CPython %d.%d.%d" % sys.version_info[:3], "watched": is_watched})
        beside = self.about + ".new"
        with self.lock:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                os_write(descriptor, text.encode("utf-8", "replace"))
            finally:
                os_close(descriptor)
            os.rename(beside, self.about)

    def loop(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError as error:
                if error.errno in (errno.ECONNABORTED, errno.EMFILE, errno.ENFILE, errno.ENOMEM):
                    time.sleep(0.05)
                    continue
                return
            try:
                self.take(connection)
            except Exception as error:
                connection.close()
                say("%s: %s" % (type(error).__name__, error))

    def take(self, connection):
        if hasattr(socket, "SO_PEERCRED"):
            uid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]
            if uid != os.getuid():
                return self.refuse(connection, "a connection of user %d was refused" % uid)
        if probe is not None and probe.is_on:
            return self.refuse(connection, "a second viewer was refused")
        connection.setblocking(False)
        open_recording(connection.detach(), True, late=True)
        self.tell(True)

    def refuse(self, connection, why):
        connection.close()
        self.refused += 1
        if probe is not None and probe.is_on and not self.refused & (self.refused - 1):  # told 1, 2, 4, 8, ... times: a flood is no flood of lines
            now = clock()
            text = clip("%s (%d in all)" % (why, self.refused))
            probe.emit(p_stamp(LOG, 0, 16 + len(text), 0, now) + text, now)

    def viewer_left(self, owner):
        with owner.flush_lock:  # a loop may be about to write there
            try:
                os_close(owner.descriptor)
            except OSError:
                pass
        if self.pid == os_getpid() and probe is owner:
            try:
                self.tell(False)
            except OSError:
                pass

    def close(self):
        if self.pid != os_getpid():
            return
        for path in (self.path, self.about):
            try:
                os.unlink(path)
            except OSError:
                pass


def after_fork():
    """In the child: what its parent has open is not its own. Where the parent can be looked at, so can the child."""
    global listener
    if probe is not None:
        probe.after_fork()
    if listener is not None:
        parents, listener = listener, None
        try:
            parents.server.close()
            start_listener()
        except Exception as error:
            say("%s: %s" % (type(error).__name__, error))


class Finder:
    """Waits for the import of asyncio: a process that never uses it is left alone."""

    def find_spec(self, name, path=None, target=None):
        if name != "asyncio":
            return None
        sys.meta_path.remove(self)
        import importlib.util
        spec = importlib.util.find_spec(name)
        loader = getattr(spec, "loader", None)
        if loader is None:
            return spec
        run = loader.exec_module

        def exec_module(module):
            del loader.exec_module
            run(module)
            begin()

        loader.exec_module = exec_module
        return spec


def wait_for_asyncio():
    if "asyncio" in sys.modules:
        begin()
    elif not any(type(finder) is Finder for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder())


def main():
    global is_to_listen
    if len(sys.argv) < 2:
        sys.exit("usage: python3 -m loopscope_probe script.py ARG...")
    is_to_listen = True
    import runpy
    sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[1]))
    sys.modules["loopscope_probe"] = sys.modules[__name__]
    del sys.argv[0]
    wait_for_asyncio()
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    sys.modules.get("loopscope_probe", sys.modules["__main__"]).main()  # sitecustomize may have brought us in before
elif os.environ.get("LOOPSCOPE") == "1":
    wait_for_asyncio()
