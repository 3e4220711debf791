"""Soundness: can every run end, and does no step run into itself? Decided by playing all choices.

Serves designers (`check`): each fault comes with a run that leads there. Each scope (the process, every sub-
process) is a 1-safe workflow graph without data: a gateway's conditions may go any way. W. M. P. van der
Aalst, "The application of Petri nets to workflow management", 1998; lack of synchronization after Sadiq and
Orlowska, 2000. Not seen: what a reminder begins while its own activity still goes on (a boundary event that
does not interrupt counts as occurring when its activity ends).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from .model import Flow, Node, Process
from .program import implicit_starts
from .reduce import reduced

Marking = frozenset[str]  # flows that hold a token
MARKINGS = 20_000
_ENDS_ALL = frozenset({"terminate", "error", "cancel"})


@dataclass(frozen=True)
class Fault:
    """What goes wrong in the scope (a sub-process's id, "" at the top), where, and the nodes of a run that
    shows it.
    """

    kind: Literal["deadlock", "lack of synchronization", "livelock", "dead", "undecided"]
    scope: str
    place: str
    trace: tuple[str, ...]


def soundness(process: Process, *, limit: int = MARKINGS) -> list[Fault]:
    """The faults of all scopes; empty when every run of the process can end and no flow ever holds two
    tokens.

    Exact up to `limit` markings a scope. Beyond, tokens furthest behind move first, which is exact for graphs
    without loops; if that is too much as well, or a looping graph passes only that way, the graph is reduced first (a
    run that shows a fault then leaves out steps). If that is still too much, the fault is "undecided".
    """
    scopes = ["", *(node.id for node in process.nodes if node.kind == "subprocess" and not node.adhoc)]
    return [fault for scope in scopes for fault in _faults(process, scope, limit)]


def _faults(process: Process, scope: str, limit: int) -> list[Fault]:
    found = _Scope(process, scope).faults(limit)
    if any(fault.kind == "undecided" for fault in found):
        smaller = reduced(process, scope)
        found = _Scope(smaller, scope).faults(limit) if len(smaller.nodes) < len(process.nodes) else found
    return found


def markings(process: Process, scope: str, *, limit: int = MARKINGS) -> list[frozenset[tuple[str, str]]]:
    """Every way in which tokens can stand together in the scope, as (flow, node it leads to); what was found until
    the limit.
    """
    net = _Scope(process, scope)
    targets = {flow.id: flow.target for flow in net.flows}
    found: dict[Marking, None] = {}
    for _, first in net.firsts():
        found.update(dict.fromkeys(_Search(net, first, limit, ordered=False).came))
    return [frozenset((flow, targets[flow]) for flow in one) for one in found]


def way(
    process: Process, scope: str, *, to: str = "", without: Collection[str], limit: int = MARKINGS
) -> tuple[str, ...]:
    """How a run of the scope that passes none of `without` ends well, or comes to the node `to`: the nodes of one path
    through that run. () when there is none, or none is found within `limit` markings.

    All branches of a run count: what a parallel gateway begins beside the way must be waited for.
    """
    net = _Scope(process, scope, without)
    for begin, first in net.firsts():
        came: dict[Marking, tuple[str, ...]] = {first: (begin,)}
        for marking in (todo := [first]):  # grows while it is walked
            if not marking and not to:
                return net.path(came[marking])
            for move in net.enabled(marking, ordered=not net.cyclic):
                nodes = (*came[marking], move.node)
                if move.node == to:
                    return net.path(nodes)
                after = frozenset[str]() if move.clears else marking - move.takes | frozenset(move.gives)
                if after not in came and not net.fails(move.node):
                    came[after] = nodes
                    todo.append(after)
            if len(came) > limit:
                break
    return ()


@dataclass(frozen=True)
class _Move:
    """One way a node can go: `takes` flows, `gives` flows; `clears` all others; `lazy`: only when nothing more can
    come to the other ways in.
    """

    node: str
    takes: frozenset[str]
    gives: tuple[str, ...]
    clears: bool = False
    lazy: bool = False


class _Scope:
    """The workflow graph of one scope."""

    def __init__(self, process: Process, scope: str, without: Collection[str] = ()) -> None:
        self.scope, self.without = scope, without  # the latter: nodes that never move
        self.nodes = {node.id: node for node in process.nodes if node.parent == scope}
        self.flows = [
            flow for flow in process.flows if flow.source in self.nodes and flow.target in self.nodes
        ]
        self.flows += links(self.nodes) + [
            Flow(f"begin {node.id}", "", node.id) for node in implicit_starts(process, scope)
        ]
        self.outs: dict[str, list[str]] = {node: [] for node in self.nodes}
        self.ins: dict[str, list[str]] = {node: [] for node in self.nodes}
        for flow in self.flows:
            if flow.source:
                self.outs[flow.source].append(flow.id)
            self.ins[flow.target].append(flow.id)
        self.hooks: dict[str, list[Node]] = {node: [] for node in self.nodes}
        for node in self.nodes.values():
            if node.attached_to in self.hooks:
                self.hooks[node.attached_to].append(node)
        self.by_flow: dict[str, list[_Move]] = {flow.id: [] for flow in self.flows}
        for node in self.nodes.values():
            for move in self.moves(node) if node.id not in without else ():
                for flow in move.takes:
                    self.by_flow[flow].append(move)
        self.reached: dict[str, frozenset[str]] = {}
        self.rank, self.cyclic = self.order()

    # --- how nodes move ---

    def moves(self, node: Node) -> Iterator[_Move]:
        ins, outs = self.ins[node.id], tuple(self.outs[node.id])
        if node.kind == "parallel":
            if ins:
                yield _Move(node.id, frozenset(ins), outs)
            return
        clears = node.kind == "end" and any(one.kind in _ENDS_ALL for one in node.triggers)
        ways = self.ways(node, outs)
        takes = _subsets(ins) if node.kind == "inclusive" else [(flow,) for flow in ins]
        for flows in takes:
            for gives in ways:
                yield _Move(node.id, frozenset(flows), gives, clears, node.kind == "inclusive")

    def ways(self, node: Node, outs: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The sets of ways out that a node may take."""
        if node.kind in ("exclusive", "event_based") and outs:
            return [(out,) for out in outs]
        said = any(flow.id in outs and (flow.condition or flow.default) for flow in self.flows)
        if node.kind in ("inclusive", "complex") and outs:
            return self.leaving(node, outs) if said else _subsets(list(outs))
        return list(self.endings(node, outs))

    def reach(self, way: str) -> frozenset[str]:
        """The flows from which a token can come to this way in without passing its target."""
        if way not in self.reached:
            gateway = next(flow.target for flow in self.flows if flow.id == way)
            found, todo = {way}, [way]
            while todo:
                source = next(flow.source for flow in self.flows if flow.id == todo[-1])
                todo.pop()
                source = self.nodes[source].attached_to or source if source else ""
                fresh = set(self.ins.get(source, ())) - found if source != gateway else set[str]()
                found |= fresh
                todo += sorted(fresh)
            self.reached[way] = frozenset(found)
        return self.reached[way]

    def ready(self, move: _Move, marking: Marking) -> bool:
        """Whether an inclusive join may go on (BPMN 2.0.2, 13.4.3)."""
        ins = set(self.ins[move.node])
        if frozenset(ins & marking) != move.takes:
            return False
        empty = ins - move.takes
        for flow in marking - ins:
            if any(flow in self.reach(way) for way in empty) and not any(
                flow in self.reach(way) for way in move.takes
            ):
                return False
        return True

    def endings(self, node: Node, outs: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """An activity ends normally, after any of its gentle timers fired, or by one that interrupts."""
        gentle = [hook for hook in self.hooks[node.id] if not hook.interrupting]
        extras: list[tuple[str, ...]] = [()]
        for some in _subsets([hook.id for hook in gentle]) if gentle else ():
            extras.append(tuple(out for hook in some for out in self.outs[hook]))
        for extra in extras:
            for out in self.leaving(node, outs):
                yield out + extra
            for hook in self.hooks[node.id]:
                if hook.interrupting:
                    yield tuple(self.outs[hook.id]) + extra

    def leaving(self, node: Node, outs: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Conditional flows are taken or not; a default only when none of them is."""
        known = {flow.id: flow for flow in self.flows if flow.source == node.id}
        sure = tuple(out for out in outs if not known[out].condition and not known[out].default)
        maybe = [out for out in outs if known[out].condition and not known[out].default]
        default = tuple(out for out in outs if known[out].default)
        if not maybe:
            return [sure + default]
        chosen = [sure + some for some in _subsets(maybe)]
        return [*chosen, sure + default] if sure or default else chosen

    def order(self) -> tuple[dict[str, int], bool]:
        """Topological rank of each node (Kahn); nodes on loops come in file order as they are met."""
        edges = [
            (self.nodes[flow.source].attached_to or flow.source, flow.target)
            for flow in self.flows
            if flow.source
        ]
        waiting = {node: sum(target == node for _, target in edges) for node in self.nodes}
        rank: dict[str, int] = {}
        cyclic = False
        while len(rank) < len(self.nodes):
            ready = [node for node, count in waiting.items() if count == 0 and node not in rank]
            if not ready:
                cyclic = True
                ready = [min((node for node in waiting if node not in rank), key=lambda node: waiting[node])]
            for node in ready:
                rank[node] = len(rank)
                for source, target in edges:
                    waiting[target] -= source == node
        return rank, cyclic

    # --- playing all of them ---

    def path(self, run: tuple[str, ...]) -> tuple[str, ...]:
        """From the first node of a run to its last, past where it turns away from what it goes without."""
        edges = [
            (self.nodes[one.source].attached_to or one.source, one.target) for one in self.flows if one.source
        ]
        turns = [node for node in run if any(node == a and b in self.without for a, b in edges)]
        found = run[:1]
        for goal in (*turns[-1:], run[-1]):
            ways = {found[-1]: found}
            for here in (todo := [found[-1]]):  # grows while it is walked
                fresh = [b for a, b in edges if a == here and b in run and b not in ways]
                ways |= {node: (*ways[here], node) for node in fresh}
                todo += fresh
            if goal not in ways:
                return run
            found = ways[goal]
        return found

    def fails(self, node: str) -> bool:
        """Whether it ends the scope in an error or a cancellation."""
        found = self.nodes[node]
        return found.kind == "end" and any(one.kind in ("error", "cancel") for one in found.triggers)

    def faults(self, limit: int) -> list[Fault]:
        if any(self.uncounted(node) for node in self.nodes.values()):
            return [Fault("undecided", self.scope, self.scope, ())]
        firsts = self.firsts()
        found: list[Fault] = []
        for begin, first in firsts:
            found += [one for one in self.faults_from(begin, first, limit) if one not in found]
        if len(firsts) > 1:  # what one start does not reach another may
            found = [one for one in found if one.kind != "dead"]
        return found

    def firsts(self) -> list[tuple[str, Marking]]:
        """Where runs begin: at each start event, or at all nodes that no flow leads to."""
        implicit = [flow for flow in self.flows if not flow.source]
        if implicit:
            return [(implicit[0].target, frozenset(flow.id for flow in implicit))]
        begins = [node.id for node in self.nodes.values() if node.kind == "start"]
        return [(begin, frozenset(self.outs[begin])) for begin in begins]

    def uncounted(self, node: Node) -> bool:
        """What this net of single tokens cannot say: quantities, and joins of complex gateways."""
        several = len(self.ins[node.id]) > 1 or len(self.outs[node.id]) > 8
        return node.needs != 1 or node.gives != 1 or (node.kind == "complex" and several)

    def faults_from(self, begin: str, first: Marking, limit: int) -> list[Fault]:
        search = _Search(self, first, limit, ordered=False)
        if not search.complete:
            search = _Search(self, first, limit, ordered=True)
        found = search.faults(begin)
        if not found and (not search.complete or (search.ordered and self.cyclic)):
            found.append(Fault("undecided", self.scope, self.scope, ()))
        return found

    def enabled(self, marking: Marking, ordered: bool) -> list[_Move]:
        moves = [
            move
            for flow in sorted(marking)
            for move in self.by_flow[flow]
            if move.takes <= marking and (not move.lazy or self.ready(move, marking))
        ]
        unique = list(dict.fromkeys(moves))
        if ordered and unique:
            least = min(self.rank[move.node] for move in unique)
            return [move for move in unique if self.rank[move.node] == least]
        return unique


def _subsets(ways: list[str]) -> list[tuple[str, ...]]:
    """All choices of at least one; when there are too many, one or all."""
    if len(ways) > 6:
        return [*((way,) for way in ways), tuple(ways)]
    return [some for size in range(1, len(ways) + 1) for some in combinations(ways, size)]


def links(nodes: Mapping[str, Node]) -> list[Flow]:
    """Links as flows from where they leave to where they arrive."""
    ends = [(node, one.name) for node in nodes.values() for one in node.triggers if one.kind == "link"]
    return [
        Flow(f"link {source.id}>{target.id}", source.id, target.id)
        for source, name in ends
        for target, other in ends
        if source.kind == "throw" and target.kind == "catch" and name == other
    ]


class _Search:
    """Breadth first over markings, so that the run shown is a shortest one."""

    def __init__(self, scope: _Scope, first: Marking, limit: int, *, ordered: bool) -> None:
        self.scope, self.first, self.ordered = scope, first, ordered
        self.came: dict[Marking, tuple[Marking, str] | None] = {first: None}
        self.back: dict[Marking, list[Marking]] = {first: []}
        self.stuck: list[Marking] = []
        self.doubled: tuple[Marking, _Move, str] | None = None
        self.visited: set[str] = set()
        self.complete = self.explore(limit)

    def explore(self, limit: int) -> bool:
        queue = deque([self.first])
        while queue:
            marking = queue.popleft()
            moves = self.scope.enabled(marking, self.ordered)
            if marking and not moves:
                self.stuck.append(marking)
            for move in moves:
                self.visited.add(move.node)
                queue.extend(self.follow(marking, move))
            if len(self.came) > limit:
                return False
        return True

    def follow(self, marking: Marking, move: _Move) -> list[Marking]:
        """The next marking if it is new; a flow that would hold two tokens is noted and not followed."""
        rest = frozenset[str]() if move.clears else marking - move.takes
        double = next(
            (flow for n, flow in enumerate(move.gives) if flow in rest or flow in move.gives[:n]), None
        )
        if double is not None:
            self.doubled = self.doubled or (marking, move, double)
            return []
        after = rest | frozenset(move.gives)
        self.back.setdefault(after, []).append(marking)
        if after in self.came:
            return []
        self.came[after] = (marking, move.node)
        return [after]

    def trace(self, marking: Marking) -> tuple[str, ...]:
        steps: list[str] = []
        came = self.came[marking]
        while came is not None:
            steps.append(came[1])
            came = self.came[came[0]]
        return tuple(reversed(steps))

    def faults(self, begin: str) -> list[Fault]:
        found: list[Fault] = []
        if self.doubled:
            marking, move, flow = self.doubled
            target = next(one.target for one in self.scope.flows if one.id == flow)
            trace = (begin, *self.trace(marking), move.node)
            found.append(Fault("lack of synchronization", self.scope.scope, target, trace))
        if self.stuck:
            marking = self.stuck[0]
            joins = {flow.target for flow in self.scope.flows if flow.id in marking}
            join = min(joins, key=lambda node: self.scope.rank[node])
            found.append(Fault("deadlock", self.scope.scope, join, (begin, *self.trace(marking))))
        if self.complete and not found:
            found += self.endless(begin)
            found += self.dead(begin)
        return found

    def endless(self, begin: str) -> list[Fault]:
        """A marking from which the end cannot be reached, although something always moves."""
        good, todo = {frozenset[str]()}, [frozenset[str]()]
        while todo:
            for before in self.back.get(todo.pop(), []):
                if before not in good:
                    good.add(before)
                    todo.append(before)
        bad = next((marking for marking in self.came if marking not in good), None)
        if bad is None:
            return []
        flow = min(bad)
        target = next(one.target for one in self.scope.flows if one.id == flow)
        return [Fault("livelock", self.scope.scope, target, (begin, *self.trace(bad)))]

    def dead(self, begin: str) -> list[Fault]:
        """Nodes with ways in that no run enters (those without ways in are reported as unreachable)."""
        silent = [
            node.id
            for node in self.scope.nodes.values()
            if self.scope.ins[node.id] and node.id not in self.visited and node.id != begin
        ]
        return [Fault("dead", self.scope.scope, node, ()) for node in silent]
