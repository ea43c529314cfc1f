# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the tree that a machine can check. Each yields (line, message); line 0 means the file as a whole."""
import pathlib
import re

from cpptext import blank

CPP = {".cpp", ".h"}
CODE = CPP | {".py", ".sh", ".cmake"}
MAX_LINES = 600
# A user copies the Python probe beside a program or imports it from anywhere: it has to be one file.
WHOLE_PROGRAMS = {"resources/probe/loopscope_probe.py"}
LONG_LINES = 450


# ---- rooms: who may include whom

def read_rooms(text: str) -> dict:
    """room -> (rooms it includes directly, libraries it may link besides); "all" stands for every other room."""
    rooms = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, includes, *outside = line.split()
            rooms[name] = (set() if includes == "-" else set(includes.split(",")), set(outside))
    for name, (includes, outside) in rooms.items():
        if "all" in includes:
            rooms[name] = (set(rooms) - {name}, outside)
        if "gui" in outside:
            outside |= {"Qt6::Gui", "Qt6::Widgets", "Qt6::Svg"}
    return rooms


def reachable(rooms: dict, room: str) -> set:
    """What `room` may include: itself, its rooms, and theirs."""
    found, ahead = set(), [room]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += rooms[name][0]
    return found


def born(rooms: dict, present: set) -> dict:
    """The table as it reads while only the rooms in `present` have a folder: nothing can link a room that is not there."""
    return {name: (inner & present, outside) for name, (inner, outside) in rooms.items()}


