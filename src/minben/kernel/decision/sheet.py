"""A decision table as a sheet and back, without loss: CSV here, XLSX in `workbook.py`. Serves lawyers.

The first column holds the ids of the rows, by which they are known again; the others are the table's columns in their
order. A row whose id is new or empty is added, one that is missing is taken out, and the order is the sheet's. A cell
that a spreadsheet would take for a formula is written with an apostrophe before it, which reading takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from minben.kernel.decision.edit import Editor
from minben.kernel.finding import Finding, InputError, refuse

ID = "row"
MOST = 2000  # rows of a sheet
_FORMULA = ("=", "+", "@", "\t", "\r", "'")


def sheet_of(
    data: bytes, decision: str, labels: Sequence[str] = (), file: str = "rules.dmn"
) -> list[list[str]]:
    """The lines of the sheet: the titles, of which `labels` are the columns', then the rows with their ids.

    InputError when there is no such table.
    """
    editor = Editor(data, decision, file)
    titles = [*labels, *(f"column {at}" for at in range(len(labels) + 1, editor.width + 1))]
    rows = [[key, *editor.cells(number)] for number, key in enumerate(editor.ids, 1)]
    return [[ID, *titles[: editor.width]], *rows]


def write_csv(data: bytes, decision: str, labels: Sequence[str] = (), file: str = "rules.dmn") -> str:
    """The rows of the table; `labels` are the titles of its columns. InputError when there is no such table."""
    stream = io.StringIO()
    lines = sheet_of(data, decision, labels, file)
    csv.writer(stream, lineterminator="\n").writerows(map(_guarded, line) for line in lines)
    return stream.getvalue()


def read_csv(
    data: bytes, decision: str, sheet: str, name: str = "table.csv", file: str = "rules.dmn"
) -> bytes:
    """The DMN file with the rows as in the sheet; rows that are the same keep their bytes.

    InputError, naming the line, for a sheet with other columns, for an id used twice and for cells that cannot be
    written.
    """
    lines = csv.reader(io.StringIO(sheet.removeprefix("\ufeff")), strict=False)
    return taken_over(data, decision, [list(map(_plain, line)) for line in lines], name, file)


def taken_over(
    data: bytes, decision: str, lines: Sequence[list[str]], name: str, file: str = "rules.dmn"
) -> bytes:
    """The DMN file with the rows as in these lines of a sheet. InputError as `read_csv` says."""
    editor = Editor(data, decision, file)
    if not lines or len(lines[0]) != editor.width + 1:
        advice = f"Keep the first line: {ID}, then {editor.width} columns."
        raise refuse(name, "The columns are not those of the table.", advice, line=1)
    if len(lines) > MOST + 1:
        raise refuse(name, f"The sheet has more than {MOST} rows.", "Split the table.")
    rows = [(number, line) for number, line in enumerate(lines[1:], 2) if any(line)]
    findings = [*_misshapen(rows, editor.width, name), *_repeated(rows, name)]
    if findings:
        raise InputError(findings)
    return editor.written([(line[0], line[1:]) for _number, line in rows])


def _misshapen(rows: Sequence[tuple[int, list[str]]], width: int, name: str) -> list[Finding]:
    return [
        Finding(name, number, "", f"The line has {len(line)} cells.", f"It needs {width + 1}.")
        for number, line in rows
        if len(line) != width + 1
    ]


def _repeated(rows: Sequence[tuple[int, list[str]]], name: str) -> list[Finding]:
    seen: set[str] = set()
    found: list[Finding] = []
    for number, line in rows:
        if line[0] and line[0] in seen:
            advice = "Leave the id of a new row empty."
            found.append(Finding(name, number, ID, f"The id {line[0]!r} stands twice.", advice))
        seen.add(line[0])
    return found


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) or (text.startswith("-") and len(text) > 1) else text


def _plain(text: str) -> str:
    return text.removeprefix("'")
