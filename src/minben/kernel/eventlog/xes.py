"""XES (IEEE 1849-2016): read and written. Serves analysts who bring a log and those who take ours elsewhere.

What the file says before its first case (`header`) is kept and written back. What is missing stays missing: the
`<global>` defaults of a file are not values (a case without an end date has none, not one in 1970). The classifier is
`concept:name`; the life cycle stays an ordinary column `lifecycle:transition`. Nested attributes get the names of
their parents in front, with a dot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree

from minben.kernel.eventlog.assemble import ACTIVITY, RESOURCE, START, TIME, Raw, RawColumn, assemble
from minben.kernel.eventlog.header import DEFAULT, elements, read_header
from minben.kernel.eventlog.model import MISSING, NO_TIME, Column, EventLog, Suspicion, Value
from minben.kernel.eventlog.moments import iso, text
from minben.kernel.eventlog.source import Progress, opened, written
from minben.kernel.eventlog.tokens import NotPlain, read_plain
from minben.kernel.finding import refuse

_VALUED = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
_TAG_OF = {"text": "string", "number": "float", "boolean": "boolean", "time": "date"}


def read_xes(path: str | Path, progress: Progress | None = None) -> EventLog:
    """Read `.xes` or `.xes.gz`; `progress` hears 0..1. Raises InputError with file, line and advice."""
    path = Path(path)
    try:
        raw = read_plain(path, progress)
    except NotPlain:
        raw = read_strict(path, progress)
    return replace(assemble(raw), header=read_header(path))


class _Gatherer:
    """Collects one level's attributes column by column."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[dict[str, None], list[int], list[int], dict[str, int]]] = {}

    def add(self, row: int, element: Any, prefix: str = "") -> None:
        """Take an attribute element and what is nested in it."""
        tag = _local(element)
        key = element.get("key")
        if tag not in _VALUED or key is None:
            return
        name = prefix + key
        value = element.get("value")
        if value is not None and tag not in ("list", "container"):
            name = self._free(name, row)
            tags, rows, codes, texts = self._found.setdefault(name, ({}, [], [], {}))
            tags.setdefault(tag)
            rows.append(row)
            codes.append(texts.setdefault(value, len(texts)))
        if len(element):
            for child in _nested(element):
                self.add(row, child, name + ".")

    def _free(self, name: str, row: int) -> str:
        """The name, with a number when the row has it already: entries of a list often share one key."""
        told, number = name, 1
        while told in self._found and self._found[told][1][-1] == row:
            number += 1
            told = f"{name} [{number}]"
        return told

    def columns(self, remarks: list[Suspicion]) -> dict[str, RawColumn]:
        """The columns; one that was written with several types is text."""
        result: dict[str, RawColumn] = {}
        for name, (tags, rows, codes, texts) in self._found.items():
            tag = next(iter(tags))
            if len(tags) > 1 and not set(tags) <= {"int", "float"}:
                remarks.append(Suspicion("mixed_types", len(rows), (name,)))
                tag = "string"
            numbers = np.array(rows, dtype=np.int64), np.array(codes, dtype=np.int32)
            result[name] = RawColumn(tag, *numbers, tuple(texts))
        return result


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""  # comments have a function for a tag


def _nested(element: Any) -> Iterator[Any]:
    for child in element:
        if _local(child) == "values":  # XES 2.0 lists keep their entries in <values>
            yield from child
        else:
            yield child


def read_strict(path: Path, progress: Progress | None = None) -> Raw:
    """Any well-formed XES, element by element. No external entity is followed, no document type accepted."""
    case_of: list[int] = []
    of_cases, of_events = _Gatherer(), _Gatherer()
    cases = 0
    for trace in _traces(path, progress):
        for child in trace:
            if _local(child) == "event":
                for attribute in child:
                    of_events.add(len(case_of), attribute)
                case_of.append(cases)
            else:
                of_cases.add(cases, child)
        cases += 1
    raw = Raw(str(path), cases, np.array(case_of, dtype=np.int64))
    raw.event_columns, raw.case_columns = of_events.columns(raw.remarks), of_cases.columns(raw.remarks)
    return raw


