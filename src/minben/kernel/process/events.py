"""The words of the token game: what the world tells a case, what a case asks of the world, and where it stands.

Serves `step` and everybody who calls it: casework, simulation, mining, redesign, tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from .model import Json, Node

# --- events: what the world tells the process ---


@dataclass(frozen=True)
class Started:
    """The instance begins with these data, at the start event `at` when there are several."""

    data: Mapping[str, Json] = field(default_factory=dict)
    at: str = ""


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
class Failed:
    """The activity with this key ended in a business error with this code."""

    key: str
    code: str = ""
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Raised:
    """Whoever does the activity with this key escalates; the work goes on unless the model says otherwise."""

    key: str
    code: str = ""
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Fired:
    """The timer with this key is due. Before the start: the key is the id of a timer start event."""

    key: str


@dataclass(frozen=True)
class Received:
    """A message came. `key` names the wait it is for; without it the first wait that correlates takes it."""

    message: str
    data: Mapping[str, Json] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Signalled:
    """A signal was broadcast: everything that waits for it goes on."""

    signal: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Learned:
    """The data changed while the case waited; conditional events look again."""

    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """Somebody begins the activity `node` of the open ad hoc sub-process `key`, or one more instance of the
    parallel multi-instance activity `key`.
    """

    key: str
    node: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Cancelled:
    """The whole instance ends (withdrawal, termination)."""

    reason: str = ""


Event = (
    Started
    | Completed
    | Answered
    | Failed
    | Raised
    | Fired
    | Received
    | Signalled
    | Learned
    | Chosen
    | Cancelled
)

# --- effects: what the process asks of the world ---


@dataclass(frozen=True)
class Open:
    """Open a piece of work (`node.kind` in WORK). `data`: what is mapped into it, or its own item of a
    multi-instance activity.
    """

    key: str
    node: Node
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Close:
    """The work, timer or wait with this key is no longer wanted."""

    key: str


@dataclass(frozen=True)
class Ask:
    """Evaluate a decision and answer with `Answered(key, …)`."""

    key: str
    node: Node
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Arm:
    """Fire this timer when it is due. `definition`: a duration, a date or `workdays:N`, never a cycle."""

    key: str
    node: Node
    definition: str


@dataclass(frozen=True)
class Listen:
    """Pass on this message or signal when it comes. `correlation`: what the message's properties must equal."""

    key: str
    node: Node
    kind: Literal["message", "signal"]
    name: str
    correlation: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Send:
    """Send this message to whoever the model or the world knows."""

    node: Node
    message: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Broadcast:
    """Tell every other instance about this signal; this one has heard it already."""

    node: Node
    signal: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """The activity `node` may be begun in the ad hoc sub-process `key`: answer with `Chosen`."""

    key: str
    node: Node


@dataclass(frozen=True)
class Uncaught:
    """An escalation that the model does not catch."""

    node: Node
    code: str


@dataclass(frozen=True)
class Ended:
    """The instance has no token left, was cancelled, or failed with an error nobody catches."""

    outcome: Literal["completed", "cancelled", "failed"] = "completed"
    code: str = ""


Effect = Open | Close | Ask | Arm | Listen | Send | Broadcast | Offer | Uncaught | Ended


@dataclass(frozen=True)
class State:
    """An instance between two events: tokens waiting at nodes, and data. Plain JSON by `as_json`/`from_json`.

    A key is a node id, `#` and a serial number. `tokens` maps a key to the node where the token waits; `inside`
    maps it to the token around it (absent at the top): a running sub-process or call, a multi-instance
    activity, or a throw event that waits for its compensation. `arrived` counts tokens at joins per incoming
    flow (`flow`, or `flow@key` inside `key`); `resets` holds the flows that a complex gateway has used up.
    `waits` maps what is waited for (timers, messages, signals, conditions) to the token that waits; `counts`
    a repeating timer's remaining rounds, or 1 for a condition already seen true. `loops` is the book-keeping
    of multi-instance, loop and ad hoc activities; `local` the data that belong to one token; `done` what was
    completed and can be undone; `undo` what a compensation still has to undo, after a mark when the thrower has gone
    on ("") or the sub-process was left by an error (`>` and the boundary event's id). A finished instance holds data
    only, so its size does not depend on its past.
    """

    version: int = 2
    tokens: Mapping[str, str] = field(default_factory=dict)
    inside: Mapping[str, str] = field(default_factory=dict)
    arrived: Mapping[str, int] = field(default_factory=dict)
    waits: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    loops: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    local: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    done: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    undo: Mapping[str, list[str]] = field(default_factory=dict)
    resets: Mapping[str, list[str]] = field(default_factory=dict)
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
