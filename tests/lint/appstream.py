#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets appstreamcli judge a description; the program has no web page, so that one warning of AppStream 1.0 is no fault.

usage: appstream.py FILE.metainfo.xml

AppStream 0.16 knows no such warning and refuses to override it, so its findings are read here instead.
"""
import re
import subprocess
import sys

EXPECTED = {"url-homepage-missing"}


def faults(report: str) -> list[str]:
    """The lines of a report that are errors or warnings, the expected ones left out."""
    found = [line for line in report.splitlines() if re.match(r"[EW]: ", line)]
    return [line for line in found if line.split(": ")[2].split()[0] not in EXPECTED]


def main(file: str) -> int:
    judged = subprocess.run(["appstreamcli", "validate", "--no-net", "--no-color", file], capture_output=True, text=True)
    print(judged.stdout + judged.stderr, end="")
    wrong = faults(judged.stdout)
    ended_well = judged.returncode == 0 or re.search(r"^[EW]: ", judged.stdout, re.MULTILINE)
    return 0 if ended_well and not wrong else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(sys.argv[1]))
