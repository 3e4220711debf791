"""Rows read and written with statements that are composed once. Serves the acts that are done thousands of times a day.

The model layer composes a statement anew each time, and writes a row at a time. `write` writes new and changed rows of
a table together, in one statement, filling in keys to rows that were written just before, and sets only the columns
that changed, so that the indexes over the others are left alone; `read` finds rows by plain equality; `fresh` makes a
new row. All see the tenant in force only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import NOT_PROVIDED
from django.db.models.base import ModelState

from minben.platform.journal.tenancy import STORED, NoTenant, TenantModel, current_tenant

T = TypeVar("T", bound=TenantModel)
AT_ONCE = 200  # rows in a statement
UNKNOWN = {"sqlite": "NULL", "postgresql": "DEFAULT"}  # the id of a new row: the database gives one
AS_THEY_ARE = frozenset({str, int, bool, float, bytes, type(None)})  # what both databases take without a word
Adapt = Callable[[Any], Any]


def fresh(model: type[T], **values: Any) -> T:
    """A new row with these values and the model's defaults, as `model(**values)` makes it but several times as fast."""
    shape, row = _shape(model), model.__new__(model)
    said = vars(row)
    said["_state"] = ModelState()
    said.update(shape.plain)
    for name, make in shape.made:
        said[name] = make()
    for name, value in values.items():
        if name in shape.keys:
            row._state.fields_cache[name] = value
            said[shape.keys[name]] = None if value is None else value.pk
        elif name in said:
            said[name] = value
        else:
            raise TypeError(f"{model.__name__} has no {name!r}.")
    return row


def write(rows: Iterable[TenantModel]) -> None:
    """Insert new rows and update stored ones, of the tenant in force: a statement for each table, in the order in
    which tables first appear, so that what is referred to comes first.
    """
    tables: dict[type[TenantModel], list[TenantModel]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    if not tables:
        return
    connection, tenant = connections[DEFAULT_DB_ALIAS], current_tenant()
    with connection.cursor() as cursor:
        for model, mine in tables.items():
            for begin in range(0, len(mine), AT_ONCE):
                _write(cursor, model, connection, tenant, mine[begin : begin + AT_ONCE])


def _write(
    cursor: Any, model: type[TenantModel], connection: Any, tenant: str, rows: Sequence[TenantModel]
) -> None:
    """One statement; stored rows that did not change are left out."""
    shape, adapters = _shape(model), _adapters(model, connection.vendor)
    writing, values, changed = [], [], set()
    for row in rows:
        _own(row, tenant, shape.keys)
        said = vars(row)
        mine, before = _values(said, shape, adapters), vars(row._state).get(STORED)
        if said["id"] is not None:
            differs = _differing(mine, before)
            if not differs:
                continue
            changed.update(differs)
            values.append(said["id"])
        values += mine
        vars(row._state)[STORED] = mine
        writing.append(row)
    if not writing:
        return
    new = tuple(row.pk is None for row in writing)
    cursor.execute(_statement(model, connection.vendor, new, tuple(sorted(changed))), values)
    for row, (id_,) in zip(writing, cursor.fetchall(), strict=True):
        vars(row)["id"] = id_
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _own(row: TenantModel, tenant: str, keys: Mapping[str, str]) -> None:
    """The row is this tenant's, and knows the ids of rows that were written just before."""
    if row.tenant_id not in ("", tenant):
        raise NoTenant(f"A row of {row.tenant_id} was saved in the scope of {tenant}.")
    row.tenant_id = tenant
    said, known = vars(row), row._state.fields_cache
    for name, attribute in keys.items():
        if said[attribute] is None and name in known:
            said[attribute] = getattr(known[name], "pk", None)


def _values(said: Mapping[str, Any], shape: _Shape, adapters: Sequence[tuple[int, Adapt]]) -> list[Any]:
    """The row's columns but its id, as the database takes them."""
    mine = list(shape.take(said))
    for place, adapt in adapters:
        mine[place] = adapt(mine[place])
    if not AS_THEY_ARE.issuperset(map(type, mine)):
        done = {place for place, _ in adapters}
        for place, value in enumerate(mine):
            if place not in done and type(value) not in AS_THEY_ARE:
                mine[place] = shape.fields[place].get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])
    return mine


