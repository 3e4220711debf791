"""Tenants kept apart three times: in every query, in every key between tables, and by the database itself.

Serves every app that stores rows. A county's row is never looked up by id alone: managers filter by the tenant in
force, keys between tables are `(tenant_id, id)`, and PostgreSQL enforces it again by forced row-level security.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.db import connection, models, transaction

STORED = "_stored"  # in a row's state: its columns as the database has them, as far as `bulk` knows
_current: ContextVar[str] = ContextVar("tenant", default="")


class NoTenant(RuntimeError):
    """A tenant's rows were asked for outside `scope(tenant)`: a programming error, never a user's."""


def current_tenant() -> str:
    """The tenant in force; NoTenant outside a scope."""
    tenant = _current.get()
    if not tenant:
        raise NoTenant("Wrap this in journal.tenancy.scope(tenant).")
    return tenant


@contextmanager
def scope(tenant: str) -> Iterator[None]:
    """Work on one tenant's rows. On PostgreSQL this is a transaction, for the tenant is set inside one only."""
    token = _current.set(tenant)
    try:
        if connection.vendor == "postgresql":
            outermost = not connection.in_atomic_block
            with transaction.atomic(), _database_tenant(tenant, outermost):
                yield
        else:
            yield
    finally:
        _current.reset(token)


@contextmanager
def _database_tenant(tenant: str, outermost: bool) -> Iterator[None]:
    """Tell the database the tenant until the transaction ends, or until this scope within one does."""
    before = ""
    with connection.cursor() as cursor:
        if not outermost:
            cursor.execute("select current_setting('minben.tenant', true)")
            before = cursor.fetchone()[0] or ""
        cursor.execute("select set_config('minben.tenant', %s, true)", [tenant])
    yield
    if outermost:
        return  # the setting ends with its transaction
    # Only reached without an error: a failed transaction rolls the setting back by itself.
    with connection.cursor() as cursor:
        cursor.execute("select set_config('minben.tenant', %s, true)", [before])


class TenantManager(models.Manager[Any]):
    """Sees the rows of the tenant in force and no others."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(tenant_id=current_tenant())


class SameTenant(models.BaseConstraint):
    """A foreign key `(tenant_id, column) -> table (tenant_id, id)`: a row can only belong to its own tenant's rows."""

    def __init__(self, *, column: str, table: str, name: str) -> None:
        super().__init__(name=name)
        self.column = column
        self.table = table

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote('tenant_id')}, {quote(self.column)}) "
            f"REFERENCES {quote(self.table)} ({quote('tenant_id')}, {quote('id')}) DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str | None:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str | None:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """The database checks it; there is nothing a form could say better."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "table": self.table}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameTenant) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]


def same_tenant(owner: str, column: str, table: str) -> SameTenant:
    """The constraint for one key; `owner` and `table` are table names."""
    return SameTenant(column=column, table=table, name=f"{owner}_{column}_same_tenant")


def key_to(to: str, related_name: str, *, null: bool = False) -> Any:
    """The ORM's side of a key between tenant tables; its constraint is `same_tenant`."""
    return models.ForeignKey(
        to, models.PROTECT, related_name=related_name, db_constraint=False, null=null, blank=null
    )


class TenantModel(models.Model):
    """A row of one tenant."""

    tenant_id = models.CharField(max_length=40, editable=False)

    objects = TenantManager()
    everywhere: ClassVar[models.Manager[Any]] = models.Manager()  # for migrations, backup and drills only

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "id"], name="%(app_label)s_%(class)s_tenant_id"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Rows are stamped with the tenant in force and can never move to another."""
        tenant = current_tenant()
        if self.tenant_id and self.tenant_id != tenant:
            raise NoTenant(f"A row of {self.tenant_id} was saved in the scope of {tenant}.")
        self.tenant_id = tenant
        vars(self._state).pop(STORED, None)
        super().save(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """As the row stands in the database now."""
        vars(self._state).pop(STORED, None)
        super().refresh_from_db(*args, **kwargs)


OWN_ROW = TenantModel.Meta.constraints


def protect_rows(**_: Any) -> None:
    """After each migration: force row-level security on every tenant table (PostgreSQL; idempotent)."""
    if connection.vendor != "postgresql":
        return
    from django.apps import apps

    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            if issubclass(model, TenantModel) and model._meta.db_table in existing:
                _protect(cursor, model._meta.db_table)


def _protect(cursor: Any, table: str) -> None:
    quoted = connection.ops.quote_name(table)
    cursor.execute(f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY")
    cursor.execute("select 1 from pg_policies where tablename = %s and policyname = 'own_tenant'", [table])
    if cursor.fetchone() is None:
        cursor.execute(
            f"CREATE POLICY own_tenant ON {quoted} USING "
            "(tenant_id = (select current_setting('minben.tenant')))"  # no tenant set: an error, nothing read
        )
