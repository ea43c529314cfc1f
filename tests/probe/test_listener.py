# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that wait for a viewer, looked at while they run: python3 test_listener.py PROBE-FOLDER"""
import glob
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

PROBE = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]) else os.path.abspath("../../resources/probe")

from probestream import REASONS, Guest, Stream  # noqa: E402

SERVER = """
    import asyncio, sys
    async def produce(queue):
        while True:
            await asyncio.sleep(.01)
            await queue.put(1)
    async def consume(queue):
        while True:
            await queue.get()
    async def sleepy():
        await asyncio.sleep(1000)
    async def blocked(lock):
        async with lock:
            pass
    async def main():
        queue, lock = asyncio.Queue(2), asyncio.Lock()
        await lock.acquire()
        tasks = [asyncio.create_task(c) for c in (produce(queue), consume(queue), sleepy(), blocked(lock))]
        await asyncio.sleep(0)
        print("ready", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        print("over", flush=True)
    asyncio.run(main())
    """


class ListenerTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.runtime = folder.name
        self.folder = os.path.join(self.runtime, "loopscope")

    def start(self, source=SERVER, options=("-m", "loopscope_probe"), **environment):
        script = os.path.join(self.runtime, "script.py")
        with open(script, "w") as file:
            file.write(textwrap.dedent(source).lstrip("\n"))
        env = {k: v for k, v in os.environ.items() if not k.startswith("LOOPSCOPE")}
        env.update(PYTHONPATH=PROBE, PYTHONDONTWRITEBYTECODE="1", XDG_RUNTIME_DIR=self.runtime)
        env.update(environment)
        process = subprocess.Popen([sys.executable, *options, script, "--port", "1"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        return process

    def start_ready(self, *arguments, **keywords):
        process = self.start(*arguments, **keywords)
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def path(self, process):
        return os.path.join(self.folder, "%d.sock" % process.pid)

    def about(self, process):
        with open(os.path.join(self.folder, "%d.json" % process.pid)) as file:
            return json.load(file)

    def finish(self, process):
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out, err), (0, "over\n", ""))
        self.assertEqual(os.listdir(self.folder), [])

    def wait_for(self, claim, seconds=10):
        end = time.monotonic() + seconds
        while not claim():
            self.assertLess(time.monotonic(), end)
            time.sleep(.01)

    def test_it_says_who_it_is_in_a_folder_of_its_users_own(self):
        begun = time.time_ns()
        process = self.start_ready()
        about = self.about(process)
        self.assertEqual(about["pid"], process.pid)
        self.assertTrue(about["program"].endswith("script.py --port 1"), about)
        self.assertTrue(begun <= about["since_ns"] <= time.time_ns())
        self.assertFalse(about["watched"])
        self.assertEqual(stat.S_IMODE(os.stat(self.folder).st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(os.stat(self.path(process)).st_mode) & 0o077, 0)
        self.finish(process)

    def test_a_running_program_is_met_as_it_stands(self):
        process = self.start_ready()
        viewer = Guest(self.path(process))
        self.addCleanup(viewer.close)
        viewer.read_until(lambda records: sum(r.kind == "PUT" for r in records) >= 3)
        stream = Stream(viewer.data)
        self.assertEqual(sorted(stream.names.values()), ["blocked-1", "consume-1", "main-1", "produce-1", "sleepy-1"])
        waits = {stream.names[r[2]]: (REASONS[r.flags], stream.place(r), r[6]) for r in stream.of("AWAIT")}
        self.assertIn(waits["main-1"][0], ("job", "foreign"))  # the job was given away before we came
        self.assertEqual(waits["main-1"][1], ["script.py:20 main"])
        self.assertEqual(waits["sleepy-1"][:2], ("sleep", ["script.py:10 sleepy"]))
        timers = {r[2]: r for r in stream.of("TIMER")}
        self.assertGreater(timers[waits["sleepy-1"][2]][4] - timers[waits["sleepy-1"][2]][3], 900_000_000_000)
        self.assertEqual(waits["blocked-1"][0], "lock")
        self.assertGreater(waits["blocked-1"][2], 0)
        self.assertTrue(all(stream.names[r[2]] in ("produce-1", "consume-1") for r in stream.of("SLICE")), stream.steps())
        self.assertTrue(self.about(process)["watched"])
        viewer.close()
        self.wait_for(lambda: not self.about(process)["watched"])
        self.finish(process)

    def test_viewers_may_come_and_go(self):
        process = self.start_ready()
        numbers = set()
        for _ in range(5):
            viewer = Guest(self.path(process))
            viewer.read_until(lambda records: sum(r.kind == "PUT" for r in records) >= 2)
            stream = Stream(viewer.data)
            self.assertEqual(sorted(stream.names.values())[0], "blocked-1")
            self.assertEqual(len(stream.names), 5, stream.names)
            self.assertEqual({stream.place(r)[0] for r in stream.of("SLICE")}, {"script.py:4 produce", "script.py:8 consume"})
            numbers.add(tuple(sorted(stream.names)))
            viewer.close()
            self.wait_for(lambda: not self.about(process)["watched"])
        self.assertEqual(len(numbers), 1)  # the same tasks have the same numbers
        self.finish(process)

    def test_it_can_be_halted_and_stepped_and_goes_on_when_the_viewer_goes(self):
        process = self.start_ready()
        viewer = Guest(self.path(process))
        viewer.send("pause")
        viewer.read_until(lambda records: any(r.kind == "STATE" and r.flags == 2 and r[5] for r in records))
        before = sum(r.kind == "SLICE" for r in Stream(viewer.data).records)
        viewer.send("step")
        records = viewer.read_until(lambda records: any(r.kind == "STATE" and r[4] == 1 for r in records))
        self.assertEqual(sum(r.kind == "SLICE" for r in records), before + 1)
        viewer.close()
        self.wait_for(lambda: not self.about(process)["watched"])
        again = Guest(self.path(process))
        self.addCleanup(again.close)
        again.read_until(lambda records: sum(r.kind == "PUT" for r in records) >= 3)
        again.close()
        self.wait_for(lambda: not self.about(process)["watched"])
        self.finish(process)

    def test_a_second_viewer_and_ten_thousand_connects_are_refused_and_counted(self):
        process = self.start_ready()
        viewer = Guest(self.path(process))
        self.addCleanup(viewer.close)
        viewer.read_until(lambda records: sum(r.kind == "PUT" for r in records) >= 1)
        for _ in range(10_000):
            with socket.socket(socket.AF_UNIX) as other:  # one that blocks: it waits for its turn
                other.connect(self.path(process))
        last = Guest(self.path(process))
        self.assertEqual(last.connection.recv(1), b"")
        last.close()
        viewer.read_until(lambda records: any(r.kind == "LOG" and r.text == "a second viewer was refused (8192 in all)" for r in records))
        puts = sum(r.kind == "PUT" for r in Stream(viewer.data).records)
        viewer.read_until(lambda records: sum(r.kind == "PUT" for r in records) > puts + 3)
        self.assertLess(sum(r.kind == "LOG" for r in Stream(viewer.data).records), 20)
        viewer.close()
        self.wait_for(lambda: not self.about(process)["watched"])
        self.finish(process)

    def test_another_user_is_refused(self):
        if os.getuid() != 0:
            self.skipTest("only root can be another user")
        process = self.start_ready()
        viewer = Guest(self.path(process))
        self.addCleanup(viewer.close)
        viewer.read_until(lambda records: len(records) > 5)
        # The folder keeps others out; here it is opened, so that the second lock is tried.
        for place in (self.runtime, self.folder):
            os.chmod(place, 0o755)
        os.chmod(self.path(process), 0o666)
        child = os.fork()
        if not child:
            status = 1
            try:
                os.setuid(65534)
                with socket.socket(socket.AF_UNIX) as other:
                    other.settimeout(20)
                    other.connect(self.path(process))
                    status = 0 if other.recv(1) == b"" else 2
            finally:
                os._exit(status)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        viewer.read_until(lambda records: any(r.kind == "LOG" and r.text == "a connection of user 65534 was refused (1 in all)" for r in records))

    def test_a_live_socket_is_not_taken_over_and_a_dead_one_is(self):
        os.mkdir(self.folder, 0o700)
        # A process cannot choose its number: the path is taken by the program itself before it imports asyncio.
        take = """
            import os, socket, sys
            server = socket.socket(socket.AF_UNIX)
            server.bind(os.path.join(os.environ["XDG_RUNTIME_DIR"], "loopscope", "%d.sock" % os.getpid()))
            server.listen(1)
            if sys.argv[2] == "0":
                server.close()
            import asyncio
            print("ready", flush=True)
            asyncio.run(asyncio.sleep(0))
            sys.stdin.read()
            print("over", flush=True)
            """
        process = self.start_ready(take)
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out), (0, "over\n"))
        self.assertIn("not recording: ", err)
        self.assertIn("somebody listens at", err)
        os.unlink(self.path(process))
        process = self.start_ready(take.replace('"0"', '"1"'))
        self.finish(process)

    def test_a_folder_that_others_may_enter_is_refused(self):
        os.mkdir(self.folder, 0o755)
        process = self.start_ready()
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out), (0, "over\n"))
        self.assertIn("its owner's alone", err)

    def test_the_environment_arms_a_program_that_imports_the_probe(self):
        source = "import loopscope_probe\n" + textwrap.dedent(SERVER).lstrip()
        for armed in ("1", "0", ""):
            process = self.start_ready(source, options=("-S",), LOOPSCOPE=armed)
            self.assertEqual(len(glob.glob(self.folder + "/*.sock")), int(armed == "1"))
            process.stdin.close()
            process.stdin = None
            process.wait(20)

    def test_a_forked_child_can_be_looked_at_too(self):
        source = textwrap.dedent(SERVER).lstrip().replace("asyncio.run(main())", """
import os, signal
child = os.fork()
if not child:
    async def wait():
        await asyncio.sleep(60)
    asyncio.run(wait())
asyncio.run(main())
os.kill(child, signal.SIGTERM)
os.waitpid(child, 0)
""")
        process = self.start_ready(source, options=("-W", "ignore", "-m", "loopscope_probe"))
        self.wait_for(lambda: len(glob.glob(self.folder + "/*.json")) == 2)
        child = [p for p in glob.glob(self.folder + "/*.sock") if p != self.path(process)][0]
        both = [Guest(self.path(process)), Guest(child)]
        for viewer in both:
            self.addCleanup(viewer.close)
            viewer.read_until(lambda records: any(r.kind == "TASK" for r in records))
        self.assertEqual(sorted(Stream(both[1].data).names.values()), ["wait-1"])
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
