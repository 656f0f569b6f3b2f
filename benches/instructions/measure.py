"""Counts instructions per byte with callgrind; see ../instructions.sh, which builds the runner.

Every measure is the difference of two runs of different length, so that the costs of start-up and
of building the input cancel. Standard library only.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOLERANCE = 1.03
BYTES = 40_000  # of input in the difference of the two runs; a longer message is read once.


def count(runner, work, name, times):
    """Instructions of one run."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", runner, work, name, str(times)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
        if done.returncode != 0 or not found:
            sys.exit(f"instructions: {' '.join(command)} failed:\n{done.stderr}")
        return int(found.group(1))


def measure(runner, line):
    work, name, length = line.split("\t")
    length = int(length)
    more = max(1, BYTES // length)
    # The short run has one pass, so that costs of the first pass cancel, too.
    once, again = (count(runner, work, name, times) for times in (1, 1 + more))
    instructions = (again - once) / more
    figures = {"bytes": length, "instructions": round(instructions, 1), "per_byte": round(instructions / length, 4)}
    return f"{work}/{name}", figures


def environment():
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    valgrind = subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return {"rustc": rust, "valgrind": valgrind, "machine": platform.machine()}


def main():
    runner, path, *options = sys.argv[1:]
    mode = next((option for option in options if option.startswith("--")), "--write")
    part = next((option for option in options if not option.startswith("--")), "")
    if mode not in ("--write", "--check", "--show"):
        sys.exit(f"instructions: unknown option {mode}; there are --check and --show")
    if part and mode == "--write":
        sys.exit("instructions: only --check and --show measure a part")
    listed = subprocess.run([runner], capture_output=True, text=True, check=True).stdout.splitlines()
    lines = [line for line in listed if part in "/".join(line.split("\t")[:2])]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        measures = dict(pool.map(lambda line: measure(runner, line), lines))

    stored = {"environment": None, "measures": {}}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            stored = json.load(file)
    here, worse = environment(), []
    print(f"{'measure':32} {'bytes':>7} {'instructions':>13} {'per byte':>9} {'stored':>8} {'change':>8}")
    for name, figures in measures.items():
        old = stored["measures"].get(name, {}).get("per_byte")
        before = f"{old:8.3f} {figures['per_byte'] / old - 1:+8.1%}" if old else f"{'-':>8} {'new':>8}"
        print(f"{name:32} {figures['bytes']:7} {figures['instructions']:13.0f} {figures['per_byte']:9.3f} {before}")
        if old is None or figures["per_byte"] > old * TOLERANCE:
            worse.append(name)

    if mode == "--write":
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"environment": here, "measures": measures}, file, indent=2)
            file.write("\n")
    elif worse and mode == "--check" and any(stored["environment"][key] != here[key] for key in ("rustc", "machine")):
        # Another compiler generates other code, so only figures of the same one are a gate.
        print(f"instructions: not compared, stored with {stored['environment']}, this is {here}")
    elif worse and mode == "--check":
        note = "" if stored["environment"] == here else f"\nstored with {stored['environment']}, this is {here}"
        sys.exit(f"instructions: more than {TOLERANCE - 1:.0%} over the stored figure, or without one: {', '.join(worse)}{note}")


if __name__ == "__main__":
    main()
