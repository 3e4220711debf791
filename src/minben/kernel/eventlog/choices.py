"""What to do about what is suspicious: keep, drop or correct, said by a person and counted. Serves analysts and readers
of a report, who see what was done before the figures.

Nothing is done unsaid: without a choice everything is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog.diagnose import suspicious_cases, suspicious_events
from minben.kernel.eventlog.model import NO_TIME, EventLog
from minben.kernel.eventlog.parts import part, taken
from minben.kernel.finding import refuse

Choice = Literal["keep", "drop", "correct"]
_TIMES, _BEGINS = ("future_dates", "before_1980"), ("negative_length", "zero_length")
_CORRECTED = (*_TIMES, *_BEGINS)  # to "not known": the one correction that invents nothing
_EVENTS = ("missing_times", "before_1980", "missing_resources", "duplicate_events", "future_dates", *_BEGINS)
_CASES = ("empty_cases", "open_cases")


@dataclass(frozen=True)
class Chosen:
    """One choice and how many events or cases it met."""

    kind: str
    choice: Choice
    count: int


def ways(kind: str) -> tuple[Choice, ...]:
    """What can be done about a kind of suspicion; nothing about what is only told."""
    if kind not in (*_EVENTS, *_CASES):
        return ()
    return ("keep", "drop", "correct") if kind in _CORRECTED else ("keep", "drop")


def read_choices(said: Mapping[str, str]) -> dict[str, Choice]:
    """Check what a person says. Raises InputError for what is not known or cannot be corrected."""
    for kind, choice in said.items():
        if kind not in (*_EVENTS, *_CASES):
            known = ", ".join((*_EVENTS, *_CASES))
            raise refuse(
                "--choose", f'Nothing suspicious is called "{kind}".', f"There are: {known}.", place=kind
            )
        if choice not in ("keep", "drop", "correct") or (choice == "correct" and kind not in _CORRECTED):
            ways = "keep, drop or correct" if kind in _CORRECTED else "keep or drop"
            raise refuse("--choose", f'"{choice}" is no choice for {kind}.', f"Choose {ways}.", place=kind)
    return {kind: cast("Choice", choice) for kind, choice in said.items()}


def choose(
    log: EventLog, choices: Mapping[str, Choice], now: int | None = None
) -> tuple[EventLog, tuple[Chosen, ...]]:
    """Act on the choices, cases first, then events, each in the order of this room; say what was met.

    Correcting makes a time "not known" (dates in the future or before 1980) or a begin (work of no or negative length).
    A case whose events are all dropped stays, as an empty case.
    """
    met: list[Chosen] = []
    for kind in (*_CASES, *_EVENTS):
        choice = choices.get(kind)
        where = (suspicious_cases(log) if kind in _CASES else suspicious_events(log, now)).get(kind)
        if choice is None or where is None:
            continue
        met.append(Chosen(kind, choice, int(where.sum())))
        if choice == "drop":
            log = part(log, np.flatnonzero(~where)) if kind in _CASES else without_events(log, where)
        elif choice == "correct":
            log = _corrected(log, kind, where)
    return log, tuple(met)


def _corrected(log: EventLog, kind: str, where: NDArray[np.bool_]) -> EventLog:
    if kind in _TIMES:
        return replace(log, time=np.where(where, NO_TIME, log.time))
    assert log.start is not None  # noqa: S101 - the kind exists only then
    return replace(log, start=np.where(where, NO_TIME, log.start))


def without_events(log: EventLog, where: NDArray[np.bool_]) -> EventLog:
    """The log without these events; no case is lost."""
    rows = np.flatnonzero(~where)
    kept = np.bincount(log.case_index[rows], minlength=len(log.cases))
    return replace(
        log,
        offsets=np.append(0, np.cumsum(kept)).astype(np.int64),
        activity=log.activity[rows],
        time=log.time[rows],
        resource=log.resource[rows],
        start=None if log.start is None else log.start[rows],
        zone=None if log.zone is None else log.zone[rows],
        start_zone=None if log.start_zone is None else log.start_zone[rows],
        event_columns={name: taken(column, rows) for name, column in log.event_columns.items()},
    )
