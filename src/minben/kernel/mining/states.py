"""The prefix tree of a log and its extended prefix automaton. Serves the measures of complexity.

Augusto, Mendling, Vidgof, Wurm 2022: events are read in the order of time; a state is a beginning of traces; a new one
continues the partition of its parent when it is the parent's first child, else it opens one. The tree is grown from
the distinct traces, a level at a time; the order of time then decides only which child came first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import EventLog
from minben.kernel.mining.variants import Grouping

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PrefixTree:
    """Nodes 1.. are the distinct beginnings of traces, parents before children; node 0 is the root.

    `node[offsets[v]:offsets[v+1]]` are the nodes that variant v goes through.
    """

    parent: Ints
    depth: Ints
    node: Ints
    offsets: Ints


def prefix_tree(log: EventLog, found: Grouping) -> PrefixTree:
    """Grown from one case of every variant."""
    width = max(len(log.activities), 1)
    lengths = np.diff(log.offsets)[found.example]
    offsets = np.append(0, np.cumsum(lengths))
    rows = np.arange(offsets[-1]) + np.repeat(log.offsets[found.example] - offsets[:-1], lengths)
    codes, node = log.activity[rows].astype(np.int64), np.zeros(len(rows), np.int64)
    parents, depths, size = [np.zeros(1, np.int64)], [0], 1
    at = np.zeros(len(lengths), np.int64)  # where every variant stands
    alive = np.arange(len(lengths))
    for level in range(int(lengths.max(initial=0))):
        alive = alive[lengths[alive] > level]
        here = offsets[alive] + level
        fresh, child = np.unique(at[alive] * width + codes[here], return_inverse=True)
        at[alive] = node[here] = size + child
        parents.append(fresh // width)
        depths.append(len(fresh))
        size += len(fresh)
    depth = np.repeat(np.arange(len(depths)), [1, *depths[1:]])
    return PrefixTree(np.concatenate(parents), depth, node, offsets)


def leaves(tree: PrefixTree) -> int:
    """Lengths of the traces that are no beginning of another one, added up."""
    inner = np.zeros(len(tree.parent), np.bool_)
    inner[tree.parent[1:]] = True
    return int(tree.depth[~inner].sum())


def partitions(log: EventLog, found: Grouping, tree: PrefixTree, order: Ints) -> tuple[Ints, Ints]:
    """States and events in each partition of the automaton; `order` are the rows in the order they are read in."""
    first = _first_met(log, found, tree, order)
    eldest = np.full(len(first), len(log))
    np.minimum.at(eldest, tree.parent[1:], first[1:])
    heir = first == eldest[tree.parent]
    heir &= tree.parent > 0
    head = np.where(heir, tree.parent, np.arange(len(heir)))  # the state that opened the partition
    while (head[head] != head).any():
        head = head[head]
    opened = np.flatnonzero(~heir)[1:]
    states = np.bincount(head, minlength=len(head))[opened]
    times = np.repeat(found.counts, np.diff(tree.offsets))
    visits = np.bincount(head[tree.node], weights=times, minlength=len(head))[opened]
    return states, visits.astype(np.int64)


def _first_met(log: EventLog, found: Grouping, tree: PrefixTree, order: Ints) -> Ints:
    """For every node the place in `order` of the first event that comes to it."""
    shift = tree.offsets[:-1][found.of_case] - log.offsets[:-1]
    rows = np.repeat(shift, np.diff(log.offsets))
    rows += np.arange(len(rows))
    met = tree.node.astype(np.int32).take(rows).take(order)
    first = np.full(len(tree.parent), len(log))
    first[met[::-1]] = np.arange(len(met))[::-1]  # of equal indices the last one assigned stays
    first[0] = -1
    return first
