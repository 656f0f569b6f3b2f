"""Streams: the same events for every way in which the bytes arrive."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, List, Tuple

import pytest
from corpus import GOOD, files, name

import broadworks_cap as cap

Events = List[Tuple[Any, ...]]


def plain(events: "list[cap.Document | cap.Malformed]") -> Events:
    return [
        (event.offset, event.bytes, getattr(event, "kind", None), getattr(event, "error_offset", None))
        for event in events
    ]


def received(chunks: "list[bytes]") -> Tuple[Events, "bool | None"]:
    stream = cap.Stream()
    events = [event for chunk in chunks for event in stream.feed(chunk)]
    return plain(events + stream.end()), stream.clean


@pytest.mark.parametrize("path", files("stream"), ids=name)
def test_chunks_do_not_matter(path: Path) -> None:
    data = path.read_bytes()
    whole = received([data])
    assert received([data[at : at + 1] for at in range(len(data))]) == whole
    chance = random.Random(7)
    for _ in range(20):
        cuts = sorted(chance.choices(range(len(data) + 1), k=5))
        assert received([data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)])]) == whole
    for offset, part, _, error_offset in whole[0]:
        assert data[offset : offset + len(part)] == part
        assert error_offset is None or offset <= error_offset <= offset + len(part)


def test_a_stream_of_all_messages_has_all_messages() -> None:
    messages = [path.read_bytes() for path in files(*GOOD)]
    stream = cap.Stream()
    events = stream.feed(b"\n".join(messages)) + stream.end()
    assert all(isinstance(event, cap.Document) for event in events) and stream.clean
    assert events == [cap.decode(message) for message in messages]


def test_a_malformed_document_costs_no_other() -> None:
    good = b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>\n"
    bad = b"<BroadsoftDocument><securePassword>a & b</securePassword></BroadsoftDocument>\n"
    stream = cap.Stream()
    first, wrong, last = stream.feed(good + bad + good)
    assert isinstance(first, cap.Document) and isinstance(last, cap.Document) and isinstance(wrong, cap.Malformed)
    assert last.offset >= len(good + bad) and last.command == "infoRequest"
    assert wrong.kind == "malformed-reference" and (good + bad)[wrong.error_offset :].startswith(b"& b")
    assert "a & b" not in repr(wrong) and "securePassword" not in repr(wrong)


def test_the_end() -> None:
    stream = cap.Stream()
    assert stream.feed(b"<Broad") == [] and stream.pending == 6 and stream.clean is None
    (cut,) = stream.end()
    assert isinstance(cut, cap.Malformed) and cut.kind == "unexpected-end" and cut.bytes == b"<Broad"
    assert stream.clean is False and stream.end() == []
    with pytest.raises(ValueError):
        stream.feed(b"<")
    assert cap.Stream().end() == []


def test_limits_bound_what_is_kept() -> None:
    stream = cap.Stream(limits=cap.Limits(document=1000))
    (long,) = stream.feed(b"<BroadsoftDocument>" + b"<a/>" * 300)
    assert isinstance(long, cap.Malformed) and long.kind == "document-too-long"
    assert cap.Stream(limits=cap.Limits(preamble=True)).feed(b"GET / HTTP/1.0\n\n<BroadsoftDocument/>")[0].bytes
