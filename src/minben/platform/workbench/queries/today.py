"""An officer's own day: what they did, from the journal. Nobody is compared with anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from minben.platform.casework.models import Case, Task
from minben.platform.catalogue.queries import current_place, pinned
from minben.platform.journal.actor import Actor
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import now
from minben.platform.supervision.queries import Duties, for_unit

# What counts as having moved a case on; taking a task or reading it does not.
WORK = (
    "casework.accept",
    "casework.request_correction",
    "casework.stop_clock",
    "casework.resume_clock",
    "casework.extend",
    "casework.decide",
    "casework.reply_message",
    "casework.submit",
)
SHOWN = 100


@dataclass(frozen=True)
class Done:
    """One thing the officer did. `task` is 0 when no task of their units leads to it."""

    at: datetime
    act: str  # casework's name of the act
    case: str
    name: str  # key of the item or, without one, of the service
    service: str
    pack: str
    task: int


@dataclass(frozen=True)
class Day:
    """What was done today and this week, and what supervision asks for."""

    today: tuple[Done, ...]
    earlier: tuple[Done, ...]  # this week, before today
    duties: Duties


def day(actor: Actor) -> Day:
    """The officer's own work since Monday, newest first, and their units' duties."""
    zone = ZoneInfo(current_place().calendar.zone)
    moment = now().astimezone(zone)
    morning = datetime.combine(moment.date(), time(0), zone)
    monday = morning - timedelta(days=moment.weekday())
    entries = Entry.objects.filter(
        act__in=WORK, actor=actor.account, happened_at__gte=monday, kind="case"
    ).order_by("-number")[:SHOWN]
    done = _done(actor, list(entries))
    return Day(
        tuple(one for one in done if one.at >= morning),
        tuple(one for one in done if one.at < morning),
        for_unit(actor),
    )


def _done(actor: Actor, entries: Sequence[Entry]) -> list[Done]:
    cases = {row.number: row for row in Case.objects.filter(number__in={entry.ref for entry in entries})}
    tasks = {
        (row["case__number"], row["caseitem__item"]): row["pk"]
        for row in Task.objects.filter(case__in=cases.values(), unit__in=actor.units).values(
            "pk", "case__number", "caseitem__item"
        )
    }
    found = []
    for entry in entries:
        case, item = cases.get(entry.ref), entry.facts.get("item", "")
        if case is not None:
            act = entry.act.removeprefix("casework.")
            act = f"{act}.{entry.facts['outcome']}" if "outcome" in entry.facts else act
            name = f"items.{item}.name" if item else "name"
            task = tasks.get((entry.ref, item), 0)
            found.append(Done(entry.happened_at, act, case.number, name, case.service, case.pack, task))
    return found


def say(pack: str, service: str, key: str, locale: str) -> str:
    """A sentence of the service as it was when the case began."""
    return pinned(pack, service)[1].say(key, locale)


def task_of(actor: Actor, case: Case, item: str) -> int:
    """The task of the actor's units for this item (any item of the case when it names none); 0 without one."""
    rows = Task.objects.filter(case=case, unit__in=actor.units, caseitem__isnull=False).order_by("-id")
    return (rows.filter(caseitem__item=item) if item else rows).values_list("pk", flat=True).first() or 0
