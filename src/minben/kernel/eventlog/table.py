"""CSV and TSV: detected, shown, corrected, read, written. Serves analysts whose log is a spreadsheet.

What a column means is detected from its name and shown as `CsvColumns`, so that a person can correct it.
Texts stay texts: a case called "NA" is a case, not a gap. Only empty cells are missing.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from minben.kernel.eventlog import dates, moments
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
from minben.kernel.eventlog.encodings import KNOWN, encoding_of
from minben.kernel.eventlog.model import MISSING, NO_TIME, EventLog, Suspicion
from minben.kernel.eventlog.source import Progress, Source, opened, written
from minben.kernel.finding import refuse


def detect_columns(path: str | Path, said: str = "") -> CsvColumns:
    """Guess from the header row, corrected by what a person says ("case=ID,time=When").

    Raises InputError naming the columns found when a needed one is not recognised.
    """
    path = Path(path)

    def detected(encoding: str) -> CsvColumns:
        with _rows(path, None, "", encoding) as (header, _, delimiter):
            return corrected(str(path), header, said, delimiter, encoding)

    try:
        return detected("utf-8")
    except UnicodeDecodeError:
        return detected(_encoding(path))


def read_csv(
    path: str | Path, columns: CsvColumns | None = None, progress: Progress | None = None
) -> EventLog:
    """Read `.csv`, `.tsv` and their `.gz`. Raises InputError with line and advice."""
    path = Path(path)
    columns = columns or detect_columns(path)
    try:
        return _read(path, columns, progress)
    except UnicodeDecodeError as error:
        if columns.encoding == "utf-8" and (encoding := _encoding(path)) != "utf-8":
            return read_csv(path, replace(columns, encoding=encoding), progress)
        name = "UTF-8" if columns.encoding == "utf-8" else columns.encoding
        message = f"The text is not {name} ({error.reason})."
        raise refuse(str(path), message, "Save the file as UTF-8.") from error


def _encoding(path: Path) -> str:
    """Of the first megabytes from the first one on that is not UTF-8."""
    decoder, data = codecs.getincrementaldecoder("utf-8")(), b""
    with opened(path) as source:
        while data := source.read(1 << 22):
            try:
                decoder.decode(data)
            except UnicodeDecodeError:
                return encoding_of(data)
    return "utf-8"


def _read(path: Path, columns: CsvColumns, progress: Progress | None) -> EventLog:
    with _rows(path, progress, columns.delimiter, columns.encoding) as (header, rows, _):
        check_header(path, header, columns)
        cells = _gather(path, header, rows)
    cases, case_of = _cases(path, cells, columns)
    raw = Raw(str(path), len(cases), case_of)
    raw.case_columns[ACTIVITY] = RawColumn(
        "string", np.arange(len(cases)), np.arange(len(cases), dtype=np.int32), cases
    )
    roles = {columns.activity: ACTIVITY, columns.time: TIME, columns.start: START, columns.resource: RESOURCE}
    for title, (codes, texts) in cells.items():
        if title != columns.case:
            _place(raw, roles.get(title, title), title, RawColumn("string", *present(codes, texts)), columns)
    leave_out_empty(raw)
    return assemble(raw)


Cells = tuple[list[int], dict[str, int]]


def _gather(path: Path, header: Sequence[str], rows: Iterator[tuple[int, list[str]]]) -> dict[str, Cells]:
    cells: dict[str, Cells] = {title: ([], {}) for title in header}
    columns = [(codes.append, texts) for codes, texts in cells.values()]
    for line, row in rows:
        if len(row) != len(header):
            message = f"The row has {len(row)} cells, the header has {len(header)}."
            raise refuse(str(path), message, "Quote cells that contain the delimiter.", line=line)
        for (append, texts), cell in zip(columns, row, strict=True):
            code = texts.get(cell)
            append(texts.setdefault(cell, len(texts)) if code is None else code)
    return cells


def _cases(path: Path, cells: dict[str, Cells], columns: CsvColumns) -> tuple[tuple[str, ...], np.ndarray]:
    codes, texts = cells[columns.case]
    if "" in texts:
        line = codes.index(texts[""]) + 2
        raise refuse(
            str(path), f"The row has no {columns.case}.", "Every event belongs to a case.", line=line
        )
    return tuple(texts), np.array(codes, dtype=np.int64)


def present(codes: list[int], texts: dict[str, int]) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Rows, codes and texts without the empty cells."""
    all_codes = np.array(codes, dtype=np.int32)
    empty = texts.get("", MISSING)
    rows = np.flatnonzero(all_codes != empty)
    kept = all_codes[rows]
    if empty != MISSING:
        kept = kept - (kept > empty).astype(np.int32)
    return rows, kept, tuple(text for text in texts if text)


