"""Practice: invented applicants send applications into the sandbox tenant, so that officers learn on the same pages.

Serves the workbench. Outside a sandbox nothing is invented: `prepare` refuses.
"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from minben.kernel import worktime
from minben.platform.casework.models import Case, Task
from minben.platform.catalogue.queries import Published, current_place, services
from minben.platform.identity.queries import in_practice, local_unit
from minben.platform.journal.actions import Record, act
from minben.platform.journal.actor import Actor
from minben.platform.journal.tenancy import current_tenant
from minben.platform.training import history

ENOUGH = 3  # open tasks an officer finds on entering
AGES = (8, 5, 0)  # working days since the applications were sent: one late, one pressing, one fresh
TRIES = 30  # invented applications until one has a task for the officer's unit


class NotPractice(RuntimeError):
    """Practice cases were asked for in a live tenant: a programming error; nothing was made."""


@act("training.prepare")
def note_prepared(record: Record, cases: list[str]) -> int:
    """Journal, in the sandbox, who asked for practice cases and which were made."""
    record.about("practice", record.actor.account, cases=cases)
    return len(cases)


def open_tasks(actor: Actor) -> int:
    """How many tasks wait for the actor's units in the tenant in force."""
    return Task.objects.filter(open=True, unit__in=actor.units).count()


def suitable(actor: Actor) -> list[Published]:
    """Services in which the actor's units have an item."""
    return [
        found
        for found in services()
        if {local_unit(item.authority) for item in found.service.items} & set(actor.units)
    ]


def prepare(actor: Actor, wanted: int = ENOUGH) -> list[str]:
    """Let invented applicants apply until `wanted` new tasks wait for the officer; answers the case numbers."""
    if not in_practice():
        raise NotPractice(current_tenant())
    choice = suitable(actor)
    if not choice:
        return []
    made: list[str] = []
    with transaction.atomic():
        before, start = open_tasks(actor), Case.objects.count()
        for turn in range(TRIES):
            gained = open_tasks(actor) - before
            if gained >= wanted:
                break
            made += _apply(choice[turn % len(choice)].id, start + turn, AGES[gained % len(AGES)])
        note_prepared(actor, made)
    return made


def _apply(service: str, serial: int, age: int) -> list[str]:
    """One invented application, sent some working days ago; a serial stands for one applicant and their answers."""
    past = history.beginning(current_tenant(), current_place(), history.SEED + serial)
    person, name = history.applicants(past, service)[0]
    number = history.apply(past, service, person, name, _sent(past, age))
    return [number] if number else []


def _sent(past: history.Past, age: int) -> datetime:
    """So many working days ago, at ten in the morning; now for 0."""
    if age == 0:
        return past.end
    zone = ZoneInfo(past.place.calendar.zone)
    day = worktime.add_workdays(past.place.calendar, past.end.astimezone(zone).date(), -age)
    return datetime.combine(day, time(10), zone)
