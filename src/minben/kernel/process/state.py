"""An instance's state as JSON: small, versioned, readable a decade later.

Serves whoever stores or ships cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minben.kernel.finding import refuse

from .events import State

VERSION = 2
_PARTS = (
    "tokens", "inside", "arrived", "waits", "counts", "loops", "local", "done", "undo", "resets", "data",
    "serial", "ended",
)  # fmt: skip


def as_json(state: State) -> dict[str, Any]:
    """The state as plain data; empty parts are left out."""
    parts = {part: getattr(state, part) for part in _PARTS}
    return {"version": state.version} | {
        part: dict(value) if isinstance(value, Mapping) else value for part, value in parts.items() if value
    }


def from_json(stored: Mapping[str, Any]) -> State:
    """The state that `as_json` wrote, now or in an older version. Raises `InputError` for a newer version or an
    unknown part.
    """
    version = stored.get("version")
    if version == 1:
        stored = _from_1(stored)
    elif version != VERSION:
        raise refuse(
            "", f"This state has version {version!r}.", f"This program reads versions 1 to {VERSION}."
        )
    unknown = set(stored) - {"version", *_PARTS}
    if unknown:
        raise refuse(
            "",
            f"Unknown parts in the state: {', '.join(sorted(unknown))}.",
            "Was it written by a newer program?",
        )
    return State(**stored)


def _from_1(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 (2026) knew timers only: its `timers` are the first `waits`."""
    found = {part: value for part, value in stored.items() if part != "timers"} | {"version": VERSION}
    return found | ({"waits": stored["timers"]} if stored.get("timers") else {})