def _place(raw: Raw, key: str, title: str, column: RawColumn, columns: CsvColumns) -> None:
    """Put a column where it belongs: a role, the case, or the event; with the type all its cells share."""
    if key in (TIME, START):
        raw.event_columns[key] = dated(raw, column, columns)
    elif key in (ACTIVITY, RESOURCE):
        raw.event_columns[key] = column
    elif title.startswith(case_prefix(columns)):
        name = title.removeprefix(case_prefix(columns))
        raw.case_columns[name] = _guess(first_of_case(raw, column), columns)
    elif title.strip():  # a nameless first column is a row number
        raw.event_columns[title] = _guess(column, columns)


def dated(raw: Raw, column: RawColumn, columns: CsvColumns) -> RawColumn:
    """Times as ISO 8601 text, once the order of day and month is known."""
    if counted := dates.from_numbers(column.texts):
        stamps = [moment.isoformat(timespec="microseconds") for moment in counted]
        return RawColumn("date", column.rows, column.codes, stamps)
    day_first = columns.day_first if columns.day_first is not None else dates.order_of_days(column.texts)
    read = moments.parse(column.texts, day_first=day_first)
    if column.texts and len(read.unread) == len(column.texts):
        place = columns.time
        message = f'"{column.texts[0]}" is not read as a time.'
        advice = "Use ISO 8601 (2020-12-31T23:59:00+08:00), or say day_first for 03/04/2020."
        raise refuse(raw.file, message, advice, line=int(column.rows[0]) + 2, place=place)
    if read.unread:
        count = int(np.isin(column.codes, read.unread).sum())
        raw.remarks.append(
            Suspicion("unreadable_times", count, tuple(column.texts[code] for code in read.unread[:3]))
        )
    good = ~np.isin(column.codes, read.unread)
    stamps = [
        moments.iso(time, zone) if time != NO_TIME else ""
        for time, zone in zip(read.time.tolist(), read.zone.tolist(), strict=True)
    ]
    return RawColumn("date", column.rows[good], column.codes[good], stamps)


def first_of_case(raw: Raw, column: RawColumn) -> RawColumn:
    case, first = np.unique(raw.case_of[column.rows], return_index=True)
    return RawColumn(column.tag, case, column.codes[first], column.texts)


def _guess(column: RawColumn, columns: CsvColumns) -> RawColumn:
    """Numbers only when every text is a plainly written number: 007 and NA are names. Where commas do not part cells,
    they may part decimals.
    """
    if columns.delimiter != "," and _decimal_commas(column.texts):
        texts = [text.replace(".", "").replace(",", ".") for text in column.texts]
        return RawColumn("float", column.rows, column.codes, texts)
    for tag, fits in _SHAPES:
        if column.texts and all(map(fits, column.texts)):
            return RawColumn(tag, column.rows, column.codes, column.texts)
    return column


def _decimal_commas(texts: Sequence[str]) -> bool:
    """1.234,50 and 0,5; not where all could as well be thousands (1,234), nor where a point could be a decimal one."""
    if not texts or not all(map(_COMMA.fullmatch, texts)):
        return False
    return any("," in text and len(text.rpartition(",")[2]) != 3 for text in texts)


_COMMA = re.compile(r"[+-]?(?:0|[1-9]\d{0,2}(?:\.\d{3})+(?=,)|[1-9]\d*)(?:,\d+)?")


def _is_number(text: str) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    digits = text.lstrip("+-")
    plain = digits[:1].isdigit() and not (len(digits) > 1 and digits[0] == "0" and digits[1] not in ".eE")
    return plain and "_" not in text and value == value and abs(value) != float("inf")


def _is_boolean(text: str) -> bool:
    return text.lower() in ("true", "false")


