"""From what a file says to an `EventLog`: one place where readers meet, so that all of them mean the same.

Serves the readers of this room. A reader hands over codes and distinct texts; here texts become typed values,
cases become contiguous and the order inside a case becomes the order of time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import moments
from minben.kernel.eventlog.model import (
    MISSING,
    NO_TIME,
    Coded,
    Column,
    ColumnType,
    EventLog,
    Suspicion,
    Value,
)
from minben.kernel.finding import refuse

ACTIVITY, TIME, RESOURCE, START = "concept:name", "time:timestamp", "org:resource", "start_timestamp"

Codes = NDArray[np.int32]
_TYPES: Mapping[str, ColumnType] = {"date": "time", "int": "number", "float": "number", "boolean": "boolean"}


@dataclass
class RawColumn:
    """An attribute as written: `codes[i]` of the event or case `rows[i]` points into `texts`."""

    tag: str  # the XES type: string, date, int, float, boolean, id
    rows: NDArray[np.int64]
    codes: Codes
    texts: Sequence[str]


@dataclass
class Raw:
    """A file taken apart: `case_of[i]` is the case of event i, in file order."""

    file: str
    cases: int
    case_of: NDArray[np.int64]
    case_columns: dict[str, RawColumn] = field(default_factory=dict[str, RawColumn])
    event_columns: dict[str, RawColumn] = field(default_factory=dict[str, RawColumn])
    remarks: list[Suspicion] = field(default_factory=list[Suspicion])
    stamps: dict[str, tuple[NDArray[np.int64], NDArray[np.int16]]] = (
        field(  # times that need no reading, by role
            default_factory=dict[str, tuple[NDArray[np.int64], NDArray[np.int16]]]
        )
    )


def assemble(raw: Raw) -> EventLog:
    """Type, sort and code. Raises InputError when events have no activity name."""
    size = len(raw.case_of)
    activities, activity = _names(raw.event_columns.pop(ACTIVITY, None), size)
    if (activity == MISSING).any():
        first = int(np.flatnonzero(activity == MISSING)[0])
        advice = f"Give every event a {ACTIVITY}; the first one without is event {first + 1} of the file."
        raise refuse(raw.file, f"{int((activity == MISSING).sum())} events have no activity name.", advice)
    resources, resource = _names(raw.event_columns.pop(RESOURCE, None), size)
    time, zone = _stamps(raw, TIME, size)
    has_start = START in raw.stamps or (START in raw.event_columns and raw.event_columns[START].tag == "date")
    start, start_zone = _stamps(raw, START, size) if has_start else (None, None)
    order = _order(raw, time)
    names, codes = _names(raw.case_columns.pop(ACTIVITY, None), raw.cases)
    return EventLog(
        cases=tuple(
            names[code] if code != MISSING else f"#{index + 1}" for index, code in enumerate(codes.tolist())
        ),
        offsets=np.concatenate([[0], np.cumsum(np.bincount(raw.case_of, minlength=raw.cases))]).astype(
            np.int64
        ),
        activities=activities,
        activity=activity[order],
        time=time[order],
        resources=resources,
        resource=resource[order],
        start=None if start is None else start[order],
        zone=zone[order],
        start_zone=None if start_zone is None else start_zone[order],
        event_columns={
            key: _typed(raw, key, column, size, order) for key, column in raw.event_columns.items()
        },
        case_columns={key: _typed(raw, key, column, raw.cases) for key, column in raw.case_columns.items()},
        origin=raw.file,
        remarks=tuple(raw.remarks),
    )


def leave_out_empty(raw: Raw) -> None:
    """A row of a table that says nothing of an event only names its case: so tables keep cases without events."""
    said = np.zeros(len(raw.case_of), dtype=np.bool_)
    for column in raw.event_columns.values():
        said[column.rows] = True
    for time, _ in raw.stamps.values():
        said |= time != NO_TIME
    if said.all():
        return
    place = np.cumsum(said) - 1
    raw.case_of = raw.case_of[said]
    raw.stamps = {key: (time[said], zone[said]) for key, (time, zone) in raw.stamps.items()}
    raw.event_columns = {
        key: RawColumn(column.tag, place[column.rows], column.codes, column.texts)
        for key, column in raw.event_columns.items()
    }


def _spread(column: RawColumn, size: int) -> Codes:
    full = np.full(size, MISSING, dtype=np.int32)
    full[column.rows] = column.codes
    return full


def _names(column: RawColumn | None, size: int) -> tuple[tuple[str, ...], Codes]:
    """Coded texts; an empty text is a missing one."""
    if column is None:
        return (), np.full(size, MISSING, dtype=np.int32)
    renamed = np.full(len(column.texts) + 1, MISSING, dtype=np.int32)  # last entry: missing stays missing
    table: dict[str, int] = {}
    for code, text in enumerate(column.texts):
        if text != "":
            renamed[code] = table.setdefault(text, len(table))
    return tuple(table), renamed[_spread(column, size)]


def _stamps(raw: Raw, key: str, size: int) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    if key in raw.stamps:
        return raw.stamps[key]
    column = raw.event_columns.pop(key, None)
    if column is None:
        return np.full(size, NO_TIME, dtype=np.int64), np.zeros(size, dtype=np.int16)
    read = moments.parse(column.texts)
    codes = _spread(column, size)
    if read.unread:
        count = int(np.isin(codes, read.unread).sum())
        raw.remarks.append(
            Suspicion("unreadable_times", count, tuple(column.texts[code] for code in read.unread[:3]))
        )
    return np.append(read.time, NO_TIME)[codes], np.append(read.zone, np.int16(0))[codes]


def _order(raw: Raw, time: NDArray[np.int64]) -> NDArray[np.int64]:
    """Events by case, then time, then file order. An event without time stays behind the one written before
    it.
    """
    by_case = np.argsort(raw.case_of, kind="stable")
    case, when = raw.case_of[by_case], time[by_case].copy()
    fresh = np.append(True, case[1:] != case[:-1]) if len(case) else np.zeros(0, dtype=np.bool_)
    for index in np.flatnonzero((when == NO_TIME) & ~fresh):  # rare: a loop keeps it plain
        when[index] = when[index - 1]
    back = (when[1:] < when[:-1]) & ~fresh[1:]
    if back.any():
        cases = np.unique(case[1:][back])
        raw.remarks.append(
            Suspicion("out_of_order", len(cases), tuple(f"#{number + 1}" for number in cases[:3]))
        )
    return by_case[np.lexsort((when, case))]


def _typed(
    raw: Raw, key: str, column: RawColumn, size: int, order: NDArray[np.int64] | None = None
) -> Column:
    """The column with the type its tag promises; text, and a remark, when the values break the promise."""
    codes = _spread(column, size)
    if order is not None:
        codes = codes[order]
    kind = _TYPES.get(column.tag, "text")
    values = _READ[kind](column.texts)
    if values is None:
        raw.remarks.append(Suspicion("mixed_types", size, (key,)))
        kind, values = "text", column.texts
    zones = Coded(codes, moments.parse(column.texts).zone.tolist()) if kind == "time" else None
    return Column(kind, Coded(codes, tuple(values)), zones)


def _times(texts: Sequence[str]) -> Sequence[Value] | None:
    read = moments.parse(texts)
    return None if read.unread else read.time.tolist()


def _numbers(texts: Sequence[str]) -> Sequence[Value] | None:
    try:
        return [float(text) if not text.lstrip("+-").isdecimal() else int(text) for text in texts]
    except ValueError:
        return None


def _booleans(texts: Sequence[str]) -> Sequence[Value] | None:
    words = {"true": True, "false": False, "1": True, "0": False}
    values = [words.get(text.lower()) for text in texts]
    return None if None in values else values


def _texts(texts: Sequence[str]) -> Sequence[Value] | None:
    return texts


_READ: Mapping[str, Callable[[Sequence[str]], Sequence[Value] | None]] = {
    "time": _times,
    "number": _numbers,
    "boolean": _booleans,
    "text": _texts,
}
