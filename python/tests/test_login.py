"""The login, against answers that a server would give."""

from __future__ import annotations

import hashlib
import pickle
from typing import Any, Dict

import pytest

import broadworks_cap as cap

PASSWORD = "open sesame"


def message(command: str, **user: Any) -> cap.Document:
    outer: Dict[str, Any] = {key: user.pop(key) for key in ("algorithm", "nonce") if key in user}
    data: Dict[str, Any] = {"user": user, **outer}
    return cap.decode(cap.encode({"protocol": "CAP", "version": "17.0", "commandType": command, "commandData": data}))


def challenge() -> cap.Document:
    return message("responseAuthentication", id="alice@example.com", nonce="1700000000123", algorithm="MD5")


def login(**options: Any) -> cap.Login:
    return cap.Login("alice@example.com", "demo", **options)


@pytest.mark.parametrize("secret", [{"password": PASSWORD}, {"password_sha1": hashlib.sha1(PASSWORD.encode()).digest()}])
def test_a_login(secret: Any) -> None:
    machine = login(**secret)
    assert cap.decode(machine.start()).command == "registerAuthentication" and machine.is_waiting
    reply = machine.receive(challenge())
    assert reply.outcome == "waiting" and reply.send
    request = cap.decode(reply.send)
    inner = hashlib.sha1(PASSWORD.encode()).hexdigest()
    expected = hashlib.md5(f"1700000000123:{inner}".encode()).hexdigest()
    assert request.get("user/securePassword") == expected == cap.digest("1700000000123", PASSWORD)

    done = machine.receive(message("registerResponse", id="alice@example.com", userUid="1007"))
    assert done.outcome == "logged-in" and done.session and done.send and done.error is None
    assert cap.decode(done.send).command == "acknowledgement" and not machine.is_waiting
    session = done.session
    assert (session.id, session.user_uid, session.application_id) == ("alice@example.com", "1007", "demo")
    assert session.user_type == "CallClient" and session.num_monitored_users is None
    assert cap.decode(session.keepalive()).command == "serverStatusRequest"
    assert cap.decode(session.log_out()).get("user/userLogoutReason") == "ClientLogout"
    ended = session.ended_by(message("unRegister", id="alice@example.com", userLogoutReason="ForceLogoutL"))
    assert ended and ended.reason == "ForceLogoutL" and isinstance(ended.may_reconnect, bool)
    assert session.ended_by(challenge()) is None
    for shown in (machine, reply, done, session):
        assert PASSWORD not in repr(shown) and expected not in repr(shown)


def test_a_login_that_is_refused() -> None:
    machine = login(password="wrong")
    machine.start()
    machine.receive(challenge())
    refusal = message("registerResponse", id="alice@example.com", failure={"failureCause": "IncorrectPassword"})
    error = machine.receive(refusal).error
    assert isinstance(error, cap.LoginError) and error.kind == "refused" and error.is_permanent
    assert error.cause == "IncorrectPassword" and "the password is wrong" in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (again.kind, again.cause, str(again)) == (error.kind, error.cause, str(error))


@pytest.mark.parametrize(
    ("parts", "kind"), [({"algorithm": "SHA", "nonce": "1"}, "unsupported-algorithm"), ({"algorithm": "MD5"}, "no-nonce")]
)
def test_a_server_that_asks_for_something_else(parts: Any, kind: str) -> None:
    machine = login(password=PASSWORD)
    machine.start()
    error = machine.receive(message("responseAuthentication", id="alice@example.com", **parts)).error
    assert error and error.kind == kind and error.cause is None


def test_what_is_not_part_of_it_is_ignored() -> None:
    machine = login(password=PASSWORD)
    assert machine.receive(challenge()).outcome == "ignored"
    machine.start()
    assert machine.receive(message("callUpdate", id="alice@example.com")).outcome == "ignored"
    assert machine.is_waiting


def test_arguments() -> None:
    for wrong in ({"password_sha1": b"x"}, {"password": "", "password_sha1": b"x" * 20}, {"user_type": "x"}):
        with pytest.raises(ValueError):
            login(**wrong)
    with pytest.raises(ValueError):
        cap.encode(cap.decode(login(version="\0").start()))
