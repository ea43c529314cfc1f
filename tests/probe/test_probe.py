# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python probe on small programs, each in a process of its own: python3 test_probe.py PROBE-FOLDER"""
import os
import signal
import subprocess
import sys
import time
import unittest

from probeprogram import PROBE, ProgramTest
from probestream import Stream, Viewer, REASONS


class ProbeTest(ProgramTest):
    # What is seen.

    def test_two_sleepers_are_resumed_in_order_of_their_timers(self):
        stream = self.run_whole("""
            async def say(text, delay):
                await asyncio.sleep(delay)
                print(text)
            async def main():
                await asyncio.gather(say("late", .06), say("early", .02))
            asyncio.run(main())
            """)
        self.assertEqual(self.out, "early\nlate\n")
        self.assertEqual(stream.steps(), [("main-1", "gather"), ("say-1", "sleep"), ("say-2", "sleep"), ("say-2", "returned"), ("say-1", "returned"),
                                          ("main-1", "returned")])
        first = [r for r in stream.of("SLICE") if stream.names[r[2]] == "say-1"][0]
        self.assertEqual(stream.place(first), ["script.py:6 say"])
        timers = {r[2]: r for r in stream.of("TIMER")}
        self.assertEqual(timers[first[6]][5], first[2])
        fired = [r[2] for r in stream.of("FIRED")]
        self.assertEqual(fired, [2, 1])
        # Who woke whom: the timers the sleepers, the last sleeper main.
        ready = [(stream.names[r[2]], r.flags, stream.names.get(r[4]), r[5]) for r in stream.of("READY")][-5:]
        self.assertIn(("say-2", 2, None, 2), ready)
        self.assertIn(("say-1", 2, None, 1), ready)
        self.assertIn(("main-1", 1, "say-1", 0), ready)
        self.assertEqual([(stream.names[r[2]], r.text, r.flags) for r in stream.of("LOG")], [("say-2", "early", 1), ("say-1", "late", 1)])

    def test_a_queue_shows_puts_gets_depths_and_who_wakes_whom(self):
        stream = self.run_whole("""
            async def producer(queue):
                for n in range(6):
                    await queue.put(n)
            async def consumer(queue):
                for n in range(6):
                    assert await queue.get() == n
            async def main():
                queue = asyncio.Queue(2)
                await asyncio.gather(producer(queue), consumer(queue))
            asyncio.run(main())
            """)
        self.assertEqual([(r.text, r[4]) for r in stream.of("QUEUE")], [("Queue-1", 2)])
        self.assertEqual([r.text for r in stream.of("PUT")], list("012345"))
        self.assertEqual([r.text for r in stream.of("GET")], list("012345"))
        self.assertEqual([r[5] for r in stream.of("PUT")][:2], [1, 2])
        self.assertIn(("producer-1", "put"), stream.steps())
        waits = [r for r in stream.of("SLICE") if REASONS[r.flags] in ("put", "get")]
        self.assertTrue(waits and all(r[6] == 1 for r in waits))
        wakers = {(stream.names.get(r[4]), stream.names[r[2]]) for r in stream.of("READY") if r.flags == 1}
        self.assertIn(("consumer-1", "producer-1"), wakers)

    def test_a_queue_that_only_one_task_of_many_uses_keeps_its_own_number(self):
        stream = self.run_whole("""
            async def main():
                first, second = asyncio.PriorityQueue(), asyncio.LifoQueue(3)
                second.put_nowait("b")
                first.put_nowait((2, "x"))
                first.put_nowait((1, "y"))
                assert first.get_nowait() == (1, "y")
            asyncio.run(main())
            """)
        self.assertEqual([r.text for r in stream.of("QUEUE")], ["LifoQueue-1", "PriorityQueue-2"])
        self.assertEqual([r.text for r in stream.of("GET")], ["(1, y)"])

    def test_jobs_run_on_their_workers_and_wake_the_task_that_waits(self):
        stream = self.run_whole("""
            def compute(n):
                time.sleep(.3)  # the task awaits it before it has ended, also on a busy machine
                return n * n
            async def main():
                loop = asyncio.get_running_loop()
                assert await loop.run_in_executor(None, compute, 3) == 9
                try:
                    await loop.run_in_executor(None, int, "x")
                except ValueError:
                    pass
            asyncio.run(main())
            """)
        self.assertEqual([(r.text, stream.names[r[4]]) for r in stream.of("JOB")], [("compute", "main-1"), ("int", "main-1")])
        self.assertEqual([(r[2], r.flags) for r in stream.of("JOB_ENDED")], [(1, 32), (2, 33)])
        self.assertEqual(len(stream.of("JOB_STARTED")), 2)
        self.assertTrue(all(r.text for r in stream.of("WORKER")))
        wait = [r for r in stream.of("SLICE") if REASONS[r.flags] == "job"][0]
        self.assertEqual(wait[6], 1)
        woken = [r for r in stream.of("READY") if r.flags == 4]
        self.assertEqual(woken[0][5], 1)
        self.assertLessEqual(stream.of("JOB_ENDED")[0][3], woken[0][3])

    def test_what_asyncio_starts_for_itself_is_no_task_of_the_program(self):
        stream = self.run_whole("""
            async def main():
                await asyncio.get_running_loop().run_in_executor(None, int)
            asyncio.run(main())
            """)
        self.assertEqual(list(stream.names.values()), ["main-1"])

    def test_the_await_is_named_with_its_chain_of_callers(self):
        stream = self.run_whole("""
            async def leaf(lock):
                async with lock:
                    pass
            async def middle(lock):
                await leaf(lock)
            async def holder(lock):
                async with lock:
                    await asyncio.sleep(.01)
            async def agen():
                yield 1
                await asyncio.sleep(.01)
                yield 2
            async def main():
                lock, event = asyncio.Lock(), asyncio.Event()
                a = asyncio.ensure_future(holder(lock))
                b = asyncio.ensure_future(middle(lock))
                await a
                async for _ in agen():
                    pass
                c = asyncio.ensure_future(event.wait())
                await asyncio.sleep(0)
                event.set()
                await c
                await asyncio.wait_for(asyncio.sleep(.001), 5)
                future = asyncio.get_running_loop().create_future()
                asyncio.get_running_loop().call_later(.001, future.set_result, 1)
                await future
            asyncio.run(main())
            """)
        waits = {REASONS[r.flags]: stream.place(r) for r in stream.of("SLICE") if stream.names[r[2]] == "middle-1"}
        self.assertEqual(waits["lock"], ["script.py:6 leaf", "script.py:9 middle"])
        main = [(REASONS[r.flags], stream.place(r)) for r in stream.of("SLICE") if stream.names[r[2]] == "main-1"]
        self.assertEqual(main[0], ("join", ["script.py:21 main"]))
        self.assertEqual(main[1], ("sleep", ["script.py:15 agen", "script.py:22 main"]))
        reasons = [reason for reason, _ in main]
        self.assertEqual(reasons[2:4], ["yield", "join"])
        self.assertIn("foreign", reasons)
        self.assertIn(("wait-1", "event"), stream.steps())

    def test_cancellation_names_who_asked(self):
        stream = self.run_whole("""
            async def sleeper():
                await asyncio.sleep(10)
            async def canceller(task):
                task.cancel()
            async def main():
                task = asyncio.ensure_future(sleeper())
                await asyncio.sleep(0)
                await asyncio.ensure_future(canceller(task))
                try:
                    await task
                except asyncio.CancelledError:
                    pass
                early = asyncio.ensure_future(sleeper())
                early.cancel()
                await asyncio.wait([early])
            asyncio.run(main())
            """)
        asked = [(stream.names[r[2]], stream.names.get(r[4])) for r in stream.of("CANCEL")]
        self.assertEqual(asked, [("sleeper-1", "canceller-1"), ("sleeper-2", None)])
        self.assertIn(("sleeper-1", "cancelled"), stream.steps())
        self.assertEqual(len(stream.of("TIMER_CANCELLED")), 1)

    def test_what_was_raised_is_told(self):
        stream = self.run_whole("""
            class Odd(Exception):
                def __str__(self):
                    raise RuntimeError("never called")
            async def fail(error):
                raise error
            async def main():
                await asyncio.gather(fail(ValueError("no")), fail(Odd({})), return_exceptions=True)
            asyncio.run(main())
            """)
        self.assertEqual([r.text for r in stream.of("SLICE") if r.flags == 33], ["ValueError: no", "Odd: <dict>"])

    def test_iterations_hold_the_steps_and_the_idle_time_lies_between(self):
        stream = self.run_whole("""
            async def main():
                await asyncio.sleep(.05)
            asyncio.run(main())
            """)
        iterations = [(r[3], r[4]) for r in stream.of("ITER")]
        self.assertEqual(iterations, sorted(iterations))
        for slice_ in stream.of("SLICE"):
            self.assertTrue(any(begin <= slice_[3] and slice_[4] <= end for begin, end in iterations), slice_)
        idle = max(b[0] - a[1] for a, b in zip(iterations, iterations[1:]))
        self.assertGreater(idle, 40_000_000)

    def test_a_held_loop_is_sampled_with_its_stack(self):
        stream = self.run_whole("""
            def spin():
                end = time.monotonic() + .35
                while time.monotonic() < end:
                    pass
            async def main():
                spin()
            asyncio.run(main())
            """)
        held = stream.of("HELD")
        self.assertGreaterEqual(len(held), 2)
        site, places = held[-1][6], []
        while site:
            places.append(stream.strings[stream.sites[site][5]])
            site = stream.sites[site][3]
        self.assertEqual(places[-1], "main")
        self.assertIn("spin", places)

    def test_an_eager_task_runs_within_its_parents_step(self):
        if sys.version_info < (3, 12):
            self.skipTest("eager tasks came with 3.12")
        stream = self.run_whole("""
            async def child(queue):
                queue.put_nowait(1)
                await asyncio.sleep(0)
            async def quick():
                return 1
            async def main():
                asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
                queue = asyncio.Queue()
                await asyncio.create_task(child(queue))
                await asyncio.create_task(quick())
            asyncio.run(main())
            """)
        begins = {(stream.names[r[2]], REASONS[r.flags]): r for r in stream.of("SLICE")}
        child, main = begins["child-1", "yield"], begins["main-1", "join"]
        self.assertTrue(main[3] < child[3] and child[4] < main[4])
        self.assertIn(("quick-1", "returned"), begins)
        self.assertEqual(stream.names[stream.of("PUT")[0][4]], "child-1")

    def test_low_detail_has_the_steps_and_nothing_more(self):
        stream = self.run_whole("""
            async def main():
                for _ in range(50):
                    await asyncio.sleep(0)
            asyncio.run(main())
            """, LOOPSCOPE_DETAIL="low")
        self.assertEqual(len(stream.steps(["main-1"])), 51)
        self.assertEqual([r for r in stream.of("SITE") if r[3]], [])

    def test_every_task_and_item_of_a_big_program_is_there(self):
        stream = self.run_whole("""
            async def worker(queue, out):
                for _ in range(10):
                    await out.put(await queue.get())
            async def main():
                queue, out = asyncio.Queue(), asyncio.Queue()
                tasks = [asyncio.ensure_future(worker(queue, out)) for _ in range(1000)]
                for n in range(10000):
                    queue.put_nowait(n)
                await asyncio.gather(*tasks)
                assert out.qsize() == 10000
            asyncio.run(main())
            """)
        self.assertEqual(len(stream.of("PUT")), 20000)
        self.assertEqual(len(stream.of("GET")), 10000)
        self.assertEqual(sum(name.startswith("worker-") for name in stream.names.values()), 1000)
        self.assertEqual(sum(how == "returned" for name, how in stream.steps() if name.startswith("worker-")), 1000)
        self.assertFalse(stream.of("LOST"))

    # What must not happen.

    def test_a_busy_loop_sends_what_it_does_by_itself(self):
        """Beside a loop that never sleeps the writer's thread hardly comes to run: here it is kept from sending at all until the program ends."""
        stream = self.run_whole("""
            import loopscope_probe
            async def worker(end):
                while time.monotonic() < end:
                    await asyncio.sleep(0)
            async def main():
                owner = loopscope_probe.probe
                flush = owner.flush
                owner.flush = lambda *words: flush(*words) if words else True
                size = os.stat(os.environ["LOOPSCOPE_FILE"]).st_size
                end = time.monotonic() + .3
                await asyncio.gather(worker(end), worker(end))
                print(os.stat(os.environ["LOOPSCOPE_FILE"]).st_size - size > 1000, owner.own_flushes > 2)
            asyncio.run(main())
            """)
        self.assertEqual(self.out, "True True\n")
        self.assertEqual([r for r in stream.of("LOST")], [])

    def test_debug_mode_and_hostile_objects_do_no_harm(self):
        stream = self.run_whole("""
            class Hostile:
                def __getattribute__(self, name):
                    if "loopscope" in sys._getframe(1).f_code.co_filename:
                        os.write(1, b"asked for " + name.encode() + b"\\n")
                        raise SystemExit(9)
                    return object.__getattribute__(self, name)
                __str__ = __hash__ = __bool__ = None
                def __call__(self, *args):
                    pass
                def __await__(self):
                    yield
            class Odd(asyncio.Queue):
                def qsize(self):
                    raise SystemExit(9)
                def __len__(self):
                    raise SystemExit(9)
            async def main():
                queue = asyncio.Queue(maxsize=1.3)
                await queue.put(Hostile())
                await queue.get()
                loop = asyncio.get_running_loop()
                loop.call_soon(Hostile())
                loop.call_later(.001, Hostile())
                await Hostile()
                await asyncio.sleep(.005)
                await loop.run_in_executor(None, Hostile())
            asyncio.run(main())
            """, PYTHONASYNCIODEBUG="1")
        self.assertEqual(self.out, "")
        self.assertEqual([r.text for r in stream.of("PUT")], ["<Hostile>"])

    def test_an_exception_keeps_nothing_of_the_probe_alive(self):
        self.run_whole("""
            import gc, weakref
            class Thing:
                pass
            async def fail(thing):
                raise ValueError("no")
            async def main():
                thing = Thing()
                ref = weakref.ref(thing)
                task = asyncio.ensure_future(fail(thing))
                await asyncio.wait([task])
                gc.disable()
                del thing
                assert isinstance(task.exception(), ValueError)
                del task
                await asyncio.sleep(0)
                assert ref() is None
            asyncio.run(main())
            """)

    def test_without_a_viewer_the_program_runs_and_says_so(self):
        process = self.start("asyncio.run(asyncio.sleep(0, print('ran')))\n", LOOPSCOPE_SOCKET=os.path.join(self.folder, "nobody.sock"))
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out), (0, "ran\n"))
        self.assertIn("loopscope: not recording: ", err)

    def test_a_folder_that_is_open_to_others_is_refused(self):
        viewer = Viewer(self.folder, 0o777)
        self.addCleanup(viewer.close)
        process = self.start("asyncio.run(asyncio.sleep(0))\n", LOOPSCOPE_SOCKET=viewer.path)
        _, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0)
        self.assertIn("open to others", err)

    LONG = """
        async def main():
            for _ in range(60):
                await asyncio.sleep(.01)
                for _ in range(200):
                    await asyncio.sleep(0)
            print("done")
            sys.exit(5)
        asyncio.run(main())
        """

    def test_a_viewer_that_dies_leaves_the_program_alone(self):
        viewer = Viewer(self.folder)
        process = self.start(self.LONG, LOOPSCOPE_SOCKET=viewer.path)
        viewer.accept()
        viewer.read_until(lambda records: len(records) > 20)
        viewer.close()
        out, err = process.communicate(timeout=30)
        self.assertEqual((process.returncode, out, err), (5, "done\n", ""))

    def test_a_viewer_that_never_reads_costs_a_second_at_most(self):
        viewer = Viewer(self.folder)
        self.addCleanup(viewer.close)
        process = self.start("""
            async def main():
                for _ in range(20000):
                    await asyncio.sleep(0)
                os.write(1, b"done\\n")
            asyncio.run(main())
            """, LOOPSCOPE_SOCKET=viewer.path, LOOPSCOPE_CAPACITY="2000")
        viewer.accept()
        self.assertEqual(process.stdout.readline(), "done\n")
        begun = time.monotonic()
        process.wait(timeout=20)
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual(process.returncode, 0)
        process.communicate()

    def test_a_killed_program_leaves_a_readable_stream(self):
        process = self.start("""
            async def main():
                await asyncio.sleep(.01)
                await asyncio.sleep(.2)
                os.kill(os.getpid(), 9)
            asyncio.run(main())
            """, LOOPSCOPE_FILE=self.stream_path)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, -signal.SIGKILL)
        with open(self.stream_path, "rb") as file:
            stream = Stream(file.read())
        self.assertEqual(stream.of("END"), [])
        self.assertEqual(stream.steps()[:2], [("main-1", "sleep"), ("main-1", "sleep")])

    def test_a_forked_child_writes_nothing_into_its_parents_stream(self):
        stream = self.run_whole("""
            async def main():
                await asyncio.sleep(.01)
            pid = os.fork()
            asyncio.run(main())
            if pid:
                os.waitpid(pid, 0)
                print("parent")
            else:
                os._exit(0)
            """, options=("-W", "ignore"))
        self.assertEqual(self.out, "parent\n")
        self.assertEqual(len([n for n in stream.names.values() if n.startswith("main-")]), 1)

    def test_losses_are_counted_exactly_and_what_lives_is_told_again(self):
        source = """
            async def storm():
                for _ in range(4000):
                    await asyncio.sleep(0)
            async def main():
                event = asyncio.Event()
                waiting = asyncio.ensure_future(event.wait())
                await asyncio.gather(*[storm() for _ in range(10)])
                await asyncio.sleep(.1)
                await asyncio.gather(*[storm() for _ in range(10)])
                event.set()
                await waiting
            asyncio.run(main())
            """
        def counted(stream):
            kinds = ("TASK", "READY", "SLICE", "ITER", "TIMER", "FIRED", "LOOP")
            return sum(r.kind in kinds and not (r.kind == "TASK" and r.flags & 1) for r in stream.records)
        whole = self.run_whole(source)
        self.assertEqual(sum(how == "yield" for _, how in whole.steps()), 80000)
        stream = self.run_program(source, LOOPSCOPE_CAPACITY="300")
        lost = sum(r[3] for r in stream.of("LOST"))
        self.assertGreater(lost, 100)
        self.assertEqual(stream.records[-1].kind, "END")
        self.assertEqual(stream.records[-1][4], lost)
        # The number of iterations may differ by the ones that the flushing thread causes: none here, so it is exact.
        self.assertEqual(counted(stream) + lost, counted(whole))
        again = [r.text for r in stream.of("TASK") if r.flags & 1]
        self.assertIn("wait-1", again)
        self.assertIn(("wait-1", "event"), [(stream.names[r[2]], REASONS[r.flags]) for r in stream.of("AWAIT")])

    def test_the_sitecustomize_of_the_system_is_still_found(self):
        other = os.path.join(self.folder, "other")
        os.mkdir(other)
        with open(os.path.join(other, "sitecustomize.py"), "w") as file:
            file.write("print('mine')\n")
        script = os.path.join(self.folder, "script.py")
        with open(script, "w") as file:
            file.write("import sys, asyncio\nprint([p for p in sys.path if 'probe' in p], sys.modules['sitecustomize'].__file__)\nasyncio.run(asyncio.sleep(0))\n")
        env = dict(os.environ, PYTHONPATH=PROBE + os.pathsep + other, LOOPSCOPE_FILE=self.stream_path)
        out = subprocess.run([sys.executable, script], env=env, stdout=subprocess.PIPE, text=True, timeout=20, check=True).stdout
        self.assertEqual(out, "mine\n[] %s\n" % os.path.join(other, "sitecustomize.py"))
        with open(self.stream_path, "rb") as file:
            self.assertTrue(Stream(file.read()).of("TASK"))

    def test_functions_of_the_system_that_the_program_replaces_are_its_own(self):
        # As unit tests do. The stream lost what a Mock was given, and the Mock counted calls that the program had not made.
        self.run_whole("""
            from unittest import mock
            async def main():
                with mock.patch("os.write", return_value=4) as write, mock.patch("os.read") as read, mock.patch("select.select") as select:
                    end = time.monotonic() + .3
                    while time.monotonic() < end:
                        await asyncio.sleep(.001)
                sys.exit(write.call_count + read.call_count + select.call_count)
            asyncio.run(main())
            """)

    # Driving it.

    def test_an_interrupt_ends_the_program_and_keeps_the_stream(self):
        process = self.start("""
            async def main():
                print("ready", flush=True)
                await asyncio.sleep(30)
            try:
                asyncio.run(main())
            except KeyboardInterrupt:
                sys.exit(130)
            """, LOOPSCOPE_FILE=self.stream_path)
        self.assertEqual(process.stdout.readline(), "ready\n")
        time.sleep(.1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130)
        with open(self.stream_path, "rb") as file:
            stream = Stream(file.read())
        self.assertEqual(stream.records[-1].kind, "END")


if __name__ == "__main__":
    unittest.main()
