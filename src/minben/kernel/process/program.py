"""Compile a process for the token game: everything `step` would otherwise look up or parse on each event.

Serves casework, simulation, mining and redesign, which all run the same program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from minben.kernel.finding import InputError

from .conditions import Evaluation, Language, feel
from .model import Flow, Node, Process
from .structure import fatal, lane_of

MOVES_PER_STEP = 200_000


@dataclass(frozen=True, slots=True)
class Edge:
    """A sequence flow ready to be taken; `test` is None when unconditional."""

    id: str
    target: str
    test: Evaluation | None


@dataclass(frozen=True, slots=True)
class Place:
    """A node with what surrounds it. `default` is also in `out` unless the node is an exclusive gateway."""

    node: Node
    out: tuple[Edge, ...]
    default: Edge | None
    ins: tuple[str, ...]
    timers: tuple[Node, ...]
    inner: str  # a sub-process's start event
    script: Evaluation | None
    result: str


@dataclass(frozen=True)
class Program:
    """A process that can be played. `process` is what was compiled, with lanes inherited by inner nodes."""

    process: Process
    start: str
    places: Mapping[str, Place]
    moves: int


def compile(  # noqa: A001 - the field's word for it; call it as process.compile
    process: Process, *, language: Language = feel, moves: int = MOVES_PER_STEP
) -> Program:
    """Prepare a process for `start` and `step`.

    `language` turns a condition or script into a function of the data (FEEL by default); `moves` bounds the
    tokens moved in one step. Raises `InputError` when the game would be undefined: no start, dangling ends,
    an expression that does not parse. Everything else that is doubtful is `check`'s to say.
    """
    findings = fatal(process, language)
    if findings:
        raise InputError(findings)
    nodes = tuple(replace(node, lane=lane_of(process, node.id)) for node in process.nodes)
    process = replace(process, nodes=nodes)
    starts = {node.parent: node.id for node in reversed(nodes) if node.kind == "start"}
    places = {node.id: _place(process, node, starts, language) for node in nodes}
    return Program(process, starts[""], places, moves)


def _place(process: Process, node: Node, starts: Mapping[str, str], language: Language) -> Place:
    choosing = node.kind == "exclusive"
    out = [flow for flow in process.flows if flow.source == node.id]
    default = next((flow for flow in out if flow.default), None) if choosing else None
    return Place(
        node=node,
        out=tuple(_edge(flow, language, choosing) for flow in out if flow is not default),
        default=_edge(default, language, False) if default else None,
        ins=tuple(flow.id for flow in process.flows if flow.target == node.id),
        timers=tuple(other for other in process.nodes if other.attached_to == node.id),
        inner=starts.get(node.id, ""),
        script=language(node.script) if node.kind == "script" else None,
        result=node.options.get("result") or node.id,
    )


def _edge(flow: Flow, language: Language, choosing: bool) -> Edge:
    return Edge(flow.id, flow.target, language(flow.condition) if choosing and flow.condition else None)
