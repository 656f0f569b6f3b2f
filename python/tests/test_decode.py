"""Reading messages: as a whole, by path, as a dict."""

from __future__ import annotations

import json
import random
import re
import threading
from pathlib import Path
from typing import Any, Iterator, Tuple

import pytest
from corpus import GOOD, everything, files, name

import broadworks_cap as cap

good = pytest.mark.parametrize("path", files(*GOOD), ids=name)

UPDATE = b"""<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="callUpdate"><commandData>
  <user id="alice@example.com" userType="CallClient" userUid="1007"><call callId="callhalf-101:0"><state>2</state>
  <remoteName>Smith &amp; S\xc3\xb8ns</remoteName></call><call/><applicationId>demo</applicationId></user>
  </commandData></command></BroadsoftDocument>"""


def leaves(part: Any, path: str) -> Iterator[Tuple[str, str]]:
    """The texts of a dict, with their paths."""
    if isinstance(part, str):
        yield path, part
    elif isinstance(part, list):
        for at, item in enumerate(part):
            yield from leaves(item, f"{path}[{at}]")
    else:
        for key, inner in part.items():
            if key != "extra":
                below = path if key == "value" else f"{path}/{key}" if path else key
                yield from leaves(inner, below)


@good
def test_each_leaf_is_read_by_its_path(path: Path) -> None:
    document = cap.decode(path.read_bytes())
    whole: Any = document.to_dict()
    assert document.command == whole.get("commandType")
    assert document.version == whole.get("version")
    assert document.protocol == whole.get("protocol")
    assert document.bytes == bytes(document) == path.read_bytes()
    if whole.get("commandType") not in cap.commands():
        return
    # A field is read as it was spelled, and a dict has the spelling that is written.
    canonical = cap.decode(cap.encode(document))
    assert canonical == document and canonical.to_dict() == whole
    for place, text in leaves(whole.get("commandData", {}), ""):
        assert canonical.get(place) == text and canonical[place] == text and place in document, place


@good
def test_a_dict_is_the_json_form(path: Path) -> None:
    document = cap.decode(path.read_bytes())
    assert json.loads(document.to_json()) == document.to_dict()


def test_what_is_not_there() -> None:
    document = cap.decode(UPDATE)
    assert document.get("user/call[0]/remoteName") == "Smith & Søns"
    assert document.get("user/call[1]/state") is None
    assert document.get("user/call[1]/state", "?") == "?"
    assert "user/call[2]/state" not in document
    for nowhere in ["", "/", "user", "user/call", "user/call[x]/state", "user/call[0]/state/x", "no[", "no/such/thing"]:
        assert document.get(nowhere) is None
        with pytest.raises(cap.PathError) as raised:
            document[nowhere]
        assert raised.value.kind == "no-text" and isinstance(raised.value, LookupError)


def test_labels_subject_and_summary() -> None:
    document = cap.decode(UPDATE)
    assert document.label("user/call[0]/state") == "Active"
    assert document.label("user/call[1]/state") is None
    assert document.label("user/id") is None and document.label("user/userType") is None
    assert document.summary == "callUpdate  alice@example.com  callhalf-101:0 Active Smith & Søns"
    assert repr(document) == f"<Document {document.summary}>"
    subject = document.subject
    assert (subject.who, subject.user_uid, subject.user_type) == ("alice@example.com", "1007", "CallClient")
    assert subject.monitored_user_id is None


def test_every_kind_of_bytes_is_read() -> None:
    for data in (UPDATE, bytearray(UPDATE), memoryview(UPDATE), memoryview(UPDATE + UPDATE)[: len(UPDATE)]):
        assert cap.decode(data) == cap.decode(UPDATE)
    for wrong in (UPDATE.decode(), None, 7, [UPDATE]):
        with pytest.raises(TypeError):
            cap.decode(wrong)  # type: ignore[arg-type]


