"""What late cases have in common, as rules a person can read and check. Serves leaders looking for a first lead.

A rule is one or two conditions on a case (an attribute's value, a step that happened, a step done again) and the share
of such cases that are late. Kept are rules whose share is above that of all cases even for the best of as many as were
tried (Wilson interval, Bonferroni); subgroup discovery by weighted relative accuracy (Lavrač, Flach, Zupan 1999). A
rule says what goes together, not what brings it about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME, EventLog, end_column
from minben.kernel.mining.chance import bonferroni, wilson
from minben.kernel.mining.deadlines import limit_columns
from minben.kernel.mining.flow import throughput
from minben.kernel.mining.orders import counted

Marks = NDArray[np.bool_]
_LEAST = 0.03  # share of cases a condition must hold in, and fail in
_MANY = 50  # attributes with more values say who, not what kind
_SINGLES = 14  # so many conditions are combined in pairs


@dataclass(frozen=True)
class Condition:
    """`kind`: "is" (attribute = value), "above" (attribute > value), "happened" or "again" (the step `subject`)."""

    kind: str
    subject: str
    value: str = ""


@dataclass(frozen=True)
class Rule:
    """Of the `cases` that meet all conditions, `late` are late: `confidence`, with its 95 % interval."""

    conditions: tuple[Condition, ...]
    cases: int
    late: int
    support: float  # cases / all
    confidence: float
    lift: float  # confidence / base
    low: float
    high: float


@dataclass(frozen=True)
class Reasons:
    """`target` is the limit's attribute, or "" where late means the slowest quarter; `tried` conditions and pairs."""

    target: str
    cases: int
    late: int
    tried: int
    rules: tuple[Rule, ...]

    @property
    def base(self) -> float:
        """Share of late cases over all."""
        return self.late / self.cases if self.cases else 0.0


def lateness(log: EventLog) -> tuple[str, Marks, Marks]:
    """The limit's attribute, which cases can be judged, and which are late: against the log's own limit where it has
    one, else the slowest quarter of all cases.
    """
    end, limits = end_column(log), limit_columns(log)
    if end and limits:
        closed, limit = log.case_columns[end].times(), log.case_columns[limits[0]].times()
        judged = (closed != NO_TIME) & (limit != NO_TIME)
        if judged.any():
            return limits[0], judged, judged & (closed > limit)
    spent = throughput(log)
    judged, late = np.zeros(len(log.cases), np.bool_), np.zeros(len(log.cases), np.bool_)
    judged[spent.cases] = True
    late[spent.cases] = spent.hours > spent.quantile(0.75)
    return "", judged, late


def reasons(log: EventLog, shown: int = 10) -> Reasons:
    """The rules that raise the share of late cases most, weighted by how many cases they cover."""
    target, judged, late = lateness(log)
    size, hits = int(judged.sum()), int(late.sum())
    found = [(one, marks & judged) for one, marks in _conditions(log, judged)]
    pairs = _SINGLES * (_SINGLES - 1) // 2
    tried = len(found) + min(pairs, len(found) * (len(found) - 1) // 2)
    if not size or not hits:
        return Reasons(target, size, hits, tried, ())
    z, base = bonferroni(tried), hits / size
    singles = [(_rule((one,), marks, late, size, base), marks) for one, marks in found]
    singles = [one for one in singles if wilson(one[0].late, one[0].cases, z)[0] > base]
    singles.sort(key=lambda one: _order(one[0], base))
    rules = [rule for rule, _ in singles] + list(_pairs(singles[:_SINGLES], late, size, base, z))
    rules.sort(key=lambda rule: _order(rule, base))
    return Reasons(target, size, hits, tried, tuple(_apart(rules)[:shown]))


def _order(rule: Rule, base: float) -> tuple[float, str]:
    return -rule.support * (rule.confidence - base), repr(rule.conditions)


def _apart(rules: list[Rule]) -> list[Rule]:
    """Without rules that pick exactly as many cases with as many late ones as one before: the same group, renamed."""
    seen: set[tuple[int, int]] = set()
    return [
        rule for rule in rules if not ((rule.cases, rule.late) in seen or seen.add((rule.cases, rule.late)))
    ]


def _pairs(
    singles: list[tuple[Rule, Marks]], late: Marks, size: int, base: float, z: float
) -> Iterator[Rule]:
    """Two conditions, where together they say clearly more than either."""
    for (one, here), (two, there) in combinations(singles, 2):
        both = here & there
        if both.sum() < _LEAST * size or one.conditions[0].subject == two.conditions[0].subject:
            continue
        rule = _rule(one.conditions + two.conditions, both, late, size, base)
        if wilson(rule.late, rule.cases, z)[0] > max(one.confidence, two.confidence):
            yield rule


def _rule(conditions: tuple[Condition, ...], marks: Marks, late: Marks, size: int, base: float) -> Rule:
    cases, hits = int(marks.sum()), int((marks & late).sum())
    share = hits / max(cases, 1)
    low, high = wilson(hits, cases)
    return Rule(conditions, cases, hits, cases / size, share, share / base, low, high)


def _conditions(log: EventLog, judged: Marks) -> Iterator[tuple[Condition, Marks]]:
    """Every condition that holds in neither too few nor too many of the judged cases."""
    size = int(judged.sum())
    for condition, marks in (*_of_attributes(log), *_of_steps(log)):
        if _LEAST * size <= int((marks & judged).sum()) <= (1 - _LEAST) * size:
            yield condition, marks


def _of_attributes(log: EventLog) -> Iterator[tuple[Condition, Marks]]:
    people = set(log.resources)
    for name in sorted(log.case_columns):
        column = log.case_columns[name]
        codes, table = column.coded()
        if people.issuperset(map(str, table)):
            continue  # a rule must not point at a person
        if column.type in ("text", "boolean") and 2 <= len(table) <= _MANY:
            for code, value in enumerate(table):
                yield Condition("is", name, str(value)), codes == code
        elif column.type == "number" and len(table) > 2:
            known = np.array([*table, np.nan], dtype=np.float64)[codes]
            for share in (0.5, 0.75):
                bound = float(np.nanquantile(known, share)) if (codes >= 0).any() else 0.0
                yield Condition("above", name, f"{bound:g}"), known > bound


def _of_steps(log: EventLog) -> Iterator[tuple[Condition, Marks]]:
    width, size = max(len(log.activities), 1), len(log.cases)
    pairs, counts = counted(log.case_index * width + log.activity, size * width)
    code, case = pairs % width, pairs // width
    bounds = np.searchsorted(np.sort(code), np.arange(width + 1))
    order = np.argsort(code, kind="stable")
    for at in np.argsort(np.array(log.activities)).tolist() if log.activities else ():
        here = order[bounds[at] : bounds[at + 1]]
        for kind, chosen in (("happened", here), ("again", here[counts[here] > 1])):
            marks = np.zeros(size, np.bool_)
            marks[case[chosen]] = True
            yield Condition(kind, log.activities[at]), marks
