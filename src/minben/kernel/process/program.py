"""Compile a process for the token game: everything `step` would otherwise look up or parse on each event.

Serves casework, simulation, mining and redesign, which all run the same program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from minben.kernel.finding import Finding, InputError

from .conditions import Evaluation, Language, feel
from .model import ACTIVITIES, Correlation, Flow, Json, Loop, Mapped, Node, Process, Trigger
from .structure import fatal, lane_of
from .timing import is_literal

MOVES_PER_STEP = 200_000
ARMED = frozenset({"timer", "message", "signal", "conditional"})  # waited for; other triggers are looked up


@dataclass(slots=True, eq=False, repr=False)
class Edge:
    """A sequence flow ready to be taken; `test` is None when unconditional."""

    id: str
    target: Place
    test: Evaluation | None


@dataclass(slots=True, eq=False, repr=False)
class Reach:
    """For a gateway that waits for what may still come: from which nodes and flows which of its ways in can be
    reached without passing it.
    """

    nodes: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    flows: dict[str, set[str]] = field(default_factory=dict[str, set[str]])


@dataclass(slots=True, eq=False, repr=False)
class Loops:
    """A loop's texts, compiled."""

    loop: Loop
    condition: Evaluation | None
    cardinality: Evaluation | None
    items: Evaluation | None
    result: Evaluation | None
    throws: tuple[tuple[Evaluation | None, Trigger], ...]


@dataclass(slots=True, eq=False, repr=False)
class Scope:
    """The inside of a process, sub-process or called process."""

    starts: tuple[Place, ...] = ()
    events: tuple[Place, ...] = ()  # start events of its event sub-processes
    undo: Place | None = None  # its event sub-process that compensates
    ends_scope: bool = False  # event sub-processes: its start interrupts what is around it
    data: tuple[str, ...] = ()
    condition: Evaluation | None = None  # ad hoc: completion


@dataclass(slots=True, eq=False, repr=False)
class Place:
    """A node with what surrounds it. `id` is the node's id, with `process/` before it in called processes."""

    id: str
    node: Node
    order: int = 0  # in the files
    out: tuple[Edge, ...] = ()
    default: Edge | None = None
    ins: tuple[str, ...] = ()
    hooks: tuple[Place, ...] = ()  # boundary events that are armed
    catchers: tuple[Place, ...] = ()  # boundary events that errors, escalations and cancellations look up
    host: Place | None = None  # start events of event sub-processes: the sub-process
    scope: Scope | None = None
    isolated: bool = False
    script: Evaluation | None = None
    result: str = ""
    loops: Loops | None = None
    tests: tuple[Evaluation | None, ...] = ()  # per trigger: condition, or FEEL of a timer
    inputs: tuple[tuple[str, Evaluation], ...] = ()
    outputs: tuple[tuple[str, Evaluation], ...] = ()
    collected: tuple[tuple[str, Evaluation], ...] = ()  # out of the list of all instances' results
    handler: Place | None = None
    compensable: bool = False
    activation: Evaluation | None = None
    reach: Reach | None = None
    simple: bool = True  # nothing surrounds it: the token only passes
    single: Edge | None = None  # its only way out, unconditional


@dataclass(frozen=True, eq=False)
class Program:
    """A process that can be played. `process` is what was compiled, with lanes inherited by inner nodes."""

    process: Process
    places: Mapping[str, Place]
    scope: Scope
    entries: Mapping[str, Place]  # every node of the top scope that can begin an instance
    lazy: Mapping[str, Place]  # flow -> the inclusive or complex gateway it leads to
    correlations: Mapping[str, tuple[tuple[str, Evaluation, Evaluation], ...]]
    watchful: bool  # some event waits for a condition
    moves: int
    keys: frozenset[str]  # correlation properties that the case's first message sets


