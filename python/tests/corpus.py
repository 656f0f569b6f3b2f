"""The messages of the repository that the tests read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "corpus"

GOOD = ["cap-c", "ccc2", "actions", "errata", "habits", "xml"]
"""Folders whose files each hold one well-formed document."""


def files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).glob("*")) if path.suffix != ".md"]
    assert found, f"{folders} hold files"
    return found


def everything() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*")) if path.is_file() and path.suffix != ".md"]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))
