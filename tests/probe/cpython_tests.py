# SPDX-License-Identifier: GPL-3.0-or-later
"""CPython's own tests of asyncio, with the probe and without: the results have to be the same.

    python3 cpython_tests.py PROBE-FOLDER [MODULE...]      compares; without modules, all of test.test_asyncio

Ends with 77 (skipped) where this Python comes without its tests (Debian: libpython3.11-testsuite).
"""
import importlib.util
import json
import os
import pkgutil
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

from probestream import Stream

SKIPPED = 77
UNREADABLE = "and its stream is no stream"
MEMORY = 6 << 30  # a probe that asks a Mock for its attributes without end has eaten 15 GB
SECONDS = 900


class Ids(unittest.TextTestResult):
    """Keeps the ids of what did not pass."""

    def ids(self):
        bad = self.failures + self.errors
        return sorted({test.id() for test, _ in bad} | {test.id() for test in self.unexpectedSuccesses})


def run_module(name, report):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Whoever starts us in the background may have SIGINT ignored, and tests that interrupt themselves would never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    suite = unittest.defaultTestLoader.loadTestsFromName("test.test_asyncio." + name)
    result = unittest.TextTestRunner(resultclass=Ids, verbosity=0, stream=open(report + ".log", "w")).run(suite)
    with open(report, "w") as file:
        json.dump({"run": result.testsRun, "bad": result.ids()}, file)


def results(name, folder, environment):
    report = os.path.join(folder, "report")
    if os.path.exists(report):
        os.unlink(report)
    command = [sys.executable, os.path.abspath(__file__), "--run", name, report]
    try:
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS, cwd=folder)
    except subprocess.TimeoutExpired:
        return {"run": 0, "bad": ["timeout"]}
    if not os.path.exists(report):
        return {"run": 0, "bad": ["died"]}
    with open(report) as file:
        return json.load(file)


def errors_of(stream):
    """How many errors of its own the probe has counted, from the END record. On a machine so busy that a second at the end was too short for the probe,
    or where the tests were killed, there is none."""
    try:
        with open(stream, "rb") as file:
            data = file.read()
    except OSError:
        data = b""
    try:
        records = Stream(data).records if data else []
    except (AssertionError, UnicodeDecodeError, struct.error):
        return -1, UNREADABLE
    if not records:
        return -1, "nothing recorded"
    last = records[-1]
    return (last[2], last.text) if last.kind == "END" else (-1, "no END")


def log_of(folder):
    """What the last run has said of what failed in it."""
    try:
        with open(os.path.join(folder, "report.log")) as file:
            return file.read()[-4000:]
    except OSError as error:
        return str(error)


def compare(name, probe):
    with tempfile.TemporaryDirectory() as folder:
        plain = dict(os.environ)
        for variable in ("LOOPSCOPE_SOCKET", "LOOPSCOPE_FILE", "PYTHONASYNCIODEBUG"):
            plain.pop(variable, None)
        stream = os.path.join(folder, "run.lsp")
        probed = dict(plain, LOOPSCOPE_FILE=stream, LOOPSCOPE_ONCE="1", PYTHONPATH=probe)
        extra = set()
        said = ""
        # A test that depends on time may fail on a busy machine: what fails with the probe is tried again.
        for attempt in range(3):
            with_probe = results(name, folder, probed)
            said = log_of(folder)
            errors, text = errors_of(stream)
            without = results(name, folder, plain)
            more = set(with_probe["bad"]) - set(without["bad"])
            extra = more if attempt == 0 else extra & more
            if not extra and with_probe["run"] == without["run"]:
                break
        print("%-28s %5d tests, %d fail without, %d more with the probe; %d errors of the probe %s"
              % (name, with_probe["run"], len(without["bad"]), len(extra), errors, text), flush=True)
        for test in sorted(extra):
            print("    " + test)
        is_bad = bool(extra) or with_probe["run"] != without["run"] or text == UNREADABLE
        if is_bad:
            print("%d tests without the probe; with it:\n%s" % (without["run"], said))
        return is_bad, with_probe["run"]


def main():
    if sys.argv[1] == "--run":
        run_module(sys.argv[2], sys.argv[3])
        return 0
    if importlib.util.find_spec("test.test_asyncio") is None:
        print("skipped: this Python has no test.test_asyncio")
        return SKIPPED
    import test.test_asyncio as package
    names = sys.argv[2:] or sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name.startswith("test_"))
    outcomes = [compare(name, os.path.abspath(sys.argv[1])) for name in names]
    print("%s: %d tests" % (sys.version.split()[0], sum(count for _, count in outcomes)))
    return 1 if any(bad for bad, _ in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
