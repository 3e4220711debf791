"""An instance's state as JSON: small, versioned, readable a decade later.

Serves whoever stores or ships cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minben.kernel.finding import refuse

from .model import State

VERSION = 1
_PARTS = ("tokens", "arrived", "inside", "timers", "data", "serial", "ended")


def as_json(state: State) -> dict[str, Any]:
    """The state as plain data; empty parts are left out."""
    parts = {part: getattr(state, part) for part in _PARTS}
    return {"version": state.version} | {
        part: dict(value) if isinstance(value, Mapping) else value for part, value in parts.items() if value
    }


def from_json(stored: Mapping[str, Any]) -> State:
    """The state that `as_json` wrote. Raises `InputError` for another version or an unknown part."""
    version = stored.get("version")
    if version != VERSION:
        raise refuse("", f"This state has version {version!r}.", f"This program reads version {VERSION}.")
    unknown = set(stored) - {"version", *_PARTS}
    if unknown:
        raise refuse(
            "",
            f"Unknown parts in the state: {', '.join(sorted(unknown))}.",
            "Was it written by a newer program?",
        )
    return State(**stored)
