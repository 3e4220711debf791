"""A decision table as an XLSX workbook and back, without loss. Serves lawyers who work in a spreadsheet.

Every cell is text and is marked as such, so that no spreadsheet computes `-5` or `=1` or turns `1.10` into `1.1`. A
workbook that comes back may hold numbers, truth values and dates where somebody typed them; they are read as FEEL.
Formulas, macros and files that unpack to more than they should are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from minben.kernel.decision.sheet import MOST, read_csv, sheet_of, taken_over, write_csv
from minben.kernel.finding import InputError, refuse

LARGEST = 30_000_000  # bytes that a workbook may unpack to
PARTS = 500
WIDEST = 60
_ENTITIES = re.compile(rb"<\0?!\0?(D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
# How a workbook writes a carriage return, and what would be read as one (ECMA-376, 22.9.2.19).
_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_|\r")
_ESCAPED = re.compile("_x(005F|000D)_")


def write_sheet(name: str, data: bytes, decision: str, labels: Sequence[str] = ()) -> bytes:
    """The table as a sheet of this name: XLSX when it ends so, else CSV. InputError as `sheet_of`."""
    if name.lower().endswith(".xlsx"):
        return write_xlsx(data, decision, labels)
    return write_csv(data, decision, labels).encode("utf-8-sig")


def read_sheet(data: bytes, decision: str, content: bytes, name: str) -> bytes:
    """The DMN file with the rows as in a sheet of this name, XLSX or CSV. InputError as `read_xlsx`, `read_csv`."""
    if name.lower().endswith(".xlsx"):
        return read_xlsx(data, decision, content, name)
    try:
        return read_csv(data, decision, content.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        raise refuse(name, "The file is not in UTF-8.", "Save it as CSV in UTF-8, or as XLSX.") from None


def write_xlsx(data: bytes, decision: str, labels: Sequence[str] = (), file: str = "rules.dmn") -> bytes:
    """The table as a workbook of one sheet; `labels` are the titles of its columns. InputError as `sheet_of`."""
    book = Workbook()
    sheet: Any = book.active
    lines = sheet_of(data, decision, labels, file)
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            _put(sheet.cell(row, column), text, title=row == 1)
    for column, texts in enumerate(zip(*lines, strict=True), 1):
        width = max((_width(part) for text in texts for part in text.split("\n")), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 3, WIDEST)
    sheet.freeze_panes = "B2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _put(cell: Any, text: str, *, title: bool) -> None:
    """Write a cell as text that no spreadsheet takes for anything else."""
    cell.value = _ESCAPE.sub(lambda found: f"_x{ord(found[0][0]):04X}_{found[0][1:]}", text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if title:
        cell.font = Font(bold=True)


def _width(text: str) -> int:
    """How wide a text stands in a sheet; a Chinese character takes two places."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def read_xlsx(
    data: bytes, decision: str, book: bytes, name: str = "table.xlsx", file: str = "rules.dmn"
) -> bytes:
    """The DMN file with the rows as in the workbook's first sheet; rows that are the same keep their bytes.

    InputError, naming the line and column, for a formula and for values that FEEL cannot have; else as `read_csv`.
    """
    _harmless(book, name)
    try:
        sheets = load_workbook(io.BytesIO(book), read_only=True, keep_links=False).worksheets
        lines = list(_lines(sheets[0], name)) if sheets else []
    except InputError:
        raise
    except Exception as error:  # whatever a broken workbook makes the library say
        raise refuse(name, f"The workbook cannot be read: {error}.", "Save it anew as XLSX.") from None
    width = len(lines[0]) if lines else 0
    return taken_over(data, decision, [[*line, *[""] * (width - len(line))] for line in lines], name, file)


def _harmless(book: bytes, name: str) -> None:
    """InputError for what is no plain workbook: macros, entities, or more than it should unpack to."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(book))
        parts = archive.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > LARGEST:
            raise refuse(name, "The workbook is too large.", f"Keep one table of at most {MOST} rows in it.")
        for part in parts:
            if part.filename.lower().endswith(".bin"):
                raise refuse(name, "The workbook holds macros or other programs.", "Save it as plain XLSX.")
            with archive.open(part) as stream:
                content = stream.read(part.file_size + 1)
            if _ENTITIES.search(content):
                raise refuse(name, "The workbook declares entities.", "Save it anew as XLSX.")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise refuse(name, f"This is no XLSX workbook: {error}.", "Save it as XLSX.") from None


def _lines(sheet: Any, name: str) -> Iterator[list[str]]:
    """The texts of each line, without the empty cells at its end and without the empty lines at the sheet's end."""
    empty = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > MOST + 2 + empty:
            raise refuse(name, f"The sheet has more than {MOST} rows.", "Split the table.")
        line = [_text(cell, name, number) for cell in row]
        while line and not line[-1]:
            line.pop()
        if not line:
            empty += 1
            continue
        yield from ([] for _ in range(empty))
        empty = 0
        yield line


def _text(cell: Any, name: str, line: int) -> str:
    """A cell as FEEL text."""
    value, place = cell.value, f"column {getattr(cell, 'column_letter', '')}"
    if cell.data_type == "f":
        raise refuse(name, "The cell holds a formula.", "Write its value.", line=line, place=place)
    if cell.data_type == "e":
        raise refuse(name, f"The cell holds the error {value}.", "Write a value.", line=line, place=place)
    if isinstance(value, datetime) and value.time() == time(0):
        value = value.date()
    written = _FEEL.get(type(value))
    if written is None:
        raise refuse(name, f"The cell holds {value!r}.", "Write it as text.", line=line, place=place)
    return written(value)


def _restored(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


_FEEL: dict[type, Any] = {
    type(None): lambda _: "",
    str: _restored,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: lambda value: f"{Decimal(repr(value)):f}",
    date: lambda value: f'date("{value.isoformat()}")',
    datetime: lambda value: f'date and time("{value.isoformat()}")',
    time: lambda value: f'time("{value.isoformat()}")',
}
