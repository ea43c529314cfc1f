# SPDX-License-Identifier: GPL-3.0-or-later
"""What cpython_tests.py makes of runs that a busy machine has spoilt: python3 test_comparison.py"""
import os
import struct
import tempfile
import unittest

import cpython_tests

HEAD = b"LSPY" + struct.pack("<HHIIQQ", 1, 0, 1, 0, 1, 1)
END = struct.pack("<BBHIQQQ", 26, 0, 34, 3, 1, 0, 0) + b"ah"


class ComparisonTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.stream = os.path.join(folder.name, "run.lsp")

    def test_a_stream_without_its_end_is_told_and_no_error_of_ours(self):
        self.assertEqual(cpython_tests.errors_of(self.stream), (-1, "nothing recorded"))
        for data, told in ((b"", (-1, "nothing recorded")), (HEAD, (-1, "nothing recorded")), (HEAD + END[:9], (-1, "nothing recorded")),
                           (HEAD + struct.pack("<BBHIQ", 22, 0, 16, 0, 1), (-1, "no END")), (HEAD + END, (3, "ah")),
                           (HEAD + END + b"\x7d\x00\xee\x06", (-1, cpython_tests.UNREADABLE)), (b"no" + HEAD, (-1, cpython_tests.UNREADABLE))):
            with open(self.stream, "wb") as file:
                file.write(data)
            self.assertEqual(cpython_tests.errors_of(self.stream), told)

    def test_a_test_that_passes_by_itself_once_was_only_disturbed(self):
        outcomes = []
        asked = []

        def results(name, folder, environment):
            asked.append(name)
            return {"run": 1, "bad": outcomes.pop(0)}
        real, cpython_tests.results = cpython_tests.results, results
        self.addCleanup(setattr, cpython_tests, "results", real)
        test = cpython_tests.PACKAGE + "test_events.SomeTests.test_it"
        outcomes[:] = [[test], []]
        self.assertFalse(cpython_tests.fails_alone(test, "", {}))
        self.assertEqual(asked, ["test_events.SomeTests.test_it"] * 2)
        outcomes[:] = [[test]] * cpython_tests.ALONE
        self.assertTrue(cpython_tests.fails_alone(test, "", {}))
        self.assertEqual(outcomes, [])
        self.assertTrue(cpython_tests.fails_alone("died", "", {}))


if __name__ == "__main__":
    unittest.main()
