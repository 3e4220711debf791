"""From a log and a model to a scenario: the as-is with numbers.

Serves the analyst. Each estimate that the log does not really show is said in `Scenario.notes`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from minben.kernel.eventlog import MISSING, NO_TIME, EventLog
from minben.kernel.process import Process

from .align import Alignment, align_log
from .duty import Duty
from .game import Game
from .hours import arrivals_of, office_hours
from .scenario import Branch, Floats, Note, Pool, Scenario, Shift, Work, empirical

OFFICE = "office"
_OWN_CALENDAR = 100  # completed works before a person's own hours are believed
_CONDITION = 20  # observations before a branch is conditioned on the previous activity
_CONCURRENT = 0.1  # share of overlapping work from which a case is taken to be on several desks at once
_PAIRS = 30  # cases with both activities before their delays are compared
_UNKNOWN_WORK = 300.0  # seconds of work where the log never shows any


@dataclass
class _Times:
    """Seconds since 1970 per event. `start` is observed or estimated; `begin` per case is its arrival."""

    end: Floats
    start: Floats
    begin: Floats
    observed: bool
    desk: bool  # one piece of work in a case at a time


def calibrate(
    process: Process, log: EventLog, *, longest_work: float = 3600.0, game: Game | None = None
) -> Scenario:
    """The scenario under which `process` behaves as in `log`.

    Branching: each variant is played over the model (see `align`), every choice counted, also by previous activity.
    Waiting: from the moment an activity could begin to the moment work began, in working time of its pool. When work
    in one case hardly ever overlaps (or the log cannot show it), a case lies on one desk at a time and could begin
    means: the case's previous work was done; otherwise: the model enabled the activity.
    Work: start to completion where the log has starts. A log without them does not show work at all; then the span
    from max(enabled, the same person's previous completion) is taken as work when it is at most `longest_work`
    seconds, and the median of those spans where it is longer; the rest of the gap is waiting.
    """
    game = game or Game(process)
    alignments, traces = align_log(game, log)
    calendars, people = _calendars(log)
    times = _times(log, alignments, traces, longest_work)
    pools, pool_of = _pools(log, process, calendars)
    return Scenario(
        arrivals=arrivals_of(times.begin),
        activities=_works(log, alignments, traces, times, pools, pool_of, people, calendars),
        branches=_branches(alignments, traces),
        pools=pools,
        people=people,
        calendars=calendars,
        notes=_notes(alignments, traces, times, bool(pools), bool(calendars), longest_work),
    )


def _calendars(log: EventLog) -> tuple[dict[str, tuple[Shift, ...]], dict[str, str]]:
    """Office hours of all, own hours of those who did enough; nothing when the log is too small to tell.

    Nor without start times: then the waiting before an event already holds nights and absences, and hours of duty would
    count them twice (measured on a municipal log: the mean cycle time came out 20 % too long).
    """
    if len(log) < 200 or not log.resources or log.start is None:
        return {}, {}
    end = log.time / 1e6
    calendars = {OFFICE: office_hours(end)}
    people: dict[str, str] = {}
    for code, name in enumerate(log.resources):
        own = end[log.resource == code]
        people[name] = OFFICE
        if own.size >= _OWN_CALENDAR:
            calendars[name] = office_hours(own)
            people[name] = name
    return calendars, people


def _pools(
    log: EventLog, process: Process, calendars: Mapping[str, object]
) -> tuple[dict[str, Pool], dict[str, str]]:
    """One pool per set of performers; activity name -> pool."""
    pools: dict[str, Pool] = {}
    pool_of: dict[str, str] = {}
    by_members: dict[frozenset[str], str] = {}
    modelled = {node.name or node.id for node in process.nodes}
    for code, name in enumerate(log.activities):
        found = Counter(log.resource[log.activity == code].tolist())
        found.pop(MISSING, None)
        if not found or name not in modelled:
            continue
        members = {log.resources[who]: float(count) for who, count in sorted(found.items())}
        pool = by_members.setdefault(frozenset(members), name)
        pool_of[name] = pool
        pools.setdefault(pool, Pool(members, OFFICE if OFFICE in calendars else ""))
    return pools, pool_of


# --- times ---


def _times(
    log: EventLog,
    alignments: Mapping[tuple[str, ...], Alignment | None],
    traces: list[tuple[str, ...]],
    longest: float,
) -> _Times:
    end = log.time / 1e6
    first = log.offsets[:-1]
    if log.start is not None and bool((log.start != NO_TIME).mean() > 0.5):
        start = np.where(log.start == NO_TIME, end, np.minimum(log.start / 1e6, end))
        desk = _overlap(log, alignments, traces, start, end) < _CONCURRENT
        return _Times(end, start, np.minimum.reduceat(start, first), True, desk)
    since = np.maximum(np.concatenate([[-np.inf], end[:-1]]), _previous_by_person(log, end))
    since[first] = _previous_by_person(log, end)[first]
    spans = end - since
    typical = _typical(log, spans, longest)
    work = np.where(spans <= longest, spans, typical)
    start = end - np.minimum(work, np.maximum(spans, 0.0))
    return _Times(end, start, start[first], False, True)


def _overlap(
    log: EventLog,
    alignments: Mapping[tuple[str, ...], Alignment | None],
    traces: list[tuple[str, ...]],
    start: Floats,
    end: Floats,
) -> float:
    """Of the works that the model let run beside the one before, the share that really began before it ended."""
    together = both = 0
    for index, trace in enumerate(traces):
        alignment, base = alignments[trace], int(log.offsets[index])
        for _, event, cause in alignment.steps if alignment else ():
            if event and cause < event - 1:
                both += 1
                together += bool(start[base + event] < end[base + event - 1])
    return together / both if both else 0.0


def _previous_by_person(log: EventLog, end: Floats) -> Floats:
    """Completion of the same person's previous work anywhere in the log; -inf without one."""
    order = np.lexsort((end, log.resource))
    previous = np.full(end.shape, -np.inf)
    same = (log.resource[order][1:] == log.resource[order][:-1]) & (log.resource[order][1:] != MISSING)
    previous[order[1:][same]] = end[order[:-1][same]]
    return previous


def _typical(log: EventLog, spans: Floats, longest: float) -> Floats:
    """Per event the median believable span of its activity."""
    medians = np.full(len(log.activities), _UNKNOWN_WORK)
    for code in range(len(log.activities)):
        here = spans[(log.activity == code) & (spans <= longest) & (spans > 0)]
        if here.size:
            medians[code] = float(np.median(here))
    return medians[log.activity]


# --- activities ---


def _works(
    log: EventLog,
    alignments: Mapping[tuple[str, ...], Alignment | None],
    traces: list[tuple[str, ...]],
    times: _Times,
    pools: Mapping[str, Pool],
    pool_of: Mapping[str, str],
    people: Mapping[str, str],
    calendars: Mapping[str, tuple[Shift, ...]],
) -> dict[str, Work]:
    duties = {name: Duty(shifts) for name, shifts in calendars.items()}
    always = Duty()
    service: dict[str, list[float]] = defaultdict(list)
    delay: dict[str, list[float]] = defaultdict(list)
    kept: dict[str, list[bool]] = defaultdict(list)
    per_case: list[dict[str, float]] = []
    for index, trace in enumerate(traces):
        alignment, base = alignments[trace], int(log.offsets[index])
        waits: dict[str, float] = {}
        for node, event, cause in alignment.steps if alignment else ():
            at = base + event
            who = int(log.resource[at])
            pool = pool_of.get(trace[event], "")
            team = duties.get(pools[pool].calendar, always) if pool else always
            own = duties.get(people.get(log.resources[who], ""), always) if who != MISSING else always
            begin, end = float(times.start[at]), float(times.end[at])
            cause = event - 1 if times.desk else cause
            since = float(times.end[base + cause]) if cause >= 0 else float(times.begin[index])
            worked = own.worked(end) - own.worked(begin) if times.observed else end - begin
            service[node].append(worked if worked > 0 else end - begin)
            wait = max(team.worked(begin) - team.worked(since), 0.0)
            delay[node].append(wait)
            waits[node] = max(waits.get(node, 0.0), wait)
            if event and who != MISSING and log.resource[at - 1] != MISSING:
                kept[node].append(bool(log.resource[at - 1] == who))
        per_case.append(waits)
    names = dict(_names(alignments))
    turns = _turns(alignments, traces) if times.desk else {}
    tempos = _tempos(per_case)
    return {
        node: Work(
            pool=pool_of.get(names[node], ""),
            service=empirical(service[node]),
            delay=empirical(delay[node]),
            keep=round(float(np.mean(kept[node])), 4) if kept[node] else 0.0,
            tempo=tempos.get(node, 0.0),
            desk=turns.get(node, 0.0),
        )
        for node in service
    }


def _names(alignments: Mapping[tuple[str, ...], Alignment | None]) -> list[tuple[str, str]]:
    return [
        (step.node, trace[step.event])
        for trace, alignment in alignments.items()
        if alignment
        for step in alignment.steps
    ]


def _turns(
    alignments: Mapping[tuple[str, ...], Alignment | None], traces: list[tuple[str, ...]]
) -> dict[str, float]:
    """Weight of an activity when a case's desk chooses: how often it was next among those open together, + 1/2."""
    won: Counter[str] = Counter()
    open_: Counter[str] = Counter()
    for trace, number in Counter(traces).items():
        alignment = alignments[trace]
        steps = alignment.steps if alignment else ()
        for step in steps:
            rivals = [other.node for other in steps if other.cause < step.event <= other.event]
            won[step.node] += number if len(rivals) > 1 else 0
            for node in rivals if len(rivals) > 1 else ():
                open_[node] += number
    nodes = {step.node for alignment in alignments.values() if alignment for step in alignment.steps}
    return {node: round((won[node] + 0.5) / (open_[node] + 1.0), 4) for node in sorted(nodes)}


def _tempos(per_case: list[dict[str, float]]) -> dict[str, float]:
    """Per activity the chance that its delay follows the case's pace.

    If two delays copy the case's uniform number with chances s and t, their covariance is s t times the highest that
    their distributions allow; so the root of that share over all partners estimates an activity's own chance.
    """
    common = [node for node, _ in Counter(node for waits in per_case for node in waits).most_common(12)]
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for index, first in enumerate(common):
        for second in common[:index]:
            pairs = [
                (waits[first], waits[second]) for waits in per_case if first in waits and second in waits
            ]
            if len(pairs) >= _PAIRS:
                left, right = np.array(pairs).T
                value = (_shared(left, right), len(pairs))
                found[first].append(value)
                found[second].append(value)
    return {node: _root_mean(found[node]) for node in common}


def _root_mean(found: list[tuple[float, int]]) -> float:
    weight = sum(count for _, count in found)
    mean = sum(value * count for value, count in found) / weight if weight else 0.0
    return round(float(np.sqrt(max(mean, 0.0))), 4)


def _shared(left: Floats, right: Floats) -> float:
    """Correlation of two samples as a share of the highest their distributions allow (both sorted)."""
    highest = np.cov(np.sort(left), np.sort(right))[0, 1]
    return float(np.cov(left, right)[0, 1] / highest) if highest > 0 else 0.0


# --- branching and notes ---


def _branches(
    alignments: Mapping[tuple[str, ...], Alignment | None], traces: list[tuple[str, ...]]
) -> dict[str, Branch]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for trace, number in Counter(traces).items():
        alignment = alignments[trace]
        for gate, last, flow in alignment.choices if alignment else ():
            counts[gate][flow] += number
            after[gate, last][flow] += number
    given: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for (gate, last), found in after.items():
        if last and sum(found.values()) >= _CONDITION and found != counts[gate]:
            given[gate][last] = _odds(found)
    return {gate: Branch(_odds(found), given.get(gate, {})) for gate, found in counts.items()}


def _odds(found: Counter[str]) -> dict[str, float]:
    total = sum(found.values())
    return {flow: count / total for flow, count in sorted(found.items())}


def _notes(
    alignments: Mapping[tuple[str, ...], Alignment | None],
    traces: list[tuple[str, ...]],
    times: _Times,
    pooled: bool,
    calendared: bool,
    longest: float,
) -> tuple[Note, ...]:
    counts = Counter(traces)
    fitting = sum(
        number for trace, number in counts.items() if (found := alignments[trace]) and found.cost == 0
    )
    lost = sum(number for trace, number in counts.items() if alignments[trace] is None)
    notes = [Note("fitting_cases", round(fitting / max(len(traces), 1), 4))]
    if lost:
        notes.append(Note("cases_left_out", lost))
    if not times.observed:
        notes.append(Note("starts_unknown", longest / 60))
    if times.desk:
        notes.append(Note("one_desk"))
    if not pooled:
        notes.append(Note("resources_unknown"))
    notes.append(
        Note(
            "hours_observed" if calendared else "hours_in_waiting" if not times.observed else "hours_unknown"
        )
    )
    return tuple(notes)
