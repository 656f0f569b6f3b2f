"""The example client, against the simulator as a process.

`BROADWORKS_SIMULATOR` is its path; without it, these tests are skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Iterator

import pytest

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "client.py"
SIMULATOR = os.environ.get("BROADWORKS_SIMULATOR", "")
TIME = 60
"""Seconds after which a process that hangs is ended, so that its output ends."""

pytestmark = pytest.mark.skipif(not SIMULATOR, reason="BROADWORKS_SIMULATOR is not set")


def ended(process: "subprocess.Popen[str]") -> threading.Timer:
    timer = threading.Timer(TIME, process.kill)
    timer.start()
    return timer


class Simulator:
    def __init__(self) -> None:
        arguments = ["--listen", "127.0.0.1:0", "--user", "alice@example.com:secret", "--control", "-"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [SIMULATOR, *arguments], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout
        self.timers = [ended(self.process)]
        self.address = self.process.stdout.readline().strip()

    def tell(self, command: str) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def client(self, password: str) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        client = subprocess.Popen(
            [sys.executable, str(EXAMPLE), self.address, "alice@example.com"],
            stdin=pipe, stdout=pipe, stderr=pipe, text=True,
        )  # fmt: skip
        assert client.stdin
        client.stdin.write(password + "\n")
        client.stdin.flush()
        self.timers.append(ended(client))
        return client

    def stop(self) -> None:
        for timer in self.timers:
            timer.cancel()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    simulator = Simulator()
    yield simulator
    simulator.stop()


def test_it_logs_in_and_prints_the_states_of_a_call(simulator: Simulator) -> None:
    client = simulator.client("secret")
    assert client.stdout
    assert client.stdout.readline() == "logged in as alice@example.com\n"
    call = simulator.tell('ring = { user = "alice@example.com", from = "2405550190" }')["call"]
    assert client.stdout.readline().split() == [call, "Alerting", "2405550190"]
    assert simulator.tell('answer = "last"')["ok"]
    assert client.stdout.readline().split() == [call, "Active", "2405550190"]
    assert simulator.tell('force_logout = { user = "alice@example.com", reason = "ForceLogoutL" }')["ok"]
    shown, said = client.communicate(timeout=TIME)
    assert "logged out: ForceLogoutL" in shown and not said and client.returncode == 0


def test_a_wrong_password_is_told(simulator: Simulator) -> None:
    client = simulator.client("wrong")
    shown, said = client.communicate(timeout=TIME)
    assert "the password is wrong" in said and not shown and client.returncode == 1


def test_a_server_that_is_gone_is_told(simulator: Simulator) -> None:
    simulator.process.kill()
    simulator.process.wait()
    _, said = simulator.client("secret").communicate(timeout=TIME)
    assert said and "Traceback" not in said
