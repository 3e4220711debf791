"""Between a log of cases and a log of objects. Serves every question of `mining`, which asks about cases.

Flattening (van der Aalst 2019) makes each object of one type a case: an event that concerns two of them counts in both,
one that concerns none is left out. Both follow from the choice of type, so that choice is the person's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog.assemble import RESOURCE, START
from minben.kernel.eventlog.model import MISSING, NO_TIME, Column, ColumnType, EventLog, Suspicion
from minben.kernel.eventlog.ocel.model import (
    Change,
    Happening,
    Kind,
    Link,
    Moment,
    ObjectLog,
    Scalar,
    Thing,
)
from minben.kernel.finding import refuse

_COLUMN: dict[Kind, ColumnType] = {
    "string": "text",
    "integer": "number",
    "float": "number",
    "boolean": "boolean",
    "time": "time",
}
_RESOURCES = (RESOURCE, "resource")


def as_cases(log: ObjectLog, object_type: str = "") -> EventLog:
    """Each object of the type is a case, with its latest values; other objects of an event stand in columns
    `ocel:TYPE`. Without a type, the only one there is. Raises InputError when the type is not known.
    """
    object_type = _chosen(log, object_type)
    things = [thing for thing in log.objects if thing.type == object_type]
    number = {thing.id: index for index, thing in enumerate(things)}
    pairs = sorted(
        {
            (number[link.target], at)
            for at, event in enumerate(log.events)
            for link in event.links
            if link.target in number
        },
        key=lambda pair: (pair[0], log.events[pair[1]].at.time, pair[1]),
    )
    events = [log.events[at] for _, at in pairs]
    sizes = (
        np.bincount([case for case, _ in pairs], minlength=len(things))
        if pairs
        else np.zeros(len(things), int)
    )
    activities, activity = _coded([event.type for event in events])
    by = _resource_name(log)
    resources, resource = _coded([str(event.values.get(by, "")) for event in events])
    starts = [event.values.get(START) for event in events]
    return EventLog(
        cases=tuple(number),
        offsets=np.append(0, np.cumsum(sizes)).astype(np.int64),
        activities=activities,
        activity=activity,
        time=np.array([event.at.time for event in events], dtype=np.int64),
        resources=resources,
        resource=resource,
        start=_moments(starts),
        zone=np.array([event.at.zone for event in events], dtype=np.int16),
        start_zone=_zones(starts),
        event_columns={**_event_columns(log, events), **_others(log, events, object_type)},
        case_columns=_case_columns(log, things, object_type),
        origin=log.origin,
        remarks=(*log.remarks, *_left_out(log, pairs)),
    )


def _chosen(log: ObjectLog, object_type: str) -> str:
    counts = Counter(thing.type for thing in log.objects)
    if not object_type and len(counts) == 1:
        return next(iter(counts))
    if object_type in counts:
        return object_type
    known = ", ".join(f"{name} ({count})" for name, count in counts.items()) or "none"
    said = (
        f'There are no objects of the type "{object_type}".'
        if object_type
        else "The log has several types of objects."
    )
    raise refuse(log.origin, said, f"Say which of them is a case: {known}.", place=object_type)


def _left_out(log: ObjectLog, pairs: Iterable[tuple[int, int]]) -> list[Suspicion]:
    """What flattening does to the numbers: events of no case, events of several."""
    times = Counter(at for _, at in pairs)
    alone = [event.id for at, event in enumerate(log.events) if at not in times]
    shared = [log.events[at].id for at, count in times.items() if count > 1]
    found = (("events_without_case", alone), ("events_of_several_cases", shared))
    return [Suspicion(kind, len(names), tuple(names[:3])) for kind, names in found if names]


def _coded(names: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    table: dict[str, int] = {}
    codes = [table.setdefault(name, len(table)) if name else MISSING for name in names]
    return tuple(table), np.array(codes, dtype=np.int32)


def _resource_name(log: ObjectLog) -> str:
    declared = {name for kinds in log.event_types.values() for name in kinds}
    return next((name for name in _RESOURCES if name in declared), "")


def _moments(values: Sequence[Scalar | None]) -> NDArray[np.int64] | None:
    if not any(isinstance(value, Moment) for value in values):
        return None
    times = [value.time if isinstance(value, Moment) else NO_TIME for value in values]
    return np.array(times, dtype=np.int64)


def _zones(values: Sequence[Scalar | None]) -> NDArray[np.int16] | None:
    if not any(isinstance(value, Moment) for value in values):
        return None
    return np.array([value.zone if isinstance(value, Moment) else 0 for value in values], dtype=np.int16)


def _event_columns(log: ObjectLog, events: Sequence[Happening]) -> dict[str, Column]:
    started = any(isinstance(event.values.get(START), Moment) for event in events)
    taken = {_resource_name(log), START if started else ""}
    ordered = (name for kinds in log.event_types.values() for name in kinds)
    kept = [name for name in dict.fromkeys(ordered) if name not in taken]
    return {
        name: _column(
            {kinds[name] for kinds in log.event_types.values() if name in kinds},
            [event.values.get(name) for event in events],
        )
        for name in kept
    }


def _others(log: ObjectLog, events: Sequence[Happening], object_type: str) -> dict[str, Column]:
    kind_of = {thing.id: thing.type for thing in log.objects}
    found: dict[str, Column] = {}
    for other in log.object_types:
        if other != object_type:
            told = [
                ", ".join(link.target for link in event.links if kind_of.get(link.target) == other)
                for event in events
            ]
            if any(told):
                found[f"ocel:{other}"] = Column("text", [one or None for one in told])
    return found


def _case_columns(log: ObjectLog, things: Sequence[Thing], object_type: str) -> dict[str, Column]:
    latest = [{change.name: change.value for change in thing.changes} for thing in things]  # in order of time
    kinds = log.object_types.get(object_type, {})
    return {name: _column({kind}, [values.get(name) for values in latest]) for name, kind in kinds.items()}


def _column(kinds: set[Kind], values: Sequence[Scalar | None]) -> Column:
    types: set[ColumnType] = {_COLUMN[kind] for kind in kinds}
    if types == {"time"}:
        known = [value if isinstance(value, Moment) else None for value in values]
        zones = [None if value is None else value.zone for value in known]
        return Column("time", [None if value is None else value.time for value in known], zones)
    if len(types) == 1:
        plain: list[Any] = list(values)
        return Column(types.pop(), plain)
    return Column("text", [None if value is None else str(value) for value in values])


# --- the other way ---


def as_objects(log: EventLog, object_type: str = "case") -> ObjectLog:
    """Every case an object of this type. `as_cases` gives the log back, except cases of equal names, which get a
    number. Raises InputError for events without time, which OCEL does not know.
    """
    timeless = np.flatnonzero(log.time == NO_TIME)
    if len(timeless):
        message = f"{len(timeless)} events have no time, and OCEL needs one for each."
        raise refuse(log.origin, message, "Write the log as .csv or .xes.")
    names = _unlike(log.cases)
    kinds: dict[str, Kind] = {name: _kind(column) for name, column in log.event_columns.items()}
    kinds[RESOURCE] = "string"
    if log.start is not None:
        kinds[START] = "time"
    return ObjectLog(
        dict.fromkeys(log.activities, kinds),
        {object_type: {name: _kind(column) for name, column in log.case_columns.items()}},
        tuple(_happening(log, row, names[case]) for row, case in enumerate(log.case_index.tolist())),
        tuple(
            Thing(
                name,
                object_type,
                tuple(Change(*one) for one in sorted(_values(log.case_columns, at).items())),
            )
            for at, name in enumerate(names)
        ),
        log.origin,
    )


def _unlike(cases: Sequence[str]) -> list[str]:
    used: dict[str, None] = {}
    for case in cases:
        name, number = case, 1
        while name in used:
            number += 1
            name = f"{case}#{number}"
        used[name] = None
    return list(used)


def _kind(column: Column) -> Kind:
    if column.type == "number":
        return "integer" if all(isinstance(value, int) for value in column.coded()[1]) else "float"
    kinds: dict[ColumnType, Kind] = {"text": "string", "boolean": "boolean", "time": "time"}
    return kinds[column.type]


def _happening(log: EventLog, row: int, case: str) -> Happening:
    zone = 0 if log.zone is None else int(log.zone[row])
    values = _values(log.event_columns, row)
    if log.resource[row] != MISSING:
        values[RESOURCE] = log.resources[log.resource[row]]
    if log.start is not None and log.start[row] != NO_TIME:
        values[START] = Moment(
            int(log.start[row]), zone if log.start_zone is None else int(log.start_zone[row])
        )
    name = log.activities[log.activity[row]]
    return Happening(f"e{row + 1}", name, Moment(int(log.time[row]), zone), values, (Link(case, ""),))


def _values(columns: Any, row: int) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for name, column in columns.items():
        value = column.values[row]
        if value is not None:
            zone = 0 if column.zones is None else int(column.zones[row] or 0)
            found[name] = Moment(value, zone) if column.type == "time" else value
    return found