def test_equal_documents_say_the_same() -> None:
    other = UPDATE.replace(b'"17.0"', b"'17.0'").replace(b"&amp;", b"&#38;")
    assert cap.decode(other) == cap.decode(UPDATE)
    assert cap.decode(UPDATE.replace(b"<state>2", b"<state>3")) != cap.decode(UPDATE)
    with pytest.raises(TypeError):
        hash(cap.decode(UPDATE))


@pytest.mark.parametrize("path", files("invalid"), ids=name)
def test_a_malformed_document_is_an_error_with_its_place(path: Path) -> None:
    data = path.read_bytes()
    with pytest.raises(cap.DecodeError) as raised:
        cap.decode(data)
    error = raised.value
    assert error.offset is not None and 0 <= error.offset <= len(data)
    assert cap.meaning(error.kind) and str(error) == f"{cap.meaning(error.kind)} (at byte {error.offset})"
    assert isinstance(error, ValueError) and isinstance(error, cap.Error)


def test_limits_are_kept() -> None:
    with pytest.raises(cap.DecodeError) as raised:
        cap.decode(UPDATE, limits=cap.Limits(document=100))
    assert (raised.value.kind, raised.value.offset) == ("document-too-long", 100)
    assert cap.Limits() == cap.Limits(document=1 << 20) != cap.Limits(depth=3)
    assert eval(repr(cap.Limits(filler=9)), {"Limits": cap.Limits}) == cap.Limits(filler=9)


def test_a_patch_changes_a_field_and_nothing_else() -> None:
    document = cap.decode(UPDATE)
    patched = document.patched({"user/call[0]/state": "3", "user/id": "<bob>"})
    assert patched == UPDATE.replace(b"<state>2", b"<state>3").replace(b"alice@example.com", b"&lt;bob&gt;")
    for wrong in ({"user/call[1]/state": "1"}, {"user/id": "\0"}, {"user/nothing": ""}):
        with pytest.raises(cap.PathError):
            document.patched(wrong)


def attempts(data: bytes) -> None:
    """Only exceptions of the package come out of any bytes."""
    stream = cap.Stream()
    events = stream.feed(data) + stream.end()
    for event in events:
        assert repr(event)
    cap.validate(data)
    try:
        document = cap.decode(data)
        document.to_dict(), document.summary, document.subject, document.to_json()
        cap.encode(document)
    except cap.Error as error:
        assert error.kind and str(error) and repr(error)


@pytest.mark.parametrize("path", everything(), ids=name)
def test_any_bytes_give_a_result_or_an_error(path: Path) -> None:
    attempts(path.read_bytes())


def test_damaged_bytes_give_a_result_or_an_error() -> None:
    seeds = [path.read_bytes() for path in files(*GOOD)]
    chance = random.Random(17)
    for _ in range(3000):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(4)] = bytes(chance.choices(b"<>/&\"'= \0\xff[]!-?a", k=chance.randrange(4)))
        attempts(bytes(data))


def test_threads_share_documents() -> None:
    document, wrong = cap.decode(UPDATE), []

    def read() -> None:
        for _ in range(300):
            if cap.decode(document.bytes).to_dict() != document.to_dict():
                wrong.append(document)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def secrets(data: bytes) -> Iterator[str]:
    yield from (text.decode() for text in re.findall(rb"<securePassword>([^<&]+)</", data))


def test_passwords_are_not_shown() -> None:
    found = 0
    for path in everything():
        data = path.read_bytes()
        stream = cap.Stream()
        shown = [repr(event) for event in stream.feed(data) + stream.end()] + [repr(stream), repr(cap.validate(data))]
        try:
            document = cap.decode(data)
            shown += [repr(document), document.summary, repr(document.subject)]
        except cap.DecodeError as error:
            shown.append(repr(error))
        for secret in filter(lambda secret: len(secret) > 8, secrets(data)):
            found += 1
            assert not any(secret in text for text in shown), path
    assert found > 3
