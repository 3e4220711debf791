"""What to know about a log before trusting its figures. Serves analysts, and the report's last section.

Nothing is repaired here: a suspicion names the kind, how often, and where to look.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog.model import MISSING, NO_TIME, EventLog, Suspicion

_END_NAMES = ("enddate", "end_date", "endDate", "closed", "closing_date", "finished")
_SHOWN = 3


def diagnose(log: EventLog, *, now: int | None = None) -> tuple[Suspicion, ...]:
    """Suspicions by kind, remarks of the reader first. `now` (UTC microseconds) tells which dates are in the
    future.

    Kinds: out_of_order (cases), unreadable_times, mixed_types (from the reader); future_dates, missing_times,
    missing_resources, zero_length, duplicate_events, repeated_case_names, empty_cases, open_cases,
    before_1980.
    """
    found = [*log.remarks]
    found += [_events(log, kind, where) for kind, where in suspicious_events(log, now).items()]
    found += [_repeated_names(log)]
    found += [_cases(log, kind, where) for kind, where in suspicious_cases(log).items()]
    return tuple(suspicion for suspicion in found if suspicion.count)


def suspicious_events(log: EventLog, now: int | None = None) -> dict[str, NDArray[np.bool_]]:
    """Kind -> for every event whether it is meant."""
    found = {
        "missing_times": log.time == NO_TIME,
        "before_1980": (log.time != NO_TIME) & (log.time < 315_532_800_000_000),
        "missing_resources": log.resource == MISSING,
        "duplicate_events": _duplicates(log),
    }
    if now is not None:
        found["future_dates"] = log.time > now
    if log.start is not None:
        both = (log.start != NO_TIME) & (log.time != NO_TIME)
        found["zero_length"] = both & (log.start == log.time)
        found["negative_length"] = both & (log.start > log.time)
    return found


def suspicious_cases(log: EventLog) -> dict[str, NDArray[np.bool_]]:
    """Kind -> for every case whether it is meant."""
    found = {"empty_cases": np.diff(log.offsets) == 0}
    end = end_column(log)
    if end:
        found["open_cases"] = log.case_columns[end].times() == NO_TIME
    return found


def end_column(log: EventLog) -> str:
    """The case attribute that says when a case was closed, or ""."""
    for name in _END_NAMES:
        if name in log.case_columns and log.case_columns[name].type == "time":
            return name
    return ""


def _events(log: EventLog, kind: str, where: NDArray[np.bool_]) -> Suspicion:
    rows = np.flatnonzero(where)
    cases = np.searchsorted(log.offsets, rows[:_SHOWN], side="right") - 1
    pairs = zip(rows[:_SHOWN].tolist(), cases.tolist(), strict=True)
    return Suspicion(
        kind,
        len(rows),
        tuple(f"{log.cases[case]}: {log.activities[log.activity[row]]}" for row, case in pairs),
    )


def _cases(log: EventLog, kind: str, where: NDArray[np.bool_]) -> Suspicion:
    found = np.flatnonzero(where)
    return Suspicion(kind, len(found), tuple(log.cases[index] for index in found[:_SHOWN].tolist()))


def _duplicates(log: EventLog) -> NDArray[np.bool_]:
    """Same case, activity, time and resource as the event before it."""
    same = np.zeros(len(log), dtype=np.bool_)
    case = log.case_index
    equal = (
        (case[1:] == case[:-1]) & (log.activity[1:] == log.activity[:-1]) & (log.time[1:] == log.time[:-1])
    )
    same[1:] = equal & (log.resource[1:] == log.resource[:-1])
    life = log.event_columns.get("lifecycle:transition")
    if life is not None and len(log):
        codes = life.coded()[0]
        same[1:] &= codes[1:] == codes[:-1]  # scheduled and started in one instant is no duplicate
    return same


def _repeated_names(log: EventLog) -> Suspicion:
    seen: set[str] = set()
    twice = [name for name in log.cases if name in seen or seen.add(name)]
    return Suspicion("repeated_case_names", len(twice), tuple(twice[:_SHOWN]))
