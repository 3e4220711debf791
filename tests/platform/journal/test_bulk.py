"""Rows written and read by statements that are composed once are exactly those of the model layer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from benchmarks.packs import begin, chain, process, publish
from minben.platform.journal import bulk
from minben.platform.journal.tenancy import TenantModel

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]
CHINA = timezone(timedelta(hours=8))
VALUES: dict[str, list[Any]] = {
    "CharField": ["", "一'\"%s?", None],
    "TextField": ["甲\n乙"],
    "IntegerField": [0, -7, True, None],
    "BigIntegerField": [2**60],
    "ForeignKey": [5, None],
    "BooleanField": [True, False, None],
    "FloatField": [0.25],
    "BinaryField": [b"", b"\x00\xff", memoryview(b"x")],
    "DateField": [date(2026, 11, 27), None],
    "DateTimeField": [
        datetime(2026, 11, 27, 9, 0, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 120, tzinfo=CHINA), None,
    ],
    "JSONField": [{}, {"一": [1, None, "x"]}, [], "text", 3, None, True],
}  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_value_goes_into_its_column_as_the_model_layer_writes_it(model: type[TenantModel]) -> None:
    shape, adapters = bulk._shape(model), bulk._adapters(model, connection.vendor)
    for place, field in enumerate(shape.fields):
        for value in VALUES[field.get_internal_type()]:
            said = {one.attname: None for one in shape.fields} | {field.attname: value}
            found = bulk._values(said, shape, adapters)[place]
            expected = field.get_db_prep_save(value, connection)
            if isinstance(expected, memoryview):
                found, expected = bytes(found), bytes(expected)
            if connection.vendor == "postgresql":  # its driver's wrappers compare by identity
                assert type(found) is type(expected)
                found, expected = (
                    getattr(one, "obj", getattr(one, "_obj", one)) for one in (found, expected)
                )
            assert (type(found), found) == (type(expected), expected), (field.name, value)


def test_what_is_read_is_what_the_model_layer_reads(city: str) -> None:
    decide = '<userTask id="decide" minben:item="elder_allowance" minben:result="x"/>'
    begin(publish(process(decide + chain("s", "decide", "e"))))
    read = 0
    for model in MODELS:
        for row in model.objects.order_by("id")[:5]:
            (found,) = bulk.read(model, id=row.pk)
            assert found == row
            assert {name: value for name, value in vars(found).items() if name != "_state"} == {
                name: value for name, value in vars(row).items() if name != "_state"
            }
            assert (found._state.adding, found._state.db) == (False, row._state.db)
            assert found.get_deferred_fields() == set()
            read += 1
    assert read > 10
