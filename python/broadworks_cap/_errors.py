"""Exceptions. Each has a ``kind``, a name that does not change, and none holds bytes of the input."""

from __future__ import annotations

from typing import Any, Optional


class Error(Exception):
    """What all exceptions of the package have in common.

    ``kind`` is a stable name for programs; ``offset`` is the place in bytes, if there is one.
    """

    kind: str
    offset: Optional[int]

    def __init__(self, text: str, kind: str, offset: Optional[int] = None) -> None:
        super().__init__(text, kind, offset)
        self.kind = kind
        self.offset = offset

    def __str__(self) -> str:
        return str(self.args[0])


class DecodeError(Error, ValueError):
    """Bytes are not a document. ``offset`` counts from the first byte; ``meaning(kind)`` says what is wrong."""


class EncodeError(Error, ValueError):
    """A message cannot be written. The kind ``not-a-message`` says that the ``dict`` is not the JSON form of one, and
    the text where; of any other kind, ``offset`` counts in the bytes that would have been written."""


class PathError(Error, LookupError):
    """A path does not lead to text. ``offset`` is the place in the path, if it is known."""


class LoginError(Error):
    """A login failed.

    ``kind`` is ``refused``, ``unsupported-algorithm``, ``no-nonce``, ``logged-out`` or ``not-acknowledged``. ``cause`` is
    the word of the server, if it gave one. With ``is_permanent``, the same login fails again until somebody changes
    something.
    """

    cause: Optional[str]
    is_permanent: bool

    def __init__(self, text: str, kind: str, cause: Optional[str], is_permanent: bool) -> None:
        super().__init__(text, kind)
        self.cause = cause
        self.is_permanent = is_permanent

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.args[0], self.kind, self.cause, self.is_permanent)
