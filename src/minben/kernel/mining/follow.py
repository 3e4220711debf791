"""Following cases through a process tree step by step. Serves the choice among models too large to be aligned.

An event that the tree does not allow at its place is skipped; a case left where the tree may not end counts one
miss. Greedy skipping is not an optimal alignment: it can only understate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from minben.kernel.mining.language import Language, States
from minben.kernel.mining.tree import ProcessTree
from minben.kernel.mining.variants import Variant


def followed(tree: ProcessTree, distinct: Sequence[Variant]) -> tuple[float, float, float]:
    """Exact share, fitness (1 - misses / (events + cases)) and precision (escaping edges), each 0..1."""
    language = Language(tree)
    stood: Counter[tuple[str, ...]] = Counter()
    states_at: dict[tuple[str, ...], States] = {}
    taken: dict[tuple[str, ...], set[str]] = {}
    cases = events = missed = exact = 0
    for variant in distinct:
        states, prefix, skipped = language.start, (), 0
        for activity in variant.trace:
            states_at[prefix] = states
            stood[prefix] += variant.count
            reached = language.after(states, activity)
            if reached:
                taken.setdefault(prefix, set()).add(activity)
                states, prefix = reached, (*prefix, activity)
            else:
                skipped += 1
        misses = skipped + (not language.may_end(states))
        missed += misses * variant.count
        exact += variant.count if not misses else 0
        cases += variant.count
        events += len(variant.trace) * variant.count
    allowed = sum(len(language.enabled(states_at[prefix])) * count for prefix, count in stood.items())
    used = sum(len(taken.get(prefix, ())) * count for prefix, count in stood.items())
    return exact / max(cases, 1), 1 - missed / max(events + cases, 1), used / allowed if allowed else 1.0