def _differing(mine: Sequence[Any], before: Sequence[Any] | None) -> list[int]:
    """Places of the columns that are not what they were; all of them where nothing is known (the tenant never)."""
    if before is None:
        return list(range(1, len(mine)))
    return [place for place, (new, old) in enumerate(zip(mine, before, strict=True)) if not _same(new, old)]


def _same(new: Any, old: Any) -> bool:
    return new is old or new == old or (type(old) is datetime and new == str(old))


@dataclass(frozen=True)
class _Shape:
    """A model's columns without its id. `take`: their values from a row's own dictionary; `keys`: relation -> column
    that refers to another row; `plain`, `made`: what a new row begins with, by value and by a call.
    """

    fields: tuple[Any, ...]
    take: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    keys: Mapping[str, str]
    plain: Mapping[str, Any]
    made: tuple[tuple[str, Callable[[], Any]], ...]


@lru_cache(maxsize=256)
def _shape(model: type[TenantModel]) -> _Shape:
    id_, *fields = model._meta.concrete_fields
    if not id_.primary_key or fields[0].attname != "tenant_id":
        raise TypeError(f"{model.__name__} does not begin with its id and its tenant.")
    keys = {field.name: field.attname for field in fields if field.is_relation}
    made = [
        (field.attname, field.default)
        for field in fields
        if field.default is not NOT_PROVIDED and callable(field.default)
    ]
    plain = {"id": None} | {
        field.attname: field.get_default() for field in fields if field.attname not in dict(made)
    }
    return _Shape(tuple(fields), itemgetter(*(field.attname for field in fields)), keys, plain, tuple(made))


@lru_cache(maxsize=256)
def _adapters(model: type[TenantModel], vendor: str) -> list[tuple[int, Adapt]]:
    """What turns values into the database's where they are not what they are: place of the column, adapter."""
    found = [(place, _adapter(field, vendor)) for place, field in enumerate(_shape(model).fields)]
    return [(place, adapt) for place, adapt in found if adapt is not None]


_PLAIN = frozenset({"CharField", "TextField", "ForeignKey", "BooleanField", "BinaryField"})


def _adapter(field: Any, vendor: str) -> Adapt | None:
    """A value's way into the column; None where it is taken as it is. The unusual goes the model layer's own way."""

    def model_layer(value: Any) -> Any:
        return field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])

    kind = field.get_internal_type()
    if kind in _PLAIN:
        return None
    if kind in ("IntegerField", "BigIntegerField"):
        return lambda value: int(value) if type(value) is bool else value
    if kind == "DateTimeField" and vendor == "sqlite":
        return lambda value: (
            None if value is None
            else str(value.astimezone(UTC).replace(tzinfo=None)) if _moment(value) else model_layer(value)
        )  # fmt: skip
    if kind == "DateTimeField":
        return lambda value: value if value is None or _moment(value) else model_layer(value)
    if kind == "JSONField" and field.encoder is None and vendor == "sqlite":
        return lambda value: _dumped(value) if type(value) in (dict, list) else model_layer(value)
    return model_layer


def _dumped(value: dict[str, Any] | list[Any]) -> str:
    """As JSON; most are empty."""
    return json.dumps(value) if value else str(value)


def _moment(value: Any) -> bool:
    return type(value) is datetime and value.tzinfo is not None


