"""Where cases left the process, in plain kinds: left out, too late, too early, once more, added, unknown.

Serves inspectors ("in 74 cases the decision was sent before the inspection was recorded") and whoever keeps a published
process true. What is counted are the cases of an optimal alignment; where several are optimal, one is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from minben.kernel.eventlog import NO_TIME, EventLog, end_column
from minben.kernel.mining.align import Alignment, Conformance, Move, Prefixes, bounded, conformance
from minben.kernel.mining.automaton import Net, TooLarge, automaton
from minben.kernel.mining.variants import Variant, variants
from minben.kernel.process.model import Process

Kind = Literal["left_out", "late", "early", "again", "added", "unknown"]
EXAMPLES = 3
MOST = 2000  # variants aligned


@dataclass(frozen=True)
class Deviation:
    """`activity` deviates in `cases` cases; `other` is the step that tells where: of `late` the one before it that
    should come later, of `early` the one after it that should come earlier, of `left_out` the step that followed,
    of `added` the step before; "" where there is none.
    """

    kind: Kind
    activity: str
    other: str
    cases: int
    share: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Deviations:
    """Closed cases against a process: how many follow it exactly, how many could not be judged, and the deviations,
    commonest first. `fitness` as in `Conformance`.
    """

    cases: int
    conforming: int
    unjudged: int
    fitness: float
    rows: tuple[Deviation, ...]


def deviations(log: EventLog, process: Process) -> Deviations:
    """What cases that are over did otherwise than the process says. Activities are compared by name.

    Raises NoAutomaton for a process that cannot be aligned (not 1-safe, or with other events than start and end).
    """
    distinct = _finished(log)
    judged = _aligned(process, distinct[:MOST])
    found: Counter[tuple[Kind, str, str]] = Counter()
    examples: dict[tuple[Kind, str, str], list[str]] = {}
    known = {node.name for node in process.nodes}
    for variant, alignment in zip(distinct, judged.alignments, strict=False):
        for key in dict.fromkeys(_told(alignment, variant.trace, known)):
            found[key] += variant.count
            named = examples.setdefault(key, [])
            named += [log.cases[case] for case in variant.cases[: EXAMPLES - len(named)].tolist()]
    total = sum(variant.count for variant in distinct)
    rows = [
        Deviation(*key, cases, cases / total, tuple(examples[key]))
        for key, cases in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Deviations(total, *_counted(distinct, judged.alignments), judged.fitness, tuple(rows))


def _finished(log: EventLog) -> Sequence[Variant]:
    """The variants of the cases that are over; of all cases where the log does not say."""
    end = end_column(log)
    if not end:
        return variants(log)
    over = log.case_columns[end].times() != NO_TIME
    kept = [(one, one.cases[over[one.cases]]) for one in variants(log)]
    chosen = [replace(one, cases=cases, count=len(cases)) for one, cases in kept if len(cases)]
    return sorted(chosen, key=lambda one: (-one.count, one.trace))


def _aligned(process: Process, distinct: Sequence[Variant]) -> Conformance:
    try:
        return conformance(automaton(process), Prefixes(distinct), moves=True)
    except TooLarge:
        return bounded(Net(process), distinct, moves=True)


def _counted(distinct: Sequence[Variant], found: Sequence[Alignment]) -> tuple[int, int]:
    """Cases that follow the process, and cases that were not aligned."""
    pairs = list(zip(distinct, found, strict=False))
    follow = sum(variant.count for variant, one in pairs if one.exact and not one.cost)
    beyond = sum(variant.count for variant in distinct[len(found) :])
    return follow, beyond + sum(variant.count for variant, one in pairs if not one.exact)


def _told(alignment: Alignment, trace: Sequence[str], known: set[str]) -> Iterator[tuple[Kind, str, str]]:
    """The deviations of one alignment. A step that is both missing and additional was done at another time."""
    moves = alignment.moves
    missing = [at for at, move in enumerate(moves) if not move.log]
    for at, move in enumerate(moves):
        if move.model:
            continue
        partner = next((one for one in missing if moves[one].model == move.log), None)
        if partner is not None:
            missing.remove(partner)
            yield _displaced(moves, at, partner)
        elif move.log not in known:
            yield "unknown", move.log, ""
        else:
            kind: Kind = "again" if trace.count(move.log) > 1 else "added"
            yield kind, move.log, _beside(moves, range(at - 1, -1, -1)) if kind == "added" else ""
    for at in missing:
        yield "left_out", moves[at].model, _beside(moves, range(at + 1, len(moves)))


def _displaced(moves: Sequence[Move], recorded: int, due: int) -> tuple[Kind, str, str]:
    """Recorded at one place of the alignment, due at another: the step between that shows it."""
    name = moves[recorded].log
    if recorded > due:
        return "late", name, _beside(moves, range(recorded - 1, due, -1))
    return "early", name, _beside(moves, range(recorded + 1, due))


def _beside(moves: Sequence[Move], places: range) -> str:
    """The first step at these places that happened as the process has it, "" for none."""
    return next((moves[at].log for at in places if moves[at].log and moves[at].model), "")
