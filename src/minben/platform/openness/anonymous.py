"""An event log that may leave the house: nobody's case can be told from at least four others. Serves the open data.

The rule, as the page of open data states it. K is the least group, 5.

1. Only the edition's past counts: what happened before the first day of the month, so that two downloads of one month
   are the same and nothing follows from comparing them.
2. Cases get new names in a new order, drawn by a secret of the platform and the edition: neither a receipt's number
   nor the order in the journal nor another edition leads to a case.
3. Applicants are "applicant", officers "officer", and no answer, register entry, name or due date is in it.
4. A case in which something happened that happened in fewer than K cases of its service is left out.
5. Times are whole days. A case begins on its true day only where at least K cases of its service begin on that day;
   else all its days move together, so that it begins on the first day of its week, month or year, the finest of them
   that K cases share. Durations in days stay true; `start_precision` says which. Where not even a year has K: left out.
6. Version, channel and status are kept for a group of cases that begin alike only where each combination in it has K
   cases; else status alone, and if that does not do either, none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.utils.crypto import salted_hmac

from minben.kernel.eventlog import MISSING, Column, Event, EventLog, from_events
from minben.platform.openness.suppression import LEAST

KEPT = ("org:group", "level", "item")  # event columns that say nothing of a person
ATTRIBUTES = (("version", "channel", "status"), ("status",), ())  # of a case, the most that K allows
SECOND, MINUTE = 1_000_000, 60_000_000
EPOCH = date(1970, 1, 1)

PRECISIONS: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}


@dataclass
class Trace:
    """One case on its way out: its events as (activity, resource, day, values)."""

    name: str
    service: str
    events: list[tuple[str, str, date, dict[str, str]]]
    known: dict[str, str]
    begin: date = EPOCH
    precision: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """The log for everybody, and how many cases the rule left out."""

    log: EventLog
    left_out: int


def anonymous(log: EventLog, edition: date, *, least: int = LEAST) -> Opened:
    """The log by the rule above. `log`: casework's public one; `edition`: the day before which things happened."""
    whole = _traces(log, edition)
    kept = _stable(whole, least)
    for group in _grouped(kept, lambda one: (one.service, one.precision, one.begin)).values():
        _describe(group, least)
    for one in kept:
        one.name = salted_hmac("minben.openness.case", f"{edition}/{log.origin}/{one.name}").hexdigest()[:16]
    return Opened(_written(sorted(kept, key=lambda one: one.name), log.origin), len(whole) - len(kept))


def _traces(log: EventLog, edition: date) -> list[Trace]:
    found = []
    for case, name in enumerate(log.cases):
        rows = [row for row in range(*map(int, log.offsets[case : case + 2])) if _day(log, row) < edition]
        if rows:
            events = [
                (log.activities[log.activity[row]], _resource(log, row), _day(log, row), _values(log, row))
                for row in rows
            ]
            found.append(Trace(name, str(_cell(log, "service", case)), events, _known(log, case, edition)))
    return found


def _day(log: EventLog, row: int) -> date:
    """The local day on which it happened."""
    zone = 0 if log.zone is None else int(log.zone[row])
    moment = datetime.fromtimestamp(int(log.time[row]) // SECOND, UTC) + timedelta(minutes=zone)
    return moment.date()


def _resource(log: EventLog, row: int) -> str:
    return "" if log.resource[row] == MISSING else log.resources[log.resource[row]]


def _values(log: EventLog, row: int) -> dict[str, str]:
    found = {name: log.event_columns[name].values[row] for name in KEPT if name in log.event_columns}
    return {name: str(value) for name, value in found.items() if value is not None}


def _cell(log: EventLog, name: str, case: int) -> object:
    return log.case_columns[name].values[case]


def _known(log: EventLog, case: int, edition: date) -> dict[str, str]:
    """What is said of a case, as it stood at the edition."""
    closed = _cell(log, "closed", case)
    ended = isinstance(closed, int) and EPOCH + timedelta(microseconds=closed) < edition
    return {
        "version": str(_cell(log, "version", case)),
        "channel": str(_cell(log, "channel", case)),
        "status": str(_cell(log, "status", case)) if ended else "running",
    }


def _stable(traces: list[Trace], least: int) -> list[Trace]:
    """Leave out until nothing more needs to be: each leaving makes the groups of the others smaller."""
    while True:
        kept = _begun(_usual(traces, least), least)
        if len(kept) == len(traces):
            return kept
        traces = kept


def _usual(traces: list[Trace], least: int) -> list[Trace]:
    """Cases in which nothing rare happened."""
    seen = Counter(
        (one.service, name) for one in traces for name in {activity for activity, *_ in one.events}
    )
    return [one for one in traces if all(seen[one.service, event[0]] >= least for event in one.events)]


def _begun(traces: list[Trace], least: int) -> list[Trace]:
    """Cases with the finest beginning that enough of their service share."""
    rest, kept = traces, []
    for precision, start in PRECISIONS.items():
        left: list[Trace] = []
        for group in _grouped(rest, lambda one, start=start: (one.service, start(one.events[0][2]))).values():
            if len(group) < least:
                left += group
                continue
            for one in group:
                one.precision, one.begin = precision, start(one.events[0][2])
            kept += group
        rest = left
    return kept


def _describe(group: list[Trace], least: int) -> None:
    """The most that may be said of cases that begin alike."""
    for names in ATTRIBUTES:
        if min(Counter(tuple(one.known[name] for name in names) for one in group).values()) >= least:
            for one in group:
                one.attributes = {name: one.known[name] for name in names}
            return


def _grouped(traces: Iterable[Trace], key: Callable[[Trace], Hashable]) -> dict[Hashable, list[Trace]]:
    groups: dict[Hashable, list[Trace]] = defaultdict(list)
    for one in traces:
        groups[key(one)].append(one)
    return groups


def _written(traces: list[Trace], origin: str) -> EventLog:
    rows = []
    for one in traces:
        moved = one.begin - one.events[0][2]
        for activity, resource, day, values in one.events:
            stamp = (day + moved - EPOCH) // timedelta(microseconds=1)
            rows.append(Event(one.name, activity, stamp, resource, values=values))
    log = from_events(rows, origin=origin)
    columns = {
        "service": [one.service for one in traces],
        "start_precision": [one.precision for one in traces],
    }
    said = {name: Column("text", [one.attributes.get(name) for one in traces]) for name in ATTRIBUTES[0]}
    return EventLog(
        **{**vars(log), "case_columns": {n: Column("text", v) for n, v in columns.items()} | said}
    )