def _is_time(text: str) -> bool:
    return len(text) >= 16 and not moments.parse([text]).unread


_SHAPES: Sequence[tuple[str, Callable[[str], bool]]] = (
    ("boolean", _is_boolean),
    ("float", _is_number),
    ("date", _is_time),
)


class _Raw(io.RawIOBase):
    """A Source as the raw layer below Python's text reader."""

    def __init__(self, source: Source) -> None:
        self._source, self._rest = source, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _rows(
    path: Path, progress: Progress | None, delimiter: str, encoding: str
) -> Generator[tuple[list[str], Iterator[tuple[int, list[str]]], str]]:
    """Header, numbered rows, and the delimiter used. Raises UnicodeDecodeError for another encoding."""
    with opened(path, progress) as source:
        codec = "utf-8-sig" if encoding == "utf-8" else encoding
        try:
            stream = io.TextIOWrapper(io.BufferedReader(_Raw(source)), encoding=codec, newline="")
            first = stream.readline()
            before = 1
            if (
                first.lower().startswith("sep=") and len(first.strip()) == 5
            ):  # a note of spreadsheets to themselves
                delimiter, first, before = first[4], stream.readline(), 2
            delimiter = delimiter or max(",;\t|", key=first.count)
            header = next(csv.reader([first], delimiter=delimiter), [])
            if len(set(header)) < 2:
                raise refuse(
                    str(path), "The first line is not a row of different column names.", "Add one.", line=1
                )
            reader = csv.reader(stream, delimiter=delimiter)
            yield _told_apart(header), ((reader.line_num + before, row) for row in reader if row), delimiter
        except csv.Error as error:
            raise refuse(str(path), f"The table is damaged: {error}.", "Export it again.") from error
        except LookupError as error:
            raise refuse(
                str(path), f'There is no encoding "{encoding}".', f"For instance {', '.join(KNOWN)}."
            ) from error


def _told_apart(header: Sequence[str]) -> list[str]:
    """Titles that stand twice get a number: no column is lost."""
    seen: dict[str, int] = {}
    told: list[str] = []
    for title in header:
        seen[title] = number = seen.get(title, 0) + 1
        while number > 1 and f"{title} ({number})" in header:
            number += 1
        told.append(
            title if number == 1 else f"{title} ({number})".lstrip() if title.strip() else " " * number
        )
    return told


def check_header(path: Path, header: Sequence[str], columns: CsvColumns) -> None:
    wanted = [columns.case, columns.activity, columns.time, columns.start, columns.resource]
    for title in wanted:
        if title and title not in header:
            message = f'There is no column "{title}"; the file has: {", ".join(header)}.'
            raise refuse(str(path), message, "Correct the column names.", line=1, place=title)


# --- writing ---


def write_csv(log: EventLog, path: str | Path) -> None:
    """One row an event, names as `read_csv` detects them; case attributes carry the prefix `case:`."""
    path = Path(path)
    titles = ["case:concept:name", ACTIVITY, START, TIME, RESOURCE]
    titles += [PREFIX + name for name in log.case_columns] + list(log.event_columns)
    with written(path) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t" if ".tsv" in path.suffixes else ",", lineterminator="\n")
        writer.writerow(titles)
        for case, row in zip(*(part.tolist() for part in log.slots()), strict=True):
            writer.writerow(_cells(log, row, case))


def _cells(log: EventLog, row: int, case: int) -> list[str]:
    """Of one event; of a case without events (row -1) only what is said of the case."""
    of_case = [moments.text(column, case) for column in log.case_columns.values()]
    if row == MISSING:
        return [log.cases[case], "", "", "", "", *of_case, *[""] * len(log.event_columns)]
    begun, ended = log.offsets_at(row)
    start = NO_TIME if log.start is None else int(log.start[row])
    cells = [
        log.cases[case],
        log.activities[log.activity[row]],
        _stamp(start, begun),
        _stamp(int(log.time[row]), ended),
    ]
    cells.append("" if log.resource[row] == MISSING else log.resources[log.resource[row]])
    return [*cells, *of_case, *(moments.text(column, row) for column in log.event_columns.values())]


def _stamp(time: int, zone: int) -> str:
    return "" if time == NO_TIME else moments.iso(time, zone)
