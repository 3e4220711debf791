"""How fast the officer's queue answers when 100,000 tasks are open: the page's own query work, and the whole page.

Serves whoever runs a city on one node. Makes a throw-away SQLite database in a temporary folder, loads the demo city,
multiplies one real application, and asks for pages as officers do. The peer is the plain way: reading every open
task of the unit and sorting in Python.

    .venv/bin/python benchmarks/officer_queue.py [TASKS]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
TARGET = 300  # ms at the 95th percentile
ROUNDS = 30
UNIT = "fire-rescue"
OTHERS = ("market-regulation", "urban-management", "health", "public-security", "civil-affairs")


def main() -> None:
    """Fill, measure, print."""
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(MINBEN_HOME=folder, MINBEN_DATABASE_URL=f"sqlite:///{folder}/db.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "minben.platform.settings"
        import django

        django.setup()
        from minben.platform.journal.tenancy import scope
        from minben.platform.training.demo import load

        load(ROOT / "places" / "lanting", history=False, say=lambda _: None)
        with scope("lanting"):
            _fill(tasks)
            _measure(tasks)


def _fill(tasks: int) -> None:
    """One real application, copied; due dates spread over half a year; a sixth of the tasks for each unit."""
    from minben.platform.casework.models import Case, CaseItem, Clock, Task
    from minben.platform.catalogue.queries import current_place
    from minben.platform.journal.queries import now
    from minben.platform.training import history

    past = history.beginning("lanting", current_place(), 7)
    person, name = history.applicants(past, "open-a-restaurant")[0]
    number = history.apply(past, "open-a-restaurant", person, name, now())
    case = Case.objects.get(number=number)
    task = Task.objects.filter(case=case).select_related("caseitem").first()
    clock = Clock.objects.filter(caseitem=task.caseitem).first()
    units = (UNIT, *OTHERS)
    for start in range(0, tasks, 5000):
        span = range(start, min(start + 5000, tasks))
        cases = Case.objects.bulk_create([_copy(case, number=f"{number}-{serial}") for serial in span])
        items = CaseItem.objects.bulk_create([_copy(task.caseitem, case=row) for row in cases])
        Clock.objects.bulk_create(
            _copy(
                clock,
                case=row,
                caseitem=item,
                due_at=clock.due_at + timedelta(hours=(serial * 7919) % 4000 - 900),
            )
            for serial, row, item in zip(span, cases, items, strict=True)
        )
        Task.objects.bulk_create(
            _copy(task, case=row, caseitem=item, unit=units[serial % len(units)])
            for serial, row, item in zip(span, cases, items, strict=True)
        )
    _analyze()


def _analyze() -> None:
    """What a database does by itself after a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _copy(row, **changed):  # type: ignore[no-untyped-def]
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    fields.pop("id")
    for key, value in changed.items():
        fields[f"{key}_id" if hasattr(value, "pk") else key] = getattr(value, "pk", value)
    return type(row)(**fields)


def _measure(tasks: int) -> None:
    from django.test import Client

    from minben.platform.casework.models import Task
    from minben.platform.identity.queries import account
    from minben.platform.journal.actor import Actor
    from minben.platform.workbench.queries.queue import Filters, queue

    client = Client()
    client.force_login(account("officer-fang"), backend="django.contrib.auth.backends.ModelBackend")
    everywhere = Actor("lanting", "officer-fang", "", "", ("officer",), (UNIT, *OTHERS))
    one = Actor("lanting", "officer-fang", "", "", ("officer",), (UNIT,))
    print(f"{tasks:,} open tasks, {tasks // 6:,} of them the officer's unit's; SQLite; {ROUNDS} rounds")
    _line("whole page, first", lambda _: client.get("/workbench/"))
    _line(
        "whole page, filtered and deep",
        lambda turn: client.get(f"/workbench/?state=to_accept&page={turn * 20 + 1}"),
    )
    _line("query work alone", lambda turn: queue(one, Filters(), turn + 1))
    _line("query work, an officer of six units", lambda turn: queue(everywhere, Filters(), turn + 1))
    _line("peer: read all, sort in Python", lambda _: _plain(one), rounds=3)
    Task.objects.update(unit=UNIT)
    _analyze()
    print(f"all {tasks:,} open tasks in the officer's own unit")
    _line("whole page, first", lambda _: client.get("/workbench/"))
    _line(
        "whole page, filtered and deep",
        lambda turn: client.get(f"/workbench/?state=to_accept&page={turn * 20 + 1}"),
    )
    _line("whole page, overdue only", lambda turn: client.get(f"/workbench/?overdue=on&page={turn + 1}"))
    _line(
        "whole page, the last that can be leafed to",
        lambda turn: client.get(f"/workbench/?page={800 - turn}"),
    )
    _line(
        "whole page, part of a number: one fits", lambda turn: client.get(f"/workbench/?number=-9{turn:04d}")
    )
    _line(
        "whole page, part of a number: all fit",
        lambda turn: client.get(f"/workbench/?number=oar&page={turn + 1}"),
    )
    _line("whole page, part of a number: none fits", lambda turn: client.get(f"/workbench/?number=zzz{turn}"))
    _line("whole page, results to hand over", lambda _: client.get("/workbench/results/"))
    _line("peer: read all, sort in Python", lambda _: _plain(one), rounds=3)
    print(f"target for the whole page: {TARGET} ms at the 95th percentile")


def _plain(actor) -> None:  # type: ignore[no-untyped-def]
    """The plain way: every open task of the unit with its clock, sorted in Python."""
    from minben.platform.casework.models import Clock, Task

    rows = list(Task.objects.filter(open=True, unit__in=actor.units).select_related("case", "caseitem"))
    due = dict(Clock.objects.filter(ended_at=None).values_list("caseitem", "due_at"))
    sorted(rows, key=lambda row: (due.get(row.caseitem_id) is None, due.get(row.caseitem_id)))


def _line(name: str, work: Callable[[int], object], rounds: int = ROUNDS) -> None:
    work(0)
    spent = []
    for turn in range(rounds):
        began = time.process_time()
        work(turn)
        spent.append((time.process_time() - began) * 1000)
    spent.sort()
    median, late = spent[len(spent) // 2], spent[int(len(spent) * 0.95) - 1]
    print(f"  {name:<44} median {median:8.1f} ms   p95 {late:8.1f} ms  (CPU)")


if __name__ == "__main__":
    main()
