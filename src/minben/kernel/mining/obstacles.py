"""Institutional obstacles in a log, counted case by case. Serves analysts who ask what the institution adds to the
work.

Counted are crossings of departments, levels and regions; material collected again; approvals after the first; returns
for missing material or correction; refusals to share data; approvals that always agree; steps taken only on certain
days
of the week (meetings); and leaders' attention: their sign-offs and how long these were waited for. What a step is, is
read from its name by the patterns of `Words`, which are shown beside the figures and can be replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import MISSING, NO_TIME, EventLog
from minben.kernel.eventlog.parts import first_by
from minben.kernel.mining.chance import wilson
from minben.kernel.mining.flow import links
from minben.kernel.mining.orders import HOUR

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
_ENOUGH = 30  # approvals of one hand, events of one step, before a habit is told
_AGREES = 0.99
_ONE_DAY = 0.6  # share of a step's events on its commonest weekday; an even week of five days gives 0.2


@dataclass(frozen=True)
class Words:
    """Where the log names units, and patterns (regular expressions, case ignored) over names of steps and of roles."""

    departments: tuple[str, ...] = ("org:group", "department", "org:role")
    levels: tuple[str, ...] = ("level", "org:level", "層級", "层级")
    regions: tuple[str, ...] = ("region", "org:region", "地區", "地区")
    collection: str = (
        r"submit|suppl(?:y|ied)\b|upload|(?:collect|receive)\w* (?:material|document|information)|"
        r"提交|收件|收取|補交|补交|補件|补件"
    )
    approval: str = (
        r"approv|authori[sz]|endorse|sign[ -]?off|decide|determine|"
        r"審批|审批|批准|審核|审核|簽批|签批|決定|决定|辦結"
    )
    returned: str = (
        r"reject|returned|sent back|send back|incomplete|hold request|correction|"
        r"退回|退件|補正|补正|駁回|驳回|不予"
    )
    refused: str = r"shar\w* refused|refus\w* to share|exchange refused|共享.*拒|拒.*共享"
    leader: str = (
        r"supervisor|director|manager|leader|mayor|head of|chief|budget owner|"
        r"領導|领导|局長|局长|主任|市長|市长"
    )


@dataclass(frozen=True)
class Agreeing:
    """One hand's approvals: of `approvals` + `returns`, the share that agreed with its 95 % interval."""

    by: str
    approvals: int
    returns: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class MeetingDay:
    """A step whose events fall on one weekday (0 Monday): `share` of `count`."""

    activity: str
    weekday: int
    share: float
    count: int


@dataclass(frozen=True)
class Obstacle:
    """One kind of obstacle over the log: how often, in how many cases, how many a case."""

    kind: str
    total: int
    cases: int
    per_case: float


@dataclass(frozen=True)
class Obstacles:
    """`per_case` holds for each kind one number a case; kinds that the log cannot show are in `unseen`."""

    departments: str  # the attribute that named them, or ""
    rows: tuple[Obstacle, ...]
    unseen: tuple[str, ...]
    agreeing: tuple[Agreeing, ...]
    meetings: tuple[MeetingDay, ...]
    attention: float | None  # median hours that a leader's step was waited for
    steps: dict[str, tuple[str, ...]]  # what the patterns caught: kind -> names of steps
    per_case: dict[str, Floats] = field(repr=False)


def obstacles(log: EventLog, words: Words | None = None) -> Obstacles:
    """Count every kind that the log can show."""
    words = words or Words()
    department = _present(log, words.departments)
    crossed = {
        "departments": department,
        "levels": _present(log, words.levels),
        "regions": _present(log, words.regions),
    }
    per_case = {kind: _crossings(log, column) for kind, column in crossed.items() if column}
    marks = {
        kind: _matching(log, getattr(words, kind))
        for kind in ("collection", "approval", "returned", "refused")
    }
    marks["approval"] &= ~marks["returned"]
    leaders = _of_leaders(log, words.leader)
    counts = {kind: _per_case(log, found) for kind, found in marks.items() if found.any()}
    for kind, name in (("collection", "repeated_collection"), ("approval", "repeated_approval")):
        if kind in counts:
            per_case[name] = np.maximum(counts[kind] - 1, 0)
    for kind, name in (("returned", "returns"), ("refused", "sharing_refused")):
        if kind in counts:
            per_case[name] = counts[kind]
    if leaders.any():
        per_case["leader_signoffs"] = _per_case(log, leaders)
    return Obstacles(
        departments=department,
        rows=tuple(_row(kind, values) for kind, values in per_case.items()),
        unseen=tuple(kind for kind in KINDS if kind not in per_case),
        agreeing=_agreeing(log, marks["approval"], marks["returned"]),
        meetings=_meetings(log),
        attention=_waited(log, leaders),
        steps={
            kind: _names(log, found) for kind, found in (*marks.items(), ("leader", leaders)) if found.any()
        },
        per_case=per_case,
    )