def compile(  # noqa: A001 - the field's word for it; call it as process.compile
    process: Process,
    *,
    language: Language = feel,
    moves: int = MOVES_PER_STEP,
    library: Iterable[Process] = (),
) -> Program:
    """Prepare a process for `start` and `step`.

    `language` turns a condition or script into a function of the data (FEEL by default); `moves` bounds the
    tokens moved in one step; `library` holds the processes and global tasks that call activities may name.
    Raises `InputError` when the game would be undefined: no start, dangling ends, an unknown called process, an
    expression that does not parse. Everything else that is doubtful is `check`'s to say.
    """
    maker = _Maker(language, {one.id: one for one in (*library, process)})
    process = maker.process(process, "")
    while maker.wanted:
        maker.process(maker.wanted.pop(), None)
    if maker.findings:
        raise InputError(maker.findings)
    places = maker.places
    _undone_by_calls(places, process.id)
    lazy = {flow: place for place in places.values() if place.reach for flow in place.ins}
    watchful = any(one.kind == "conditional" for place in places.values() for one in place.node.triggers)
    entries = {node: places[node] for node in entry_points(process)}
    scope = maker.scopes[process.id, ""]
    return Program(
        process, places, scope, entries, lazy, maker.correlations, watchful, moves, frozenset(maker.keys)
    )


def _undone_by_calls(places: Mapping[str, Place], first: str) -> None:
    """A call can be undone when something inside what it calls can, and so can what is around it (10.7)."""
    inside: dict[tuple[str, str], list[Place]] = {}
    for place in places.values():
        inside.setdefault((place.id[: -len(place.node.id)], place.node.parent), []).append(place)
    todo = [place for place in places.values() if place.scope is not None and not place.compensable]
    changed = any(place.node.kind == "call" for place in todo)
    while changed:
        changed = False
        for place in todo:
            prefix, calls = place.id[: -len(place.node.id)], place.node.calls
            own = (
                (prefix, place.node.id)
                if place.node.kind == "subprocess"
                else ("" if calls == first else f"{calls}/", "")
            )
            if not place.compensable and any(one.compensable for one in inside.get(own, ())):
                place.compensable = changed = True


def entry_points(process: Process) -> list[str]:
    """The nodes of the top scope at which an instance can begin."""
    implicit = implicit_starts(process, "")
    return [
        node.id
        for node in process.nodes
        if not node.parent and (node.kind == "start" or node.instantiate or node in implicit)
    ]


def implicit_starts(process: Process, scope: str) -> list[Node]:
    """Where a scope without start events begins: nodes that no flow leads to (BPMN 2.0.2, 13.2 and 10.5.2)."""
    inside = [node for node in process.nodes if node.parent == scope]
    if any(node.kind == "start" for node in inside):
        return []
    entered = {flow.target for flow in process.flows}
    return [node for node in inside if node.id not in entered and not _aside(node)]


def _aside(node: Node) -> bool:
    """Nodes that no flow leads to and that do not begin anything."""
    linked = node.kind == "catch" and any(one.kind == "link" for one in node.triggers)
    return node.kind == "boundary" or node.for_undo or node.mode == "event" or linked


class _Maker:
    """Builds the places of a process and of every process it calls."""

    def __init__(self, language: Language, library: Mapping[str, Process]) -> None:
        self.language, self.library = language, library
        self.places: dict[str, Place] = {}
        self.scopes: dict[tuple[str, str], Scope] = {}  # (process, sub-process or "") -> its inside
        self.wanted: list[Process] = []
        self.findings: list[Finding] = []
        self.correlations: dict[str, tuple[tuple[str, Evaluation, Evaluation], ...]] = {}
        self.texts: dict[str, Evaluation] = {}
        self.keys: set[str] = set()

    def text(self, text: str) -> Evaluation | None:
        """A compiled expression; texts that do not parse were found by `fatal`."""
        if not text:
            return None
        if text not in self.texts:
            self.texts[text] = self.language(text)
        return self.texts[text]

    def reference(self, text: str) -> Evaluation | None:
        """Data under this name as it stands (ids of files hold dots and hyphens), else an expression."""
        if not text:
            return None
        try:
            other = self.text(text)
        except InputError:  # a name that is no FEEL, such as `every`: `fatal` found all else
            other = None
        return _named(text, other)

    def process(self, process: Process, prefix: str | None) -> Process:
        prefix = f"{process.id}/" if prefix is None else prefix
        findings = [*fatal(process, self.language), *self.calls(process)]
        self.findings += findings
        if findings:
            return process
        process = replace(
            process, nodes=tuple(replace(node, lane=lane_of(process, node.id)) for node in process.nodes)
        )
        first = len(self.places)
        here = {node.id: Place(prefix + node.id, node, first + n) for n, node in enumerate(process.nodes)}
        self.places |= {place.id: place for place in here.values()}
        for scope in ["", *(node.id for node in process.nodes if node.kind == "subprocess")]:
            self.scopes.setdefault((process.id, scope), Scope())
        _Wiring(self, process, here, prefix).run()
        for one in process.correlations:
            self.correlate(one)
        return process

    def calls(self, process: Process) -> Iterable[Finding]:
        """Ask for every called process once; name those that are nowhere."""
        for node in process.nodes:
            if node.kind != "call":
                continue
            if node.calls not in self.library:
                message = f"The called process {node.calls or '(none)'} is not known."
                yield Finding(process.file, 0, node.id, message, "Put it into the file or name its pack.")
            elif (node.calls, "") not in self.scopes:
                called = self.library[node.calls]
                self.scopes[node.calls, ""] = Scope()
                if called.id != process.id:
                    self.wanted.append(called)

    def correlate(self, one: Correlation) -> None:
        own, theirs = self.reference(one.own), self.text(one.theirs)
        if one.own == one.name:
            self.keys.add(one.name)
        if own and theirs:
            self.correlations[one.message] = (
                *self.correlations.get(one.message, ()),
                (one.name, own, theirs),
            )


