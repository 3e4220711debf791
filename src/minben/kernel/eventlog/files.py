"""Any event log by its name. Serves the command line and the studio, which get whatever a person has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from minben.kernel.eventlog.columns import CsvColumns
from minben.kernel.eventlog.model import EventLog
from minben.kernel.eventlog.ocel import OCEL_ENDINGS, as_cases, as_objects, is_ocel, read_ocel, write_ocel
from minben.kernel.eventlog.parquet import (
    ARROW_ENDINGS,
    PARQUET_ENDINGS,
    read_table,
    table_columns,
    write_table,
)
from minben.kernel.eventlog.source import Progress
from minben.kernel.eventlog.table import detect_columns, read_csv, write_csv
from minben.kernel.eventlog.xes import read_xes, write_xes
from minben.kernel.finding import refuse

_XES, _TABLE = (".xes", ".xml"), (".csv", ".tsv", ".txt")
_TYPED = (*PARQUET_ENDINGS, *ARROW_ENDINGS)
_KNOWN = "Use .xes, .csv or .tsv (also .gz), .parquet or .arrow, or OCEL 2.0 as .json, .xml or .sqlite."


def columns_of(path: str | Path, said: str = "") -> CsvColumns | None:
    """Which column of a table means what, corrected by what a person says ("case=ID,time=When"); None: no table.

    Raises InputError for columns that are not there.
    """
    path = Path(path)
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(_TYPED):
        return table_columns(path, said)
    if name.endswith(_TABLE):
        return detect_columns(path, said)
    if said:
        raise refuse(
            str(path), "Only tables have columns to name.", "Leave out --columns.", place="--columns"
        )
    return None


def read_log(
    path: str | Path,
    progress: Progress | None = None,
    *,
    objects: str = "",
    columns: CsvColumns | None = None,
) -> EventLog:
    """Read a log of cases; of an object log (OCEL) each object of the type `objects` is a case. `columns` corrects what
    a table says. Raises InputError, also for a log without events.
    """
    path = Path(path)
    name = path.name.lower().removesuffix(".gz")
    if not name.endswith((*_XES, *_TABLE, *_TYPED, *OCEL_ENDINGS)):
        raise refuse(str(path), "The kind of file is not known.", _KNOWN)
    if is_ocel(path):
        log = as_cases(read_ocel(path, progress), objects)
    elif name.endswith(_XES):
        log = read_xes(path, progress)
    elif name.endswith(_TYPED):
        log = read_table(path, columns)
    else:
        log = read_csv(path, columns, progress)
    if not len(log):
        raise refuse(str(path), "The log holds no event.", "Check the export: at least one event is needed.")
    return log


def write_log(log: EventLog, path: str | Path) -> None:
    """Write by the ending; as an object log every case is an object. Raises InputError; then no file is left."""
    path = Path(path)
    name = path.name.lower().removesuffix(".gz")
    writers: Mapping[str, Callable[[EventLog, Path], None]] = {
        ".xes": write_xes,
        ".csv": write_csv,
        ".tsv": write_csv,
    }
    writers = {
        **writers,
        **dict.fromkeys((*OCEL_ENDINGS, ".xml"), _write_objects),
        **dict.fromkeys(_TYPED, write_table),
    }
    write = next((one for ending, one in writers.items() if name.endswith(ending)), None)
    if write is None:
        raise refuse(str(path), "The kind of file is not known.", _KNOWN)
    write(log, path)


def _write_objects(log: EventLog, path: Path) -> None:
    write_ocel(as_objects(log), path)
