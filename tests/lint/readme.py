#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every command that README.md shows, and looks whether what it links to is there.

usage: readme.py TREE LOOPSCOPE

The commands of all `sh` blocks run in order in one folder that holds nothing but docs/, with no display. packaging/run
builds and starts the program, so here the program stands in for it; the commands of ELSEWHERE are run by other means.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ELSEWHERE = {
    "packaging/run": "tried on bare systems; what it starts is tested in tests/gui",
    "packaging/test": "this very run",
    "packaging/test --quick": "a part of this very run",
    "packaging/bench": "takes minutes, and its figures count on a quiet machine only",
    "cmake --preset dev": "the other presets are configured by packaging/test",
    "cmake --build build/dev --target tst_trace": "likewise",
    "ctest --test-dir build/dev -R tst_trace": "likewise",
}
COMMANDS = {"scenarios", "run", "record", "render", "convert", "info", "events", "state", "explain", "compare"}


def commands(text: str) -> list[tuple[int, str]]:
    """(line number, command) of each line in the `sh` blocks, lines that end in a backslash joined."""
    found = []
    inside = False
    held = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside = line.strip() == "```sh"
            continue
        if not inside:
            continue
        if line.endswith("\\"):
            held += line[:-1]
            continue
        words = shlex.split(held + line, comments=True)
        if words:
            found.append((number, (held + line).split(" #")[0].strip()))
        held = ""
    return found


def opens_a_window(command: str) -> bool:
    """packaging/run or loopscope with a file or nothing behind it, and no subcommand or option."""
    words = shlex.split(command, comments=True)
    return words[0] in ("packaging/run", "loopscope") and not any(
        word in COMMANDS or word.startswith("-") for word in words[1:2])


def run(command: str, program: str, folder: str) -> str:
    """What went wrong with the command, or nothing."""
    line = re.sub(r"^(?:packaging/run|loopscope)(?=\s|$)", shlex.quote(program), command)
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    if opens_a_window(command):
        environment["QT_QPA_PLATFORM"] = "offscreen"
        window = subprocess.Popen(["bash", "-c", "exec " + line], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
        try:
            said = window.communicate(timeout=3)[1]
            return f"no window stayed open (exit {window.returncode}): {said.strip()}"
        except subprocess.TimeoutExpired:
            window.terminate()
            window.communicate()
            return ""
    ended = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, timeout=50)
    return "" if ended.returncode == 0 else f"exit {ended.returncode}: {ended.stderr.strip()}"


def broken_links(text: str, tree: pathlib.Path) -> list[str]:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'(?:src|srcset|href)="([^"]+)"', text)
    return sorted({target for target in targets if "://" not in target and not (tree / target).exists()})


def blocks_without_file(text: str, tree: pathlib.Path) -> list[str]:
    """The first lines of JSON blocks that no file under docs/ holds word for word, so that nothing shown is untried."""
    files = [path.read_text() for path in (tree / "docs").glob("*.json")]
    blocks = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [block.split("\n")[0] for block in blocks if block not in files]


def main(tree: pathlib.Path, program: str) -> int:
    text = (tree / "README.md").read_text()
    shown = commands(text)
    wrong = [f"README.md links to {target}, which is not there" for target in broken_links(text, tree)]
    wrong += [f"README.md shows {block} ..., which is no file under docs/" for block in blocks_without_file(text, tree)]
    tried = 0
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "docs").symlink_to(tree / "docs")
        for number, command in shown:
            if command in ELSEWHERE:
                continue
            tried += 1
            message = run(command, program, folder)
            if message:
                wrong.append(f"README.md:{number}: {command}: {message}")
    for needed in ("packaging/run", "packaging/test"):
        if needed not in [command for _number, command in shown]:
            wrong.append(f"README.md does not show {needed}")
    if not tried:
        wrong.append("README.md shows no command that could be tried")
    print("\n".join(wrong + [f"{tried} commands tried, {len(wrong)} faults"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
