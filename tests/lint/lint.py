#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the whole tree against the rules of rules.py and coroutines.py.

usage: lint.py TREE

Prints "file:line: message" for each finding and exits 1 where there is one. Reads what git tracks, or every file where
the tree is no repository.
"""
import pathlib
import shutil
import subprocess
import sys

import coroutines
import rules

HERE = pathlib.Path(__file__).resolve().parent
# Licence texts are other people's words, and fonts and pictures no text.
FOREIGN = ("LICENSES/", "resources/fonts/", "docs/pictures/")
ROOTS = ("src/", "tests/", "packaging/", "cmake/", "resources/", "ui/")


def files(tree: pathlib.Path) -> list[str]:
    # A bare machine may have the tree and no git.
    git = shutil.which("git")
    listed = git and subprocess.run([git, "-C", str(tree), "ls-files", "--cached", "--others", "--exclude-standard"],
                                    capture_output=True, text=True)
    if listed and listed.returncode == 0:
        names = listed.stdout.splitlines()
    else:
        names = [str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()]
        names = [name for name in names if not name.startswith(("build/", ".git/"))]
    return sorted(name for name in names if (tree / name).is_file() and not name.startswith(FOREIGN))


def findings_of(rooms: dict, present: set, path: str, source: str):
    """(line, message) of every rule for one file; `present` are the rooms that have a folder."""
    yield from rules.licence(path, source)
    yield from rules.length(path, source)
    yield from rules.machine_paths(path, source)
    if path.startswith(ROOTS):
        yield from rules.marks(path, source)
    if path.endswith("CMakeLists.txt"):
        yield from rules.link_edges(rules.born(rooms, present), path, source)
    if path.endswith((".cpp", ".h")):
        yield from rules.includes(rooms, path, source)
        yield from rules.names(path, source)
        yield from rules.clocks(path, source)
        yield from rules.dialogs_and_settings(path, source)
        yield from coroutines.check(source)


def main(tree: pathlib.Path) -> int:
    rooms = rules.read_rooms((HERE / "rooms.txt").read_text())
    names = files(tree)
    present = {name.split("/")[1] for name in names if name.startswith("src/")}
    found = read = 0
    for path in names:
        try:
            source = (tree / path).read_text()
        except UnicodeDecodeError:
            continue
        read += 1
        for line, message in findings_of(rooms, present, path, source):
            print(f"{path}:{line}: {message}")
            found += 1
        if rules.long_for_one_file(path, source):
            print(f"{path}:0: note: {source.count(chr(10))} lines; is it really one thing?")
    print(f"{read} files read, {found} findings")
    if not read:
        print(f"lint.py: nothing to read in {tree}", file=sys.stderr)
    return 1 if found or not read else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
