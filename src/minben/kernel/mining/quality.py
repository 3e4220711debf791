"""How well a model tells what happened, and the choice among models.

Serves analysts, who must not be shown one model as if it were the only one. Every candidate is a sound process;
each is measured on the whole log by optimal alignments (`align`):

* *exact*: the share of cases whose trace the model allows from beginning to end;
* *fitness*: 1 - cost / worst cost over all cases;
* *precision*: of the steps the model allows where cases stood, the share somebody took (escaping edges);
* *size*: nodes of the process.

A block-structured model with too many states to be aligned is *followed* instead: an event that it does not allow
at its place is skipped, and a case left where it may not end counts one miss; that can only understate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from minben.kernel.eventlog import EventLog
from minben.kernel.mining.align import Prefixes, conformance, precision
from minben.kernel.mining.automaton import NoAutomaton, TooLarge, automaton
from minben.kernel.mining.blocks import to_process
from minben.kernel.mining.discover import discover_variants
from minben.kernel.mining.follow import followed
from minben.kernel.mining.heuristics import NEVER, heuristics_miner
from minben.kernel.mining.split import split_miner
from minben.kernel.mining.tree import ProcessTree
from minben.kernel.mining.variants import Variant, variants
from minben.kernel.process.model import Process

Miner = Literal["inductive", "split", "heuristics"]
NOISES = (0.0, 0.1, 0.2, 0.4)
COVERAGES = (1.0, 0.95, 0.9, 0.8)
EPSILONS = (0.0, 0.1, 0.3, 0.7)  # 0: nothing runs side by side, which is always sound
ETAS = (0.0, 0.2, 0.4, 0.7, 1.0)
DEPENDENCIES = (0.5, 0.8, 0.95)
PARALLEL = 0.65
MANY = 60  # activities: above, models also of the common ones only, and fewer settings, so that an answer comes soon
FLOORS = (0.1, 0.25, 0.5)  # shares of cases in which a common activity occurs
_SIZE_PENALTY = 0.0005  # a node costs half a thousandth of F: decides between models that explain the same


@dataclass(frozen=True)
class Quality:
    """All in 0..1 but `size`; `f` is the harmonic mean of fitness and precision."""

    exact: float
    fitness: float
    precision: float
    size: int
    aligned: bool = True  # False: followed, or aligned to a bound

    @property
    def f(self) -> float:
        """Harmonic mean of fitness and precision."""
        both = self.fitness + self.precision
        return 2 * self.fitness * self.precision / both if both else 0.0

    @property
    def score(self) -> float:
        """What models are ranked by: F, less a little for every node."""
        return round(self.f - _SIZE_PENALTY * self.size, 9)


@dataclass(frozen=True)
class Candidate:
    """A model, how it was found (miner, its settings, share of cases whose variants were used), how good it is."""

    process: Process
    miner: Miner
    coverage: float
    settings: Mapping[str, float]
    quality: Quality
    tree: ProcessTree | None = field(default=None, repr=False)  # of the inductive miner


def quality(process: Process, prefixes: Prefixes, tree: ProcessTree | None = None) -> Quality:
    """Measure a sound process; `tree`, its blocks, serve where there are too many states.

    Raises NoAutomaton when the process is not sound.
    """
    size = len(process.nodes)
    try:
        model = automaton(process)
    except TooLarge:
        if tree is None:
            raise
        exact, fitness, precision = followed(tree, prefixes.distinct)
        return Quality(exact, fitness, precision, size, aligned=False)
    found = conformance(model, prefixes)
    return Quality(found.exact, found.fitness, found.precision or 0.0, size)


def candidates(
    log: EventLog,
    coverages: Sequence[float] = COVERAGES,
    *,
    fits: Callable[[Candidate], bool] = lambda _: True,
) -> tuple[Candidate, ...]:
    """The sound models of all miners with several settings, each measured on the whole log, best first.

    A model that could not win even if every case fitted it (its precision is known soon) is not aligned and left
    out. `fits` leaves others out beforehand, such as `structured`.
    """
    distinct = variants(log)
    found: dict[object, Candidate] = {}
    for one in _made(log, distinct, coverages):
        if fits(one):
            found.setdefault(_shape(one.process), one)
    return tuple(sorted(_measured(list(found.values()), Prefixes(distinct)), key=_rank))


def _made(log: EventLog, distinct: Sequence[Variant], coverages: Sequence[float]) -> Iterator[Candidate]:
    """Unmeasured candidates with every setting."""
    many = len(log.activities) > MANY
    for coverage in coverages[::2] if many else coverages:
        kept = frequent(distinct, coverage)
        for one in (*_inductive(log, kept, many), *_split(kept, many), *_heuristics(kept, many)):
            yield replace(one, coverage=coverage)
    for floor in FLOORS if many else ():
        kept = common(distinct, floor)
        for one in (*_inductive(log, kept, many), *_split(kept, many), *_heuristics(kept, many)):
            yield replace(one, settings={**one.settings, "floor": floor})


def _shape(process: Process) -> object:
    """Equal for models that were drawn alike."""
    nodes = tuple((node.id, node.kind, node.name) for node in process.nodes)
    return nodes, frozenset((flow.source, flow.target) for flow in process.flows)


def _inductive(log: EventLog, kept: Sequence[Variant], many: bool) -> Iterator[Candidate]:
    for noise in NOISES[2:3] if many else NOISES:
        yield inductive(log, kept, noise)


def inductive(log: EventLog, kept: Sequence[Variant], noise: float) -> Candidate:
    """An unmeasured candidate of the inductive miner."""
    tree = discover_variants(kept, noise)
    return Candidate(to_process(tree, log), "inductive", 1.0, {"noise": noise}, _UNKNOWN, tree)


def _split(kept: Sequence[Variant], many: bool) -> Iterator[Candidate]:
    for epsilon in EPSILONS[:2] if many else EPSILONS:
        for eta in ETAS[2::2] if many else ETAS:
            process = split_miner(kept, epsilon=epsilon, eta=eta)
            yield Candidate(process, "split", 1.0, {"epsilon": epsilon, "eta": eta}, _UNKNOWN)


def _heuristics(kept: Sequence[Variant], many: bool) -> Iterator[Candidate]:
    for dependency in DEPENDENCIES[1:2] if many else DEPENDENCIES:
        for parallel in (PARALLEL, NEVER):
            process = heuristics_miner(kept, dependency=dependency, parallel=parallel)
            settings = {"dependency": dependency} | ({} if parallel == NEVER else {"parallel": parallel})
            yield Candidate(process, "heuristics", 1.0, settings, _UNKNOWN)


_UNKNOWN = Quality(0.0, 0.0, 0.0, 0)


def _measured(found: Sequence[Candidate], prefixes: Prefixes) -> Iterator[Candidate]:
    """The most promising first, until none of the rest can win."""
    hopes = [(_hope(one, prefixes), place) for place, one in enumerate(found)]
    best = -1.0
    for hope, place in sorted(hopes, reverse=True):
        if hope < best:
            return
        one = found[place]
        measured = quality(one.process, prefixes, one.tree)
        best = max(best, measured.score)
        yield replace(one, quality=measured)


def _hope(one: Candidate, prefixes: Prefixes) -> float:
    """The score if every case fitted; -2 when the model is not sound or cannot be measured."""
    size = len(one.process.nodes)
    try:
        model = automaton(one.process)
    except TooLarge:
        return Quality(1.0, 1.0, followed(one.tree, prefixes.distinct)[2], size).score if one.tree else -2.0
    except NoAutomaton:
        return -2.0
    return Quality(1.0, 1.0, precision(model, prefixes), size).score if model.sound else -2.0


def _rank(candidate: Candidate) -> tuple[float, int, str, float, tuple[float, ...]]:
    measured = candidate.quality
    settings = tuple(candidate.settings.values())
    return -measured.score, measured.size, candidate.miner, -candidate.coverage, settings


def best_model(log: EventLog, *, fits: Callable[[Candidate], bool] = lambda _: True) -> Candidate:
    """The candidate with the best F less a little per node; ties go to the smaller, then the less filtered one.

    `fits` leaves some out, such as `structured`.
    """
    return candidates(log, fits=fits)[0]


def structured(candidate: Candidate) -> bool:
    """Whether the model is made of blocks, which redesign moves as wholes."""
    return candidate.tree is not None


def frequent(distinct: Sequence[Variant], coverage: float) -> list[Variant]:
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


def common(distinct: Sequence[Variant], floor: float) -> list[Variant]:
    """The variants without the activities that occur in less than `floor` of the cases."""
    cases = sum(variant.count for variant in distinct)
    seen: Counter[str] = Counter()
    for variant in distinct:
        seen.update(dict.fromkeys(variant.trace, variant.count))
    kept = {name for name, count in seen.items() if count >= floor * cases}
    return [
        replace(variant, trace=tuple(name for name in variant.trace if name in kept)) for variant in distinct
    ]
