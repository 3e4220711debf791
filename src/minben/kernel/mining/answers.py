"""The deeper questions as plain values for the report, the studio and `report.json`.

Keys that `answers` adds to an analysis (hours, shares 0..1, moments ISO 8601; intervals are of 95 %):

* `causes`: estimated, work, waiting, unjudged, parts [{cause, hours, share, impact}], activities [{activity, count,
total, batching, contention, prioritisation, unavailability, extraneous}]; None when nobody is named
* `bottlenecks`: [{activity, count, total, share, median, p90, queue, later}]
* `workload`: people, unevenness, rows [{resource, events, cases, activities, days, share, hours}]
* `first_time_right`: cases, share, activities [{activity, cases, once}]
* `working_time`: calendar, cases, median_days, p90_days, median_workdays, p90_workdays, limit, late, share_late, low,
high
* `drift`: [{time, until, cases_before, cases_after, median_before, median_after, moved [{source, target, before,
after}]}]
* `reasons`: target, cases, late, base, tried, rules [{conditions [{kind, subject, value}], cases, late, support,
confidence, lift, low, high}]
* `obstacles`: departments, rows [{kind, total, cases, per_case}], unseen, agreeing [{by, approvals, returns, share,
low, high}], meetings [{activity, weekday, share, count}], attention, steps {kind: [step]}
* `relation`: cases, r2, together [rho, low, high], rows [{variable, cases, rho, rho_low, rho_high, longer,
longer_low, longer_high}], kinds [{complex, obstructed, cases, share, median}], limits
* `model_complexity`: the fields of `ModelComplexity`, of the discovered model or of the one given
* `deviations`: process, cases, conforming, unjudged, fitness, rows [{kind, activity, other, cases, share, examples}];
None without a given process
* `rules`: found, given, always and nearly [{template, first, second, rule, set_off, kept, share, confidence,
breaking}]; `given` are those brought along, None without; `nearly` are kept by most, with cases that break them
* `places`: places [{name, cases, median, mean, p90, steps, variants, handovers, once}], contrast {slower, faster,
ratio, hours, low, high, gaps [{activity, hours, often, longer, slower_times, faster_times, slower_wait,
faster_wait}]}; None without others to compare with
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from minben.kernel.eventlog import Chosen, EventLog
from minben.kernel.finding import refuse
from minben.kernel.mining.automaton import NoAutomaton
from minben.kernel.mining.causes import CAUSES, waiting_causes
from minben.kernel.mining.declare import Found, check, declare
from minben.kernel.mining.deviations import deviations
from minben.kernel.mining.drift import Drift, drifts
from minben.kernel.mining.load import bottlenecks, first_time_right, unevenness, workload
from minben.kernel.mining.model_complexity import model_complexity
from minben.kernel.mining.obstacles import Words, obstacles
from minben.kernel.mining.places import compare_places
from minben.kernel.mining.reasons import reasons
from minben.kernel.mining.relation import Relation, relate
from minben.kernel.mining.rulebook import written
from minben.kernel.mining.templates import Constraint
from minben.kernel.mining.workdays import working_time
from minben.kernel.process.model import Process
from minben.kernel.worktime import Calendar

Values = dict[str, Any]
_SHOWN = 30  # rows of a list; totals always count all


@dataclass(frozen=True)
class Asked:
    """What a person adds to the question: a calendar, a limit in working days, the prescribed process, other places'
    logs by name, their own words for obstacles, rules that cases should keep, and what they chose to do about
    suspicious events and cases.
    """

    calendar: Calendar | None = None
    limit: int | None = None
    prescribed: Process | None = None
    beside: Mapping[str, EventLog] = field(default_factory=dict[str, EventLog])
    words: Words | None = None
    rules: tuple[Constraint, ...] = ()
    chosen: tuple[Chosen, ...] = ()


def answers(log: EventLog, process: Process, asked: Asked) -> list[tuple[str, Callable[[], Any]]]:
    """Key and computation of each, in the order of the report; `process` is the discovered one."""
    relation = _Once(log, asked.words)
    return [
        ("causes", lambda: causes_of(log)),
        ("bottlenecks", lambda: [asdict(row) for row in bottlenecks(log)[:_SHOWN]]),
        ("workload", lambda: workload_of(log)),
        ("first_time_right", lambda: first_of(log)),
        ("working_time", lambda: asdict(working_time(log, asked.calendar, asked.limit))),
        ("drift", lambda: [drift_of(one) for one in drifts(log)]),
        ("reasons", lambda: reasons_of(log)),
        ("obstacles", lambda: obstacles_of(relation())),
        ("relation", lambda: relation_of(relation())),
        ("model_complexity", lambda: asdict(model_complexity(asked.prescribed or process))),
        ("deviations", lambda: deviations_of(log, asked.prescribed)),
        ("rules", lambda: rules_of(log, asked.rules)),
        ("places", lambda: places_of(log, asked.beside)),
    ]


class _Once:
    """Counted once, used twice."""

    def __init__(self, log: EventLog, words: Words | None) -> None:
        self._log, self._words = log, words
        self._found: Relation | None = None

    def __call__(self) -> Relation:
        if self._found is None:
            self._found = relate(self._log, obstacles(self._log, self._words))
        return self._found


def causes_of(log: EventLog) -> Values | None:
    """The five causes, largest first; None when nobody is named."""
    found = waiting_causes(log)
    if not found.rows:
        return None
    parts = [
        {
            "cause": cause,
            "hours": found.hours(cause),
            "share": found.hours(cause) / found.waiting if found.waiting else 0.0,
            "impact": found.impact(cause),
        }
        for cause in CAUSES
    ]
    head = {key: getattr(found, key) for key in ("estimated", "work", "waiting", "unjudged")}
    return head | {"parts": parts, "activities": [asdict(row) for row in found.rows[:_SHOWN]]}


def workload_of(log: EventLog) -> Values:
    """Everybody's share, and how uneven it is."""
    rows = workload(log)
    shown = [asdict(row) for row in rows[:_SHOWN]]
    return {"people": len(rows), "unevenness": unevenness(rows), "rows": shown}


