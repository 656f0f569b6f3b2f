"""Codec for CAP-C and CCC2, the call-control protocols of the BroadWorks telephony platform.

``decode`` reads one message, ``Stream`` finds the messages in bytes as they arrive, ``encode`` writes a message,
``validate`` checks one, ``Login`` logs in, and ``explain`` tells what a command or a field means.
``broadworks_cap.messages`` has the types of the ``dict`` form.
"""

from ._errors import DecodeError, EncodeError, Error, LoginError, PathError
from ._native import (
    Document,
    Limits,
    Login,
    Session,
    Stream,
    __version__,
    commands,
    decode,
    digest,
    encode,
    explain,
    meaning,
    validate,
)
from ._types import Diagnostic, Ending, Field, Malformed, Reply, Subject, Word

__all__ = [
    "DecodeError",
    "Diagnostic",
    "Document",
    "EncodeError",
    "Ending",
    "Error",
    "Field",
    "Limits",
    "Login",
    "LoginError",
    "Malformed",
    "PathError",
    "Reply",
    "Session",
    "Stream",
    "Subject",
    "Word",
    "__version__",
    "commands",
    "decode",
    "digest",
    "encode",
    "explain",
    "meaning",
    "validate",
]
