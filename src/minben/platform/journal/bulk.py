"""Rows read and written with statements that are composed once. Serves the acts that are done thousands of times a day.

The model layer composes a statement anew each time, and writes a row at a time. `write` writes new and changed rows of
a table together, in one statement, filling in keys to rows that were written just before; `read` finds rows by plain
equality. Both see the tenant in force only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.base import ModelState

from minben.platform.journal.tenancy import NoTenant, TenantModel, current_tenant

AT_ONCE = 200  # rows in a statement
UNKNOWN = {"sqlite": "NULL", "postgresql": "DEFAULT"}  # the id of a new row: the database gives one


def write(rows: Iterable[TenantModel]) -> None:
    """Insert new rows and update stored ones, of the tenant in force: a statement for each table, in the order in
    which tables first appear, so that what is referred to comes first.
    """
    tables: dict[type[TenantModel], list[TenantModel]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    if not tables:
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for mine in tables.values():
            for begin in range(0, len(mine), AT_ONCE):
                _write(cursor, mine[begin : begin + AT_ONCE])


def _write(cursor: Any, rows: Sequence[TenantModel]) -> None:
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    tenant, (_, keys) = current_tenant(), _shape(model)
    adapters = _adapters(model, connection.vendor)
    values: list[Any] = []
    for row in rows:
        if row.tenant_id not in ("", tenant):
            raise NoTenant(f"A row of {row.tenant_id} was saved in the scope of {tenant}.")
        row.tenant_id = tenant
        for name, attribute in keys:
            if getattr(row, attribute) is None and name in row._state.fields_cache:
                setattr(row, attribute, getattr(row._state.fields_cache[name], "pk", None))
        if row.pk is not None:
            values.append(row.pk)
        said = vars(row)
        values += [adapt(said[name]) for name, adapt in adapters]
    cursor.execute(_statement(model, connection.vendor, tuple(row.pk is None for row in rows)), values)
    for row, (id_,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = id_
        row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=256)
def _adapters(model: type[TenantModel], vendor: str) -> list[tuple[str, Callable[[Any], Any]]]:
    """What turns the model's values into the database's: attribute and adapter, found once for each column.

    On SQLite most values are what they are; anything out of the ordinary goes the model layer's own way.
    """
    return [(field.attname, _adapter(field, vendor)) for field in _shape(model)[0]]


_PLAIN: dict[str, type] = {
    "CharField": str, "TextField": str, "IntegerField": int, "BigIntegerField": int, "ForeignKey": int,
    "BooleanField": bool, "BinaryField": bytes,
}  # fmt: skip


def _adapter(field: Any, vendor: str) -> Callable[[Any], Any]:
    """A value's way into the column."""

    def model_layer(value: Any) -> Any:
        return field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])

    kind = field.get_internal_type()
    if vendor != "sqlite":
        return model_layer
    if kind == "DateTimeField":
        return lambda value: (
            str(value.astimezone(UTC).replace(tzinfo=None)) if _moment(value) else model_layer(value)
        )
    if kind == "JSONField" and field.encoder is None:
        return lambda value: json.dumps(value) if type(value) in (dict, list) else model_layer(value)
    plain = _PLAIN.get(kind)
    return lambda value: value if value is None or type(value) is plain else model_layer(value)


def _moment(value: Any) -> bool:
    return type(value) is datetime and value.tzinfo is not None


@lru_cache(maxsize=256)
def _shape(model: type[TenantModel]) -> tuple[list[Any], list[tuple[str, str]]]:
    """The model's columns without its id, and the name and attribute of each that refers to another row."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return fields, [(field.name, field.attname) for field in fields if field.is_relation]


@lru_cache(maxsize=1024)
def _statement(model: type[TenantModel], vendor: str, new: tuple[bool, ...]) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    names = [quote(field.column) for field in _shape(model)[0]]
    marks = ", ".join(["%s"] * len(names))
    rows = ", ".join(f"({UNKNOWN[vendor] if one else '%s'}, {marks})" for one in new)
    table, id_ = quote(model._meta.db_table), quote("id")
    said = f"INSERT INTO {table} ({id_}, {', '.join(names)}) VALUES {rows}"  # noqa: S608 - names of the models
    if not all(new):
        said += f" ON CONFLICT ({id_}) DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in names)}"
    return f"{said} RETURNING {id_}"


def read(model: type[TenantModel], **equal: Any) -> list[Any]:
    """Rows whose columns equal these values (None: are empty), by id. Names are those of columns, such as `case_id`."""
    names = tuple((name, value is None) for name, value in equal.items())
    said = _query(model, connections[DEFAULT_DB_ALIAS].vendor, names)
    given = [value for value in equal.values() if value is not None]
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
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
    connection, names = connections[DEFAULT_DB_ALIAS], _names(model)
    row = model.__new__(model)
    said = vars(row)
    said.update(zip(names, values, strict=True))
    for place, column, convert in _converters(model, connection.vendor):
        said[names[place]] = convert(said[names[place]], column, connection)
    row._state = ModelState()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


@lru_cache(maxsize=256)
def _names(model: type[TenantModel]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@lru_cache(maxsize=256)
def _converters(model: type[TenantModel], vendor: str) -> list[tuple[int, Any, Callable[..., Any]]]:
    """What turns the database's values into the model's: place of the column, column, converter."""
    del vendor  # part of the key
    connection, found = connections[DEFAULT_DB_ALIAS], []
    for place, field in enumerate(model._meta.concrete_fields):
        column = field.get_col(model._meta.db_table)
        every = (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        found += [(place, column, convert) for convert in every]
    return found