@lru_cache(maxsize=4096)
def _statement(
    model: type[TenantModel], vendor: str, new: tuple[bool, ...], changed: tuple[int, ...] = ()
) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    names = [quote(field.column) for field in _shape(model).fields]
    marks = ", ".join(["%s"] * len(names))
    rows = ", ".join(f"({UNKNOWN[vendor] if one else '%s'}, {marks})" for one in new)
    table, id_ = quote(model._meta.db_table), quote("id")
    said = f"INSERT INTO {table} ({id_}, {', '.join(names)}) VALUES {rows}"  # noqa: S608 - names of the models
    if changed:
        kept = ", ".join(f"{names[place]} = excluded.{names[place]}" for place in changed)
        said += f" ON CONFLICT ({id_}) DO UPDATE SET {kept}"
    return f"{said} RETURNING {id_}"


def read(model: type[TenantModel], **equal: Any) -> list[Any]:
    """Rows whose columns equal these values (None: are empty), by id. Names are those of columns, such as `case_id`."""
    connection, names = (
        connections[DEFAULT_DB_ALIAS],
        tuple((name, value is None) for name, value in equal.items()),
    )
    said = _query(model, connection.vendor, names)
    given = [value for value in equal.values() if value is not None]
    with connection.cursor() as cursor:
        cursor.execute(said, [current_tenant(), *given])
        return [made(model, row) for row in cursor.fetchall()]


@lru_cache(maxsize=256)
def _query(model: type[TenantModel], vendor: str, names: tuple[tuple[str, bool], ...]) -> str:
    del vendor  # part of the key
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    asked = "".join(f" and {quote(name)} {'is null' if empty else '= %s'}" for name, empty in names)
    table = quote(model._meta.db_table)
    return f"select {columns(model)} from {table} where tenant_id = %s{asked} order by id"  # noqa: S608 - names of the models


@lru_cache(maxsize=256)
def columns(model: type[TenantModel], table: str = "") -> str:
    """The model's columns for a statement, in the order that `made` expects; `table`: what they belong to in a join."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    before = f"{table}." if table else ""
    return ", ".join(before + quote(field.column) for field in model._meta.concrete_fields)


def made(model: type[TenantModel], values: Sequence[Any]) -> Any:
    """A row of the model from what the database said for `columns`.

    As the model layer makes it, but without asking for each column whether it was given.
    """
    names, converters = _reading(model)
    row = model.__new__(model)
    said = vars(row)
    said.update(zip(names, values, strict=True))
    for name, convert in converters:
        said[name] = convert(said[name])
    row._state = ModelState()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    vars(row._state)[STORED] = values[1:]
    return row


@lru_cache(maxsize=256)
def _reading(model: type[TenantModel]) -> tuple[list[str], list[tuple[str, Adapt]]]:
    """The model's attributes in the order of its columns, and what turns the database's values into the model's."""
    connection, found = connections[DEFAULT_DB_ALIAS], []
    for field in model._meta.concrete_fields:
        column = field.get_col(model._meta.db_table)
        every = (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        kind = field.get_internal_type()
        if connection.vendor == "sqlite" and kind in _FROM_SQLITE and not getattr(field, "decoder", None):
            found.append((field.attname, _FROM_SQLITE[kind]))
        else:
            found += [(field.attname, _converting(convert, column)) for convert in every]
    return [field.attname for field in model._meta.concrete_fields], found


def _converting(convert: Callable[..., Any], column: Any) -> Adapt:
    return lambda value: convert(value, column, connections[DEFAULT_DB_ALIAS])


def _utc(value: datetime | str | None) -> datetime | None:
    """A moment as SQLite keeps it: without a zone, in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return None if moment is None else moment.replace(tzinfo=UTC)


def _loaded(value: str | None) -> Any:
    """JSON as SQLite keeps it; most are empty."""
    return [] if value == "[]" else {} if value == "{}" else None if value is None else json.loads(value)


def _truth(value: bool | int | None) -> bool | None:
    return bool(value) if value in (0, 1) else value  # type: ignore[return-value]


_FROM_SQLITE: Mapping[str, Adapt] = {"DateTimeField": _utc, "JSONField": _loaded, "BooleanField": _truth}
