# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Python probe costs, beside no probe: processor time of the same programs in turns, bytes a switch, lateness of wake-ups.

    python3 probe_overhead.py PROBE-FOLDER [ROUNDS]

Each figure is the least of its rounds (the rest is what the machine did besides); with and without stand in turns, so that both see the same machine.
Targets: x1.3 at about 12 us of Python a step, x3.5 on a storm of sleep(0), 80 bytes a switch, lateness p99 x1.2.
"""
import json
import os
import subprocess
import sys
import tempfile

PROGRAMS = {
    "step of 12 us": """
async def worker(n):
    for _ in range(n):
        total = 0
        for i in range(SPIN):
            total += i
        await asyncio.sleep(0)
async def main(n):
    await asyncio.gather(*[worker(n) for _ in range(10)])
count = 3000
switches = 10 * count
""",
    "sleep(0) storm": """
async def worker(n):
    for _ in range(n):
        await asyncio.sleep(0)
async def main(n):
    await asyncio.gather(*[worker(n) for _ in range(10)])
count = 8000
switches = 10 * count
""",
    "queue": """
async def produce(queue, n):
    for i in range(n):
        await queue.put(i)
async def consume(queue, n):
    for i in range(n):
        await queue.get()
async def main(n):
    queue = asyncio.Queue(1)
    await asyncio.gather(produce(queue, n), consume(queue, n))
count = 20000
switches = 2 * count
""",
    "lateness": """
late = []
async def sleeper(n, delay):
    loop = asyncio.get_running_loop()
    for _ in range(n):
        due = loop.time() + delay
        await asyncio.sleep(delay)
        late.append(loop.time() - due)
async def main(n):
    await asyncio.gather(*[sleeper(n, .005 + k * .0007) for k in range(10)])
count = 100
switches = 10 * count
""",
}
TAIL = """
import asyncio, json, time
def spin(n):
    total = 0
    for i in range(n):
        total += i
def least(n):
    best = 1e9
    for _ in range(200):
        begin = time.perf_counter()
        spin(n)
        best = min(best, time.perf_counter() - begin)
    return best
SPIN = max(1, int(12e-6 / (least(2000) / 2000)))
asyncio.run(main(10))
begin = time.process_time()
asyncio.run(main(count))
used = time.process_time() - begin
late = sorted(globals().get("late", []))
print(json.dumps({"used": used / switches, "late": late[len(late) * 99 // 100] if late else 0, "switches": switches}))
"""


def run(source, probe):
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "script.py")
        with open(script, "w") as file:
            file.write(source + TAIL)
        env = {k: v for k, v in os.environ.items() if not k.startswith("LOOPSCOPE")}
        stream = os.path.join(folder, "run.lsp")
        if probe:
            env.update(PYTHONPATH=probe, LOOPSCOPE_FILE=stream)
        found = json.loads(subprocess.run([sys.executable, script], env=env, check=True, stdout=subprocess.PIPE, timeout=200).stdout)
        found["bytes"] = os.path.getsize(stream) / found["switches"] if probe else 0
        return found


def main():
    probe = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print("%s, %d rounds" % (sys.version.split()[0], rounds))
    for name, source in PROGRAMS.items():
        runs = [(run(source, None), run(source, probe)) for _ in range(rounds)]
        without, with_probe = ({key: min(pair[which][key] for pair in runs) for key in ("used", "late", "bytes")} for which in (0, 1))
        if name == "lateness":
            print("%-16s p99 %7.3f ms without, %7.3f ms with the probe: x%.2f" % (name, without["late"] * 1e3, with_probe["late"] * 1e3, with_probe["late"] / without["late"]))
        else:
            print("%-16s %7.2f us without, %7.2f us with the probe: x%.2f; %.0f bytes a switch"
                  % (name, without["used"] * 1e6, with_probe["used"] * 1e6, with_probe["used"] / without["used"], with_probe["bytes"]))


if __name__ == "__main__":
    main()
