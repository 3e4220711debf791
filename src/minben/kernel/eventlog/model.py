"""The event log: case-contiguous columns, integer codes, time as microseconds (IEEE 1849 for meaning).

One type for what happened (journal, files) and for what might (simulation), so every question works on both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog.header import Header

MISSING = -1  # code of an absent resource or other coded value
NO_TIME = np.iinfo(np.int64).min  # an absent timestamp: missing stays missing

ColumnType = Literal["text", "number", "boolean", "time"]
Value = str | float | bool | int | None


class Event(NamedTuple):
    """One event as plain values; `time` and `start` are UTC microseconds since 1970, `offset` minutes east of
    UTC.
    """

    case: str
    activity: str
    time: int
    resource: str = ""
    start: int = NO_TIME
    offset: int = 0
    values: Mapping[str, str | float | bool] = {}


class Coded(Sequence[Value]):
    """Values as codes into a table of distinct ones: what a file with half a million rows needs to stay
    small.
    """

    __slots__ = ("codes", "table")

    def __init__(self, codes: NDArray[np.int32], table: Sequence[Value]) -> None:
        self.codes = codes
        self.table = table

    def __len__(self) -> int:
        return int(self.codes.size)

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> Coded: ...
    def __getitem__(self, index: int | slice) -> Value | Coded:
        if isinstance(index, slice):
            return Coded(self.codes[index], self.table)
        code = int(self.codes[index])
        return None if code == MISSING else self.table[code]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # compared by value, like a list


@dataclass(frozen=True)
class Column:
    """A typed attribute. `values` has one entry per event (or per case); None is missing. Times are UTC
    microseconds; `zones` says for each how many minutes east of UTC the source wrote it, where that is known.
    """

    type: ColumnType
    values: Sequence[Value]
    zones: Sequence[Value] | None = None

    def coded(self) -> tuple[NDArray[np.int32], Sequence[Value]]:
        """Codes (MISSING where absent) and the distinct values by first appearance."""
        if isinstance(self.values, Coded):
            return self.values.codes, self.values.table
        table: dict[Any, int] = {}
        codes = [MISSING if value is None else table.setdefault(value, len(table)) for value in self.values]
        return np.array(codes, dtype=np.int32), tuple(table)

    def times(self) -> NDArray[np.int64]:
        """A column of type time as int64 microseconds, NO_TIME where absent."""
        codes, table = self.coded()
        known = np.array([*table, NO_TIME], dtype=np.int64)  # the last entry answers code -1
        return known[codes]


@dataclass(frozen=True)
class Suspicion:
    """Something in a log that an analyst should know before trusting its figures."""

    kind: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class EventLog:
    """Events sorted by case (file order of first appearance), inside a case by time, ties in file order.

    `offsets` has len(cases)+1 entries: events of case i are `offsets[i]:offsets[i+1]`. All int arrays have
    one entry per event unless said otherwise.
    """

    cases: tuple[str, ...]
    offsets: NDArray[np.int64]
    activities: tuple[str, ...]  # code -> name
    activity: NDArray[np.int32]
    time: NDArray[np.int64]  # completion
    resources: tuple[str, ...]
    resource: NDArray[np.int32]
    start: NDArray[np.int64] | None = None  # when work began, where the log knows it
    zone: NDArray[np.int16] | None = None  # minutes east of UTC, as the source wrote it
    start_zone: NDArray[np.int16] | None = None  # the same of `start`; None: that of the event
    event_columns: Mapping[str, Column] = field(default_factory=dict)
    case_columns: Mapping[str, Column] = field(default_factory=dict)
    origin: str = ""
    remarks: tuple[
        Suspicion, ...
    ] = ()  # what the reader noticed and could not keep (order of the file, odd dates)
    header: Header | None = None  # what an XES file said before its first case

    def __len__(self) -> int:
        """Number of events."""
        return int(self.activity.size)

    def offsets_at(self, row: int) -> tuple[int, int]:
        """Minutes east of UTC of the begin and of the end of an event."""
        end = 0 if self.zone is None else int(self.zone[row])
        return end if self.start_zone is None else int(self.start_zone[row]), end

    @property
    def case_index(self) -> NDArray[np.int64]:
        """For every event the index of its case."""
        return np.repeat(np.arange(len(self.cases)), np.diff(self.offsets))

    def slots(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For every row of a table the case and the event; a case without events has one row without event (-1)."""
        lengths = np.diff(self.offsets)
        case = np.repeat(np.arange(len(lengths)), np.maximum(lengths, 1))
        filled = lengths[case] > 0
        return case, np.where(filled, np.cumsum(filled) - 1, MISSING)

    def trace(self, index: int) -> tuple[str, ...]:
        """Activity names of one case in order."""
        part = self.activity[self.offsets[index] : self.offsets[index + 1]]
        return tuple(map(self.activities.__getitem__, part.tolist()))


def _code(names: Iterable[str], missing: str | None = None) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Codes by first appearance; `missing` (when given) becomes MISSING and gets no name."""
    table: dict[str, int] = {}
    codes = [MISSING if name == missing else table.setdefault(name, len(table)) for name in names]
    return tuple(table), np.array(codes, dtype=np.int32)


def from_events(
    events: Iterable[Event],
    *,
    case_columns: Mapping[str, Mapping[str, str | float | bool]] | None = None,
    origin: str = "",
) -> EventLog:
    """Build a log from events in any order; `case_columns` maps attribute -> case -> value."""
    rows = list(events)
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.case, len(first))
    rows.sort(key=lambda row: (first[row.case], row.time))  # stable: ties keep their order
    counts = (
        np.bincount([first[row.case] for row in rows], minlength=len(first))
        if rows
        else np.zeros(0, np.int64)
    )
    activities, activity = _code(row.activity for row in rows)
    resources, resource = _code((row.resource for row in rows), missing="")
    start = np.array([row.start for row in rows], dtype=np.int64)
    names = {name for row in rows for name in row.values}
    return EventLog(
        cases=tuple(first),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        activities=activities,
        activity=activity,
        time=np.array([row.time for row in rows], dtype=np.int64),
        resources=resources,
        resource=resource,
        start=None if not rows or bool((start == NO_TIME).all()) else start,
        zone=np.array([row.offset for row in rows], dtype=np.int16),
        event_columns={name: _column([row.values.get(name) for row in rows]) for name in sorted(names)},
        case_columns={
            name: _column([values.get(case) for case in first])
            for name, values in (case_columns or {}).items()
        },
        origin=origin,
    )


def _column(values: list[str | float | bool | None]) -> Column:
    """A column with the narrowest type all present values share."""
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, bool) for value in present):
        return Column("boolean", values)
    if present and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in present):
        return Column("number", values)
    return Column("text", [None if value is None else str(value) for value in values])
