"""Parquet and Arrow IPC: read and written. Serves whoever keeps events in a data lake, with types and in little space.

DuckDB reads and writes Parquet, nanoarrow the frames of Arrow; both come with the extra `tables` and are asked for only
here. Columns mean what their names say, as in CSV; a companion `X:offset` holds the minutes east of UTC of the time X,
which neither format can say of single values.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog.assemble import (
    ACTIVITY,
    RESOURCE,
    START,
    TIME,
    Raw,
    RawColumn,
    assemble,
    leave_out_empty,
)
from minben.kernel.eventlog.columns import PREFIX, CsvColumns, case_prefix, corrected
from minben.kernel.eventlog.model import MISSING, NO_TIME, Coded, Column, EventLog
from minben.kernel.eventlog.moments import iso
from minben.kernel.eventlog.table import check_header, dated, first_of_case
from minben.kernel.finding import refuse

PARQUET_ENDINGS, ARROW_ENDINGS = (".parquet", ".pq"), (".arrow", ".arrows", ".feather", ".ipc")
OFFSET = ":offset"
_MOST = 100_000_000  # events; beyond, ask where they are
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_MAGIC = b"ARROW1\0\0"
Cells = NDArray[Any]


def duck(path: Path) -> Any:
    """The module duckdb, or InputError saying how to get it."""
    try:
        import duckdb
    except ModuleNotFoundError as error:
        message = "Parquet and Arrow need an extra that is not installed."
        raise refuse(
            str(path), message, "Install it: pip install 'minben[tables]'. CSV and XES need none."
        ) from error
    return duckdb


def table_columns(path: Path, said: str = "") -> CsvColumns:
    """Which column means what, corrected by what a person says."""
    with _events(path) as (base, types):
        del base
        return corrected(str(path), tuple(types), said)


def read_table(path: Path, columns: CsvColumns | None = None) -> EventLog:
    """Read Parquet or Arrow. Raises InputError for damaged files and for columns that are not there."""
    with _events(path) as (base, types):
        columns = columns or corrected(str(path), tuple(types), "")
        check_header(path, tuple(types), columns)
        cells = _cells(path, base, types)
    return assemble(_raw(path, cells, types, columns))


@contextmanager
def _events(path: Path) -> Generator[tuple[Any, Mapping[str, str]]]:
    """A base with the table or view `events`, and the types of its columns."""
    module = duck(path)
    if not path.is_file():
        raise refuse(str(path), "The file cannot be read: there is none.", "Check the path.")
    try:
        with closing(module.connect()) as base:
            base.execute("SET TimeZone = 'UTC'")
            load = _load_arrow if path.name.lower().endswith(ARROW_ENDINGS) else _load_parquet
            load(base, path)
            told = base.sql("SELECT * FROM events LIMIT 0")
            yield base, dict(zip(told.columns, map(str, told.types), strict=True))
    except (module.Error, OSError, RuntimeError, ValueError) as error:  # nanoarrow raises a RuntimeError
        said = str(error).strip().splitlines()
        message = f"The file is damaged or not of its kind: {said[0] if said else error}."
        raise refuse(str(path), message, "Fetch or export it again.") from error


def _load_parquet(base: Any, path: Path) -> None:
    base.read_parquet([str(path).replace("[", "[[]")]).create_view("events")  # a bracket is no pattern here


def _load_arrow(base: Any, path: Path) -> None:
    try:
        from nanoarrow import ArrayStream, ipc
    except ModuleNotFoundError as error:
        message = "Arrow needs an extra that is not installed."
        raise refuse(str(path), message, "Install it: pip install 'minben[tables]'.") from error
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:  # the file format is the stream format in an envelope
            file.seek(0)
        with ipc.InputStream.from_readable(file) as stream:
            base.register("frames", ArrayStream(stream))
            base.execute("CREATE TEMP TABLE events AS SELECT * FROM frames")


def _cells(path: Path, base: Any, types: Mapping[str, str]) -> dict[str, Cells]:
    count = base.execute("SELECT count(*) FROM events").fetchall()[0][0]
    if count > _MOST:
        advice = "Ask where they are: minben ask (docs/reference/engines.md)."
        raise refuse(str(path), f"{count} events are too many for one machine's memory.", advice)
    wanted = ", ".join(f"{_expression(name, kind)} AS c{at}" for at, (name, kind) in enumerate(types.items()))
    found = base.execute(f"SELECT {wanted} FROM events").fetchnumpy()  # noqa: S608 - names are quoted
    return {name: np.ma.asarray(found[f"c{at}"]) for at, name in enumerate(types)}


def _expression(name: str, kind: str) -> str:
    quoted = quote(name)
    if _is_time(kind):
        return f"epoch_us(CAST({quoted} AS TIMESTAMPTZ))"
    if kind in _INTEGERS:
        return f"CAST({quoted} AS BIGINT)"
    if _is_number(kind):
        return f"CASE WHEN isfinite(CAST({quoted} AS DOUBLE)) THEN CAST({quoted} AS DOUBLE) END"
    return quoted if kind == "BOOLEAN" else f"CAST({quoted} AS VARCHAR)"


def events_view(base: Any, path: Path, said: str = "") -> str:
    """A view with the columns that `mining.ask` asks, over a Parquet file or a folder of them; its name.

    Nothing is loaded. Raises InputError for columns that are not there.
    """
    files = str(path / "**" / "*.parquet") if path.is_dir() else str(path).replace("[", "[[]")
    base.execute("SET TimeZone = 'UTC'")
    base.read_parquet([files], file_row_number=True, filename=True).create_view("minben_files")
    titles = [row[0] for row in base.execute("DESCRIBE minben_files").fetchall()]
    means = corrected(str(path), titles, said)
    names = (means.case, means.activity, means.resource)
    case, activity, resource = (
        f"CAST({quote(name)} AS VARCHAR)" if name else "NULL::VARCHAR" for name in names
    )
    base.execute(
        f"CREATE TEMP VIEW minben_events AS SELECT {case} AS case_id, {activity} AS activity,"  # noqa: S608 - quoted
        f" epoch_us(CAST({quote(means.time)} AS TIMESTAMPTZ)) AS time, {resource} AS resource,"
        " file_row_number AS position FROM minben_files"
    )
    return "minben_events"


def quote(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _is_time(kind: str) -> bool:
    return kind.startswith("TIMESTAMP") or kind == "DATE"


def _is_number(kind: str) -> bool:
    return kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")


def _raw(path: Path, cells: Mapping[str, Cells], types: Mapping[str, str], columns: CsvColumns) -> Raw:
    cases = _texts(cells[columns.case])
    if len(cases.rows) < len(cells[columns.case]):
        row = int(np.flatnonzero(np.ma.getmaskarray(cells[columns.case]))[0]) + 1
        raise refuse(str(path), f"The row has no {columns.case}.", "Every event belongs to a case.", line=row)
    raw = Raw(str(path), len(cases.texts), cases.codes.astype(np.int64))
    raw.case_columns[ACTIVITY] = RawColumn(
        "string", np.arange(raw.cases), np.arange(raw.cases, dtype=np.int32), cases.texts
    )
    roles = {columns.activity: ACTIVITY, columns.time: TIME, columns.start: START, columns.resource: RESOURCE}
    companions = {name + OFFSET for name in types if _is_time(types[name])}
    for name, column in cells.items():
        if name == columns.case or name in companions:
            continue
        key, zones = roles.get(name, name), cells.get(name + OFFSET)
        if key in (TIME, START) and not _is_time(types[name]):
            raw.event_columns[key] = dated(raw, _texts(column), columns)
        elif key in (TIME, START):
            raw.stamps[key] = np.ma.filled(column, NO_TIME).astype(np.int64), _zones(column, zones)
        elif name.startswith(case_prefix(columns)):
            raw.case_columns[name.removeprefix(case_prefix(columns))] = first_of_case(
                raw, _coded(column, types[name], zones)
            )
        else:
            plain = key in (ACTIVITY, RESOURCE)
            raw.event_columns[key] = _texts(column) if plain else _coded(column, types[name], zones)
    leave_out_empty(raw)
    return raw


def _zones(column: Cells, zones: Cells | None) -> NDArray[np.int16]:
    size = len(column)
    return np.zeros(size, np.int16) if zones is None else np.ma.asarray(zones).filled(0).astype(np.int16)


def _coded(column: Cells, kind: str, zones: Cells | None) -> RawColumn:
    """Codes and texts, with the type that the file declares."""
    if _is_time(kind):
        return _times(column, _zones(column, zones))
    if kind not in ("BOOLEAN", *_INTEGERS) and not _is_number(kind):
        return _texts(column, empty=True)
    rows = np.flatnonzero(~np.ma.getmaskarray(column))
    values, codes = np.unique(np.ma.getdata(column)[rows], return_inverse=True)
    texts = tuple(str(value).lower() for value in values.tolist())
    return RawColumn("boolean" if kind == "BOOLEAN" else "float", rows, codes.astype(np.int32), texts)


def _times(column: Cells, zones: NDArray[np.int16]) -> RawColumn:
    rows = np.flatnonzero(~np.ma.getmaskarray(column))
    pairs = np.stack([np.ma.getdata(column)[rows].astype(np.int64), zones[rows].astype(np.int64)], axis=1)
    values, codes = np.unique(pairs, axis=0, return_inverse=True)
    texts = tuple(iso(time, zone) for time, zone in values.tolist())
    return RawColumn("date", rows, codes.reshape(-1).astype(np.int32), texts)


def _texts(column: Cells, empty: bool = False) -> RawColumn:
    """Any column as texts, by first appearance; an empty text is kept where `empty`, else it is missing."""
    table: dict[str, int] = {}
    missing = np.ma.getmaskarray(column).tolist()
    told = zip(np.ma.getdata(column).tolist(), missing, strict=True)
    codes = [
        MISSING if gone or (value == "" and not empty) else table.setdefault(str(value), len(table))
        for value, gone in told
    ]
    all_codes = np.array(codes, dtype=np.int32)
    rows = np.flatnonzero(all_codes != MISSING)
    return RawColumn("string", rows, all_codes[rows], tuple(table))


# --- writing ---


def write_table(log: EventLog, path: Path) -> None:
    """One row an event, names as `read_table` knows them. Raises InputError for names that differ only in case."""
    module = duck(path)
    columns = list(_columns(log))
    alike = {name.lower(): name for name, *_ in columns}
    if len(alike) < len(columns):
        twice = next(name for name, *_ in columns if alike[name.lower()] != name)
        raise refuse(
            str(path), f'Two columns are called "{twice}".', "Rename one, or write .csv.", place=twice
        )
    arrays = {f"v{at}": values for at, (_, _, values, _) in enumerate(columns)}
    arrays |= {
        f"m{at}": missing for at, (_, _, _, missing) in enumerate(columns)
    }  # found by DuckDB by its name
    parts = ", ".join(
        f"CASE WHEN m{at} THEN NULL ELSE {how.format(f'v{at}')} END AS {quote(name)}"
        for at, (name, how, _, _) in enumerate(columns)
    )
    try:
        with closing(module.connect()) as base:
            base.execute("SET TimeZone = 'UTC'")
            _save(base.sql(f"SELECT {parts} FROM arrays"), path)  # noqa: S608 - names are quoted
    except (module.Error, UnicodeEncodeError) as error:
        path.unlink(missing_ok=True)
        raise refuse(str(path), f"The format cannot hold the log: {error}.", "Write .csv or .xes.") from error


def _save(relation: Any, path: Path) -> None:
    if not path.name.lower().endswith(ARROW_ENDINGS):
        relation.write_parquet(str(path), compression="zstd")
        return
    from nanoarrow import ipc

    with ipc.StreamWriter.from_path(str(path)) as writer:
        writer.write_stream(relation)


_PLAIN, _MOMENT = "{}", "CAST(make_timestamp({}) AS TIMESTAMPTZ)"
Told = tuple[str, str, Cells, NDArray[np.bool_]]  # name, expression, values, where missing


def _columns(log: EventLog) -> Iterator[Told]:
    case, row = log.slots()  # row -1 answers with what is appended: nothing
    yield from _told("case:concept:name", Column("text", Coded(case.astype(np.int32), log.cases)))
    yield from _told(ACTIVITY, Column("text", Coded(_at(log.activity, row), log.activities)))
    for key, times, zones in (
        (START, log.start, log.zone if log.start_zone is None else log.start_zone),
        (TIME, log.time, log.zone),
    ):
        if times is not None:
            moments = np.append(times, NO_TIME)[row]
            yield key, _MOMENT, np.where(moments == NO_TIME, 0, moments), moments == NO_TIME
            offsets = np.zeros(len(log), np.int16) if zones is None else zones
            yield key + OFFSET, _PLAIN, np.append(offsets, np.int16(0))[row], moments == NO_TIME
    yield from _told(RESOURCE, Column("text", Coded(_at(log.resource, row), log.resources)))
    for name, column in log.case_columns.items():
        yield from _told(PREFIX + name, _taken(column, case))
    for name, column in log.event_columns.items():
        yield from _told(name, _taken(column, row))


def _at(codes: NDArray[np.int32], rows: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.append(codes, np.int32(MISSING))[rows]


def _taken(column: Column, rows: NDArray[np.int64]) -> Column:
    codes, table = column.coded()
    zones = None if column.zones is None else [*column.zones, None]
    told = None if zones is None else [zones[at] for at in rows.tolist()]
    return Column(column.type, Coded(_at(codes, rows), table), told)


_TYPES: Mapping[str, Any] = {"text": object, "boolean": np.bool_, "number": np.float64, "time": np.int64}


def _told(name: str, column: Column) -> Iterator[Told]:
    codes, table = column.coded()
    kind = _TYPES[column.type]
    if column.type == "number" and all(isinstance(value, int) and abs(value) < 1 << 63 for value in table):
        kind = np.int64
    spare: Sequence[Any] = ("",) if column.type == "text" else (0,)
    values = np.array([*table, *spare], dtype=kind)[codes]  # the last answers code -1
    yield name, _MOMENT if column.type == "time" else _PLAIN, values, codes == MISSING
    if column.zones is not None:
        yield (
            name + OFFSET,
            _PLAIN,
            np.array([zone or 0 for zone in column.zones], np.int16),
            codes == MISSING,
        )
