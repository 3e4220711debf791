"""From what a file says to an `ObjectLog`: one place where the three formats meet, so that all of them mean the same.

Values get the type that their attribute declares; an attribute whose values break the promise is text, with a remark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from minben.kernel.eventlog import moments
from minben.kernel.eventlog.model import Suspicion
from minben.kernel.eventlog.ocel.model import (
    KINDS,
    START,
    Change,
    Happening,
    Kind,
    Link,
    Moment,
    ObjectLog,
    Scalar,
    Thing,
    Types,
)
from minben.kernel.finding import refuse

_INTEGER = re.compile(r"[+-]?\d{1,400}")
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


@dataclass
class RawItem:
    """An event or object as written; `values` are (name, value, moment as text or "")."""

    id: str
    type: str
    at: str = ""
    values: list[tuple[str, Any, str]] = field(default_factory=list[tuple[str, Any, str]])
    links: list[Link] = field(default_factory=list[Link])


@dataclass
class RawObjects:
    """A file taken apart."""

    file: str
    event_types: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    object_types: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    events: list[RawItem] = field(default_factory=list[RawItem])
    objects: list[RawItem] = field(default_factory=list[RawItem])


def settle(raw: RawObjects) -> ObjectLog:
    """Typed and checked. Raises InputError for doubled identities and for times that cannot be read."""
    remarks: list[Suspicion] = []
    _check_identities(raw.file, "event", raw.events)
    _check_identities(raw.file, "object", raw.objects)
    read = _moments(raw)
    event_types = _kinds(raw.event_types, raw.events, remarks)
    object_types = _kinds(raw.object_types, raw.objects, remarks)
    remarks += _dangling(raw)
    return ObjectLog(
        event_types,
        object_types,
        tuple(_happening(item, event_types, read) for item in raw.events),
        tuple(_thing(item, object_types, read) for item in raw.objects),
        raw.file,
        tuple(remarks),
    )


def _check_identities(file: str, what: str, items: list[RawItem]) -> None:
    twice = [name for name, count in Counter(item.id for item in items).items() if count > 1]
    if twice:
        message = f'{len(twice)} identities of {what}s are used more than once, such as "{twice[0]}".'
        raise refuse(file, message, f"Give every {what} an identity of its own.", place=twice[0])


def _moments(raw: RawObjects) -> dict[str, Moment]:
    """Every time of events and changes, each text read once."""
    told = {item.at: item.id for item in raw.events}
    told |= {at: item.id for item in raw.objects for _, _, at in item.values if at}
    read = moments.parse(tuple(told))
    if read.unread:
        text = list(told)[read.unread[0]]
        advice = "Write times as ISO 8601, for instance 2024-05-01T09:00:00+08:00."
        raise refuse(raw.file, f'"{text}" is not read as a time.', advice, place=told[text])
    pairs = zip(read.time.tolist(), read.zone.tolist(), strict=True)
    return dict(zip(told, (Moment(*pair) for pair in pairs), strict=True)) | {"": START}


def _kinds(declared: dict[str, dict[str, str]], items: list[RawItem], remarks: list[Suspicion]) -> Types:
    """The kind of every attribute: the declared one where all values keep it, what fits where none is declared."""
    values: dict[str, dict[str, list[Any]]] = {name: {} for name in declared}
    for item in items:
        of_type = values.setdefault(item.type, {})
        for name, value, _ in item.values:
            of_type.setdefault(name, []).append(value)
    found: dict[str, dict[str, Kind]] = {}
    for type_name, of_type in values.items():
        promised = declared.get(type_name, {})
        found[type_name] = {
            name: _kind(f"{type_name}.{name}", promised.get(name, ""), of_type.get(name, []), remarks)
            for name in [*promised, *(name for name in of_type if name not in promised)]
        }
    return found


def _kind(place: str, promised: str, values: list[Any], remarks: list[Suspicion]) -> Kind:
    if promised in KINDS:
        kind: Kind = promised
        if all(
            value == "" or _typed(kind, value) is not None for value in values
        ):  # an empty text says nothing
            return kind
        remarks.append(Suspicion("mixed_types", len(values), (place,)))
        return "string"
    natural: dict[type, Kind] = {bool: "boolean", int: "integer", float: "float"}
    kinds: set[Kind] = {natural.get(type(value), "string") for value in values}
    if kinds == {"integer", "float"}:
        return "float"
    return kinds.pop() if len(kinds) == 1 else "string"


def _typed(kind: Kind, value: Any) -> Scalar | None:
    return _READ[kind](value)


def _string(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _integer(value: Any) -> int | None:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _float(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if number - number == 0 else None  # neither NaN nor infinite


def _boolean(value: Any) -> bool | None:
    return _TRUTH.get(_string(value).lower())


def _time(value: Any) -> Moment | None:
    read = moments.parse([value]) if isinstance(value, str) else None
    return None if read is None or read.unread else Moment(int(read.time[0]), int(read.zone[0]))


_READ: dict[Kind, Callable[[Any], Scalar | None]] = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "time": _time,
}


def _happening(item: RawItem, types: Types, read: dict[str, Moment]) -> Happening:
    values = {name: value for name, value, _ in _valued(item, types)}
    return Happening(item.id, item.type, read[item.at], values, tuple(item.links))


def _thing(item: RawItem, types: Types, read: dict[str, Moment]) -> Thing:
    changes = (Change(name, value, read[at]) for name, value, at in _valued(item, types))
    by_time = sorted(changes, key=lambda change: (change.at.time, change.name))
    return Thing(item.id, item.type, tuple(by_time), tuple(item.links))


def _valued(item: RawItem, types: Types) -> Iterator[tuple[str, Scalar, str]]:
    kinds = types[item.type]
    for name, value, at in item.values:
        typed = _typed(kinds[name], value)
        if typed is not None:
            yield name, typed, at


def _dangling(raw: RawObjects) -> list[Suspicion]:
    known = {item.id for item in raw.objects}
    items: Iterable[RawItem] = [*raw.events, *raw.objects]
    lost = [f"{item.id}: {link.target}" for item in items for link in item.links if link.target not in known]
    return [Suspicion("dangling_links", len(lost), tuple(lost[:3]))] if lost else []
