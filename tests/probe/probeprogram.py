# SPDX-License-Identifier: GPL-3.0-or-later
"""A program of its own for each test of the Python probe; the first argument of the test's command line may name the probe's folder."""
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

PROBE = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]) else os.path.abspath("../../resources/probe")

from probestream import Stream  # noqa: E402


class ProgramTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.stream_path = os.path.join(self.folder, "run.lsp")

    def start(self, source, *, options=(), **environment):
        script = os.path.join(self.folder, "script.py")
        with open(script, "w") as file:
            file.write("import asyncio\nimport os\nimport sys\nimport time\n" + textwrap.dedent(source).lstrip("\n"))
        env = {k: v for k, v in os.environ.items() if not k.startswith("LOOPSCOPE")}
        env.update(environment)
        env["PYTHONPATH"] = PROBE
        env["PYTHONDONTWRITEBYTECODE"] = "1"
        return subprocess.Popen([sys.executable, *options, script], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run_program(self, source, code=0, **keywords):
        """The output of a program that is recorded into a file, and the stream."""
        keywords.setdefault("LOOPSCOPE_FILE", self.stream_path)
        process = self.start(source, **keywords)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, code, err)
        with open(self.stream_path, "rb") as file:
            stream = Stream(file.read())
        self.out, self.err = out, err
        return stream

    def run_whole(self, source, **keywords):
        stream = self.run_program(source, **keywords)
        end = stream.records[-1]
        self.assertEqual(end.kind, "END")
        self.assertEqual(end[2], 0, end.text)
        stream.check(self)
        return stream