def includes(rooms: dict, path: str, source: str):
    parts = pathlib.PurePosixPath(path).parts
    if len(parts) < 3 or parts[0] != "src":
        return
    room = parts[1]
    if room not in rooms:
        yield 0, f"src/{room}/ is not in tests/lint/rooms.txt"
        return
    allowed = reachable(rooms, room)
    for number, line in enumerate(source.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if not match:
            continue
        quote, included = match.groups()
        target = included.split("/")[0]
        if quote == '"' and "/" not in included and not included.startswith("ui_") and not included.endswith(".moc"):
            yield number, f'include "{included}" by its path from src/'
        elif quote == '"' and target in rooms and target not in allowed:
            yield number, f"{room}/ may not include {target}/ (only {', '.join(sorted(allowed - {room})) or 'nothing of ours'})"
        elif included.startswith(".."):
            yield number, f'include "{included}" by its path from src/'


def link_edges(rooms: dict, path: str, source: str):
    """The loopscope_room() of a src/ROOM/CMakeLists.txt links exactly the table's rooms, and only the table's libraries."""
    parts = pathlib.PurePosixPath(path).parts
    if len(parts) != 3 or parts[0] != "src" or parts[1] not in rooms:
        return
    source = re.sub(r"#[^\n]*", "", source)
    wanted, outside = rooms[parts[1]]
    for match in re.finditer(r"loopscope_room\s*\(([^)]*)\)", source):
        line = source.count("\n", 0, match.start()) + 1
        words = match.group(1).split()
        name, links = words[0], words[words.index("LINKS") + 1:] if "LINKS" in words else []
        if "SOURCES" in links:
            links = links[:links.index("SOURCES")]
        if name != parts[1]:
            yield line, f"the library of src/{parts[1]}/ is called {name}"
        ours = {link.removeprefix("Loopscope::") for link in links if "::" not in link or link.startswith("Loopscope::")}
        foreign = {link for link in links if "::" in link and not link.startswith("Loopscope::")}
        if parts[1] != "app" and ours != wanted:
            yield line, f"links the rooms {sorted(ours)}, but tests/lint/rooms.txt says {sorted(wanted)}"
        if foreign - outside:
            yield line, f"links {sorted(foreign - outside)}, which tests/lint/rooms.txt does not grant to {parts[1]}"


# ---- licence, length, names, marks

def licence(path: str, source: str):
    pure = pathlib.PurePosixPath(path)
    lines = source.splitlines()
    first = lines[0] if lines else ""
    if first.startswith("#!"):
        first = lines[1] if len(lines) > 1 else ""
    elif pure.suffix not in CODE and pure.name != "CMakeLists.txt":
        return
    wanted = "MIT" if pure.parts[:2] == ("src", "probe") or pure.parts[:2] == ("resources", "probe") else "GPL-3.0-or-later"
    if not re.fullmatch(rf"(//|#) SPDX-License-Identifier: {re.escape(wanted)}", first):
        yield 1, f"the first line has to be: SPDX-License-Identifier: {wanted}"


def length(path: str, source: str):
    lines = source.count("\n")
    if pathlib.PurePosixPath(path).suffix in CODE and lines > MAX_LINES and path not in WHOLE_PROGRAMS:
        yield 0, f"{lines} lines: more than {MAX_LINES} are more than one thing"


def long_for_one_file(path: str, source: str) -> bool:
    return pathlib.PurePosixPath(path).suffix in CODE and LONG_LINES < source.count("\n") <= MAX_LINES


_VAGUE = r"(?:Manager|Helper|Util|Utils|Utility)"


def names(path: str, source: str):
    pure = pathlib.PurePosixPath(path)
    if pure.suffix not in CPP:
        return
    if re.search(rf"{_VAGUE}$", pure.stem, re.IGNORECASE):
        yield 0, f"a file called {pure.name} could hold anything: name what is in it"
    declared = re.compile(rf"\b(?:class|struct|union|enum(?:\s+class)?|namespace)\s+(\w*{_VAGUE})\b(?!\s*;)", re.IGNORECASE)
    for number, line in enumerate(blank(source).splitlines(), 1):
        match = declared.search(line)
        if match:
            yield number, f"a type called {match.group(1)} could do anything: name what it does"


# Written in two halves, so that this file does not find itself.
_MARKS = re.compile(r"\b(?:" + "|".join(["TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK", "not imple" "mented", "for" " now"]) + r")\b")
_MACHINE_PATH = re.compile(r"(?<![\w.${}~>])/(?:" + "|".join(["wo" "rk", "fa" "rm", "ro" "ot", "ho" "me"]) + r")/\w")


def marks(path: str, source: str):
    for number, line in enumerate(source.splitlines(), 1):
        match = _MARKS.search(line)
        if match:
            yield number, f"left-over mark: {match.group(0)}"


def machine_paths(path: str, source: str):
    for number, line in enumerate(source.splitlines(), 1):
        match = _MACHINE_PATH.search(line)
        if match:
            yield number, f"path of one machine: {line[match.start():].split()[0][:60]}"


# ---- who may do what

_CLOCKS = re.compile(r"\b(?:\w+_clock\s*::\s*now|QElapsedTimer|QDeadlineTimer|QDateTime\s*::\s*current\w+|QTime\s*::\s*currentTime"
                     r"|QDate\s*::\s*currentDate|clock_gettime|gettimeofday|timespec_get|__?rdtscp?|__builtin_ia32_rdtscp?)\b")
_APP_ONLY = re.compile(r"\b(?:QSettings|QFileDialog|QMessageBox|QInputDialog|QColorDialog|QFontDialog|QErrorMessage)\b")


def clocks(path: str, source: str):
    pure = pathlib.PurePosixPath(path)
    if pure.suffix not in CPP or pure.parts[0] != "src" or pure.parts[:2] == ("src", "probe"):
        return
    if pure.parts[:2] == ("src", "trace") and pure.stem.startswith("clock"):
        return
    for number, line in enumerate(blank(source).splitlines(), 1):
        match = _CLOCKS.search(line)
        if match and not line.lstrip().startswith("#"):
            yield number, f"{match.group(0)}: only trace/clock reads the machine's clock"


def dialogs_and_settings(path: str, source: str):
    pure = pathlib.PurePosixPath(path)
    if pure.suffix not in CPP or pure.parts[0] != "src" or pure.parts[1] == "app":
        return
    for number, line in enumerate(blank(source).splitlines(), 1):
        match = _APP_ONLY.search(line)
        if match:
            yield number, f"{match.group(0)}: only app/ opens dialogs and reads settings"
