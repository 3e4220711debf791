"""What happens by itself: deemed acceptance, process timers, proactive offers. The worker's side."""

from __future__ import annotations

from datetime import UTC, datetime

from minben.kernel.process import Fired
from minben.platform.casework import clocks, timers
from minben.platform.casework.actions.handling import finish
from minben.platform.casework.models import (
    Case,
    ItemStatus,
    Offer,
    OptIn,
    Rating,
    Task,
    Timer,
)
from minben.platform.casework.play import Play
from minben.platform.catalogue.queries import calendar_in_force
from minben.platform.journal.actions import Record, act


@act("casework.deem_accepted")
def deem_accepted(record: Record, timer: int) -> bool:
    """No notice came within the limit: the item counts as accepted from receipt (行政許可法 art. 32)."""
    row = Timer.objects.select_related("case", "caseitem").get(pk=timer)
    record.about("case", row.case.number, item=row.caseitem.item)
    due = row.caseitem.status == ItemStatus.RECEIVED and row.done_at is None
    row.done_at = record.now
    play = Play.of(record, row.case)
    play.rows.put(row)
    if due:
        play.rows.adopt(row.caseitem)
        notice = next(one for one in play.rows.clocks_of(row.caseitem) if one.scope == "acceptance")
        since = notice.started_at  # receipt, or the answer to a correction
        play.accept(row.caseitem, play.service.item(row.caseitem.item), since, deemed=True)
    return due


@act("casework.deem_granted")
def deem_granted(record: Record, timer: int) -> bool:
    """No decision came within the statute, and the item names the law by which silence grants."""
    row = Timer.objects.select_related("case", "caseitem").get(pk=timer)
    record.about("case", row.case.number, item=row.caseitem.item)
    play = Play.of(record, row.case)
    law = play.service.item(row.caseitem.item).tacit_approval
    due = law is not None and row.caseitem.status == ItemStatus.ACCEPTED and row.done_at is None
    row.done_at = record.now
    play.rows.put(row)
    if due and law is not None:
        play.conclude(
            "deem_granted", row.caseitem, "granted", "", by_rule=True, basis=f"{law.id} {law.article}".strip()
        )
        for task in Task.objects.filter(caseitem=row.caseitem, open=True):
            finish(record, task, play, "granted")
    return due


INTERNAL = ("step", "consultation", "card", "contact", "follow_up")  # dates that concern offices alone


@act("casework.recount")
def recount(record: Record, case: str, notice: str) -> int:
    """Count the case's running clocks, timers and holds by a notice: every date before and after in the record,
    none rewritten that has ended. Answers how many dates moved."""
    row = Case.objects.get(number=case)
    record.about("case", case, notice=notice)
    play = Play.of(record, row)
    place, service = play.place, play.service
    moved = []
    for clock in play.rows.running():
        before = clock.due_at
        play.rows.put(clock)
        if clocks.recount(clock, notice, place, service):
            item = clock.caseitem.item if clock.caseitem else ""
            moved.append(
                {
                    "clock": clock.pk,
                    "scope": clock.scope,
                    "item": item,
                    "before": _iso(before),
                    "after": _iso(clock.due_at),
                }
            )
            clocks.show(clock)
    for caseitem in play.rows.items():
        if caseitem.decided_at is None:
            running = play.rows.clocks_of(caseitem)
            timers.follow(play.rows, caseitem, service.item(caseitem.item), running, record.now)
    record.facts["dates"] = moved
    others = {"timers": _rearm(row, notice), "holds": _prolong(row, record.now)}
    record.facts.update({name: found for name, found in others.items() if found})
    if any(one["scope"].partition(".")[0] not in INTERNAL for one in moved):
        play.notify("recounted")
    return len(moved) + sum(map(len, others.values()))


def _rearm(case: Case, notice: str) -> list[dict[str, str | None]]:
    """Timers of the process in working days, counted anew; what moved."""
    rows = Timer.objects.filter(
        case=case, kind="process", done_at=None, definition__startswith=clocks.WORKDAYS
    )
    found = []
    for timer in rows.exclude(calendar=notice).select_related("case"):
        before = timer.due_at
        if clocks.rearm(timer, notice):
            found.append({"timer": timer.key, "before": _iso(before), "after": _iso(timer.due_at)})
        timer.save()
    return found


def _prolong(case: Case, now: datetime) -> list[dict[str, str | None]]:
    """Holds that end on what is now a day of rest last until the next working day; none is shortened."""
    calendar, found = calendar_in_force(case.pack), []
    for task in Task.objects.filter(case=case, open=True, held_until__gt=now):
        until = clocks.rolled(task.held_until, calendar)
        if until != task.held_until:
            found.append({"task": task.node, "before": _iso(task.held_until), "after": _iso(until)})
            Task.objects.filter(pk=task.pk).update(held_until=until)
    return found


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


@act("casework.fire")
def fire(record: Record, timer: int) -> bool:
    """A timer of the process is due."""
    row = Timer.objects.select_related("case").get(pk=timer)
    record.about("case", row.case.number, timer=row.key)
    if row.done_at is not None:
        return False
    row.done_at = record.now
    record.happen("timer", node=row.key.partition("#")[0])
    play = Play.of(record, row.case)
    play.rows.put(row)
    play.tell(Fired(row.key))
    return True


@act("casework.offer")
def offer(record: Record, service: str, persons: list[str]) -> int:
    """Offer a service to persons who opted in and are entitled; each is offered once."""
    wished = set(
        OptIn.objects.filter(service=service, person__in=persons, ended_at=None).values_list(
            "person", flat=True
        )
    )
    offered = set(Offer.objects.filter(service=service, person__in=persons).values_list("person", flat=True))
    fresh = sorted(wished - offered)
    for person in fresh:
        Offer.objects.create(person=person, service=service, offered_at=record.now)
    record.about("service", service, offered=len(fresh))
    return len(fresh)


DEFAULT_SATISFACTION = (
    3  # 基本滿意, as Guangdong notes it; marked as a default and never counted as satisfaction
)


@act("casework.default_rating")
def default_rating(record: Record, case: str) -> bool:
    """Nobody rated within the place's limit: a default is noted. The person may still rate, which replaces it."""
    row = Case.objects.get(number=case)
    record.about("case", case, default_rating=DEFAULT_SATISFACTION)
    _, made = Rating.objects.get_or_create(
        case=row,
        defaults={"satisfaction": DEFAULT_SATISFACTION, "is_default": True, "given_at": record.now},
    )
    return made
