"""The inductive miner with a noise filter: from variants to a sound model, always, and always the same one.

Serves analysts. Source: Leemans, Fahland, van der Aalst 2013 (IM) and 2014 (IMf: rare edges are set aside
where no cut is found). Cost follows variants and activities, not events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from minben.kernel.eventlog import EventLog
from minben.kernel.mining import cuts
from minben.kernel.mining.cuts import Graph, Part, Trace, Traces
from minben.kernel.mining.tree import SILENT, ProcessTree, TreeKind, block, task
from minben.kernel.mining.variants import Variant, variants

_CUTS: Sequence[tuple[TreeKind, cuts.Cut, cuts.Split]] = (
    ("exclusive", cuts.exclusive_cut, cuts.split_exclusive),
    ("sequence", cuts.sequence_cut, cuts.split_projected),
    ("parallel", cuts.parallel_cut, cuts.split_projected),
    ("loop", cuts.loop_cut, cuts.split_loop),
)
_TRY_CONCURRENT = 40  # above so many activities the costly fall-through "one is concurrent" is not tried


def discover(log: EventLog, noise: float = 0.2) -> ProcessTree:
    """Discover a process tree. `noise` 0 keeps every behaviour; 0.2 sets aside ways rarer than a fifth of the
    commonest.

    Every activity of the log appears exactly once in the tree. The order of rows and of cases does not
    matter.
    """
    return discover_variants(variants(log), noise)


def discover_variants(distinct: Sequence[Variant], noise: float = 0.2) -> ProcessTree:
    """The same for variants, for instance the frequent ones only."""
    traces: Counter[Trace] = Counter()
    for variant in distinct:
        traces[variant.trace] += variant.count
    return _tree(traces, noise)


def _tree(traces: Traces, noise: float) -> ProcessTree:
    empty = traces.get((), 0)
    filled = {trace: count for trace, count in sorted(traces.items()) if trace and count}
    if not filled:
        return SILENT
    if empty:
        # a part skipped less often than the noise threshold allows is not optional
        inner = _tree(filled, noise)
        return inner if empty < noise * sum(filled.values()) else block("exclusive", inner, SILENT)
    graph = cuts.graph_of(filled)
    if len(graph.activities) == 1:
        return _single(filled, noise)
    cut = _find(graph) or (_find(graph.filtered(noise)) if noise > 0 else None)
    if cut is not None:
        kind, parts = cut
        return _join(kind, _split(kind, filled, parts), noise)
    return _fall_through(filled, graph, noise)


def _single(traces: Traces, noise: float) -> ProcessTree:
    name = next(iter(traces))[0]
    repeated = sum(count for trace, count in traces.items() if len(trace) > 1)
    loops = repeated > noise * sum(traces.values()) or (repeated and noise == 0)
    return block("loop", task(name), SILENT) if loops else task(name)


def _find(graph: Graph) -> tuple[TreeKind, list[Part]] | None:
    for kind, cut, _ in _CUTS:
        parts = cut(graph)
        if parts:
            return kind, parts
    return None


def _split(kind: TreeKind, traces: Traces, parts: list[Part]) -> list[Counter[Trace]]:
    split = next(split for known, _, split in _CUTS if known == kind)
    return split(traces, parts)


def _join(kind: TreeKind, logs: list[Counter[Trace]], noise: float) -> ProcessTree:
    children = [_tree(log, noise) for log in logs]
    if kind == "loop":
        return block("loop", children[0], block("exclusive", *children[1:]))
    return block(kind, *children)


# --- where no cut is found ---


def _fall_through(traces: Traces, graph: Graph, noise: float) -> ProcessTree:
    return (
        _once_per_trace(traces, graph, noise)
        or _one_concurrent(traces, graph, noise)
        or _again(traces, graph, noise, strict=True)
        or _again(traces, graph, noise, strict=False)
        or _flower(graph)
    )


def _once_per_trace(traces: Traces, graph: Graph, noise: float) -> ProcessTree | None:
    """An activity that happens exactly once in every trace stands beside the rest."""
    for name in graph.activities:
        if all(trace.count(name) == 1 for trace in traces):
            return _beside(traces, graph, name, noise)
    return None


def _one_concurrent(traces: Traces, graph: Graph, noise: float) -> ProcessTree | None:
    """An activity without which the rest falls apart stands beside it."""
    if len(graph.activities) > _TRY_CONCURRENT:
        return None
    for name in graph.activities:
        rest = cuts.split_projected(traces, [frozenset(graph.activities) - {name}])[0]
        rest.pop((), None)
        other = cuts.graph_of(rest)
        if len(other.activities) > 1 and (_find(other) or (noise > 0 and _find(other.filtered(noise)))):
            return _beside(traces, graph, name, noise)
    return None


def _beside(traces: Traces, graph: Graph, name: str, noise: float) -> ProcessTree:
    parts = [frozenset((name,)), frozenset(graph.activities) - {name}]
    return _join("parallel", cuts.split_projected(traces, parts), noise)


def _again(traces: Traces, graph: Graph, noise: float, *, strict: bool) -> ProcessTree | None:
    """Traces that are several runs of one body: cut before a start (strict: only after an end)."""
    pieces: Counter[Trace] = Counter()
    for trace, count in traces.items():
        begin = 0
        for place in range(1, len(trace)):
            if trace[place] in graph.starts and (not strict or trace[place - 1] in graph.ends):
                pieces[trace[begin:place]] += count
                begin = place
        pieces[trace[begin:]] += count
    if sum(pieces.values()) == sum(traces.values()):
        return None
    return block("loop", _tree(pieces, noise), SILENT)


def _flower(graph: Graph) -> ProcessTree:
    """Anything, in any order, any number of times (at least once)."""
    return block("loop", block("exclusive", *map(task, graph.activities)), SILENT)
