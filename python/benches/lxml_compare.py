#!/usr/bin/env python3
"""Compares reading with lxml: decodes a `callUpdate` and reads six of its fields, with both, in CPU time.

Both are measured in turn in one process, and the least time of each counts, so that other work on the machine
disturbs little. Exits with 1 if lxml takes less than 4 times as long (`--no-check` only prints).
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from time import process_time_ns
from typing import Callable, List, Optional, Tuple

import broadworks_cap

try:
    from lxml import etree
except ImportError:
    print("lxml is not installed; the comparison is skipped")
    sys.exit(0)

ROUNDS, TIMES = 40, 2000
MESSAGE = Path(__file__).resolve().parents[2] / "corpus" / "cap-c" / "callUpdate-call-client.xml"

Read = Tuple[Optional[str], ...]


def ours(data: bytes) -> Read:
    document = broadworks_cap.decode(data)
    get = document.get
    return (
        get("user/id"),
        get("user/userUid"),
        get("user/call[0]/callId"),
        get("user/call[0]/state"),
        get("user/call[0]/personality"),
        get("user/call[0]/remoteNumber"),
    )


def theirs(data: bytes) -> Read:
    user = etree.fromstring(data).find("command/commandData/user")
    call = user.find("call")
    return (
        user.get("id"),
        user.get("userUid"),
        call.get("callId"),
        call.findtext("state"),
        call.findtext("personality"),
        call.findtext("remoteNumber"),
    )


def nanoseconds(read: Callable[[bytes], Read], data: bytes) -> float:
    before = process_time_ns()
    for _ in range(TIMES):
        read(data)
    return (process_time_ns() - before) / TIMES


def main() -> int:
    data = MESSAGE.read_bytes()
    assert ours(data) == theirs(data) and all(ours(data)), "both read the same"
    gc.disable()
    rounds: List[Tuple[float, float]] = [(nanoseconds(ours, data), nanoseconds(theirs, data)) for _ in range(ROUNDS)]
    our, their = (min(times) for times in zip(*rounds))
    print(f"{MESSAGE.name}, {len(data)} bytes, decode and read six fields, least of {ROUNDS} rounds:")
    print(f"  broadworks_cap {our:8.0f} ns\n  lxml           {their:8.0f} ns\n  ratio          {their / our:8.1f}")
    if their < 4 * our and "--no-check" not in sys.argv:
        print("lxml takes less than 4 times as long; the package must be a release build (test.sh --bench makes one)")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
