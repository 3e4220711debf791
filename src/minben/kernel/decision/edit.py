"""Changing the rows of a decision table in its file: what is not changed keeps every byte, comments and diagram too.

Serves designers who edit a table in the studio or in a spreadsheet. Rows and columns count from 1. Columns are the
inputs, then the outputs, then the annotations. A cell may hold anything: whether it can be read is the checker's
affair, so that half-written work is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from minben.kernel.decision.read import parsed
from minben.kernel.decision.spans import Span, spans
from minben.kernel.finding import refuse

LONGEST = 4000  # characters of a cell
ENTRIES = ("inputEntry", "outputEntry", "annotationEntry")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML file may hold these


def set_row(data: bytes, decision: str, row: int, cells: Sequence[str], file: str = "rules.dmn") -> bytes:
    """The file with the row's cells as given, in the order of the columns; cells that are the same keep their bytes.

    InputError when there is no such table or row, or when the cells are too many, too few or cannot be written.
    """
    table = _table(data, decision, file)
    rule = _rule(table, row, file)
    _fits(table, cells, file)
    changes = _changes(data, rule, cells, _prefix(data, table))
    return _replaced(data, changes)


def insert_row(
    data: bytes, decision: str, after: int, cells: Sequence[str], file: str = "rules.dmn"
) -> bytes:
    """The file with a new row behind the row `after`; 0 puts it first."""
    table = _table(data, decision, file)
    _fits(table, cells, file)
    rules = table.all("rule")
    if not 0 <= after <= len(rules):
        raise refuse(file, f"There is no row {after} in {decision!r}.", f"It has {len(rules)} rows.")
    ids = {span.attributes.get("id", "") for span in spans(data, file).walk()}
    made = _made(data, table, cells, _fresh(ids, decision))
    where = rules[after - 1].end if after else rules[0].begin if rules else table.outer
    gap = _gap(data, rules[0].begin) if rules else b"\n"
    text = gap + made if after else made + gap
    return data[:where] + text + data[where:]


def delete_row(data: bytes, decision: str, row: int, file: str = "rules.dmn") -> bytes:
    """The file without the row."""
    rule = _rule(_table(data, decision, file), row, file)
    return data[: rule.begin - len(_gap(data, rule.begin))] + data[rule.end :]


def move_row(data: bytes, decision: str, row: int, to: int, file: str = "rules.dmn") -> bytes:
    """The file with the row at the place `to`; the others keep their order."""
    table = _table(data, decision, file)
    _rule(table, to, file)
    _rule(table, row, file)
    rules = table.all("rule")
    order = [data[rule.begin : rule.end] for rule in rules]
    order.insert(to - 1, order.pop(row - 1))
    places = [(rule.begin, rule.end, text) for rule, text in zip(rules, order, strict=True)]
    return _replaced(data, places)


def columns(data: bytes, decision: str, file: str = "rules.dmn") -> tuple[int, int, tuple[str, ...]]:
    """How many inputs and outputs the table has, and the names of its annotations."""
    table = _table(data, decision, file)
    names = tuple(one.attributes.get("name", "") for one in table.all("annotation"))
    return len(table.all("input")), len(table.all("output")), names


def cells(data: bytes, decision: str, row: int, file: str = "rules.dmn") -> tuple[str, ...]:
    """The row's cells as written, in the order of the columns; an annotation that is not there is empty."""
    return Editor(data, decision, file).cells(row)


class Editor:
    """One table of a file, to be read by rows and written anew as a whole."""

    def __init__(self, data: bytes, decision: str, file: str = "rules.dmn") -> None:
        self.data, self.decision, self.file = data, decision, file
        self.table = _table(data, decision, file)
        self.rules = self.table.all("rule")
        self.width = sum(len(self.table.all(kind)) for kind in ("input", "output", "annotation"))
        self.prefix = _prefix(data, self.table)

    @property
    def ids(self) -> list[str]:
        """The id of each row; a row without one is known by its number."""
        return [rule.attributes.get("id") or f"row {number}" for number, rule in enumerate(self.rules, 1)]

    def cells(self, row: int) -> tuple[str, ...]:
        """The row's cells as written, in the order of the columns; an annotation that is not there is empty."""
        rule = _rule(self.table, row, self.file)
        found = [_text(self.data, entry) for kind in ENTRIES for entry in rule.all(kind)]
        return (*found[: self.width], *[""] * (self.width - len(found)))

    def written(self, rows: Sequence[tuple[str, Sequence[str]]]) -> bytes:
        """The file with these rows (id, cells) in this order; rows of the same id keep the bytes that stay."""
        known = dict(zip(self.ids, self.rules, strict=True))
        before = {rule.begin: begin for rule, begin in zip(self.rules, self._begins(), strict=True)}
        taken = {span.attributes.get("id", "") for span in spans(self.data, self.file).walk()}
        chunks: list[bytes] = []
        for key, cells in rows:
            _fits(self.table, cells, self.file)
            rule = known.get(key)
            if rule is None:
                fresh = _fresh(taken, self.decision)
                taken.add(fresh)
                chunks.append(self._gap() + _made(self.data, self.table, cells, fresh))
            else:
                chunks.append(self.data[before[rule.begin] : rule.begin] + self._changed(rule, cells))
        head = min(before.values(), default=self.table.outer)
        tail = self.rules[-1].end if self.rules else self.table.outer
        return self.data[:head] + b"".join(chunks) + self.data[tail:]

    def _begins(self) -> list[int]:
        """Where each row begins with what stands before it: comments and white space go where the row goes."""
        if not self.rules:
            return []
        first = self.rules[0].begin - len(_gap(self.data, self.rules[0].begin))
        return [first, *(rule.end for rule in self.rules[:-1])]

    def _gap(self) -> bytes:
        return _gap(self.data, self.rules[0].begin) if self.rules else b"\n"

    def _changed(self, rule: Span, cells: Sequence[str]) -> bytes:
        changes = _changes(self.data, rule, cells, self.prefix)
        moved = [(begin - rule.begin, end - rule.begin, text) for begin, end, text in changes]
        return _replaced(self.data[rule.begin : rule.end], moved)


