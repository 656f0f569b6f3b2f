"""Documents, the login digest, and the habits of deployed peers."""

import hashlib
import socket
import xml.etree.ElementTree as ElementTree

END = b"</BroadsoftDocument>"
HABITS = ("plain", "spaces", "crlf", "label", "bytewise", "pairs", "preamble", "unescaped")
PREAMBLE = b"POST /cap HTTP/1.0\r\nDate: Sat, 1 Mar 2008 12:00:00 GMT\r\nContent-Length: 0\r\n\r\n"
BAD = b'<BroadsoftDocument protocol="CAP"><command><commandData>Fish & Chips</commandData></command></BroadsoftDocument>\n'


def digest(nonce, password):
    sha1 = hashlib.sha1(password.encode("utf-8")).hexdigest()
    return hashlib.md5(f"{nonce}:{sha1}".encode("utf-8")).hexdigest()


class Wire:
    """A connection that writes documents according to a habit."""

    def __init__(self, stream, habit):
        assert habit in HABITS, habit
        self.stream, self.habit, self.buffer = stream, habit, b""
        self.waiting, self.begun = [], False
        stream.settimeout(20)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def document(self, command, data):
        """Returns the bytes of a document, according to the habit."""
        if self.habit == "crlf":
            root, declaration, end = '<BroadsoftDocument version="14.0" protocol="CAP">', "", "\r\n"
        else:
            root, end = '<BroadsoftDocument protocol="CAP" version="15.0">', "\n"
            encoding = "ISO-8859-1" if self.habit == "label" else "UTF-8"
            declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
        text = f'{root}<command commandType="{command}"><commandData>{data}</commandData></command></BroadsoftDocument>'
        if self.habit == "spaces":
            declaration, end = "  " + declaration + "\n", ""
            text = text.replace("><", ">\n  <")
        return (declaration + text + end).encode("utf-8")

    def send(self, command, data, last=True):
        """Sends a document; with the habit `pairs`, it is held back until the next one, unless it is the last."""
        self.waiting.append(self.document(command, data))
        if self.habit == "pairs" and not last:
            return
        bytes_, self.waiting = b"".join(self.waiting), []
        if self.habit == "preamble" and not self.begun:
            bytes_ = PREAMBLE + bytes_
        if self.habit == "unescaped":
            bytes_ = BAD + bytes_
        self.begun = True
        if self.habit == "bytewise":
            for at in range(len(bytes_)):
                self.stream.sendall(bytes_[at : at + 1])
        else:
            self.stream.sendall(bytes_)

    def receive(self):
        """Returns the next document as (command type, commandData); None at the end."""
        while END not in self.buffer:
            more = self.stream.recv(4096)
            if not more:
                assert not self.buffer.strip(), "cut off in a document"
                return None
            self.buffer += more
        document, self.buffer = self.buffer.split(END, 1)
        command = ElementTree.fromstring((document + END).strip()).find("command")
        return command.get("commandType"), command.find("commandData")

    def wait(self, wanted):
        """Returns the next commandData of this type."""
        while True:
            received = self.receive()
            assert received is not None, f"the end came before {wanted}"
            if received[0] == wanted:
                return received[1]
