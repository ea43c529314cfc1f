# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that a viewer pauses, steps and lets go on: python3 test_pausing.py PROBE-FOLDER"""
import unittest

from probeprogram import ProgramTest
from probestream import Stream, Viewer


class PausingTest(ProgramTest):
    STEPS = """
        async def count(name):
            for n in range(3):
                os.write(1, b"%s%d\\n" % (name, n))
                await asyncio.sleep(0)
        async def main():
            await asyncio.gather(count(b"a"), count(b"b"))
            sys.exit(7)
        asyncio.run(main())
        """

    @staticmethod
    def paused_after(steps):
        return lambda records: any(r.kind == "STATE" and r.flags == 2 and r[4] == steps and r[5] > 0 for r in records)

    def test_a_paused_program_runs_one_step_at_a_time(self):
        viewer = Viewer(self.folder)
        self.addCleanup(viewer.close)
        process = self.start(self.STEPS, LOOPSCOPE_SOCKET=viewer.path, LOOPSCOPE_PAUSED="1")
        viewer.accept()
        viewer.read_until(self.paused_after(0))
        for step in range(1, 6):
            viewer.send("step")
            records = viewer.read_until(self.paused_after(step))
            self.assertEqual(sum(r.kind == "SLICE" for r in records), step)
        stream = Stream(viewer.data)
        self.assertEqual(stream.steps(), [("main-1", "gather"), ("count-1", "yield"), ("count-2", "yield"), ("count-1", "yield"), ("count-2", "yield")])
        viewer.send("iterate")
        records = viewer.read_until(self.paused_after(7))
        viewer.send("continue")
        whole = viewer.read_all()
        out, _ = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 7)
        self.assertEqual(out, "a0\nb0\na1\nb1\na2\nb2\n")
        self.assertEqual(whole.records[-1].kind, "END")
        self.assertEqual(whole.records[-1][2], 0, whole.records[-1].text)

    def test_callbacks_timers_and_threads_go_on_while_it_is_paused(self):
        viewer = Viewer(self.folder)
        self.addCleanup(viewer.close)
        process = self.start("""
            async def main():
                loop = asyncio.get_running_loop()
                loop.call_later(.02, os.write, 1, b"timer\\n")
                loop.run_in_executor(None, os.write, 1, b"job\\n")
                await asyncio.sleep(0)
                os.write(1, b"task\\n")
            asyncio.run(main())
            """, LOOPSCOPE_SOCKET=viewer.path, LOOPSCOPE_PAUSED="1")
        viewer.accept()
        viewer.read_until(self.paused_after(0))
        viewer.send("step")
        viewer.read_until(self.paused_after(1))
        self.assertEqual({process.stdout.readline(), process.stdout.readline()}, {"timer\n", "job\n"})
        viewer.send("continue")
        viewer.read_all()
        out, _ = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out), (0, "task\n"))

    def test_pausing_a_running_program_and_going_on(self):
        viewer = Viewer(self.folder)
        self.addCleanup(viewer.close)
        process = self.start("""
            async def main():
                for _ in range(60):
                    await asyncio.sleep(.01)
                    for _ in range(200):
                        await asyncio.sleep(0)
                print("done")
                sys.exit(5)
            asyncio.run(main())
            """, LOOPSCOPE_SOCKET=viewer.path)
        viewer.accept()
        viewer.read_until(lambda records: sum(r.kind == "SLICE" for r in records) > 100)
        viewer.send("pause")
        viewer.read_until(lambda records: any(r.kind == "STATE" and r.flags == 2 and r[5] == 1 for r in records))
        viewer.send("continue")
        viewer.read_all()
        out, _ = process.communicate(timeout=30)
        self.assertEqual((process.returncode, out), (5, "done\n"))

    def test_what_was_held_runs_first_however_soon_it_goes_on(self):
        viewer = Viewer(self.folder)
        self.addCleanup(viewer.close)
        process = self.start("""
            async def note(name):
                os.write(1, name + b"\\n")
            async def main():
                first = asyncio.create_task(note(b"first"))
                asyncio.get_running_loop().call_soon(time.sleep, 1)
                second = asyncio.create_task(note(b"second"))
                await asyncio.gather(first, second)
            asyncio.run(main())
            """, LOOPSCOPE_SOCKET=viewer.path, LOOPSCOPE_PAUSED="1")
        viewer.accept()
        viewer.read_until(self.paused_after(0))
        viewer.send("step")
        # The first is held, and the iteration that holds it has got as far as the callback that sleeps.
        viewer.read_until(self.paused_after(1))
        viewer.send("continue")
        viewer.read_all()
        out, _ = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out), (0, "first\nsecond\n"))

    def test_a_paused_program_goes_on_when_its_viewer_goes_away(self):
        viewer = Viewer(self.folder)
        process = self.start(self.STEPS, LOOPSCOPE_SOCKET=viewer.path, LOOPSCOPE_PAUSED="1")
        viewer.accept()
        viewer.read_until(self.paused_after(0))
        viewer.close()
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out, err), (7, "a0\nb0\na1\nb1\na2\nb2\n", ""))


if __name__ == "__main__":
    unittest.main()
