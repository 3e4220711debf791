"""How well a model tells what happened: fitness, precision, simplicity, and the choice among models.

Serves analysts, who must not be shown one model as if it were the only one. The method, plainly:

* *exact*: the share of cases whose trace the model allows from beginning to end (language membership, no
heuristics); * *fitness*: cases are followed step by step, an event that the model does not allow at its place
is skipped, and a case
  left where the model does not allow an end counts one miss: 1 - (skipped + unfinished) / (events + cases).
  It is 1 if and only if every case fits exactly. Greedy skipping is not an optimal alignment: it can only
  understate;
* *precision*: escaping edges (Muñoz-Gama and Carmona 2010) on the replayed prefixes: of the steps the model
allows
  where cases really stood, the share somebody took, weighted by how often cases stood there;
* *size*: nodes of the process tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from minben.kernel.eventlog import EventLog
from minben.kernel.mining.discover import discover_variants
from minben.kernel.mining.language import Language, States
from minben.kernel.mining.tree import ProcessTree
from minben.kernel.mining.variants import Variant, variants

NOISES = (0.0, 0.1, 0.2, 0.4)
COVERAGES = (1.0, 0.95, 0.9, 0.8)
_ENOUGH = 0.9  # a model that misses a tenth of what happened is shown only when none does better
_SIZE_PENALTY = 0.001  # a node costs a thousandth of F: decides between models that explain the same


@dataclass(frozen=True)
class Quality:
    """All in 0..1 but `size`; `f` is the harmonic mean of fitness and precision."""

    exact: float
    fitness: float
    precision: float
    size: int

    @property
    def f(self) -> float:
        """Harmonic mean of fitness and precision."""
        both = self.fitness + self.precision
        return 2 * self.fitness * self.precision / both if both else 0.0


@dataclass(frozen=True)
class Candidate:
    """A model, how it was found (noise threshold; share of cases whose variants were used), how good it
    is.
    """

    tree: ProcessTree
    noise: float
    coverage: float
    quality: Quality


def quality(tree: ProcessTree, distinct: Sequence[Variant]) -> Quality:
    """Measure a tree against variants with counts."""
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
    return Quality(
        exact=exact / max(cases, 1),
        fitness=1 - missed / max(events + cases, 1),
        precision=used / allowed if allowed else 1.0,
        size=sum(1 for _ in tree.nodes()),
    )


def candidates(
    log: EventLog, noises: Sequence[float] = NOISES, coverages: Sequence[float] = COVERAGES
) -> tuple[Candidate, ...]:
    """A model for every noise threshold and coverage, each measured on the whole log, best first."""
    distinct = variants(log)
    found: dict[ProcessTree, Candidate] = {}
    for coverage in coverages:
        kept = _frequent(distinct, coverage)
        for noise in noises:
            tree = discover_variants(kept, noise)
            if tree not in found:
                found[tree] = Candidate(tree, noise, coverage, quality(tree, distinct))
    return tuple(sorted(found.values(), key=_rank))


def _rank(candidate: Candidate) -> tuple[bool, float, int, float, float]:
    measured = candidate.quality
    return (
        measured.fitness < _ENOUGH,
        -round(measured.f - _SIZE_PENALTY * measured.size, 9),
        measured.size,
        candidate.noise,
        -candidate.coverage,
    )


def best_model(
    log: EventLog, noises: Sequence[float] = NOISES, coverages: Sequence[float] = COVERAGES
) -> Candidate:
    """The candidate with fitness of at least 0.9 (if any) that has the best F less a thousandth per node.

    Ties go to the smaller model, then to the less filtered one.
    """
    return candidates(log, noises, coverages)[0]


def _frequent(distinct: Sequence[Variant], coverage: float) -> list[Variant]:
    """The most frequent variants that together hold at least `coverage` of the cases."""
    wanted = coverage * sum(variant.count for variant in distinct)
    kept: list[Variant] = []
    so_far = 0
    for variant in distinct:
        if so_far >= wanted:
            break
        kept.append(variant)
        so_far += variant.count
    return kept
