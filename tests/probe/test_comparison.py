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


if __name__ == "__main__":
    unittest.main()
