"""Parts of a log and logs joined. Serves whoever compares: places, years, kinds of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog.model import Coded, Column, EventLog


def part(log: EventLog, cases: NDArray[np.int64]) -> EventLog:
    """The log with only these cases (indices, in this order); names and codes stay those of the whole."""
    lengths = np.diff(log.offsets)[cases]
    offsets = np.append(0, np.cumsum(lengths)).astype(np.int64)
    rows = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - log.offsets[:-1][cases], lengths)
    return replace(
        log,
        cases=tuple(log.cases[index] for index in cases.tolist()),
        offsets=offsets,
        activity=log.activity[rows],
        time=log.time[rows],
        resource=log.resource[rows],
        start=None if log.start is None else log.start[rows],
        zone=None if log.zone is None else log.zone[rows],
        start_zone=None if log.start_zone is None else log.start_zone[rows],
        event_columns={name: taken(column, rows) for name, column in log.event_columns.items()},
        case_columns={name: taken(column, cases) for name, column in log.case_columns.items()},
        remarks=(),
    )


def taken(column: Column, rows: NDArray[np.int64]) -> Column:
    """The column with only these rows."""
    codes, table = column.coded()
    zones = None if column.zones is None else [column.zones[row] for row in rows.tolist()]
    return Column(column.type, Coded(codes[rows], table), zones)


def split(log: EventLog, attribute: str) -> dict[str, EventLog]:
    """One log for each value of a case attribute, by value; cases without the value are left out."""
    codes, table = log.case_columns[attribute].coded()
    found = {str(value): np.flatnonzero(codes == code) for code, value in enumerate(table)}
    return {value: part(log, cases) for value, cases in sorted(found.items()) if len(cases)}


def first_by(log: EventLog, column: str) -> tuple[NDArray[np.int32], Sequence[object]]:
    """For every event the code of an attribute of its own, or of its case, or its resource; and the values."""
    if column == "resource":
        return log.resource, log.resources
    if column in log.event_columns:
        return log.event_columns[column].coded()
    codes, table = log.case_columns[column].coded()
    return codes[log.case_index], table
