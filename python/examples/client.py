#!/usr/bin/env python3
"""Logs in to a server and prints the states of the calls of a user.

    python client.py 127.0.0.1:2208 alice@example.com < password

The password is the first line of the standard input. Needs a server; the simulator is one.
"""

from __future__ import annotations

import asyncio
import sys
from typing import AsyncIterator

from broadworks_cap import Document, Login, LoginError, Malformed, Session, Stream

LOGIN = 30.0
"""Seconds for the whole login."""
KEEPALIVE = 300.0
"""Seconds between two signs of life."""


async def documents(reader: asyncio.StreamReader) -> AsyncIterator[Document]:
    """The documents of a connection. A malformed one is reported, and does not end it."""
    stream = Stream()
    while chunk := await reader.read(65536):
        for event in stream.feed(chunk):
            if isinstance(event, Malformed):
                print(f"malformed at byte {event.error_offset}: {event.text}", file=sys.stderr)
            else:
                yield event


async def log_in(login: Login, received: AsyncIterator[Document], writer: asyncio.StreamWriter) -> Session:
    """Logs in; raises `LoginError` if the server refuses it."""
    writer.write(login.start())
    async for document in received:
        reply = login.receive(document)
        if reply.send:
            writer.write(reply.send)
        if reply.error:
            raise reply.error
        if reply.session:
            return reply.session
    raise ConnectionError("the server has gone")


async def keep_alive(session: Session, writer: asyncio.StreamWriter) -> None:
    while True:
        await asyncio.sleep(KEEPALIVE)
        writer.write(session.keepalive())


def show(document: Document) -> None:
    """Prints one line for each call of an update."""
    message = document.to_dict()
    if message["commandType"] == "callUpdate":
        for at, call in enumerate(message["commandData"]["user"].get("call", [])):
            state = document.label(f"user/call[{at}]/state") or call.get("state")
            print(call.get("callId"), state, call.get("remoteNumber", ""), flush=True)


async def run(host: str, port: int, user: str, password: str) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    received = documents(reader)
    try:
        login = Login(user, "python-example", password=password)
        session = await asyncio.wait_for(log_in(login, received, writer), LOGIN)
        print(f"logged in as {session.id}", flush=True)
        alive = asyncio.create_task(keep_alive(session, writer))
        try:
            async for document in received:
                ending = session.ended_by(document)
                if ending:
                    print(f"logged out: {ending.reason}; log in again: {ending.may_reconnect}", flush=True)
                    return
                show(document)
        finally:
            alive.cancel()
    finally:
        writer.close()


def main() -> int:
    address, user = sys.argv[1:]
    host, _, port = address.rpartition(":")
    try:
        asyncio.run(run(host, int(port), user, sys.stdin.readline().rstrip("\n")))
    except (LoginError, OSError, asyncio.TimeoutError) as error:
        print(error or "the server did not answer in time", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
