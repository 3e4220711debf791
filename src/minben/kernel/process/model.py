"""A process definition as plain values (BPMN 2.0.2, ISO/IEC 19510), and the words of the token game.

`step(program, state, event) -> state, effects` in `game.py` is the one semantics that casework stores, mining
replays, simulation drives and redesign compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = Any  # None, bool, int, float, str, list, dict: what a state may hold and a database can keep

NodeKind = Literal[
    "start",
    "end",
    "user",
    "service",
    "rule",
    "script",
    "exclusive",
    "parallel",
    "timer_boundary",
    "subprocess",
]


@dataclass(frozen=True)
class Node:
    """A flow node.

    `options` holds what minben's own attributes say (item, unit, decision, operation, result, …).
    """

    id: str
    kind: NodeKind
    name: str = ""
    lane: str = ""  # id of the lane: the unit that does it
    parent: str = ""  # id of the enclosing sub-process
    attached_to: str = ""  # boundary events: the activity
    interrupting: bool = True
    timer: str = ""  # ISO 8601 duration or date-time, or `workdays:N`
    script: str = ""  # FEEL
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Flow:
    """A sequence flow. An empty condition is unconditional; `default` is the gateway's default flow."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""  # FEEL
    default: bool = False


@dataclass(frozen=True)
class Process:
    """One process of a file. Node and flow order is the file's: it makes the game deterministic."""

    id: str
    name: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    lanes: Mapping[str, str] = field(default_factory=dict)  # lane id -> name
    file: str = ""


# --- events: what the world tells the process ---


@dataclass(frozen=True)
class Started:
    """The instance begins with these data."""

    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Completed:
    """Somebody or something finished the activity with this key; `data` joins the instance's data."""

    key: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """The decision asked for under this key has this value (stored under the node's `result` name)."""

    key: str
    value: Json = None


@dataclass(frozen=True)
class Fired:
    """The timer with this key is due."""

    key: str


@dataclass(frozen=True)
class Cancelled:
    """The whole instance ends (withdrawal, termination)."""

    reason: str = ""


Event = Started | Completed | Answered | Fired | Cancelled


# --- effects: what the process asks of the world ---


@dataclass(frozen=True)
class Open:
    """Open a piece of work: `node.kind` is user or service."""

    key: str
    node: Node


@dataclass(frozen=True)
class Close:
    """The work or timer with this key is no longer wanted."""

    key: str


@dataclass(frozen=True)
class Ask:
    """Evaluate a decision and answer with `Answered(key, …)`."""

    key: str
    node: Node


@dataclass(frozen=True)
class Arm:
    """Fire this timer when it is due. `definition` is the node's timer text."""

    key: str
    node: Node
    definition: str


@dataclass(frozen=True)
class Ended:
    """The instance has no token left (or was cancelled)."""

    outcome: Literal["completed", "cancelled"] = "completed"


Effect = Open | Close | Ask | Arm | Ended


@dataclass(frozen=True)
class State:
    """An instance between two events: tokens waiting at nodes, and data. Plain JSON by `as_json`/`from_json`.

    `tokens` maps a key (node id, `#`, serial number) to the node where the token waits; `arrived` counts
    tokens at joins per incoming flow (`flow`, or `flow@key` inside the sub-process token `key`); `inside`
    maps a token's key to the sub-process token around it (absent at the top); `timers` maps an armed timer's
    key to its activity's key. A finished instance holds data only, so its size does not depend on its past.
    """

    version: int = 1
    tokens: Mapping[str, str] = field(default_factory=dict)
    arrived: Mapping[str, int] = field(default_factory=dict)
    inside: Mapping[str, str] = field(default_factory=dict)
    timers: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Json] = field(default_factory=dict)
    serial: int = 0
    ended: str = ""


class Refused(Exception):
    """The event does not fit the state (unknown key, already ended); the state is unchanged."""


class Stuck(Refused):
    """The model cannot take this event to an end (no condition holds, an endless loop); the state is
    unchanged.
    """

    def __init__(self, node: str, message: str) -> None:
        self.node = node
        super().__init__(f"{node}: {message}")


Moment = datetime
