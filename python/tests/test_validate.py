"""Validation and meanings."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path
from typing import Any

import pytest
from corpus import files, name

import broadworks_cap as cap


def protocol(path: Path) -> Any:
    return "ccc2" if "ccc2" in str(path) else "cap-c"


@pytest.mark.parametrize("path", files("cap-c", "ccc2"), ids=name)
def test_good_messages_have_no_finding(path: Path) -> None:
    assert cap.validate(path.read_bytes(), protocol=protocol(path)) == []


@pytest.mark.parametrize("path", files("dtd", "rules"), ids=name)
def test_a_finding_has_its_place_and_its_meaning(path: Path) -> None:
    data = path.read_bytes()
    direction: Any = next((one for one in ("to-client", "to-server") if f".{one}." in path.name), None)
    environment: Any = next((one for one in ("voip", "insc") if f".{one}." in path.name), None)
    found = cap.validate(data, protocol=protocol(path), direction=direction, environment=environment)
    assert found
    for one in found:
        assert 0 <= one.span[0] <= one.span[1] <= len(data)
        assert one.severity in ("deviation", "invalid") and one.text and cap.meaning(one.id)
    assert all(one.severity == "invalid" for one in cap.validate(data, protocol=protocol(path), deviations=False))


def test_a_finding_is_plain_data() -> None:
    data = b"<BroadsoftDocument protocol='CAP' version='17.0'><command commandType='infoRequest'><commandData>"
    data += b"<capVersionReqest/></commandData></command></BroadsoftDocument>"
    first, *_ = cap.validate(data)
    assert (first.id, first.severity, first.text) == ("unknown-element", "invalid", "no element is called `capVersionReqest`")
    assert data[slice(*first.span)] == b"capVersionReqest" and first.path == "BroadsoftDocument/command/commandData"
    assert "capVersionRequest" in first.expected
    assert pickle.loads(pickle.dumps(first)) == first and dataclasses.asdict(first)["id"] == first.id


def test_options_are_checked() -> None:
    for wrong in ({"direction": "up"}, {"version": "1"}, {"environment": "x"}, {"protocol": ""}):
        options: Any = wrong
        with pytest.raises(ValueError, match=f"{next(iter(wrong))} is one of"):
            cap.validate(b"", **options)


def test_every_field_has_a_meaning() -> None:
    def walk(command: Any, path: "str | None") -> int:
        field = cap.explain(command, path)
        assert field.meaning and field.name
        assert (field.holds == "word") == bool(field.words)
        return 1 + sum(walk(command, f"{path}/{inner}" if path else inner) for inner in field.fields)

    assert sum(walk(command, None) for command in cap.commands()) > 300
    state = cap.explain("callUpdate", "user/call[3]/state")
    assert next(word for word in state.words if word.wire == "2").name == "Active"
    with pytest.raises(cap.PathError):
        cap.explain("callUpdate", "user/calls")
    with pytest.raises(ValueError):
        cap.explain("callupdate")  # type: ignore[arg-type]
    assert cap.meaning("no-such-thing") is None


def test_errors_can_be_sent_to_another_process() -> None:
    with pytest.raises(cap.DecodeError) as raised:
        cap.decode(b"<a")
    again = pickle.loads(pickle.dumps(raised.value))
    assert (type(again), str(again), again.kind, again.offset) == (
        cap.DecodeError,
        str(raised.value),
        raised.value.kind,
        raised.value.offset,
    )
