#!/usr/bin/env python3
"""Measures how many documents a farm applies with 1 to 4 workers, and draws the chart of docs/growth.md. Standard library only.

    cargo build --release -p broadworks-farm --bins --examples
    python3 farm/benches/growth.py [--program PROGRAM] [--documents COUNT] [--rounds COUNT]    # measures into growth.json
    python3 farm/benches/growth.py --chart                                                      # draws from growth.json

It needs nats-server. The workers are those of the program, which need little time for a document, and those of the example
`busy_worker`, which wait in each document and so are the limit themselves. For each number of workers it fills a fresh store, starts the workers, and counts what they apply from
the time at which all have their share until the first has nothing left to do. The processor time of that span is divided
by the same documents; it says what a document costs, also on a machine that is too small for all workers.
"""

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

# The charts of the project look alike.
sys.path.insert(0, str(Path(__file__).parents[2] / "benches"))
from chart import STYLE  # noqa: E402

HERE = Path(__file__).parent
RESULTS = HERE / "growth.json"
CHART = HERE.parent / "docs" / "growth.svg"
PARTITIONS = 24


def processor_time(process):
    """Returns the seconds that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Worker:
    """A worker, with what it has reported, and when."""

    def __init__(self, command, url, name):
        arguments = [*command, "--nats", url, "--name", name, "--report", "1"]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.reports = []
        Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            report = json.loads(line)
            self.reports.append((time.monotonic(), report["applied"], report["partitions"]))

    def applied(self):
        return self.reports[-1][1] if self.reports else 0


def between(points, when):
    """Returns the value at a time, of points of time and value."""
    for (before, low), (after, high) in zip(points, points[1:]):
        if before <= when <= after:
            return low + (high - low) * (when - before) / (after - before)
    return points[-1][1]


def measure(program, command, workers, documents):
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        url = f"nats://127.0.0.1:{port}"
        nats = subprocess.Popen(
            ["nats-server", "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        all_workers = []
        try:
            subprocess.run([program, "setup", "--nats", url, "--partitions", str(PARTITIONS), "--lease", "2"], check=True)
            load = [program, "load", "--nats", url, "--documents", str(documents), "--users", "2000"]
            began = time.monotonic()
            subprocess.run(load, check=True)
            stored = documents / (time.monotonic() - began)
            all_workers = [Worker(command, url, f"w{number}") for number in range(workers)]
            share = PARTITIONS // workers
            nats_used, workers_used = [], []
            while sum(worker.applied() for worker in all_workers) < documents:
                now = time.monotonic()
                nats_used.append((now, processor_time(nats)))
                workers_used.append((now, sum(processor_time(worker.process) for worker in all_workers)))
                time.sleep(0.2)
            # All have their share, and none is at the end of what it has.
            begin = max(next(when for when, _, held in worker.reports if held == share) for worker in all_workers)
            end = min(
                max(when for (when, count, _), (_, more, _) in zip(worker.reports, worker.reports[1:]) if more > count)
                for worker in all_workers
            )
            if end - begin < 2:
                raise SystemExit("too few documents: little was left when all workers had their share")
            points = [[(when, count) for when, count, _ in worker.reports] for worker in all_workers]
            count = sum(between(worker, end) - between(worker, begin) for worker in points)
            spent = [between(used, end) - between(used, begin) for used in (nats_used, workers_used)]
            return {
                "workers": workers,
                "documents_per_second": count / (end - begin),
                "seconds": end - begin,
                "nats_microseconds": 1e6 * spent[0] / count,
                "worker_microseconds": 1e6 * spent[1] / count,
                "stored_per_second": stored,
            }
        finally:
            for process in [worker.process for worker in all_workers] + [nats]:
                process.kill()
                process.wait()


def cpu():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def bars(title, subtitle, rows, x, y, width):
    """Draws rows of (label, value, text) as bars."""
    left, room = 72, width - 72 - 110
    most = max(value for _, value, _ in rows)
    out = [
        f'<text class="title" x="{x}" y="{y + 14}">{title}</text>',
        f'<text class="small" x="{x}" y="{y + 28}">{subtitle}</text>',
    ]
    for number, (label, value, text) in enumerate(rows):
        top = y + 38 + number * 22
        length = max(1, room * value / most)
        out += [
            f'<text x="{x + left - 6}" y="{top + 12}" text-anchor="end">{label}</text>',
            f'<rect class="own" x="{x + left}" y="{top}" width="{length:.1f}" height="15" rx="2"/>',
            f'<text class="small" x="{x + left + length + 6:.1f}" y="{top + 12}">{text}</text>',
        ]
    return out


def label(cell):
    return f"{cell['workers']} worker" + ("s" if cell["workers"] > 1 else "")


def subtitle(cells):
    rounds = cells[0]["rounds"]
    return "documents applied, times one worker; " + ("one run" if rounds == 1 else f"median of {rounds}")


def speeds(cells):
    one = cells[0]["documents_per_second"]
    ratios = [(label(cell), cell["documents_per_second"] / one, cell["documents_per_second"]) for cell in cells]
    return [(name, ratio, f"{ratio:.2f}x  {speed:,.0f}/s") for name, ratio, speed in ratios]


def costs(cells):
    parts = [(label(cell), cell["worker_microseconds"], cell["nats_microseconds"]) for cell in cells]
    return [(name, own + nats, f"{own:.0f} + {nats:.0f} µs") for name, own, nats in parts]


def chart(data):
    own, busy = data["own"], data["busy"]
    out = bars("application that waits 0.2 ms for each document", subtitle(busy), speeds(busy), 10, 8, 340)
    out += bars("application of the program", subtitle(own), speeds(own), 350, 8, 340)
    out += bars("processor time of a document there", "workers + NATS", costs(own), 690, 8, 320)
    out.append(f'<text class="small" x="10" y="152">{data["machine"]}</text>')
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1020 164" width="1020" height="164" role="img" '
        'aria-label="Documents that a farm applies with 1 to 4 workers">'
    )
    return "\n".join([head, f"<style>{STYLE}</style>", *out, "</svg>", ""])


def rounds(options, command, documents):
    """Measures every number of workers, and returns the medians."""
    found = {workers: [] for workers in range(1, 5)}
    # Rounds one after the other, so that what else the machine does falls on all numbers of workers.
    for _ in range(options.rounds):
        for workers, cells in found.items():
            cells.append(measure(options.program, command, workers, documents))
            print(json.dumps(cells[-1]), flush=True)
    medians = [{key: statistics.median(cell[key] for cell in cells) for key in cells[0]} for cells in found.values()]
    return [{**median, "rounds": options.rounds} for median in medians]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    target = Path(os.environ.get("CARGO_TARGET_DIR", str(HERE.parent.parent / "target"))) / "release"
    parser.add_argument("--program", default=str(target / "broadworks-farm"))
    parser.add_argument("--busy", default=str(target / "examples" / "busy_worker"))
    parser.add_argument("--documents", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["own", "busy"], help="measure one of the two, and keep the other")
    parser.add_argument("--chart", action="store_true", help="only draw")
    options = parser.parse_args()
    if not options.chart:
        data = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        if options.only != "busy":
            data["own"] = rounds(options, [options.program, "worker"], options.documents)
        if options.only != "own":
            data["busy"] = rounds(options, [options.busy], options.documents // 4)
        version = subprocess.run(["nats-server", "--version"], capture_output=True, text=True, check=True).stdout.strip()
        data["machine"] = f"{cpu()}, {os.cpu_count()} processors for NATS, all workers and other work; {version}"
        RESULTS.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    CHART.write_text(chart(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")


main()
