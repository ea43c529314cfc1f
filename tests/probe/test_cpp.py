# SPDX-License-Identifier: GPL-3.0-or-later
"""The C++ probe as a user has it: installed into a folder, found by CMake and pkg-config, in a program of QCoro tasks that is recorded, watched and left.

    python3 test_cpp.py BUILD-FOLDER [COMPILER]        BUILD-FOLDER holds bin/loopscope and the probe's library
"""
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = os.path.abspath(sys.argv.pop(1))
COMPILER = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith(("-", "Test")) else None
HERE = os.path.dirname(os.path.abspath(__file__))
LOOPSCOPE = os.path.join(BUILD, "bin", "loopscope")

from probestream import REASONS, Guest, Stream, Viewer  # noqa: E402

REASONS = {**REASONS, 0: "none"}


def run(*words, **keywords):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=240, **keywords)
    if done.returncode:
        raise AssertionError("%s\n%s" % (" ".join(words), done.stdout))
    return done.stdout


class CppTest(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = cls.temporary.name
        cls.prefix = os.path.join(cls.folder, "prefix")
        cls.build = os.path.join(cls.folder, "build")
        run("cmake", "--install", BUILD, "--component", "probe", "--prefix", cls.prefix)
        words = ["cmake", "-S", os.path.join(HERE, "cpp"), "-B", cls.build, "-G", "Ninja", "-DCMAKE_PREFIX_PATH=" + cls.prefix]
        if shutil.which("ccache"):
            words.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
        if COMPILER:
            words.append("-DCMAKE_CXX_COMPILER=" + COMPILER)
        run(*words)
        run("cmake", "--build", cls.build, "-j2")
        cls.program = os.path.join(cls.build, "workshop")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def environment(self, **more):
        env = {k: v for k, v in os.environ.items() if not k.startswith("LOOPSCOPE")}
        env.update(more)
        return env

    def start(self, *arguments, program=None, **environment):
        process = subprocess.Popen([program or self.program, *arguments], env=self.environment(**environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def recorded(self, *arguments, program=None, **environment):
        path = os.path.join(self.folder, "run.lsp")
        process = self.start(*arguments, program=program, LOOPSCOPE_FILE=path, **environment)
        out, err = process.communicate(timeout=60)
        self.assertEqual(err, "")
        with open(path, "rb") as file:
            stream = Stream(file.read())
        self.assertEqual(stream.records[-1].kind, "END")
        self.out = out
        return stream

    def test_a_program_is_recorded_by_the_command(self):
        trace = os.path.join(self.folder, "run.loopscope")
        done = subprocess.run([LOOPSCOPE, "record", "-o", trace, "--", self.program, "3"], env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=60)
        self.assertEqual((done.returncode, done.stdout), (7, "5\n"), done.stderr)
        info = json.loads(run(LOOPSCOPE, "info", trace, "--json"))
        tasks = {task["name"]: task for task in info["tasks"]}
        self.assertEqual(sorted(tasks), sorted(["work-1", "the consumer", "take-1", "take-2", "take-3", "produce-1", "atOnce-1", "atOnce-2", "fail-1"]))
        self.assertEqual({name: task["outcome"] for name, task in tasks.items() if task["outcome"] != "returned"}, {"fail-1": "raised"})
        self.assertEqual(tasks["take-1"]["parent"], tasks["the consumer"]["id"])
        self.assertEqual([(q["name"], q["maxsize"], q["puts"], q["gets"], q["left"]) for q in info["queues"]], [("jobs", 5, 3, 3, 0)])
        # On a machine that had no processor for it for a while, it has held its loop too, and that is told.
        self.assertEqual([line["text"] for line in info["log"] if not line["text"].startswith("has held the loop")], ["caught no such job"])
        self.assertEqual(info["lost"], 0)
        self.assertGreater(info["iterations"], 3)
        events = [json.loads(line) for line in run(LOOPSCOPE, "events", trace, "--json").splitlines()]
        self.assertEqual([e["text"] for e in events if e["kind"] == "mark"], ["begins"])
        self.assertEqual([f["text"].endswith("no such job") for f in info["findings"] if f["id"] == "raised"], [True])
        # Where each of them waits, and for what.
        waits = {(e["task_name"], e["reason"], e["line"]) for e in events if e["kind"] == "task-suspended"}
        with open(os.path.join(HERE, "cpp", "workshop.cpp")) as file:
            source = file.read().splitlines()
        line = {text.strip(): n for n, text in enumerate(source, 1)}
        for wait in [("produce-1", "sleep", line["co_await QCoro::sleepFor(5ms);"]), ("the consumer", "join", line["const int job = co_await bench.take();"]),
                     ("work-1", "join", line["co_await produce(bench, count);"]), ("take-1", "foreign", line["co_await qCoro(this, &Bench::arrived);"]),
                     ("fail-1", "sleep", line["co_await timer;"])]:
            self.assertIn(wait, waits)
        # A child that ends resumes its parent at once, within the same iteration.
        ready = [(e["task_name"], e["waker"]) for e in events if e["kind"] == "task-ready"]
        self.assertIn(("the consumer", tasks["take-1"]["id"]), ready)
        self.assertIn(("work-1", tasks["produce-1"]["id"]), ready)

    def test_children_begin_within_their_parents_step(self):
        stream = self.recorded("1")
        by_name = {name: [r for r in stream.of("SLICE") if stream.names[r[2]] == name] for name in stream.names.values()}
        self.assertTrue(by_name["work-1"][0][3] <= by_name["the consumer"][0][3] <= by_name["take-1"][0][3])
        self.assertTrue(by_name["take-1"][0][4] <= by_name["the consumer"][0][4] <= by_name["work-1"][0][4])
        stream.check(self)

    def test_without_anybody_it_runs_as_if_nothing_were_there(self):
        process = self.start("2")
        self.assertEqual((process.communicate(timeout=30), process.returncode), (("3\n", ""), 7))
        process = self.start("2", LOOPSCOPE_SOCKET=os.path.join(self.folder, "nobody.sock"))
        out, err = process.communicate(timeout=30)
        self.assertEqual((out, process.returncode), ("3\n", 7))
        self.assertIn("loopscope: not recording: ", err)

    def test_a_viewer_that_dies_or_never_reads_leaves_it_alone(self):
        folder = tempfile.mkdtemp(dir=self.folder)
        viewer = Viewer(folder)
        process = self.start("60", LOOPSCOPE_SOCKET=viewer.path)
        viewer.accept()
        viewer.read_until(lambda records: sum(r.kind == "PUT" for r in records) > 3)
        viewer.close()
        self.assertEqual((process.communicate(timeout=30), process.returncode), (("1772\n", ""), 7))
        viewer = Viewer(tempfile.mkdtemp(dir=self.folder))
        self.addCleanup(viewer.close)
        begun = time.monotonic()
        process = self.start("400000", program=os.path.join(self.build, "speed"), LOOPSCOPE_SOCKET=viewer.path)
        viewer.accept()
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        self.assertLess(time.monotonic() - begun, 15)

    def test_losses_are_counted_exactly(self):
        count = 50_000
        whole = self.recorded(str(count), program=os.path.join(self.build, "speed"))
        self.assertEqual(len(whole.of("PUT")), count)
        self.assertFalse(whole.of("LOST"))
        self.assertEqual(sum(r.kind == "TASK" for r in whole.records), count + 1)
        self.assertEqual(len(whole.of("SLICE")), count + 1)
        stream = self.recorded(str(count), program=os.path.join(self.build, "speed"), LOOPSCOPE_CAPACITY="100000")
        lost = sum(r[3] for r in stream.of("LOST"))
        self.assertGreater(lost, 0)
        self.assertEqual(stream.records[-1][4], lost)
        kinds = ("TASK", "SLICE", "PUT", "QUEUE")
        again = sum(r.kind in kinds and r.flags & 1 for r in stream.records if r.kind in ("TASK", "QUEUE"))
        self.assertEqual(sum(r.kind in kinds for r in stream.records) - again + lost, sum(r.kind in kinds for r in whole.records))

    def test_it_can_be_attached_to_let_go_and_attached_to_again(self):
        runtime = tempfile.mkdtemp(dir=self.folder)
        process = self.start("400", LOOPSCOPE="1", XDG_RUNTIME_DIR=runtime)
        path = os.path.join(runtime, "loopscope", "%d.sock" % process.pid)
        about = path[:-4] + "json"
        self.wait_for(lambda: os.path.exists(about))
        for _ in range(2):
            viewer = Guest(path)
            viewer.read_until(lambda records: sum(r.kind == "PUT" for r in records) > 3)
            stream = Stream(viewer.data)
            # What was there before the viewer is known by its name from when it next runs; QCoro's own coroutines are no tasks.
            self.assertTrue(any(name.startswith("produce-") for name in stream.names.values()), stream.names)
            # A viewer that is there before the consumer begins sees it take its name; later ones know it by its function.
            consumer = "the consumer" if "the consumer" in stream.names.values() else "consume-1"
            self.assertTrue(all(name == consumer or name.rpartition("-")[0] in ("work", "produce", "take") for name in stream.names.values()), stream.names)
            joins = [r for r in stream.of("SLICE") if REASONS[r.flags] == "join" and stream.names[r[2]] == consumer]
            self.assertTrue(joins and all(stream.names[r[6]].startswith("take-") for r in joins))
            self.assertTrue(self.is_watched(about))
            other = Guest(path)
            self.assertEqual(other.connection.recv(1), b"")
            other.close()
            viewer.close()
            self.wait_for(lambda: not self.is_watched(about))
        out, err = process.communicate(timeout=60)
        self.assertEqual((out, err, process.returncode), ("79802\n", "", 7))
        self.assertEqual(os.listdir(os.path.dirname(path)), [])

    def test_a_single_wait_is_traced_in_a_coroutine_of_any_kind(self):
        stream = self.recorded(program=os.path.join(self.build, "stranger"))
        self.assertEqual(self.out, "20\n")
        self.assertEqual(sorted(stream.names.values()), ["pass-1", "pass-2"])
        for name in ("pass-1", "pass-2"):  # between its waits nothing is known of it, and none of its time is claimed
            steps = [r for r in stream.of("SLICE") if stream.names[r[2]] == name]
            self.assertEqual([REASONS[r.flags] for r in steps], ["foreign", "unknown", "foreign", "unknown"])
            self.assertTrue(all(r[3] == r[4] for r in steps))
            self.assertTrue(stream.strings[steps[0][6]].endswith("Gate"))
            self.assertLess(stream.sites[steps[0][5]][6], stream.sites[steps[2][5]][6])

    def test_pkg_config_knows_it(self):
        if not shutil.which("pkg-config"):
            self.skipTest("no pkg-config")
        source = os.path.join(self.folder, "plain.cpp")
        with open(source, "w") as file:
            file.write("#include <loopscope/traced.h>\nint main() { loopscope::mark(\"here\"); return loopscope::isRecording() ? 3 : 4; }\n")
        paths = [os.path.join(root) for root, _, files in os.walk(self.prefix) if "loopscope-probe.pc" in files]
        env = self.environment(PKG_CONFIG_PATH=":".join(paths))
        flags = run("pkg-config", "--define-variable=prefix=" + self.prefix, "--cflags", "--libs", "loopscope-probe", env=env).split()
        program = os.path.join(self.folder, "plain")
        # A library with the checks of the build wants their run-time: CMake takes them from CXXFLAGS by itself, a bare compiler does not.
        checks = shlex.split(os.environ.get("CXXFLAGS", ""))
        run(COMPILER or "g++", "-std=c++20", "-fPIC", *checks, source, "-o", program, *flags)
        self.assertEqual(subprocess.run([program], env=self.environment(), check=False).returncode, 4)
        self.assertEqual(subprocess.run([program], env=self.environment(LOOPSCOPE_FILE=os.path.join(self.folder, "plain.lsp")), check=False).returncode, 3)

    @staticmethod
    def is_watched(about):
        with open(about) as file:
            return json.load(file)["watched"]

    def wait_for(self, claim, seconds=20):
        end = time.monotonic() + seconds
        while not claim():
            self.assertLess(time.monotonic(), end)
            time.sleep(.01)


if __name__ == "__main__":
    unittest.main()
