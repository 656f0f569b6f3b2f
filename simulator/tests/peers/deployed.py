"""A client that reads, writes and fails like a deployed one, and does what it can do.

python3 deployed.py CLIENT HOST PORT USER PASSWORD

| CLIENT | Reads | Writes | Does |
|---|---|---|---|
| java | lines, of each the first document; fails without certain fields | one line, LF | watches a call, logs out |
| ruby | byte by byte, to the text of the end tag | two spaces, many lines | calls a number and releases the call |
| csharp | after each read one document, the others after the next read | CR LF, no declaration | keepalive, answers, holds, retrieves, releases |
| csharp-console | likewise | likewise | asks for its list before and after the login, watches |
| actionscript | one read is one document; what else is in it is lost | a preamble | calls a number and releases the call |
"""

import sys
import xml.etree.ElementTree as ElementTree

import socket

from wire import END, Wire, digest

HABITS = {"java": "plain", "ruby": "spaces", "csharp": "crlf", "csharp-console": "crlf", "actionscript": "preamble"}
# One client reads these of every call, and fails without them.
NEEDED = ("state", "personality", "releaseCause", "callType", "remoteNumber", "remoteName")


class Deployed(Wire):
    """A connection that reads as one of the clients does."""

    def __init__(self, stream, client):
        super().__init__(stream, HABITS[client])
        self.client = client

    def more(self, size=65536):
        bytes_ = self.stream.recv(size)
        self.buffer += bytes_
        return bool(bytes_)

    def text(self):
        """Returns the bytes of the next document that the client notices; None at the end."""
        if self.client == "java":
            while b"\n" not in self.buffer:
                if not self.more():
                    return None
            line, self.buffer = self.buffer.split(b"\n", 1)
            return line[: line.index(END) + len(END)] if END in line else self.text()
        if self.client == "ruby":
            while not self.buffer.endswith(END):
                if not self.more(1):
                    return None
            document, self.buffer = self.buffer, b""
            return document
        # The others take one document after each read.
        while True:
            if not self.more():
                return None
            if END in self.buffer:
                document, rest = self.buffer.split(END, 1)
                self.buffer = b"" if self.client == "actionscript" else rest
                return document + END

    def receive(self):
        document = self.text()
        if document is None:
            return None
        command = ElementTree.fromstring(document.strip()).find("command")
        return command.get("commandType"), command.find("commandData")

    def call(self, state):
        """Returns the id of the next call in this state."""
        while True:
            call = self.wait("callUpdate").find("user/call")
            if self.client == "java":
                assert all(call.find(name) is not None for name in NEEDED), "a field is missing"
            if call.findtext("state") == state:
                return call.get("callId")


def log_in(wire, user, password, user_type):
    who = f"<id>{user}</id><applicationId>peer</applicationId>"
    wire.send("registerAuthentication", f'<user userType="{user_type}">{who}</user>')
    nonce = wire.wait("responseAuthentication").findtext("nonce")
    secure = f"<securePassword>{digest(nonce, password)}</securePassword>"
    wire.send("registerRequest", f'<user userType="{user_type}">{who}{secure}</user>')
    uid = wire.wait("registerResponse").find("user").get("userUid")
    message = '<message messageName="registerResponse"/><applicationId>peer</applicationId>'
    wire.send("acknowledgement", f'<user id="{user}" userType="{user_type}">{message}</user>')
    return f'userType="{user_type}" userUid="{uid}"'


def act(wire, session, kind, **params):
    named = "".join(f'<actionParam actionParamName="{name}">{text}</actionParam>' for name, text in params.items())
    action = f'<action actionType="{kind}">{named}</action>'
    wire.send("callAction", f"<user {session}><applicationId>peer</applicationId>{action}</user>")


def main(client, host, port, user, password):
    wire = Deployed(socket.create_connection((host, int(port)), 20), client)
    if client == "csharp-console":
        watch = '<applicationId>peer</applicationId><monitoring monType="Add"/><monUser>bob@example.com</monUser>'
        wire.send("monitoringUsersRequest", f'<user id="{user}" userType="AttendantConsole">{watch}</user>')
        session = log_in(wire, user, password, "AttendantConsole")
        wire.send("monitoringUsersRequest", f"<user {session}>{watch}</user>")
        while (update := wire.receive()) is not None:
            if update[0] == "callUpdate" and update[1].findtext("user/monitoredUserId") == "bob@example.com":
                break
    else:
        session = log_in(wire, user, password, "CallClient")
    if client == "java":
        for state in "125":
            wire.call(state)
        who = f'userLogoutReason="ClientLogout" userType="CallClient" id="{user}"'
        wire.send("unRegister", f"<user {who}><applicationId>peer</applicationId></user>")
    elif client in ("ruby", "actionscript"):
        act(wire, session, "Dial", Number="2405550199")
        call = wire.call("2")
        act(wire, session, "Release", CallId=call)
    elif client == "csharp":
        wire.send("serverStatusRequest", f"<user {session}><applicationId>peer</applicationId></user>")
        call = wire.call("1")
        act(wire, session, "Answer", CallId=call)
        # Put on hold, and taken off, by the other party.
        for state in "242":
            wire.call(state)
        act(wire, session, "Hold", CallId=call)
        wire.call("3")
        act(wire, session, "Answer", CallId=call)
        wire.call("2")
        act(wire, session, "Release", CallId=call)
    print("done", flush=True)
    # The simulator ends as soon as all that is expected has come, and its last messages may come in one read.
    while wire.receive() is not None:
        pass


main(*sys.argv[1:])
