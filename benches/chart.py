#!/usr/bin/env python3
"""Converts the figures of benches/compare to a Markdown table and a chart. Standard library only.

    python3 benches/chart.py [RESULTS.json [CHART.svg]] > table.md
"""

import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
OWN = "broadworks-cap"
# Lower bounds, not parsers: they are in the table, but have no bars in the chart.
BOUNDS = ("this message, written out", "memcpy", "memchr, every <", "memmem of the end tag")
PANELS = (
    ("decode", "callUpdate"),
    ("decode", "callUpdate pretty"),
    ("decode", "callAction"),
    ("decode", "mixed"),
    ("encode", "callUpdate"),
    ("stream", "mixed"),
    ("frame", "mixed"),
    ("validate", "mixed"),
)
WIDTH, LEFT, BAR, GAP, HEAD, COLUMNS = 490, 210, 14, 5, 34, 2
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px } .small { fill: #57606a; font-size: 11px }
.bar { fill: #afb8c1 } .own { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .small { fill: #8d96a0 } .bar { fill: #484f58 } .own { fill: #4493f8 }
}
"""


def speed(megabytes):
    return f"{megabytes / 1000:.2f} GB/s" if megabytes >= 1000 else f"{megabytes:.0f} MB/s"


def table(data):
    environment = data["environment"]
    versions = ", ".join(f"{name} {version}" for name, version in environment["versions"].items())
    lines = [f"{environment['cpu']}, {environment['system']}, {environment['rustc']}; {versions}."]
    for cell in data["results"]:
        size = f"{cell['bytes']} bytes"
        if cell["messages"] > 1:
            size = f"{cell['messages']} messages of {cell['bytes'] // cell['messages']} bytes"
        lines += ["", f"### {cell['work']} {cell['input']} ({size})", ""]
        lines += [f"| | per message | speed | times {cell['reference']} |", "|---|---:|---:|---:|"]
        for one in cell["contenders"]:
            bold = "**" if one["name"].startswith(OWN) else ""
            name = one["name"].replace("<", "`<`")
            time = f"{one['nanoseconds_per_message']:,.0f} ns"
            lines.append(
                f"| {bold}{name}{bold} | {time} | {speed(one['megabytes_per_second'])} | {bold}{one['ratio']:.2f}{bold} |"
            )
    return "\n".join(lines)


def panel(cell, x, y):
    bars = [one for one in cell["contenders"] if one["name"] not in BOUNDS]
    bars.sort(key=lambda one: -one["megabytes_per_second"])
    most = bars[0]["megabytes_per_second"]
    room = WIDTH - LEFT - 118
    out = [
        f'<text class="title" x="{x}" y="{y + 14}">{escape(cell["work"])} {escape(cell["input"])}</text>',
        f'<text class="small" x="{x}" y="{y + 28}">speed, and how many times {escape(cell["reference"])}</text>',
    ]
    for number, one in enumerate(bars):
        top = y + HEAD + number * (BAR + GAP)
        length = max(1, room * one["megabytes_per_second"] / most)
        kind = "own" if one["name"].startswith(OWN) else "bar"
        label = f"{speed(one['megabytes_per_second'])}  {one['ratio']:.2f}x"
        out += [
            f'<text x="{x + LEFT - 6}" y="{top + 11}" text-anchor="end">{escape(one["name"])}</text>',
            f'<rect class="{kind}" x="{x + LEFT}" y="{top}" width="{length:.1f}" height="{BAR}" rx="2"/>',
            f'<text class="small" x="{x + LEFT + length + 6:.1f}" y="{top + 11}">{label}</text>',
        ]
    return out, HEAD + len(bars) * (BAR + GAP)


def chart(data):
    cells = {(cell["work"], cell["input"]): cell for cell in data["results"]}
    wanted = [cells[key] for key in PANELS if key in cells]
    out, y = [], 8
    for row in range(0, len(wanted), COLUMNS):
        heights = []
        for column, cell in enumerate(wanted[row : row + COLUMNS]):
            drawn, height = panel(cell, 10 + column * (WIDTH + 20), y)
            out += drawn
            heights.append(height)
        y += max(heights) + 20
    width = COLUMNS * (WIDTH + 20)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img" '
        f'aria-label="Speed of broadworks-cap and of other parsers">'
    )
    return "\n".join([head, f"<style>{STYLE}</style>", *out, "</svg>", ""])


def main():
    given = dict(enumerate(sys.argv[1:]))
    results = Path(given.get(0, HERE / "results.json"))
    target = Path(given.get(1, HERE.parent / "docs" / "speed.svg"))
    data = json.loads(results.read_text(encoding="utf-8"))
    target.write_text(chart(data), encoding="utf-8")
    print(table(data))


if __name__ == "__main__":
    main()