KINDS = (
    "departments",
    "levels",
    "regions",
    "repeated_collection",
    "repeated_approval",
    "returns",
    "sharing_refused",
    "leader_signoffs",
)


def _row(kind: str, values: Floats) -> Obstacle:
    return Obstacle(kind, int(values.sum()), int((values > 0).sum()), float(values.mean()))


def _present(log: EventLog, names: tuple[str, ...]) -> str:
    return next((name for name in names if name in log.event_columns), "")


def _per_case(log: EventLog, found: Marks) -> Floats:
    return np.bincount(log.case_index[found], minlength=len(log.cases)).astype(np.float64)


def _crossings(log: EventLog, column: str) -> Floats:
    codes, _ = first_by(log, column)
    rows = links(log)
    one, two = codes[rows], codes[rows + 1]
    changed = rows[(one != MISSING) & (two != MISSING) & (one != two)]
    return np.bincount(log.case_index[changed], minlength=len(log.cases)).astype(np.float64)


def _matching(log: EventLog, pattern: str) -> Marks:
    """Events whose step's name the pattern finds."""
    find = re.compile(pattern, re.IGNORECASE).search
    hits = np.array([find(name) is not None for name in log.activities], dtype=np.bool_)
    return hits[log.activity] if len(hits) else np.zeros(len(log), np.bool_)


def _of_leaders(log: EventLog, pattern: str) -> Marks:
    """Events of a leading role where the log has roles, else of a step named after a leader."""
    if "org:role" not in log.event_columns:
        return _matching(log, pattern)
    codes, table = log.event_columns["org:role"].coded()
    find = re.compile(pattern, re.IGNORECASE).search
    hits = np.array([*(find(str(name)) is not None for name in table), False], dtype=np.bool_)
    return hits[codes]


def _names(log: EventLog, found: Marks) -> tuple[str, ...]:
    return tuple(sorted(log.activities[code] for code in np.unique(log.activity[found]).tolist()))


def _agreeing(log: EventLog, approvals: Marks, returns: Marks) -> tuple[Agreeing, ...]:
    """Hands (role, else department, else person) that practically always agree, most approvals first."""
    column = _present(log, ("org:role", "org:group")) or "resource"
    codes, table = first_by(log, column)
    size = len(table)
    yes = np.bincount(codes[approvals & (codes != MISSING)], minlength=size)
    no = np.bincount(codes[returns & (codes != MISSING)], minlength=size)
    found: list[Agreeing] = []
    for code, name in enumerate(table):
        both = int(yes[code] + no[code])
        if both >= _ENOUGH and yes[code] >= _AGREES * both:
            low, high = wilson(int(yes[code]), both)
            found.append(
                Agreeing(str(name), int(yes[code]), int(no[code]), float(yes[code]) / both, low, high)
            )
    return tuple(sorted(found, key=lambda row: (-row.approvals, row.by)))


def _meetings(log: EventLog) -> tuple[MeetingDay, ...]:
    """Steps that wait for a day of the week, by local time; most bound first."""
    known = log.time != NO_TIME
    zone = 0 if log.zone is None else log.zone[known].astype(np.int64) * 60_000_000
    day = ((log.time[known] + zone) // (24 * HOUR) + 3) % 7  # 1970-01-01 was a Thursday
    width = len(log.activities)
    table = np.bincount(log.activity[known] * 7 + day, minlength=7 * width).reshape(width, 7)
    found = [
        MeetingDay(log.activities[code], int(row.argmax()), float(row.max() / row.sum()), int(row.sum()))
        for code, row in enumerate(table)
        if row.sum() >= _ENOUGH and row.max() >= _ONE_DAY * row.sum()
    ]
    return tuple(sorted(found, key=lambda row: (-row.share, row.activity)))


def _waited(log: EventLog, leaders: Marks) -> float | None:
    """Median hours before a leader's step."""
    rows = links(log)
    rows = rows[leaders[rows + 1]]
    until = log.time if log.start is None else np.where(log.start != NO_TIME, log.start, log.time)
    good = rows[(log.time[rows] != NO_TIME) & (until[rows + 1] != NO_TIME)]
    return float(np.median(np.maximum(until[good + 1] - log.time[good], 0) / HOUR)) if len(good) else None
