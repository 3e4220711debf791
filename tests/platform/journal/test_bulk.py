"""Rows written and read by statements that are composed once are exactly those of the model layer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy

from benchmarks.packs import begin, chain, process, publish
from minben.platform.casework.models import Task
from minben.platform.journal import bulk
from minben.platform.journal.models import Entry
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
            found, expected = _plain(found), _plain(expected)
            assert type(found) is type(expected) or type(found) is int, "a number, whatever its width"
            assert found == expected, (field.name, value)


def _plain(value: Any) -> Any:
    """What a driver's wrapper holds: they compare by identity."""
    held = getattr(value, "obj", getattr(value, "_obj", value))
    return bytes(held) if isinstance(held, memoryview) else held


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


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_fresh_row_is_what_the_model_layer_makes(model: type[TenantModel]) -> None:
    def of(row: TenantModel) -> dict[str, Any]:
        return {name: value for name, value in vars(row).items() if name != "_state"}

    made = bulk.fresh(model, tenant_id="lanting")
    assert of(made) == of(model(tenant_id="lanting"))
    assert (made._state.adding, made._state.db) == (True, None)
    with pytest.raises(TypeError, match="has no 'wings'"):
        bulk.fresh(model, wings=2)


def test_a_fresh_row_keeps_no_default_for_two(city: str) -> None:
    one, two = bulk.fresh(Entry), bulk.fresh(Entry)
    one.facts["x"] = 1
    assert two.facts == {}


def test_only_what_changed_is_set_and_what_did_not_change_is_not_written(city: str) -> None:
    case = begin(publish(process('<userTask id="u" minben:item="elder_allowance"/>' + chain("s", "u", "e"))))
    (row,) = bulk.read(Task, case_id=case.pk)
    Task.objects.filter(pk=row.pk).update(assignee="another")  # meanwhile, by a statement
    row.node = "renamed"
    with CaptureQueriesContext(connection) as caught:
        bulk.write([row])
        bulk.write([row])
    assert len(caught.captured_queries) == 1
    said = caught.captured_queries[0]["sql"].partition("DO UPDATE SET")[2]
    assert '"node"' in said
    assert '"assignee"' not in said
    stored = Task.objects.get(pk=row.pk)
    assert (stored.node, stored.assignee) == ("renamed", "another")


def test_a_row_that_the_model_layer_saved_is_written_whole_again(city: str) -> None:
    case = begin(publish(process('<userTask id="u" minben:item="elder_allowance"/>' + chain("s", "u", "e"))))
    (row,) = bulk.read(Task, case_id=case.pk)
    node, row.node = row.node, "other"
    row.save()
    row.node = node
    bulk.write([row])
    assert Task.objects.get(pk=row.pk).node == node
    row.refresh_from_db()
    row.unit = gettext_lazy("Department")  # what no driver knows is told by the model layer
    bulk.write([row])
    assert Task.objects.get(pk=row.pk).unit == str(gettext_lazy("Department"))
