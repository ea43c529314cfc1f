# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the probe know of its stream (src/attach/streamformat.h), and a viewer that a probe connects to."""
import os
import socket
import struct
import time

KINDS = ("STR SITE TASK READY SLICE ITER TIMER FIRED TIMER_CANCELLED QUEUE PUT GET WORKER JOB JOB_STARTED JOB_ENDED CANCEL HELD CALLBACK LOG LOST "
         "WATER AWAIT LOOP STATE END").split()
LAYOUTS = dict(STR="I", SITE="IIIII", TASK="IQIII", READY="IQII", SLICE="IQQII", ITER="IQQ", TIMER="IQQI", FIRED="IQ", TIMER_CANCELLED="IQ", QUEUE="IQI",
               PUT="IQII", GET="IQII", WORKER="IQ", JOB="IQII", JOB_STARTED="IQII", JOB_ENDED="IQII", CANCEL="IQI", HELD="IQQQI", CALLBACK="IQQ", LOG="IQ",
               LOST="IQQQ", WATER="IQ", AWAIT="IQQII", LOOP="IQ", STATE="IQQI", END="IQQQ")
REASONS = "none sleep yield get put join gather job io lock event foreign unknown".split()
REASONS = {**dict(enumerate(REASONS)), 32: "returned", 33: "raised", 34: "cancelled"}


class Record(tuple):
    """(kind, flags, number...) with the text that follows."""
    kind = property(lambda self: self[0])
    flags = property(lambda self: self[1])
    values = property(lambda self: self[2:])


class Stream:
    """What a probe has written."""

    def __init__(self, data):
        self.records = []
        self.is_cut = False
        assert data[:4] == b"LSPY", data[:40]
        at = 32
        while at < len(data):
            if at + 4 > len(data):
                self.is_cut = True
                break
            kind, flags, size = struct.unpack_from("<BBH", data, at)
            assert size >= 4 and 1 <= kind <= len(KINDS), (at, kind, size)
            if at + size > len(data):
                self.is_cut = True
                break
            layout = "<" + LAYOUTS[KINDS[kind - 1]]
            record = Record((KINDS[kind - 1], flags) + struct.unpack_from(layout, data, at + 4))
            record.text = data[at + 4 + struct.calcsize(layout):at + size].decode("utf-8")
            self.records.append(record)
            at += size
        self.size = len(data)
        self.names = {r[2]: r.text for r in self.of("TASK")}
        self.strings = {r[2]: r.text for r in self.of("STR")}
        self.sites = {r[2]: r for r in self.of("SITE")}

    def of(self, kind):
        return [r for r in self.records if r.kind == kind]

    def numbers(self, name):
        return [r[2] for r in self.of("TASK") if r.text == name]

    def steps(self, names=None):
        """The steps in order of their begin: (task, how it ended)."""
        slices = sorted(self.of("SLICE"), key=lambda r: r[3])
        steps = [(self.names.get(r[2], "?"), REASONS[r.flags]) for r in slices]
        return [s for s in steps if names is None or s[0] in names]

    def place(self, record):
        """file:line function of a SLICE's site and of its callers, innermost first."""
        number, places = record[5], []
        while number:
            site = self.sites[number]
            places.append("%s:%d %s" % (os.path.basename(self.strings[site[4]]), site[6], self.strings[site[5]]))
            number = site[3]
        return places

    def check(self, test):
        """What holds of every stream: nothing comes after a watermark that lies before it."""
        water = 0
        for record in self.records:
            begin = {"SLICE": 3, "ITER": 3, "READY": 3, "PUT": 3, "GET": 3, "TASK": 3, "TIMER": 3, "FIRED": 3, "LOG": 3, "CANCEL": 3}.get(record.kind)
            if begin is not None:
                test.assertGreaterEqual(record[begin] + 2_000_000, water, record)
            if record.kind == "WATER":
                test.assertGreaterEqual(record[3], water)
                water = record[3]


class Viewer:
    """A socket that a probe connects to."""

    def __init__(self, folder, mode=0o700):
        os.chmod(folder, mode)
        self.path = os.path.join(folder, "viewer.sock")
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(self.path)
        self.server.listen(4)
        self.server.settimeout(20)
        self.data = b""
        self.connection = None

    def accept(self):
        self.connection, _ = self.server.accept()
        self.connection.settimeout(20)

    def read_until(self, wanted, seconds=20):
        """Reads until wanted(records) holds; the records."""
        end = time.monotonic() + seconds
        while True:
            records = Stream(self.data).records if len(self.data) >= 32 else []
            if wanted(records):
                return records
            if time.monotonic() > end:
                raise AssertionError("not seen; the last records: %s" % records[-5:])
            data = self.connection.recv(65536)
            if not data:
                raise AssertionError("the program has gone; the last records: %s" % Stream(self.data).records[-5:])
            self.data += data

    def read_all(self):
        while True:
            data = self.connection.recv(65536)
            if not data:
                return Stream(self.data)
            self.data += data

    def send(self, text):
        self.connection.sendall(text.encode() + b"\n")

    def close(self):
        if self.connection:
            self.connection.close()
        self.server.close()


class Guest(Viewer):
    """A viewer that comes to a program that listens."""

    def __init__(self, path):
        self.data = b""
        self.server = self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(path)  # without a time limit: one with it fails at once where the program is behind
        self.connection.settimeout(20)
