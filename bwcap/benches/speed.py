"""Runs `bwcap` and other tools on a long stream, or counts its instructions; called by speed.sh. Standard library only."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEGABYTES, RUNS = int(os.environ.get("MEGABYTES", 200)), int(os.environ.get("RUNS", 3))
# Most of the traffic of a server; one message of five is another one.
FREQUENT = ("callUpdate", "sessionUpdate", "queueUpdate", "profileUpdate", "callControlInfo")


TASKS = (["decode"], ["decode", "--json"], ["validate"])
STORED = Path("bwcap/benches/instructions.json")
TOLERANCE = 1.05


def stream(path, megabytes):
    """Writes messages of the corpus that are valid, in random order that is always the same. Returns how many."""
    choose = random.Random(17)
    files = sorted(Path("corpus/cap-c").glob("*.xml"))
    frequent = [file.read_bytes() for file in files if file.name.startswith(FREQUENT)]
    others = [file.read_bytes() for file in files if not file.name.startswith(FREQUENT)]
    length = count = 0
    with open(path, "wb") as out:
        while length < megabytes * 1_000_000:
            message = choose.choice(frequent if choose.random() < 0.8 else others)
            length += out.write(message.strip() + b"\n")
            count += 1
    return count


def held(process):
    """Returns the most kilobytes of memory that a process has held."""
    with open(f"/proc/{process}/status") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def measure(command, path):
    """Returns the seconds of processor time of the fastest run, and the most kilobytes of memory."""
    best, memory = float("inf"), 0
    for _ in range(RUNS):
        with open(path, "rb") as file, open(os.devnull, "wb") as null:
            child = subprocess.Popen(command, stdin=file, stdout=null, stderr=null)
            # What the kernel says at the end includes this program, before it became the other one.
            while (ended := os.wait4(child.pid, os.WNOHANG))[0] == 0:
                memory = max(memory, held(child.pid))
                time.sleep(0.005)
            _, status, usage = ended
        if status != 0:
            sys.exit(f"speed: {' '.join(command)} ended with {status}")
        best = min(best, usage.ru_utime + usage.ru_stime)
    return best, memory


def times(tool):
    """Prints the processor time of each command."""
    tools = [("bwcap", tool)]
    if other := os.environ.get("OTHER"):
        tools.append(("OTHER", other))
    with tempfile.TemporaryDirectory() as folder:
        path, lines, wrapped = (os.path.join(folder, name) for name in ("stream.xml", "stream.jsonl", "wrapped.xml"))
        count = stream(path, MEGABYTES)
        runs = [("cat", ["cat"], path), ("wc -c", ["sh", "-c", "cat | wc -c"], path)]
        for task in TASKS:
            runs += [(f"{name} {' '.join(task)}", [tool, *task, "-"], path) for name, tool in tools]
        if shutil.which("xmllint"):
            with open(path, "rb") as file, open(wrapped, "wb") as out:
                out.write(b"<all>\n")
                # A declaration may stand at the start of a file alone.
                out.writelines(line.partition(b"?>")[2] for line in file)
                out.write(b"</all>\n")
            runs.append(("xmllint --stream", ["xmllint", "--stream", "--noout", "--huge", wrapped], wrapped))
        if shutil.which("jq"):
            with open(path, "rb") as file, open(lines, "wb") as out:
                subprocess.run([tool, "decode", "--json", "-"], stdin=file, stdout=out, check=True)
            runs.append(("jq -c .", ["jq", "-c", "."], lines))
        print(f"{os.path.getsize(path) / 1e6:.0f} MB, {count} messages; processor time, the best of {RUNS} runs\n")
        print(f"{'command':<24} {'seconds':>8} {'MB/s':>8} {'of cat':>8} {'MB of memory':>13}")
        base = None
        for name, command, file in runs:
            seconds, memory = measure(command, file)
            base = base or seconds
            speed = os.path.getsize(file) / 1e6 / seconds
            print(f"{name:<24} {seconds:8.2f} {speed:8.0f} {seconds / base:7.0f}x {memory / 1024:13.1f}", flush=True)


def count(command, path):
    """Returns the instructions of one run."""
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    with open(path, "rb") as file:
        done = subprocess.run([*valgrind, *command], stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"speed: {' '.join(command)} failed:\n{done.stderr}")
    return int(found.group(1))


def instructions(tool, mode):
    """Counts instructions per byte, as the difference of two runs. Returns whether none are too many."""
    if not shutil.which("valgrind"):
        print("speed: skipped, valgrind is not installed", file=sys.stderr)
        return True
    with tempfile.TemporaryDirectory() as folder:
        short, long = (os.path.join(folder, name) for name in ("short.xml", "long.xml"))
        stream(short, 1)
        stream(long, 3)
        length = os.path.getsize(long) - os.path.getsize(short)
        per_byte = lambda task: (count([tool, *task, "-"], long) - count([tool, *task, "-"], short)) / length
        figures = {" ".join(task): round(per_byte(task), 2) for task in TASKS}
    if mode == "--store":
        STORED.write_text(json.dumps(figures, indent=2) + "\n")
    stored = json.loads(STORED.read_text())
    for task, figure in figures.items():
        verdict = "" if figure <= stored[task] * TOLERANCE else "  TOO MANY"
        print(f"{task:<16} {figure:6.2f} instructions per byte, stored {stored[task]:6.2f}{verdict}")
    return all(figure <= stored[task] * TOLERANCE for task, figure in figures.items())


def main(tool, mode=""):
    if mode in ("--check", "--store"):
        sys.exit(0 if instructions(tool, mode) else 1)
    if mode:
        sys.exit(f"speed: unknown option {mode}; there are --check and --store")
    times(tool)


main(*sys.argv[1:])
