"""A process definition as plain values (BPMN 2.0.2, ISO/IEC 19510).

Serves everybody who reads, writes, checks, draws or plays a process: `read`, `write`, `check`, `draw`, `compile`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = Any  # None, bool, int, float, str, list, dict: what a state may hold and a database can keep

NodeKind = Literal[
    # events
    "start",
    "catch",
    "throw",
    "boundary",
    "end",
    # activities
    "task",
    "user",
    "manual",
    "service",
    "rule",
    "script",
    "send",
    "receive",
    "call",
    "subprocess",
    # gateways
    "exclusive",
    "inclusive",
    "parallel",
    "event_based",
    "complex",
]
TriggerKind = Literal[
    "message",
    "timer",
    "signal",
    "conditional",
    "error",
    "escalation",
    "compensation",
    "cancel",
    "terminate",
    "link",
]
Mode = Literal["embedded", "event", "transaction", "adhoc"]
Form = Literal["duration", "date", "cycle"]

EVENTS = frozenset({"start", "catch", "throw", "boundary", "end"})
GATEWAYS = frozenset({"exclusive", "inclusive", "parallel", "event_based", "complex"})
ACTIVITIES = frozenset(
    {"task", "user", "manual", "service", "rule", "script", "send", "receive", "call", "subprocess"}
)
WORK = frozenset({"task", "user", "manual", "service"})  # opened, and completed by the world


@dataclass(frozen=True)
class Trigger:
    """What an event waits for or throws (an event definition).

    `name`: the message, signal, link, error or escalation code ("" catches any code), or the activity that a
    compensation undoes ("" for all of its scope). `text`: a timer's duration, date or cycle (ISO 8601,
    `workdays:N`, or FEEL that gives one), or a condition in FEEL.
    """

    kind: TriggerKind
    name: str = ""
    text: str = ""
    form: Form = "duration"  # timers: which element of the file holds the text
    waits: bool = True  # compensation: the thrower goes on only when everything is undone


@dataclass(frozen=True)
class Mapped:
    """One association of data: `target` gets the value of the FEEL expression `source`."""

    target: str
    source: str


@dataclass(frozen=True)
class Loop:
    """How often an activity is done: while a condition holds, or once for each of a number of things.

    All texts are FEEL. `condition` is the loop condition of a standard loop, the completion condition of
    a multi-instance activity. `throws` are the implicit events of its `behaviour` (BPMN 2.0.2, table 10.31):
    pairs of condition ("" always) and trigger.
    """

    kind: Literal["standard", "parallel", "sequential"]
    condition: str = ""
    test_before: bool = False
    maximum: int | None = None
    cardinality: str = ""
    items: str = ""  # the collection; each instance gets one item under the name `item`
    item: str = ""
    results: str = ""  # where the list of the instances' `result` goes
    result: str = ""
    behaviour: Literal["All", "One", "None", "Complex"] = "All"
    throws: tuple[tuple[str, Trigger], ...] = ()


@dataclass(frozen=True)
class AdHoc:
    """What an ad hoc sub-process says of its activities' order and end."""

    sequential: bool = False
    condition: str = ""  # completion condition in FEEL; "": done when each activity has been done once
    cancels: bool = True  # when the condition holds, what still runs is withdrawn


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
    interrupting: bool = True  # boundary events and the start events of event sub-processes
    triggers: tuple[Trigger, ...] = ()  # events; the message of a send or receive task
    all_triggers: bool = False  # all of several triggers must occur, not one of them
    script: str = ""  # FEEL
    options: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = "embedded"  # sub-processes
    adhoc: AdHoc | None = None
    loop: Loop | None = None
    calls: str = ""  # call activities: id of the process or global task
    undo: str = ""  # boundary event of a compensation: the activity that undoes
    for_undo: bool = False  # an activity that only undoes: no flow leads to it
    instantiate: bool = False  # receive tasks and event-based gateways that begin the process
    needs: int = 1  # tokens that must arrive before it begins (startQuantity)
    gives: int = 1  # tokens it sends down each way when done (completionQuantity)
    inputs: tuple[Mapped, ...] = ()
    outputs: tuple[Mapped, ...] = ()
    data: tuple[str, ...] = ()  # sub-processes: ids of the properties and data objects that live in it
    activation: str = ""  # complex gateways: when they go on, in FEEL

    @property
    def timer(self) -> str:
        """The text of the event's timer, "" when it has none."""
        return next((one.text for one in self.triggers if one.kind == "timer"), "")


@dataclass(frozen=True)
class Flow:
    """A sequence flow. An empty condition is unconditional; `default` is taken when no condition holds."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""  # FEEL
    default: bool = False


@dataclass(frozen=True)
class Correlation:
    """How a case knows its own message: `own` (FEEL over the case's data) must equal `theirs` (over the message)."""

    message: str
    name: str
    own: str
    theirs: str


@dataclass(frozen=True)
class Process:
    """One process of a file. Node and flow order is the file's: it makes the game deterministic."""

    id: str
    name: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    lanes: Mapping[str, str] = field(default_factory=dict)  # lane id -> name
    file: str = ""
    data: tuple[str, ...] = ()  # ids of its properties and data objects
    correlations: tuple[Correlation, ...] = ()
    outer: Mapping[str, str] = field(default_factory=dict)  # lane id -> the lane or sub-process it lies in


@dataclass(frozen=True)
class Pool:
    """A participant of a collaboration; `process` is "" for a black box; `many`: several of its kind take part."""

    id: str
    name: str
    process: str = ""
    many: bool = False


@dataclass(frozen=True)
class MessageFlow:
    """A message between two pools: ends are ids of nodes or pools."""

    id: str
    source: str
    target: str
    name: str = ""


@dataclass(frozen=True)
class Artifact:
    """What stands beside the flow: a remark, data, or a frame around `members`.

    `parent` is the sub-process or process it stands in, the collaboration when it stands outside.
    """

    id: str
    kind: Literal["annotation", "data", "store", "input", "output", "group"]
    name: str = ""
    parent: str = ""
    many: bool = False  # data: a collection
    members: tuple[str, ...] = ()  # groups


@dataclass(frozen=True)
class Association:
    """What belongs together, beside the flow: an artifact with a step, or two artifacts."""

    id: str
    source: str
    target: str
    arrow: Literal["none", "one", "both"] = "none"