def first_of(log: EventLog) -> Values:
    """Cases right the first time, and the steps least so."""
    found = first_time_right(log)
    rows = [
        {"activity": name, "cases": cases, "once": once}
        for name, cases, once in found.activities
        if once < cases
    ]
    return {"cases": found.cases, "share": found.share, "activities": rows[:_SHOWN]}


def drift_of(one: Drift) -> Values:
    """A change with its moments as text."""
    return asdict(one) | {key: _iso(getattr(one, key)) for key in ("time", "until")}


def reasons_of(log: EventLog) -> Values:
    """Rules, and what late means."""
    found = reasons(log)
    return asdict(found) | {"base": found.base}


def obstacles_of(found: Relation) -> Values:
    """What was counted, without the numbers of single cases."""
    counted = found.found
    keys = ("departments", "unseen", "attention", "steps")
    lists = {key: [asdict(row) for row in getattr(counted, key)] for key in ("rows", "agreeing", "meetings")}
    return {key: getattr(counted, key) for key in keys} | lists


def relation_of(found: Relation) -> Values:
    """How it goes together."""
    lists = {key: [asdict(row) for row in getattr(found, key)] for key in ("rows", "kinds")}
    return {key: getattr(found, key) for key in ("cases", "r2", "together", "limits")} | lists


def deviations_of(log: EventLog, prescribed: Process | None) -> Values | None:
    """Departures from the prescribed process. Raises InputError for one whose flow cannot be followed."""
    if prescribed is None:
        return None
    try:
        return {"process": prescribed.name or prescribed.id, **asdict(deviations(log, prescribed))}
    except NoAutomaton as error:
        advice = "Cases are compared with start, end, tasks, exclusive and parallel gateways."
        raise refuse(prescribed.file or prescribed.id, f"Cases cannot follow it: {error}.", advice) from error


def rules_of(log: EventLog, given: tuple[Constraint, ...]) -> Values:
    """Rules that always hold, rules that some cases break, and the given ones on this log."""
    found = declare(log)
    always = [one for one in found if one.kept == one.set_off]
    nearly = [one for one in found if one.kept < one.set_off]
    return {
        "found": len(found),
        "always": [_rule(one) for one in always[:_SHOWN]],
        "nearly": [_rule(one) for one in nearly[:_SHOWN]],
        "given": [_rule(one) for one in check(log, given)] if given else None,
    }


def _rule(one: Found) -> Values:
    said = asdict(one)
    return {**said.pop("rule"), "rule": written([one.rule]).strip(), **said, "confidence": one.confidence}


def places_of(log: EventLog, beside: Mapping[str, EventLog]) -> Values | None:
    """This log among the others."""
    if not beside:
        return None
    found = asdict(compare_places({_name(log): log, **beside}))
    if found["contrast"]:
        found["contrast"]["gaps"] = found["contrast"]["gaps"][:_SHOWN]
    return found


def _name(log: EventLog) -> str:
    return log.origin.replace("\\", "/").rpartition("/")[2] or "1"


def _iso(time: int) -> str:
    return str(np.datetime64(time, "us").astype("datetime64[s]")) + "Z"
