#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the JSON results of Google Benchmark in a folder as one Markdown page that names the machine.

usage: benchtable.py FOLDER
"""
import json
import os
import pathlib
import platform
import subprocess
import sys

# What Google Benchmark itself puts into a run; every other number in it is a counter of the benchmark.
RUN_FIELDS = {
    "family_index", "per_family_instance_index", "repetitions", "repetition_index", "threads",
    "iterations", "real_time", "cpu_time",
}


def machine() -> str:
    """Processor, cores, system and compiler, as one sentence."""
    processor = platform.processor() or platform.machine()
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    system = platform.system() + " " + platform.release()
    try:
        for line in pathlib.Path("/etc/os-release").read_text().splitlines():
            if line.startswith("PRETTY_NAME="):
                system = line.split("=", 1)[1].strip('"')
    except OSError:
        pass
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout.splitlines()
    return ", ".join([processor, system] + compiler[:1])


def settings() -> str:
    """What else decides the figures: huge pages, where a page fault is dear, and what the environment has asked for; a sentence with a blank before it."""
    said = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("LOOPSCOPE_BENCH_")]
    try:
        pages = pathlib.Path("/sys/kernel/mm/transparent_hugepage/enabled").read_text()
        said.insert(0, "transparent huge pages " + pages.split("[")[1].split("]")[0])
    except (OSError, IndexError):
        pass
    return " Settings: " + ", ".join(said) + "." if said else ""


def time_text(value: float, unit: str) -> str:
    """A time with three significant digits, in the unit that its size asks for."""
    nanoseconds = value * {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}[unit]
    for name, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {name}"
    return f"{nanoseconds:.3g} ns"


def count_text(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 1000 else f"{value:.4g}"


def rows(report: dict):
    """(benchmark, time, processor time, counters) of each run; of repeated runs only the median."""
    repeated = {run["run_name"] for run in report["benchmarks"] if run.get("run_type") == "aggregate"}
    for run in report["benchmarks"]:
        if run.get("error_occurred"):
            yield run["name"], "failed: " + run.get("error_message", ""), "", ""
            continue
        if run.get("run_type") == "aggregate":
            if run.get("aggregate_name") != "median":
                continue
        elif run.get("run_name") in repeated:
            continue
        counters = ", ".join(
            f"{key} {count_text(value)}" for key, value in run.items()
            if isinstance(value, (int, float)) and not isinstance(value, bool) and key not in RUN_FIELDS)
        label = run.get("label", "")
        yield (run.get("run_name", run["name"]), time_text(run["real_time"], run["time_unit"]),
               time_text(run["cpu_time"], run["time_unit"]), "; ".join(filter(None, [label, counters])))


def page(folder: pathlib.Path) -> str:
    files = sorted(folder.glob("*.json"))
    if not files:
        raise SystemExit(f"benchtable.py: no results in {folder}")
    reports = [(file.stem, json.loads(file.read_text())) for file in files]
    context = reports[0][1]["context"]
    lines = [
        "# Measured",
        "",
        "Written by `packaging/bench`; run it again to renew the figures.",
        "",
        f"Machine: {machine()}; {context['num_cpus']} cores. Date: {context['date'][:10]}.{settings()}",
    ]
    for name, report in reports:
        lines += ["", f"## {name}", "", "| benchmark | time | processor time | counters |", "|---|---:|---:|---|"]
        lines += [f"| `{row[0]}` | {row[1]} | {row[2]} | {row[3]} |" for row in rows(report)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.stdout.write(page(pathlib.Path(sys.argv[1])))
