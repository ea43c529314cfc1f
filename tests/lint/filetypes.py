#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that a desktop recognises our files once the MIME package is installed, whatever they are called.

usage: filetypes.py MIME-PACKAGE.xml LOOPSCOPE

Installs the package into a folder of its own, lets the program write a trace, and asks GIO what it sees.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TRACE = "application/x-loopscope-trace"
SCENARIO = "application/x-loopscope-scenario+json"


def main(package: pathlib.Path, program: pathlib.Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        packages = base / "data" / "mime" / "packages"
        packages.mkdir(parents=True)
        shutil.copy(package, packages)
        subprocess.run(["update-mime-database", packages.parent], check=True)
        environment = dict(os.environ, XDG_DATA_HOME=str(base / "home"), GIO_USE_VFS="local",
                           XDG_DATA_DIRS=f"{base / 'data'}:/usr/local/share:/usr/share")

        trace = base / "hello.loopscope"
        subprocess.run([program, "run", "hello", "-o", trace], check=True, stdout=subprocess.DEVNULL)
        shutil.copy(trace, base / "nameless")
        (base / "own.scenario.json").write_text('{ "scenario": 1 }\n')
        (base / "other.json").write_text('{ "scenario": 1 }\n')
        expected = {"hello.loopscope": TRACE, "nameless": TRACE, "own.scenario.json": SCENARIO, "other.json": "application/json"}
        wrong = 0
        for name, wanted in expected.items():
            shown = subprocess.run(["gio", "info", "-a", "standard::content-type", base / name],
                                   capture_output=True, text=True, env=environment).stdout
            seen = shown.rsplit("content-type: ", 1)[-1].strip()
            if seen != wanted:
                print(f"{name}: seen as {seen}, not as {wanted}")
                wrong += 1
        print(f"{len(expected)} kinds of file, {wrong} not recognised")
        return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
