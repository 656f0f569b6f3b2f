"""Writing messages: what is written is read back, and what is no message is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from corpus import GOOD, files, name

import broadworks_cap as cap

ANSWER: Any = {
    "protocol": "CAP",
    "version": "17.0",
    "commandType": "callAction",
    "commandData": {
        "user": {
            "id": "alice@example.com",
            "userType": "CallClient",
            "userUid": "1007",
            "applicationId": "demo",
            "action": {"actionType": "Answer", "actionParam": [{"actionParamName": "CallId", "value": "callhalf-101:0"}]},
        }
    },
}


@pytest.mark.parametrize("path", files(*GOOD), ids=name)
@pytest.mark.parametrize("protocol", ["cap-c", "ccc2"])
def test_a_dict_is_written_and_read_back(path: Path, protocol: Any) -> None:
    document = cap.decode(path.read_bytes())
    written = cap.encode(document.to_dict(), protocol=protocol)
    assert written == cap.encode(document, protocol=protocol) and written.endswith(b"\n") and written.count(b"\n") == 1
    assert cap.decode(written) == document
    assert cap.encode(cap.decode(written), protocol=protocol) == written


def test_a_message_is_written_from_its_parts() -> None:
    assert cap.validate(cap.encode(ANSWER), direction="to-server") == []
    assert cap.encode(changed(userUid=1007)) == cap.encode(ANSWER)


def changed(**parts: Any) -> Any:
    return {**ANSWER, "commandData": {"user": {**ANSWER["commandData"]["user"], **parts}}}


def itself() -> Any:
    loop: Any = {}
    loop["user"] = loop
    return {"commandData": loop, "commandType": "callUpdate"}


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "callUpdate",
        None,
        {1: 2},
        changed(id=1.5),
        changed(id=1 << 70),
        changed(id=b"alice"),
        changed(id=["alice"]),
        changed(ID="alice"),
        changed(action="Answer"),
        changed(extra={"content": [{"xml": "<a>"}]}),
        itself(),
    ],
    ids=str,
)
def test_what_is_no_message_is_refused(wrong: Any) -> None:
    with pytest.raises(cap.EncodeError) as raised:
        cap.encode(wrong)
    assert raised.value.kind == "not-a-message" and raised.value.offset is None


def test_an_error_says_where_and_shows_no_value() -> None:
    for wrong in (b"hidden", ["hidden"], {"value": "hidden"}):
        whole = {"commandType": "registerRequest", "commandData": {"user": {"securePassword": wrong}}}
        with pytest.raises(cap.EncodeError, match="in `commandData/user") as raised:
            cap.encode(whole)
        assert "hidden" not in str(raised.value)


def test_what_xml_cannot_hold_and_what_is_too_long_is_refused() -> None:
    with pytest.raises(cap.EncodeError) as raised:
        cap.encode(changed(id="\0"))
    assert raised.value.kind == "unwritable-character" and raised.value.offset
    with pytest.raises(cap.EncodeError) as raised:
        cap.encode(ANSWER, limits=cap.Limits(document=100))
    assert raised.value.kind == "document-too-long"
    with pytest.raises(ValueError, match='"cap-c", "ccc2"'):
        cap.encode(ANSWER, protocol="CAP")  # type: ignore[arg-type]
    with pytest.raises(UnicodeEncodeError):
        cap.encode(changed(id="\ud800"))
