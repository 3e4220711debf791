"""The queue's order for any length: a page is read from the clocks in the order of their dates, not by sorting all.

Serves the queue of a large unit. Few tasks are sorted; many are walked, so that a page costs what it holds and not what
the unit has open. Nobody leafs through more than the first twenty thousand; who looks for one case types its number.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from minben.platform.casework.models import Case, Clock, Task
from minben.platform.journal.actor import Actor
from minben.platform.journal.tenancy import current_tenant

FEW = 20_000  # tasks that are sorted at once, and how far one can leaf through many
NUMBERED = 2_000  # tasks that a part of a case number is looked up for; when more fit, they are walked
# One of these runs against the office while it has an item: the notice limit before acceptance, then its promise.
OFFICE = ("acceptance", "promise")
# `cross join` keeps SQLite at the order of the clocks' index; PostgreSQL finds it by the limit.
WALK = """
select t.id from casework_clock c cross join casework_task t {joins}
 where c.tenant_id = %s and c.ended_at is null and c.due_at is not null and c.scope in (%s, %s)
   and t.caseitem_id = c.caseitem_id and t.tenant_id = %s and t.open and t.unit in ({units}) {also}
 order by c.due_at, t.id limit %s offset %s
"""
JOINS = {
    "case": "join casework_case k on k.id = t.case_id",
    "state": "join casework_caseitem i on i.id = t.caseitem_id",
}
TABLE_OF = {"service": "case", "number": "case", "state": "state"}  # filter -> the join it needs


def running(ref: str) -> QuerySet[Clock]:
    """The office's own limits that run for the item of `ref`."""
    return Clock.objects.filter(caseitem=OuterRef(ref), ended_at=None, scope__in=OFFICE)


def with_due(rows: QuerySet[Task]) -> QuerySet[Task]:
    """The tasks with `due`: the office's own running limit."""
    return rows.annotate(due=Subquery(running("caseitem").order_by("-id").values("due_at")[:1]))


class Ordered:
    """Ids of tasks, what is due first on top and what waits for others last; made for a paginator.

    `rows`: the tasks that fit, `total` of them. `also`: the same conditions as SQL, each with its values, under the
    name of the filter they come from; None when they can only be sorted.
    """

    def __init__(
        self, actor: Actor, rows: QuerySet[Task], total: int, also: dict[str, tuple[str, list[Any]]] | None
    ) -> None:
        self.actor, self.rows, self.total, self.also = actor, rows, total, also

    def __len__(self) -> int:
        return min(self.total, FEW)

    def __getitem__(self, part: slice) -> list[int]:
        start, stop = part.start or 0, part.stop
        if not self.walks():
            return self._sorted(start, stop)
        dated = self._walked(start, stop - start)
        if len(dated) == stop - start:
            return dated
        return [*dated, *self._undated(max(0, start - self._dated()), stop - start - len(dated))]

    def walks(self) -> bool:
        """Whether it is something long, that is not sorted."""
        return self.also is not None and (self.total > FEW or "number" in self.also)

    def _sorted(self, start: int, stop: int) -> list[int]:
        rows = with_due(self.rows).order_by(F("due").asc(nulls_last=True), "id")
        return list(rows.values_list("id", flat=True)[start:stop])

    def _walked(self, start: int, count: int) -> list[int]:
        assert self.also is not None  # noqa: S101 - who walks has said the conditions
        units = list(self.actor.units)
        said = WALK.format(
            joins=" ".join(JOINS[name] for name in _joined(self.also)),
            units=", ".join(["%s"] * len(units)),
            also="".join(f" and {words}" for words, _ in self.also.values()),
        )
        tenant = current_tenant()
        more = [value for _, values in self.also.values() for value in values]
        with connection.cursor() as cursor:
            cursor.execute(said, [tenant, *OFFICE, tenant, *units, *more, count, start])
            return [row[0] for row in cursor.fetchall()]

    def _dated(self) -> int:
        return self.rows.filter(Exists(running("caseitem").exclude(due_at=None))).count()

    def _undated(self, start: int, count: int) -> list[int]:
        rows = self.rows.exclude(Exists(running("caseitem").exclude(due_at=None))).order_by("id")
        return list(rows.values_list("id", flat=True)[start : start + count])


def numbered(rows: QuerySet[Task], number: str) -> tuple[QuerySet[Task], int, bool]:
    """Tasks whose case number holds these characters: the few that do, how many, and whether there are too many to
    look up; then the rows are all of them, and the number is that at which counting stopped.

    A part that few cases carry is found among the numbers alone, which is a third of the work.
    """
    cases = list(Case.objects.filter(number__icontains=number).values_list("id", flat=True)[: NUMBERED + 1])
    if len(cases) <= NUMBERED:
        rows = rows.filter(case__in=cases)
        return rows, rows.count(), False
    found = rows.filter(case__number__icontains=number)
    ids = list(found.values_list("id", flat=True)[: NUMBERED + 1])
    if len(ids) > NUMBERED:
        return found, NUMBERED, True
    return Task.objects.filter(pk__in=ids), len(ids), False


def _joined(also: dict[str, tuple[str, list[Any]]]) -> list[str]:
    """The tables that these conditions need, each once."""
    return list(dict.fromkeys(TABLE_OF[name] for name in also if name in TABLE_OF))


def conditions(
    filters: Any, actor: Actor, moment: datetime, states: dict[str, Any]
) -> dict[str, tuple[str, list[Any]]] | None:
    """The filters as SQL over the walk; None when few tasks can fit, which are sorted."""
    if filters.holder == "mine":
        return None
    when = connection.ops.adapt_datetimefield_value(moment)
    found: dict[str, tuple[str, list[Any]]] = {}
    if filters.service:
        found["service"] = ("k.service = %s", [filters.service])
    if filters.state in states:
        wanted = [str(state) for state in states[filters.state]]
        found["state"] = (f"i.status in ({', '.join(['%s'] * len(wanted))})", wanted)
    if filters.number:
        part = f"%{connection.ops.prep_for_like_query(filters.number)}%"
        found["number"] = ("upper(k.number) like upper(%s) escape '\\'", [part])
    if filters.overdue:
        found["overdue"] = ("c.due_at < %s", [when])
    if filters.holder == "free":
        found["holder"] = ("(t.assignee = '' or t.held_until is null or t.held_until <= %s)", [when])
    if filters.holder == "others":
        found["holder"] = ("(t.held_until > %s and t.assignee not in ('', %s))", [when, actor.account])
    return found
