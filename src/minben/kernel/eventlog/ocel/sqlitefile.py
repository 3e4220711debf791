"""OCEL 2.0 as an SQLite database. Serves large object logs, which need not be read whole by other tools.

The one place of the kernel that opens a database: here it is a file format (docs/why/decisions/ocel.md). A base from a
stranger is opened for reading only, its views and triggers are never run, and every name is quoted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from minben.kernel.eventlog.moments import iso
from minben.kernel.eventlog.ocel.model import START, Change, Kind, Link, Moment, ObjectLog, Scalar, Types
from minben.kernel.eventlog.ocel.settle import RawItem, RawObjects
from minben.kernel.finding import refuse

_LONGEST = 1 << 26  # bytes of one value
_COLUMNS: dict[Kind, str] = {
    "string": "TEXT",
    "integer": "INTEGER",
    "float": "REAL",
    "boolean": "BOOLEAN",
    "time": "TIMESTAMP",
}
_KINDS = {name: kind for kind, name in _COLUMNS.items()} | {
    "DATETIME": "time",
    "FLOAT": "float",
    "INT": "integer",
}
_OWN = ("ocel_id", "ocel_time", "ocel_changed_field")


def read_sqlite(path: Path) -> RawObjects:
    """The database taken apart. Raises InputError when tables are missing or the file is damaged."""
    if not path.is_file():
        raise refuse(str(path), "The file cannot be read: there is none.", "Check the path.")
    try:
        with closing(_opened(path)) as base:
            return _taken(str(path), base)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        message = f"The database cannot be read: {error}."
        raise refuse(str(path), message, "Choose an OCEL 2.0 file, or export it again.") from error


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
    base.execute("PRAGMA trusted_schema=OFF")
    base.execute("PRAGMA cell_size_check=ON")
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    return base


def _taken(file: str, base: sqlite3.Connection) -> RawObjects:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    tables = {name for (name,) in base.execute(query)}
    needed = {"event", "object", "event_object", "event_map_type", "object_map_type"}
    if missing := sorted(needed - tables):
        message = f"The database has no table {', '.join(missing)}."
        raise refuse(file, message, "Choose an OCEL 2.0 database.", place=missing[0])
    raw = RawObjects(file)
    for what, types, items in (
        ("event", raw.event_types, raw.events),
        ("object", raw.object_types, raw.objects),
    ):
        found = {
            str(name): RawItem(str(name), str(kind))
            for name, kind in base.execute(f"SELECT ocel_id, ocel_type FROM {what} ORDER BY rowid")  # noqa: S608 - fixed names
        }
        items += found.values()
        for kind, mapped in base.execute(f"SELECT ocel_type, ocel_type_map FROM {what}_map_type"):  # noqa: S608
            table = f"{what}_{mapped}"
            if table not in tables:
                raise refuse(file, f'The database has no table "{table}".', "Export it again.", place=table)
            types[str(kind)] = _rows(base, table, found)
        _links(base, what, tables, found)
    _check_times(file, raw)
    return raw


def _check_times(file: str, raw: RawObjects) -> None:
    late = next((event for event in raw.events if not event.at), None)
    if late is not None:
        raise refuse(file, f'The event "{late.id}" has no time.', "Every event needs one.", place=late.id)


def _rows(base: sqlite3.Connection, table: str, items: dict[str, RawItem]) -> dict[str, str]:
    """Fill the items from their type's table; the kinds of its attributes."""
    named = _quoted(table)
    columns = {name: kind.upper() for _, name, kind, *_ in base.execute(f"PRAGMA table_info({named})")}
    attributes = [name for name in columns if name not in _OWN]
    changed = "ocel_changed_field" if "ocel_changed_field" in columns else "NULL"
    wanted = ", ".join(["ocel_id", "ocel_time", changed, *map(_quoted, attributes)])
    for name, at, only, *values in base.execute(f"SELECT {wanted} FROM {named} ORDER BY rowid"):  # noqa: S608 - quoted
        item = items.get(str(name))
        if item is None:
            continue  # a row of nothing: the table of identities does not know it
        moment = "" if at is None else str(at)
        item.at = moment
        item.values += [
            (key, value if not isinstance(value, bytes) else value.hex(), moment)
            for key, value in zip(attributes, values, strict=True)
            if value is not None and only in (None, key)
        ]
    return {name: _KINDS.get(columns[name], "") for name in attributes}


