"""The token game of a case as plain data: its program, what it was told, and the state that this leads to.

Serves casework (which records every event that moved a case), inspectors and the kill test: `replay` plays the
journal of a case through the kernel and must come to the stored state.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from minben.kernel import process as game
from minben.platform.catalogue.queries import pinned

_EVENTS: dict[str, Any] = {
    kind.__name__.lower(): kind
    for kind in (
        game.Started, game.Completed, game.Answered, game.Failed, game.Raised, game.Fired, game.Received,
        game.Signalled, game.Learned, game.Chosen, game.Cancelled,
    )
}  # fmt: skip


@lru_cache(maxsize=64)
def program(pack: str, service: str) -> game.Program:
    """The compiled process of a pinned service, with the processes that it calls."""
    found = pinned(pack, service)[1]
    return game.compile(found.process, library=found.library)


def told(event: game.Event) -> dict[str, Any]:
    """An event as the journal keeps it; empty parts are left out."""
    parts = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in vars(event).items()
    }
    return {"event": type(event).__name__.lower()} | {
        name: value for name, value in parts.items() if value not in ("", {}, None)
    }


def event(said: Mapping[str, Any]) -> game.Event:
    """The event that `told` wrote down."""
    parts = {name: value for name, value in said.items() if name != "event"}
    return _EVENTS[said["event"]](**parts)


def follow(state: game.State, moves: list[dict[str, Any]], pack: str, service: str) -> game.State:
    """The state after these moves."""
    for said in moves:
        state, _ = game.step(program(pack, service), state, event(said))
    return state