class _Wiring:
    """Connects the places of one process."""

    def __init__(self, maker: _Maker, process: Process, here: dict[str, Place], prefix: str) -> None:
        self.maker, self.process, self.here, self.prefix = maker, process, here, prefix
        self.out: dict[str, list[Flow]] = {}
        self.ins: dict[str, list[Flow]] = {}
        for flow in process.flows:
            self.out.setdefault(flow.source, []).append(flow)
            self.ins.setdefault(flow.target, []).append(flow)
        self.attached: dict[str, list[Place]] = {}
        self.inside: dict[str, list[Place]] = {"": []}
        for place in here.values():
            self.inside.setdefault(place.node.parent, []).append(place)
            if place.node.attached_to:
                self.attached.setdefault(place.node.attached_to, []).append(place)

    def run(self) -> None:
        for place in self.here.values():
            self.ways(place)
            self.texts(place)
            self.surroundings(place)
        for scope in ["", *(node.id for node in self.process.nodes if node.kind == "subprocess")]:
            self.scope(scope)
        for place in self.here.values():
            place.compensable = self.can_be_undone(place)
            place.simple = _simple(place)
            if place.node.kind in ("inclusive", "complex"):
                place.reach = self.reach(place)

    def edge(self, flow: Flow) -> Edge:
        test = self.maker.text(flow.condition) if not flow.default else None
        return Edge(self.prefix + flow.id, self.here[flow.target], test)

    def ways(self, place: Place) -> None:
        node, leaving = place.node, self.out.get(place.node.id, [])
        default = next((flow for flow in leaving if flow.default), None)
        place.out = tuple(self.edge(flow) for flow in leaving if flow is not default)
        place.default = self.edge(default) if default else None
        place.ins = tuple(self.prefix + flow.id for flow in self.ins.get(node.id, []))
        if node.kind == "throw" and any(one.kind == "link" for one in node.triggers):
            place.out = tuple(Edge(f"link {other.id}", other, None) for other in self.linked(place))
        if len(place.out) == 1 and not default and place.out[0].test is None and node.gives == 1:
            place.single = place.out[0]

    def linked(self, place: Place) -> list[Place]:
        """The catching ends of a link (BPMN 2.0.2, 10.5.6): same name, same scope."""
        names = {one.name for one in place.node.triggers if one.kind == "link"}
        return [
            other
            for other in self.inside[place.node.parent]
            if other.node.kind == "catch"
            and any(one.kind == "link" and one.name in names for one in other.node.triggers)
        ]

    def texts(self, place: Place) -> None:
        node, text = place.node, self.maker.text
        place.script = text(node.script) if node.kind == "script" else None
        place.result = node.options.get("result") or node.id
        place.activation = text(node.activation)
        place.inputs, place.outputs = self.mapped(node.inputs), self.mapped(node.outputs)
        if node.loop and node.loop.results:
            all_of_them = tuple(one for one in node.outputs if one.source == node.loop.results)
            place.collected = self.mapped(all_of_them)
            place.outputs = self.mapped(tuple(one for one in node.outputs if one not in all_of_them))
        place.tests = tuple(
            text(one.text) if one.kind == "conditional" or not is_literal(one.text) else None
            for one in node.triggers
        )
        if node.loop:
            loop = node.loop
            throws = tuple((text(condition), trigger) for condition, trigger in loop.throws)
            named = self.maker.reference(loop.items), self.maker.reference(loop.result)
            place.loops = Loops(loop, text(loop.condition), text(loop.cardinality), *named, throws)

    def mapped(self, found: tuple[Mapped, ...]) -> tuple[tuple[str, Evaluation], ...]:
        pairs = ((one.target, self.maker.reference(one.source)) for one in found)
        return tuple((name, evaluation) for name, evaluation in pairs if evaluation)

    def surroundings(self, place: Place) -> None:
        node, attached = place.node, self.attached.get(place.node.id, [])
        place.hooks = tuple(one for one in attached if any(t.kind in ARMED for t in one.node.triggers))
        place.catchers = tuple(one for one in attached if any(t.kind not in ARMED for t in one.node.triggers))
        undo = next((one.node.undo for one in attached if one.node.undo), "")
        place.handler = self.here.get(undo)
        if node.kind == "subprocess":
            place.scope = self.maker.scopes[self.process.id, node.id]
        elif node.kind == "call":
            place.scope = self.maker.scopes[node.calls, ""]
            place.isolated = bool(node.inputs or node.outputs)

    def scope(self, scope: str) -> None:
        """Fill in what was promised: where the scope begins, what may interrupt it."""
        found, inside = self.maker.scopes[self.process.id, scope], self.inside.get(scope, [])
        plain = [one for one in inside if one.node.kind == "start" and not one.node.triggers]
        starts = plain or [one for one in inside if one.node.kind == "start" and scope]
        found.starts = tuple(starts or (self.here[node.id] for node in implicit_starts(self.process, scope)))
        for place in inside:
            if place.node.mode == "event":
                self.event_scope(found, place)
        owner = self.here.get(scope)
        found.data = owner.node.data if owner else ()
        if owner and owner.node.adhoc:
            found.condition = self.maker.text(owner.node.adhoc.condition)

    def event_scope(self, around: Scope, place: Place) -> None:
        """An event sub-process: its start events listen in the scope around it."""
        for start in self.inside.get(place.node.id, []):
            if start.node.kind == "start":
                start.host = place
                around.events = (*around.events, start)
                if place.scope is not None and not any(t.kind == "compensation" for t in start.node.triggers):
                    place.scope.ends_scope = start.node.interrupting
                if any(one.kind == "compensation" for one in start.node.triggers):
                    around.undo = place

    def can_be_undone(self, place: Place) -> bool:
        """Whether what was completed here must be remembered: it, or something inside it, has a way to be undone."""
        if place.node.kind not in ACTIVITIES:
            return False
        if place.handler or (place.scope and place.scope.undo):
            return True
        inner = self.inside.get(place.node.id, []) if place.node.kind == "subprocess" else []
        return any(self.can_be_undone(one) for one in inner)

    def reach(self, gateway: Place) -> Reach:
        """Backwards from each way in, past boundary events to their hosts and past links to their throws."""
        found = Reach()
        nodes = {place.node.id: place for place in self.inside[gateway.node.parent]}
        for way in self.ins.get(gateway.node.id, []):
            todo, into = [way.id], self.prefix + way.id
            sources = {flow.id: flow.source for flow in self.process.flows}
            while todo:
                flow = todo.pop()
                if into in found.flows.setdefault(self.prefix + flow, set()):
                    continue
                found.flows[self.prefix + flow].add(into)
                for before in self.before(sources[flow], nodes):
                    if before.id != gateway.id:
                        found.nodes.setdefault(before.id, set()).add(into)
                        todo += [one.id for one in self.ins.get(before.node.id, [])]
        return found

    def before(self, node: str, nodes: Mapping[str, Place]) -> list[Place]:
        """The node itself and what leads to it other than by flows."""
        place = self.here[node]
        if place.node.attached_to:
            return [place, self.here[place.node.attached_to]]
        throws = (one for one in nodes.values() if any(edge.target is place for edge in one.out))
        return [
            place,
            *(one for one in throws if one.node.kind == "throw" and one.out[0].id.startswith("link ")),
        ]


def _named(name: str, other: Evaluation | None) -> Evaluation:
    def find(data: Mapping[str, Json]) -> Json:
        if name in data:
            return data[name]
        return other(data) if other is not None else None

    return find


def _simple(place: Place) -> bool:
    around = place.hooks or place.catchers or place.loops or place.inputs or place.outputs
    return not (around or place.compensable or place.node.needs != 1)
