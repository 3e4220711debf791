"""Rows of one table written in one statement, new ones and changed ones together. Serves every act that writes several.

The model layer writes a row at a time and composes its statement anew each time; here the statement is composed once
for each table. Keys to rows that were written just before are filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from minben.platform.journal.tenancy import NoTenant, TenantModel, current_tenant

AT_ONCE = 200  # rows in a statement
UNKNOWN = {"sqlite": "NULL", "postgresql": "DEFAULT"}  # the id of a new row: the database gives one


def write(rows: Sequence[TenantModel]) -> None:
    """Insert the new rows and update the stored ones; all are of one model and of the tenant in force."""
    for begin in range(0, len(rows), AT_ONCE):
        _write(rows[begin : begin + AT_ONCE])


def _write(rows: Sequence[TenantModel]) -> None:
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    tenant, (fields, keys) = current_tenant(), _shape(model)
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
        values += [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, connection.vendor, tuple(row.pk is None for row in rows)), values)
        given = cursor.fetchall()
    for row, (id_,) in zip(rows, given, strict=True):
        row.pk = id_
        row._state.adding, row._state.db = False, connection.alias


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
