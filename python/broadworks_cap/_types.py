"""Plain data. The native part creates these from their fields, in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Optional, Tuple

from ._errors import LoginError
from ._native import Session

if TYPE_CHECKING:
    from .messages import ErrorKind


@dataclass(frozen=True)
class Subject:
    """The user that a message is about, or that sends it. A field is ``None`` if the message does not have it."""

    id: Optional[str]
    """User id."""
    user_uid: Optional[str]
    """Session id of the user."""
    application_id: Optional[str]
    """Application id of the client."""
    monitored_user_id: Optional[str]
    """User id of the watched user, if a console is told of one."""
    monitored_user_uid: Optional[str]
    """Session id of the watched user."""
    user_type: Optional[str]
    """Kind of client."""

    @property
    def who(self) -> Optional[str]:
        """The user whose state the message tells: the watched user if there is one, or else the user."""
        ids = (self.monitored_user_id, self.monitored_user_uid, self.id, self.user_uid)
        return next((one for one in ids if one is not None), None)


@dataclass(frozen=True)
class Malformed:
    """Bytes of a stream that are not a document. The stream continues after them."""

    kind: ErrorKind
    """Stable name of the error."""
    text: str
    """The error in a sentence."""
    offset: int
    """Offset of the bytes in the stream."""
    error_offset: int
    """Offset of the error in the stream."""
    bytes: bytes = field(repr=False)
    """The bytes, which may hold a password."""


@dataclass(frozen=True)
class Diagnostic:
    """A finding about a document."""

    id: str
    """Stable name of the rule; ``meaning(id)`` says more."""
    severity: Literal["habit", "deviation", "invalid"]
    """Whether the DTD is violated, or only the field tables, or neither."""
    text: str
    """The finding in a sentence."""
    span: Tuple[int, int]
    """Offsets of the first byte of the wrong name or value, and of the one after it."""
    path: str
    """The elements from the root to the one that was checked, with ``/`` between them."""
    expected: Tuple[str, ...]
    """The names or values that were expected, if they can be listed."""
    canonical: Optional[str]
    """The canonical spelling, if the document has another one that the specification also uses."""
    erratum: Optional[int]
    """Number of the erratum, if the specification contradicts itself here."""


@dataclass(frozen=True)
class Word:
    """A value of a set."""

    wire: str
    """The value on the wire."""
    name: str
    """Its name: ``Active`` for state 2; otherwise the value itself."""
    meaning: str
    """What it means."""
    since: Optional[str]
    """The version that brought it; ``None`` if it is as old as its field."""


@dataclass(frozen=True)
class Field:
    """What a command or a field is."""

    name: str
    """Its name on the wire."""
    meaning: str
    """What it means."""
    holds: Literal["text", "word", "number", "time", "duration", "flag", "secret", "element"]
    """What it holds. Times and durations are in milliseconds."""
    many: bool
    """Whether it can be there several times."""
    words: Tuple[Word, ...]
    """The documented values, if they are of a set. A newer server may send others."""
    fields: Tuple[str, ...]
    """The names of the fields in it."""


@dataclass(frozen=True)
class Ending:
    """How a session ended."""

    reason: str
    """The reason, empty if the server gave none."""
    may_reconnect: bool
    """Whether to log in again."""


@dataclass(frozen=True)
class Reply:
    """What a login says to a document."""

    outcome: Literal["waiting", "logged-in", "failed", "ignored"]
    """``ignored`` means that the document is not part of the login, and that the login has not changed."""
    send: Optional[bytes] = field(repr=False)
    """What to send to the server, whatever the outcome."""
    session: Optional[Session]
    """The session, if the login is complete."""
    error: Optional[LoginError]
    """The exception to raise, if the login failed."""
