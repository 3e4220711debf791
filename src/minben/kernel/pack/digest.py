"""The fingerprint of a folder: what the catalogue pins, so that the law in force at submission stays in force."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path


def files_of(folder: Path) -> dict[str, bytes]:
    """Every regular file below the folder by its path inside it (with /), in order; hidden files are left out."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    shown = sorted(name for name in named if not any(part.startswith(".") for part in name.split("/")))
    return {name: named[name].read_bytes() for name in shown}


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 in hex over names and contents, each preceded by its length: no two different folders share it."""
    state = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            state.update(len(part).to_bytes(8, "big"))
            state.update(part)
    return state.hexdigest()
