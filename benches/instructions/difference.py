"""Compares two files of figures that measure.py wrote, as a table of Markdown. Exits with 1 if a measure needs 3 % more.

Standard library only.
"""

import json
import sys
from pathlib import Path

from measure import TOLERANCE


def main():
    before, now = (json.loads(Path(name).read_text())["measures"] for name in sys.argv[1:3])
    rows, worst = [], 0.0
    for name, figures in now.items():
        if name not in before:
            rows.append((name, "new", figures["per_byte"], 0.0))
            continue
        change = figures["instructions"] / before[name]["instructions"] - 1
        worst = max(worst, change)
        # What moves less than this is another order of the same instructions.
        if abs(change) >= 0.005:
            rows.append((name, before[name]["per_byte"], figures["per_byte"], change))
    gone = [name for name in before if name not in now]
    print(f"Instructions per byte of {len(now)} measures; at most {TOLERANCE - 1:.0%} more is allowed.\n")
    if rows:
        print("| Measure | Before | Now | Change |\n|---|---:|---:|---:|")
        for name, old, new, change in sorted(rows, key=lambda row: -row[3]):
            print(f"| {name} | {old} | {new} | {change:+.1%} |")
    else:
        print("Nothing has changed.")
    if gone:
        print(f"\nNo longer measured: {', '.join(gone)}.")
    sys.exit(worst > TOLERANCE - 1)


if __name__ == "__main__":
    main()