def _text(data: bytes, entry: Span) -> str:
    inner = entry.first("text")
    return "" if inner is None else _plain(data[inner.inner : inner.outer])


def _table(data: bytes, decision: str, file: str) -> Span:
    """The table that is the whole logic of the decision with this id or name."""
    for span in spans(data, file).all("decision"):
        if decision in (span.attributes.get("id"), span.attributes.get("name")):
            table = span.first("decisionTable")
            if table is not None:
                return table
    raise refuse(file, f"There is no decision table {decision!r}.", "Name a decision that is a table.")


def _rule(table: Span, row: int, file: str) -> Span:
    rules = table.all("rule")
    if not 1 <= row <= len(rules):
        raise refuse(file, f"There is no row {row}.", f"The table has {len(rules)} rows.")
    return rules[row - 1]


def _fits(table: Span, cells: Sequence[str], file: str) -> None:
    wanted = [len(table.all(kind)) for kind in ("input", "output", "annotation")]
    if len(cells) != sum(wanted):
        raise refuse(file, f"{len(cells)} cells are given.", f"The table has {sum(wanted)} columns.")
    for at, text in enumerate(cells, 1):
        if len(text) > LONGEST or _FORBIDDEN.search(text):
            advice = f"Write at most {LONGEST} characters, none of them a control character."
            raise refuse(file, "The cell cannot be written.", advice, place=f"column {at}")


def _changes(data: bytes, rule: Span, cells: Sequence[str], prefix: str) -> list[tuple[int, int, bytes]]:
    """(begin, end, new bytes) for each cell that differs."""
    entries = [entry for kind in ENTRIES for entry in rule.all(kind)]
    found = [_changed(data, entry, text, prefix) for entry, text in zip(entries, cells, strict=False)]
    more = [_entry(prefix, "annotationEntry", text, "") for text in cells[len(entries) :]]
    if any(cells[len(entries) :]):
        last = entries[-1].end
        found.append((last, last, "".join(more).encode()))
    return [one for one in found if one is not None]


def _changed(data: bytes, entry: Span, text: str, prefix: str) -> tuple[int, int, bytes] | None:
    inner = entry.first("text")
    if inner is None or inner.inner == inner.end:  # <inputEntry/> or <text/>
        if not text:
            return None
        written = f"<{prefix}text>{_escaped(text)}</{prefix}text>".encode()
        if inner is not None:
            return inner.begin, inner.end, written
        if entry.inner < entry.end:
            return entry.outer, entry.outer, written
        head = data[entry.begin : entry.end - 2]
        return entry.begin, entry.end, head + b">" + written + f"</{prefix}{entry.tag}>".encode()
    if _plain(data[inner.inner : inner.outer]) == text:
        return None
    return inner.inner, inner.outer, _escaped(text).encode()


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _plain(content: bytes) -> str:
    """The text that this content of an element means."""
    return "".join(str(part) for part in parsed(b"<x>" + content + b"</x>", "").itertext())


def _made(data: bytes, table: Span, cells: Sequence[str], key: str) -> bytes:
    """A new row."""
    prefix = _prefix(data, table)
    kinds = [
        kind
        for kind, column in zip(ENTRIES, ("input", "output", "annotation"), strict=True)
        for _ in table.all(column)
    ]
    inner = "".join(
        _entry(prefix, kind, text, f"{key}_{at}")
        for at, (kind, text) in enumerate(zip(kinds, cells, strict=True), 1)
    )
    return f'<{prefix}rule id="{key}">{inner}</{prefix}rule>'.encode()


def _entry(prefix: str, kind: str, text: str, key: str) -> str:
    named = f' id="{key}"' if kind != "annotationEntry" else ""
    return f"<{prefix}{kind}{named}><{prefix}text>{_escaped(text)}</{prefix}text></{prefix}{kind}>"


def _fresh(known: set[str], decision: str) -> str:
    """An id that nothing in the file has."""
    stem = re.sub(r"\W+", "_", decision) or "row"
    number = 1
    while any(one == f"{stem}_row_{number}" or one.startswith(f"{stem}_row_{number}_") for one in known):
        number += 1
    return f"{stem}_row_{number}"


def _prefix(data: bytes, table: Span) -> str:
    """The prefix with which the file writes DMN's elements."""
    name = re.match(rb"<([^\s/>]+)", data[table.begin :])
    return name.group(1).decode().rpartition("decisionTable")[0] if name else ""


def _gap(data: bytes, begin: int) -> bytes:
    """The white space before that place, back to the end of what stands before it."""
    kept = data[:begin].rstrip(b" \t\r\n")
    return data[len(kept) : begin]


def _replaced(data: bytes, changes: Sequence[tuple[int, int, bytes]]) -> bytes:
    for begin, end, text in sorted(changes, reverse=True):
        data = data[:begin] + text + data[end:]
    return data
