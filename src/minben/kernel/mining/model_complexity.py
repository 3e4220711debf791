"""How complex a process model is, in the field's published measures. Serves designers who simplify, beside the
measures of the log: neither stands for the other (Schalk and Polyvyanyy, arXiv 2505.23233).

Sources: Cardoso 2005 and 2006; Mendling 2008; Vanderfeesten and others 2008; Schalk, Burke, Lorenz (arXiv 2408.09871).
Nodes are activities, events and gateways; connectors are the gateways. Activities with several flows out split in
parallel, with several in they join as a choice, as BPMN plays them.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass

from minben.kernel.process.model import Process

_GATES = ("exclusive", "parallel", "inclusive", "event_based", "complex")
Ways = Mapping[str, list[str]]


@dataclass(frozen=True)
class ModelComplexity:
    """`size` n nodes, `flows` |F|. See each comment for the formula."""

    size: int
    flows: int
    control_flow: int  # CFC: XOR fan-out, OR 2^fan-out - 1, AND 1, summed over splits
    density: float  # |F| / (n (n - 1))
    connectivity: float  # |F| / n
    mean_connector_degree: float
    max_connector_degree: int
    separability: float  # cut vertices / (n - 2)
    sequentiality: float  # flows between nodes that are no connectors / |F|
    mismatch: int  # sum over types of |split fan-outs - join fan-ins|
    heterogeneity: float  # entropy of connector types, base the number of types met; 0 for one type
    token_split: int  # sum over AND and OR splits of fan-out - 1
    diameter: int  # nodes on the longest way that visits none twice along one depth-first order
    cyclicity: float  # nodes on a cycle / n
    duplicate_tasks: int  # activities beyond the first of their name


def model_complexity(process: Process) -> ModelComplexity:
    """All measures of a process with at least one node; flows of sub-processes count as one graph."""
    after: dict[str, list[str]] = {node.id: [] for node in process.nodes}
    before: dict[str, list[str]] = {node.id: [] for node in process.nodes}
    for flow in process.flows:
        after[flow.source].append(flow.target)
        before[flow.target].append(flow.source)
    kinds = {node.id: node.kind for node in process.nodes if node.kind in _GATES}
    size, flows = len(process.nodes), len(process.flows)
    degrees = [len(after[node]) + len(before[node]) for node in kinds]
    plain = sum(flow.source not in kinds and flow.target not in kinds for flow in process.flows)
    names = Counter(node.name for node in process.nodes if node.kind not in _GATES and node.name)
    looped = _looped(after)
    return ModelComplexity(
        size=size,
        flows=flows,
        control_flow=sum(_control(kinds.get(node, "parallel"), len(out)) for node, out in after.items()),
        density=flows / max(size * (size - 1), 1),
        connectivity=flows / max(size, 1),
        mean_connector_degree=sum(degrees) / max(len(degrees), 1),
        max_connector_degree=max(degrees, default=0),
        separability=len(_cut_vertices(after, before)) / max(size - 2, 1),
        sequentiality=plain / max(flows, 1),
        mismatch=_mismatch(kinds, after, before),
        heterogeneity=_entropy(Counter(kinds.values())),
        token_split=sum(
            len(after[node]) - 1
            for node, kind in kinds.items()
            if kind in ("parallel", "inclusive") and after[node]
        ),
        diameter=_longest(after),
        cyclicity=len(looped) / max(size, 1),
        duplicate_tasks=sum(count - 1 for count in names.values()),
    )


def _control(kind: str, ways: int) -> int:
    if ways < 2:
        return 0
    return {"parallel": 1, "inclusive": 2**ways - 1}.get(kind, ways)


def _mismatch(kinds: Mapping[str, str], after: Ways, before: Ways) -> int:
    balance: Counter[str] = Counter()
    for node, kind in kinds.items():
        balance[kind] += len(after[node]) if len(after[node]) > 1 else 0
        balance[kind] -= len(before[node]) if len(before[node]) > 1 else 0
    return sum(map(abs, balance.values()))


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    if len(counts) < 2:
        return 0.0
    return -sum(count / total * math.log(count / total, len(counts)) for count in counts.values())


def _parts(after: Ways, before: Ways, without: str) -> int:
    """Connected parts of the undirected graph when one node is taken out."""
    left, parts = set(after) - {without}, 0
    while left:
        parts += 1
        todo = [left.pop()]
        while todo:
            node = todo.pop()
            fresh = {*after[node], *before[node]} & left
            left -= fresh
            todo.extend(fresh)
    return parts


def _cut_vertices(after: Ways, before: Ways) -> list[str]:
    whole = _parts(after, before, "")
    return [node for node in after if _parts(after, before, node) > whole]


def _looped(after: Ways) -> set[str]:
    """Nodes that can reach themselves."""
    found: set[str] = set()
    for node in after:
        todo, seen = deque(after[node]), set(after[node])
        while todo:
            fresh = [one for one in after[todo.popleft()] if one not in seen]
            seen.update(fresh)
            todo.extend(fresh)
        if node in seen:
            found.add(node)
    return found


def _longest(after: Ways) -> int:
    """Nodes on the longest way once the flows that lead back in depth-first order are left out."""
    order, back, length = list[str](), set[tuple[str, str]](), dict[str, int]()
    state: dict[str, int] = {}
    for root in after:
        todo = [(root, False)]
        while todo:
            node, done = todo.pop()
            if done:
                state[node] = 2
                order.append(node)
            elif node not in state:
                state[node] = 1
                todo.append((node, True))
                for one in reversed(after[node]):
                    if state.get(one) == 1:
                        back.add((node, one))
                    elif one not in state:
                        todo.append((one, False))
    for node in order:
        length[node] = 1 + max(
            (length.get(one, 0) for one in after[node] if (node, one) not in back), default=0
        )
    return max(length.values(), default=0)
