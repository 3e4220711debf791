"""XES at the speed of a dictionary: most mark-up in an event log is a repetition, so each distinct tag is
read once.

Serves `read_xes`. The text is cut at every `>`; a tag seen before costs one look-up. Whatever is not the
plain shape that exporters write (a comment, a nested attribute, another encoding, a fault) raises `NotPlain`,
and the strict XML reader takes over from the start: this reader can be fast because it never has to be
clever.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from minben.kernel.eventlog.assemble import Raw, RawColumn
from minben.kernel.eventlog.source import Progress, Source, opened

_EVENT_OPEN, _EVENT_CLOSE, _TRACE_OPEN, _TRACE_CLOSE, _ATTRIBUTE, _IGNORED = range(6)
_STRUCTURE = {
    b"<event": _EVENT_OPEN,
    b"</event": _EVENT_CLOSE,
    b"<trace": _TRACE_OPEN,
    b"</trace": _TRACE_CLOSE,
}
# after a tag of the first kind (row) may follow one of the second (column)
_FOLLOWS = np.array([[0, 1, 0, 0], [1, 0, 0, 1], [1, 0, 0, 1], [0, 0, 1, 0]], dtype=np.bool_)
_TAG = re.compile(
    rb'<(string|date|int|float|boolean|id)\s+key="([^"<&\x00-\x1f]+)"\s+value="([^"<\x00-\x1f]*)"\s*/'
)
_VALUE, _TAIL = b' value="', re.compile(rb'[^"<&\x00-\x1f]*"/')
_ENTITY = re.compile(r"&(#x[0-9a-fA-F]+|#[0-9]+|\w+);?")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class NotPlain(Exception):
    """The file needs the strict reader; not an error of the file."""


class _Tags(dict[bytes, int]):
    """Token -> number, reading each new token once. Lists are indexed by that number."""

    def __init__(self) -> None:
        self.kind: list[int] = []
        self.column: list[int] = []
        self.value: list[int] = []
        self.columns: dict[tuple[str, str], int] = {}  # (key, XES type) -> column number
        self.texts: list[dict[str, int]] = []
        self._heads: dict[bytes, int] = {}  # a tag up to its value, met before -> column number

    def __missing__(self, token: bytes) -> int:
        head, _, tail = token.partition(_VALUE)
        known = self._heads.get(head)
        if known is None or _TAIL.fullmatch(tail) is None:
            return self._new(token, head)
        try:
            table, text = self.texts[known], tail[:-2].decode()
        except UnicodeDecodeError as error:
            raise NotPlain(str(error)) from error
        self.kind.append(_ATTRIBUTE)
        self.column.append(known)
        self.value.append(table.setdefault(text, len(table)))
        self[token] = number = len(self.kind) - 1
        return number

    def _new(self, token: bytes, head: bytes) -> int:
        """Of a kind not met before, or not as plain as most."""
        plain = token.strip()
        match = _TAG.fullmatch(plain)
        column = value = 0
        if match:
            kind, column, value = _ATTRIBUTE, *self._attribute(*match.groups())
            if head != token:
                self._heads[head] = column
        else:
            kind = _STRUCTURE.get(plain, _IGNORED)
            if kind == _IGNORED and plain not in (b"</log", b""):
                raise NotPlain(plain[:60])
        self.kind.append(kind)
        self.column.append(column)
        self.value.append(value)
        self[token] = len(self.kind) - 1
        return self[token]

    def _attribute(self, tag: bytes, key: bytes, value: bytes) -> tuple[int, int]:
        try:
            name, text = (key.decode(), tag.decode()), value.decode()
        except UnicodeDecodeError as error:
            raise NotPlain(str(error)) from error
        if name not in self.columns:
            self.columns[name] = len(self.columns)
            self.texts.append({})
        column = self.columns[name]
        table = self.texts[column]
        return column, table.setdefault(_ENTITY.sub(_entity, text) if "&" in text else text, len(table))


def _entity(match: re.Match[str]) -> str:
    name = match.group(1)
    if match.group(0).endswith(";") and name in _ENTITIES:
        return _ENTITIES[name]
    raise NotPlain(match.group(0))  # character references and faults: the strict reader knows


def read_plain(path: Path, progress: Progress | None) -> Raw:
    """The file taken apart, or NotPlain. Costs about 0.25 microseconds a tag."""
    tags = _Tags()
    with opened(path, progress) as source:
        numbers = _numbers(source, tags)
    kind = np.array(tags.kind, dtype=np.int8)[numbers]
    _check_structure(kind[kind < _ATTRIBUTE])
    numbers, kind = numbers[kind != _IGNORED], kind[kind != _IGNORED]
    traces = np.cumsum(kind == _TRACE_OPEN)
    events = np.cumsum(kind == _EVENT_OPEN)
    in_event = (events - np.cumsum(kind == _EVENT_CLOSE)) > 0
    in_trace = (traces - np.cumsum(kind == _TRACE_CLOSE)) > 0
    attribute = kind == _ATTRIBUTE
    raw = Raw(str(path), int(traces[-1]) if len(traces) else 0, (traces - 1)[kind == _EVENT_OPEN])
    raw.event_columns = _columns(tags, numbers, events - 1, attribute & in_event)
    raw.case_columns = _columns(tags, numbers, traces - 1, attribute & in_trace & ~in_event)
    return raw


def _numbers(source: Source, tags: _Tags) -> NDArray[np.int32]:
    """The number of every tag from the first trace on."""
    parts: list[NDArray[np.int32]] = []
    rest, chunk = b"", _skip_header(source)
    while chunk:
        tokens = (rest + chunk).split(b">")
        rest, chunk = tokens.pop(), source.read()
        parts.append(np.fromiter(map(tags.__getitem__, tokens), dtype=np.int32, count=len(tokens)))
    if rest.strip():
        raise NotPlain("the file does not end with a tag")
    numbers = np.concatenate(parts)
    if not len(numbers) or tags.kind[int(numbers[-1])] != _IGNORED:
        raise NotPlain("the file does not end with </log>")
    return numbers


def _skip_header(source: Source) -> bytes:
    """Read to the first trace; the header before it must be well-formed UTF-8 XML with a root `log`."""
    head = b""
    while b"<trace>" not in head:
        chunk = source.read()
        if not chunk or len(head) > 1 << 24:
            raise NotPlain("no plain trace")
        head += chunk
    at = head.index(b"<trace>")
    try:
        root = etree.fromstring(
            head[:at] + b"</log>", etree.XMLParser(resolve_entities=False, no_network=True)
        )
    except etree.XMLSyntaxError as error:
        raise NotPlain(str(error)) from error
    info: Any = root.getroottree().docinfo
    if info.doctype or (info.encoding or "UTF-8").upper() != "UTF-8":
        raise NotPlain("document type or encoding")
    return head[at:]


def _check_structure(kind: NDArray[np.int8]) -> None:
    """Traces hold events, events hold no events, everything is closed."""
    whole = len(kind) and kind[0] == _TRACE_OPEN and kind[-1] == _TRACE_CLOSE
    if not whole or not _FOLLOWS[kind[:-1], kind[1:]].all():
        raise NotPlain("structure")


def _columns(
    tags: _Tags, numbers: NDArray[np.int32], rows: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> dict[str, RawColumn]:
    numbers, rows = numbers[chosen], rows[chosen]
    column = np.array(tags.column, dtype=np.int32)[numbers]
    value = np.array(tags.value, dtype=np.int32)[numbers]
    by_column = np.argsort(column, kind="stable")
    bounds = np.searchsorted(column[by_column], np.arange(len(tags.columns) + 1))
    result: dict[str, RawColumn] = {}
    for (key, tag), index in tags.columns.items():
        here = by_column[bounds[index] : bounds[index + 1]]
        if not len(here):
            continue
        own = rows[here]
        if key in result or (own[1:] == own[:-1]).any():
            raise NotPlain("one key with two types, or twice in one place")
        result[key] = _compact(RawColumn(tag, rows[here], value[here], tuple(tags.texts[index])))
    return result


def _compact(column: RawColumn) -> RawColumn:
    """Drop the texts that only the other level uses (cases and events share `concept:name`)."""
    used = np.zeros(len(column.texts), dtype=np.bool_)
    used[column.codes] = True
    texts = tuple(text for text, keep in zip(column.texts, used.tolist(), strict=True) if keep)
    return RawColumn(column.tag, column.rows, (np.cumsum(used) - 1).astype(np.int32)[column.codes], texts)