def _traces(path: Path, progress: Progress | None) -> Iterator[Any]:
    """Each `<trace>` element, freed after use."""
    advice = "Export the log again as XES; the lines before this one are in order."
    with opened(path, progress) as source:
        context = etree.iterparse(
            source, events=("end",), tag="{*}trace", resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            for _, trace in context:
                yield trace
                trace.clear()
                while trace.getprevious() is not None:
                    del trace.getparent()[0]
        except etree.XMLSyntaxError as error:
            message = f"This is not well-formed XML: {error.msg}."
            raise refuse(str(path), message, advice, line=error.lineno or 0) from error
    _check_root(path, context.root)


def _check_root(path: Path, root: Any) -> None:
    if root is None or _local(root) != "log":
        found = "nothing" if root is None else f"<{_local(root)}>"
        raise refuse(
            str(path), f"XES begins with <log>; found {found}.", "Choose a .xes or .xes.gz file.", line=1
        )
    if root.getroottree().docinfo.doctype:
        message = "A document type is not part of XES and can hide harmful entities."
        raise refuse(str(path), message, "Delete the <!DOCTYPE …> lines.", line=1)


# --- writing ---


def write_xes(log: EventLog, path: str | Path) -> None:
    """Write `.xes` (or `.xes.gz`). Reading it again gives an equal log.

    Raises InputError for a text with characters that XML cannot hold; then no file is left.
    """
    path = Path(path)
    try:
        _write(log, path)
    except ValueError as error:
        path.unlink(missing_ok=True)
        message = f"A text of the log has characters that XML cannot hold: {_unwritable(log)}."
        raise refuse(str(path), message, "Write the log as .csv, or clean these texts.") from error


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _unwritable(log: EventLog) -> str:
    """Up to three texts that XML cannot hold, quoted with their escapes, and where they stand."""
    places: list[tuple[str, Sequence[str]]] = [
        ("case", log.cases),
        ("activity", log.activities),
        ("resource", log.resources),
    ]
    columns = {**log.case_columns, **log.event_columns}
    places += [(name, [str(value) for value in column.coded()[1]]) for name, column in columns.items()]
    places += [("attribute", tuple(columns))]
    bad = (f"{place} {said!r}" for place, texts in places for said in texts if _NO_XML.search(said))
    return ", ".join(islice(bad, 3))


def _write(log: EventLog, path: Path) -> None:
    with written(path) as stream, etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        head = log.header or DEFAULT
        with file.element("log", {"xes.version": head.version, "xes.features": head.features}):
            for element in elements(head):
                file.write(element)
            for index in range(len(log.cases)):
                file.write(_trace(log, index))


def _trace(log: EventLog, index: int) -> Any:
    trace = etree.Element("trace")
    _attribute(trace, "string", ACTIVITY, log.cases[index])
    _columns(trace, log.case_columns, index)
    for row in range(int(log.offsets[index]), int(log.offsets[index + 1])):
        event = etree.SubElement(trace, "event")
        _attribute(event, "string", ACTIVITY, log.activities[log.activity[row]])
        begun, ended = log.offsets_at(row)
        _moment(event, TIME, int(log.time[row]), ended)
        if log.start is not None:
            _moment(event, START, int(log.start[row]), begun)
        if log.resource[row] != MISSING:
            _attribute(event, "string", RESOURCE, log.resources[log.resource[row]])
        _columns(event, log.event_columns, row)
    return trace


def _columns(parent: Any, columns: Any, row: int) -> None:
    for name, column in columns.items():
        value = column.values[row]
        if value is not None:
            _attribute(parent, _tag(column, value), name, text(column, row))


def _tag(column: Column, value: Value) -> str:
    return "int" if column.type == "number" and isinstance(value, int) else _TAG_OF[column.type]


def _attribute(parent: Any, tag: str, key: str, value: str) -> None:
    etree.SubElement(parent, tag, key=key, value=value)


def _moment(parent: Any, key: str, time: int, zone: int) -> None:
    if time != NO_TIME:
        _attribute(parent, "date", key, iso(time, zone))
