# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that halt by themselves at conditions that a viewer has sent: python3 test_breaks.py PROBE-FOLDER"""
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

PROBE = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]) else os.path.abspath("../../resources/probe")

from probestream import Stream, Viewer  # noqa: E402

SHOP = """
    import asyncio, sys
    async def produce(queue):
        for n in range(4):
            await queue.put(n)
            await asyncio.sleep(.02)
    async def consume(queue):
        for n in range(4):
            print("got", await queue.get())
            await asyncio.sleep(.05)
    async def fail():
        await asyncio.sleep(.005)
        raise ValueError("no")
    async def idle():
        await asyncio.sleep(60)
    async def main():
        queue = asyncio.Queue(2)
        lazy = asyncio.create_task(idle())
        tasks = [asyncio.create_task(c) for c in (produce(queue), consume(queue), fail())]
        await asyncio.wait(tasks)
        lazy.cancel()
        await asyncio.wait([lazy])
        sys.exit(7)
    asyncio.run(main())
    """


def of_task(kind, name):
    return {"n": 5, "kind": kind, "name": name}


def of_queue(kind, value=0):
    return {"n": 5, "kind": kind, "name": "Queue-*", "value": value}


class BreaksTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        script = os.path.join(folder.name, "script.py")
        with open(script, "w") as file:
            file.write(textwrap.dedent(SHOP).lstrip("\n"))
        self.viewer = Viewer(folder.name)
        self.addCleanup(self.viewer.close)
        env = {k: v for k, v in os.environ.items() if not k.startswith("LOOPSCOPE")}
        env.update(PYTHONPATH=PROBE, PYTHONDONTWRITEBYTECODE="1", LOOPSCOPE_SOCKET=self.viewer.path, LOOPSCOPE_PAUSED="1")
        self.process = subprocess.Popen([sys.executable, script], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.process.communicate)
        self.addCleanup(self.process.kill)
        self.viewer.accept()
        self.seen = 0
        self.viewer.read_until(lambda records: any(r.kind == "STATE" and r[5] for r in records))

    def halt(self, command):
        """Sends a command and waits for the next halt after it; the stream up to there."""
        before = sum(r.kind == "STATE" and r.flags == 2 for r in Stream(self.viewer.data).records)
        self.viewer.send(command)
        self.viewer.read_until(lambda records: sum(r.kind == "STATE" and r.flags == 2 for r in records) > before)
        # What it stands before is told when the loop comes to it.
        self.viewer.read_until(lambda records: [r for r in records if r.kind == "STATE" and r.flags == 2][-1][5] > 0)
        return Stream(self.viewer.data)

    def set_breaks(self, *conditions):
        self.viewer.send("breaks " + json.dumps(conditions))

    def go_on(self):
        self.set_breaks()
        self.viewer.send("continue")
        stream = self.viewer.read_all()
        self.process.communicate(timeout=20)
        self.assertEqual(self.process.returncode, 7)
        end = stream.records[-1]
        self.assertEqual((end.kind, end[2], end.text), ("END", 0, ""))
        return stream

    def reasons(self, stream):
        return [r.text for r in stream.of("STATE") if r.text]

    # condition, why it halts, and what was done last when it did
    TABLE = [
        (of_task("resumes", "consume-*"), "5 consume-1 resumes", None),
        (of_task("suspends", "produce-1"), "5 produce-1 suspends", ("produce-1", "sleep")),
        (of_task("finishes", "produce-?"), "5 produce-1 finishes: it returned", ("produce-1", "returned")),
        (of_task("finishes", "fail-1"), "5 fail-1 raises", ("fail-1", "raised")),
        (of_task("raises", "*"), "5 fail-1 raises", ("fail-1", "raised")),
        (of_task("cancelled", "idle-1"), "5 idle-1 is cancelled", None),
        (of_queue("at-least", 2), "5 queue Queue-1 holds 2", None),
        (of_queue("full"), "5 queue Queue-1 holds 2", None),
        (of_queue("empty"), "5 queue Queue-1 holds 0", ("consume-1", "sleep")),
        ({"n": 5, "kind": "log", "name": "got [2-9]"}, '5 the program logs "got 2"', ("consume-1", "sleep")),
        ({"n": 5, "kind": "time", "value": 60_000_000}, "5 its time is reached", None),
    ]

    def test_each_condition_halts_where_it_is_met(self):
        for condition, reason, last in self.TABLE:
            with self.subTest(condition=condition):
                self.setUp()
                self.set_breaks(of_task("raises", "nobody"), condition)
                stream = self.halt("continue")
                self.assertEqual(self.reasons(stream), [reason])
                if last:
                    self.assertEqual(stream.steps()[-1], last)
                if condition["kind"] == "resumes":
                    self.assertNotIn("consume-1", [name for name, _ in stream.steps()])
                if condition["kind"] == "time":
                    started = int.from_bytes(self.viewer.data[16:24], "little")
                    self.assertGreaterEqual([r for r in stream.of("STATE") if r.text][0][3] - started, 60_000_000)
                self.go_on()

    def test_going_on_from_a_break_does_not_halt_there_again_but_the_next_time(self):
        self.set_breaks(of_task("resumes", "produce-1"))
        counts = []
        self.halt("continue")
        for _ in range(3):
            stream = self.halt("continue")
            counts.append(sum(name == "produce-1" for name, _ in stream.steps()))
        self.assertEqual(counts, [1, 2, 3])
        # A step over it, and then the next one is met.
        stream = self.halt("step")
        self.assertEqual(sum(name == "produce-1" for name, _ in stream.steps()), 4)
        self.go_on()

    def test_it_is_told_to_go_on_before_it_halts_and_what_it_stands_before_is_told_last(self):
        self.set_breaks(of_task("resumes", "produce-1"))
        for n in range(1, 4):
            self.viewer.send("continue")
            # That it goes on, why it halts, and where.
            records = self.viewer.read_until(lambda records: sum(r.kind == "STATE" for r in records) >= 1 + 3 * n)
            states = [r for r in records if r.kind == "STATE"]
            self.assertEqual([r.flags for r in states], [2] + [1, 2, 2] * n)
            self.assertEqual(Stream(self.viewer.data).names[states[-1][2]], "produce-1")
        self.go_on()

    def test_until_a_task_has_been_resumed(self):
        stream = Stream(self.viewer.data)
        self.halt("step")  # main makes its tasks
        stream = Stream(self.viewer.data)
        consume = stream.numbers("consume-1")[0]
        for n in (1, 2):
            self.halt("until %d" % consume)
            # How it stands may be told once more of the halt before: what counts is what was done.
            self.viewer.read_until(lambda records: sum(r.kind == "SLICE" and r[2] == consume for r in records) == n)
            self.viewer.read_until(lambda records: [r.flags for r in records if r.kind == "STATE"][-1] == 2)
            stream = Stream(self.viewer.data)
            self.assertEqual(stream.steps()[-1][0], "consume-1")
        self.assertEqual(self.reasons(stream), [])
        self.go_on()

    def test_nonsense_is_counted_and_harmless(self):
        for text in ("breaks {", "breaks 7", "breaks [1]", 'breaks [{"n":1,"kind":"log","name":"("}]', "until", "until x", 'breaks [{"n":"x","kind":"time"}]', "x" * 200_000):
            self.viewer.send(text)
        self.set_breaks(of_task("suspends", "produce-1"))
        stream = self.halt("continue")
        self.assertEqual(self.reasons(stream), ["5 produce-1 suspends"])
        self.set_breaks()
        self.viewer.send("continue")
        self.viewer.read_all()
        self.process.communicate(timeout=20)
        self.assertEqual(self.process.returncode, 7)


if __name__ == "__main__":
    unittest.main()
