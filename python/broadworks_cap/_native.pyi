"""Native part of ``broadworks_cap``."""

import builtins
from typing import Any, Final, Literal, Mapping, Optional, TypeVar, Union, final, overload

from ._types import Diagnostic, Ending, Field, Malformed, Reply, Subject
from .messages import CommandName, Message

_D = TypeVar("_D")
_Bytes = Union[bytes, bytearray, memoryview]
_Protocol = Literal["cap-c", "ccc2"]

__all__ = [
    "__version__",
    "Document",
    "Limits",
    "Login",
    "Session",
    "Stream",
    "commands",
    "decode",
    "digest",
    "encode",
    "explain",
    "meaning",
    "validate",
]

__version__: Final[str]

def commands() -> list[CommandName]:
    """The names of all commands."""

def decode(data: _Bytes, *, limits: Optional[Limits] = None) -> Document:
    """Reads exactly one message.

    Raises `DecodeError` if it is not well-formed or beyond a limit. Unknown elements, values and versions are no errors.
    """

def digest(nonce: str, password: str) -> str:
    """The digest that proves knowledge of a password: 32 hexadecimal digits."""

def encode(
    message: Union[Message, Mapping[str, Any], Document],
    *,
    protocol: _Protocol = "cap-c",
    limits: Optional[Limits] = None,
) -> bytes:
    """Writes a message, given as a `dict` or as a document, as one line with a line feed.

    Only the order of elements depends on the protocol. Raises `EncodeError`.
    """

def explain(command: CommandName, path: Optional[str] = None) -> Field:
    """Tells what a command, or the field at a path of it, is. Raises `PathError` for a path that no message has."""

def meaning(id: str) -> Optional[str]:
    """Tells what a stable name means: the kind of an error, or the id of a diagnostic."""

def validate(
    data: _Bytes,
    *,
    protocol: _Protocol = "cap-c",
    direction: Optional[Literal["to-server", "to-client"]] = None,
    version: Optional[str] = None,
    environment: Optional[Literal["voip", "insc"]] = None,
    as_deployed: bool = False,
    deviations: bool = True,
    limits: Optional[Limits] = None,
) -> list[Diagnostic]:
    """Validates one document against the DTD of a protocol, then against the field tables.

    A finding is no exception. `direction`, `version` and `environment` say what is known of the messages; with
    `as_deployed`, habits of deployed clients are told apart from faults; without `deviations`, only the DTD is checked.
    """

@final
class Document:
    """A message: its bytes, and where everything stands in them. A field is decoded when it is asked for."""

    __hash__ = None  # type: ignore[assignment]

    @property
    def command(self) -> Optional[str]:
        """The name of the command, in the spelling that is written if it is known; `None` if the document has none."""
    @property
    def version(self) -> Optional[str]:
        """The version of the protocol that the document says."""
    @property
    def protocol(self) -> Optional[str]:
        """The attribute `protocol`: `CAP` for both protocols."""
    @property
    def offset(self) -> int:
        """The offset of the document in its stream; 0 if it was not read from one."""
    @property
    def bytes(self) -> builtins.bytes:
        """The bytes of the document, as they came."""
    @property
    def summary(self) -> str:
        """One line about the message, for people."""
    @property
    def subject(self) -> Subject:
        """The user that the message is about, or that sends it."""
    @overload
    def get(self, path: str, default: None = None, /) -> Optional[str]: ...
    @overload
    def get(self, path: str, default: _D, /) -> Union[str, _D]:
        """The text at a path of wire names in `commandData`, such as `user/call[0]/state`.

        A number counts the items of a list from 0; without one, the path leads to the first item. The text is spelled
        as it came, and in a `dict` as it is written.
        """
    def label(self, path: str) -> Optional[str]:
        """The name of the coded value at a path: `Active` for state 2. `None` if the value has no name."""
    def to_dict(self) -> Message:
        """The document in the JSON form, with all that it holds."""
    def to_json(self) -> str:
        """The JSON form as text."""
    def patched(self, edits: dict[str, str]) -> builtins.bytes:
        """The bytes with other text in some fields, given by their paths, and everything else as it came.

        Raises `PathError` if the document has no text there, or if XML cannot represent the new text.
        """
    def __bytes__(self) -> builtins.bytes: ...
    def __contains__(self, path: str, /) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __getitem__(self, path: str, /) -> str: ...

@final
class Limits:
    """Upper bounds on hostile or broken input. What is not given has its default.

    `document` is the bytes of one document, `depth` open elements, `attributes` those of one tag, `name` the bytes of
    one name, `items` those of one list, `filler` the bytes between two documents. With `preamble`, other bytes before the
    first document of a stream are skipped.
    """

    __hash__ = None  # type: ignore[assignment]

    def __new__(
        cls,
        *,
        document: Optional[int] = None,
        depth: Optional[int] = None,
        attributes: Optional[int] = None,
        name: Optional[int] = None,
        items: Optional[int] = None,
        filler: Optional[int] = None,
        preamble: bool = False,
    ) -> Limits: ...
    @property
    def document(self) -> int: ...
    @property
    def depth(self) -> int: ...
    @property
    def attributes(self) -> int: ...
    @property
    def name(self) -> int: ...
    @property
    def items(self) -> int: ...
    @property
    def filler(self) -> int: ...
    @property
    def preamble(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Login:
    """The client side of one login, without input and output.

    Send what `start` returns, pass each document from the server to `receive`, and send what its reply has, until the
    outcome is `logged-in` or `failed`.
    """

    def __new__(
        cls,
        id: str,
        application_id: str,
        *,
        password: Optional[str] = None,
        password_sha1: Optional[bytes] = None,
        user_type: Literal["CallClient", "AttendantConsole"] = "CallClient",
        supervisor_id: Optional[str] = None,
        version: str = "17.0",
    ) -> Login: ...
    @property
    def is_waiting(self) -> bool:
        """Whether the login was started and is not over."""
    def start(self) -> bytes:
        """Starts or restarts the login, and returns its first message."""
    def receive(self, document: Document) -> Reply:
        """Processes the next document from the server."""

@final
class Session:
    """A user who is logged in."""

    __hash__ = None  # type: ignore[assignment]

    @property
    def id(self) -> str:
        """The user id."""
    @property
    def application_id(self) -> str:
        """The application id."""
    @property
    def user_type(self) -> str:
        """The kind of client."""
    @property
    def user_uid(self) -> Optional[str]:
        """The session id that the server gave."""
    @property
    def num_monitored_users(self) -> Optional[int]:
        """For an attendant console, the number of watched users."""
    def keepalive(self) -> bytes:
        """The message to send when there was nothing to say for a while; deployed clients do so every five minutes."""
    def log_out(self, reason: str = "ClientLogout") -> bytes:
        """The message that ends the session."""
    def ended_by(self, document: Document) -> Optional[Ending]:
        """How a document ended this session; `None` if it did not."""
    def __eq__(self, other: object, /) -> bool: ...

@final
class Stream:
    """A stream of documents that arrives in chunks. It keeps the bytes of a document that is not complete."""

    def __new__(cls, *, limits: Optional[Limits] = None) -> Stream: ...
    @property
    def clean(self) -> Optional[bool]:
        """Whether the stream ended between two documents; `None` before `end`."""
    @property
    def pending(self) -> int:
        """The number of bytes that are kept because their document is not complete."""
    def feed(self, chunk: _Bytes) -> list[Union[Document, Malformed]]:
        """Adds bytes, and returns what is complete."""
    def end(self) -> list[Union[Document, Malformed]]:
        """Ends the stream, and returns what is left: the document that was cut, if there is one."""