def _links(base: sqlite3.Connection, what: str, tables: set[str], items: dict[str, RawItem]) -> None:
    columns = ("ocel_event_id", "ocel_object_id") if what == "event" else ("ocel_source_id", "ocel_target_id")
    if f"{what}_object" not in tables:
        return  # links between objects are optional
    query = f"SELECT {columns[0]}, {columns[1]}, ocel_qualifier FROM {what}_object ORDER BY rowid"  # noqa: S608 - fixed names
    for source, target, qualifier in base.execute(query):
        item = items.get(str(source))
        if item is not None:
            item.links.append(Link(str(target), "" if qualifier is None else str(qualifier)))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# --- writing ---


def write_sqlite(log: ObjectLog, path: Path) -> None:
    """The whole log; reading it again gives an equal one. Raises ValueError for what SQLite cannot hold."""
    path.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as base:
            base.execute("BEGIN")
            _write(base, log)
            base.execute("COMMIT")
    except (sqlite3.Error, OverflowError) as error:
        raise ValueError(str(error)) from error


def _write(base: sqlite3.Connection, log: ObjectLog) -> None:
    for what, types in (("event", log.event_types), ("object", log.object_types)):
        maps = _maps(types)
        base.execute(f"CREATE TABLE {what}_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)")
        base.executemany(f"INSERT INTO {what}_map_type VALUES (?, ?)", maps.items())  # noqa: S608 - fixed names
        base.execute(f"CREATE TABLE {what} (ocel_id TEXT PRIMARY KEY, ocel_type TEXT)")
        for name, kinds in types.items():
            own = ["ocel_id TEXT", "ocel_time TIMESTAMP"] + ["ocel_changed_field TEXT"] * (what == "object")
            told = [*own, *(f"{_quoted(key)} {_COLUMNS[kind]}" for key, kind in kinds.items())]
            base.execute(f"CREATE TABLE {_quoted(f'{what}_{maps[name]}')} ({', '.join(told)})")
    base.execute("CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT)")
    base.execute("CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT)")
    _insert(base, "event", log.event_types, log.events, _event_rows)
    _insert(base, "object", log.object_types, log.objects, _object_rows)


def _maps(types: Types) -> dict[str, str]:
    """Type -> a plain name for its table, none twice (SQLite's names know no case)."""
    taken: set[str] = set()
    maps: dict[str, str] = {}
    for name in types:
        plain = "".join(letter for letter in name.title() if letter.isascii() and letter.isalnum()) or "Type"
        number = next(
            n for n in range(1, len(types) + 2) if f"{plain}{n if n > 1 else ''}".lower() not in taken
        )
        maps[name] = f"{plain}{number if number > 1 else ''}"
        taken.add(maps[name].lower())
    return maps


def _insert(base: sqlite3.Connection, what: str, types: Types, items: Sequence[Any], rows: Any) -> None:
    maps = _maps(types)
    base.executemany(f"INSERT INTO {what} VALUES (?, ?)", ((item.id, item.type) for item in items))  # noqa: S608 - fixed names
    links = ((item.id, *link) for item in items for link in item.links)
    base.executemany(f"INSERT INTO {what}_object VALUES (?, ?, ?)", links)  # noqa: S608
    for name, kinds in types.items():
        marks = ", ".join("?" * (len(kinds) + (2 if what == "event" else 3)))
        mine = (item for item in items if item.type == name)
        base.executemany(
            f"INSERT INTO {_quoted(f'{what}_{maps[name]}')} VALUES ({marks})",  # noqa: S608 - quoted
            (row for item in mine for row in rows(item, tuple(kinds))),
        )


def _event_rows(event: Any, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    yield (event.id, iso(*event.at), *(_told(event.values.get(name)) for name in names))


def _object_rows(thing: Any, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """What holds from the beginning in one row, then a row for each change."""
    first: dict[str, Scalar] = {}
    later: list[Change] = []
    for change in thing.changes:
        if change.at == START and change.name not in first:
            first[change.name] = change.value
        else:
            later.append(change)
    if first:
        yield (thing.id, iso(*START), None, *(_told(first.get(name)) for name in names))
    for change in later:
        values = _only(names, change)
        yield (thing.id, iso(*change.at), change.name, *values)


def _only(names: Iterable[str], change: Change) -> list[Any]:
    return [_told(change.value) if name == change.name else None for name in names]


def _told(value: Scalar | None) -> Any:
    if isinstance(value, Moment):
        return iso(*value)
    return int(value) if isinstance(value, bool) else value
