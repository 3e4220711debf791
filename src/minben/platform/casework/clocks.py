"""Clocks of a case as rows: the kernel's table says what an act does to them, this stores what came out.

Each clock names the calendar by which it was counted, so that a date can be explained for ever, and counted anew when
a notice corrects the calendar (never once it has ended).
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from minben.kernel import process, worktime
from minben.kernel.pack import Item, Place, Service, case_terms, terms
from minben.kernel.worktime import APPLICANT, Calendar, Due, Extension, Limit, OutsideCalendar, Stop, Terms
from minben.platform.casework.models import Case, CaseItem, Clock, Complaint, Consultation, Timer
from minben.platform.casework.rows import Rows
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import pinned
from minben.platform.identity.queries import NoUnit, local_unit
from minben.platform.journal import bulk, memory
from minben.platform.journal.tenancy import TenantModel


def perform(
    rows: Rows,
    caseitem: CaseItem | None,
    place: Place,
    service: Service,
    effect: str,
    now: datetime,
    **more: Any,
) -> list[Clock]:
    """Apply an act to the case's running clocks; answers those that it changed or started.

    `more`: fields of `worktime.Act`. Raises worktime.NotAllowed; nothing is changed then.
    """
    running = rows.running()
    before = tuple(value(row, place, service) for row in running)
    item = service.item(caseitem.item) if caseitem is not None else None
    subject = item.id if item is not None else ""
    stated = _stated(rows.case.pack, place, service, item)
    after = worktime.apply(before, worktime.Act(effect, now, subject, stated, **more))
    notice = catalogue.notice_in_force()
    moved = [(row, new) for row, old, new in zip(running, before, after, strict=False) if new != old]
    for row, new in moved:
        _tell(row, new, place, service)
        rows.put(row)
    begun = [
        _begin(rows.case, caseitem if clock.subject else None, clock, place, service, notice)
        for clock in after[len(before) :]
    ]
    for row in begun:
        rows.begin(row)
    return [row for row, _ in moved] + begun


def _stated(pack: str, place: Place, service: Service, item: Item | None) -> dict[str, Terms]:
    """The terms of the case and of the item, composed anew only after the tenant's units changed."""

    def compose() -> dict[str, Terms]:
        own = terms(place, service, item) if item is not None else {}
        return _local({**case_terms(place, service), **own})

    return memory.recall(f"terms {pack} {service.id} {item.id if item is not None else ''}", compose)


def step_beside(
    rows: Rows, caseitem: CaseItem, whole: Clock, place: Place, service: Service, scope: str, now: datetime
) -> Clock | None:
    """The clock of the step that an item is in, for one that was begun before steps had clocks: since its whole limit
    runs, or since now where it would be overdue at once. None when the item has no such step."""
    item = service.item(caseitem.item)
    found = terms(place, service, item).get(scope)
    if found is None:
        return None
    stops = tuple(_stop(one) for one in whole.stops)
    clock = worktime.Clock(scope, found.limit, whole.started_at, whole.holder, item.id, found.counting, stops)
    due = clock.due(catalogue.calendar_in_force(rows.case.pack)).at
    if due is not None and due <= now:
        clock = replace(clock, started=now)
    row = _begin(rows.case, caseitem, clock, place, service, catalogue.notice_in_force())
    rows.begin(row)
    return row


def _local(stated: dict[str, Terms]) -> dict[str, Terms]:
    """Terms with the tenant's own units in the place of the pack's, where it has one."""
    units = {holder: _unit(holder) for holder in {one.holder for one in stated.values()}}
    return {scope: replace(one, holder=units[one.holder]) for scope, one in stated.items()}


def _unit(holder: str) -> str:
    try:
        return holder if holder == APPLICANT else local_unit(holder)
    except NoUnit:
        return holder


def _begin(
    case: Case, caseitem: CaseItem | None, clock: worktime.Clock, place: Place, service: Service, notice: str
) -> Clock:
    row = bulk.fresh(
        Clock, case=case, caseitem=caseitem, scope=clock.scope, started_at=clock.started, calendar=notice
    )
    row.limit = vars(clock.limit).copy()
    return _tell(row, clock, place, service)


def _tell(row: Clock, clock: worktime.Clock, place: Place, service: Service) -> Clock:
    row.holder, row.ended_at = clock.holder, clock.ended
    row.stops = [_stop_row(stop) for stop in clock.stops]
    row.extensions = [
        {"at": one.at.isoformat(), "limit": asdict(one.limit), "reason": one.reason}
        for one in clock.extensions
    ]
    if clock.ended is None:
        _count(row, place, service)
    return row


def _count(row: Clock, place: Place, service: Service) -> None:
    """The due date as it stands; deemed acceptance follows its clock. A calendar too short leaves no date, told so."""
    try:
        found = due_of(row, place, service)
        row.due_at, row.provisional = found.at, found.provisional
    except OutsideCalendar:
        if row.holder != APPLICANT:
            raise
        row.due_at, row.provisional = None, True


def value(row: Clock, place: Place, service: Service) -> worktime.Clock:
    """A row as the kernel's value."""
    limit = Limit(**row.limit)
    return worktime.Clock(
        row.scope,
        limit,
        row.started_at,
        row.holder,
        row.caseitem.item if row.caseitem is not None else "",
        place.counting(limit, service),
        tuple(_stop(one) for one in row.stops),
        tuple(_extension(one) for one in row.extensions),
        row.ended_at,
    )


def begin(case: Case, scope: str, limit: Limit, since: datetime, holder: str) -> Clock:
    """A clock of somebody who looks at a case and is no part of its handling: a card's reply, a follow-up."""
    row = Clock(case=case, scope=scope, holder=holder, limit=asdict(limit), started_at=since)
    row.calendar = catalogue.notice_in_force()
    place, service = pinned(case.pack, case.service)
    _count(row, place, service)
    row.save()
    return row


def finish(case: Case, scope: str, now: datetime) -> None:
    """It was answered, or is no longer asked for."""
    Clock.objects.filter(case=case, scope=scope, ended_at=None).update(ended_at=now)


def of(case: Case, scope: str) -> Clock | None:
    """The newest clock of this case that counts this."""
    return Clock.objects.filter(case=case, scope=scope).select_related("case").order_by("-id").first()


FOLLOWERS: dict[str, tuple[type[TenantModel], str]] = {
    "complaint": (Complaint, "due_at"),
    "consultation": (Consultation, "due_at"),
}
"""Kind of clock -> the rows and the field that show its date; they move with it. A clock's part is their id."""


def show(row: Clock) -> None:
    """What shows this clock's date shows it as it stands."""
    kind, _, part = row.scope.partition(".")
    if kind in FOLLOWERS and part:
        model, field = FOLLOWERS[kind]
        model.objects.filter(pk=int(part)).update(**{field: row.due_at})


def recount(row: Clock, notice: str, place: Place, service: Service) -> bool:
    """Count a running clock by the calendar of this notice; whether its date moved."""
    before = (row.due_at, row.provisional)
    row.calendar = notice
    _count(row, place, service)
    return before != (row.due_at, row.provisional)


def explain(clock: Clock) -> Due:
    """The chain of steps from start to due date, recomputed from what was recorded."""
    place, service = pinned(clock.case.pack, clock.case.service)
    return due_of(clock, place, service)


def due_of(clock: Clock, place: Place, service: Service) -> Due:
    """The clock's due date by the calendar it was counted by and its law's way of counting."""
    limit = Limit(**clock.limit)
    return worktime.due(
        clock.started_at,
        limit,
        calendar_of(clock),
        place.counting(limit, service),
        stops=[_stop(row) for row in clock.stops],
        extensions=[_extension(row) for row in clock.extensions],
    )


def calendar_of(clock: Clock) -> Calendar:
    """The calendar it was counted by."""
    return catalogue.calendar(clock.case.pack, clock.calendar)


def _stop(row: dict[str, Any]) -> Stop:
    ended = datetime.fromisoformat(row["end"]) if row["end"] else None
    return Stop(datetime.fromisoformat(row["start"]), ended, row["kind"], row["basis"], row["reason"])


def _stop_row(stop: Stop) -> dict[str, Any]:
    end = stop.end.isoformat() if stop.end else None
    return {
        "start": stop.start.isoformat(), "end": end, "kind": stop.kind, "basis": stop.basis, "reason": stop.reason
    }  # fmt: skip


def _extension(row: dict[str, Any]) -> Extension:
    return Extension(datetime.fromisoformat(row["at"]), Limit(**row["limit"]), row["reason"])


def due_by(case: Case, since: datetime, limit: Limit) -> Due:
    """When a plain limit of this case ends: by the calendar in force, as the law counts that sets it."""
    place, service = pinned(case.pack, case.service)
    known = catalogue.calendar_in_force(case.pack)
    return worktime.due(since, limit, known, place.counting(limit, service))


def last_moment(case: Case, since: datetime, limit: Limit) -> datetime:
    """The moment at which it ends."""
    due = due_by(case, since, limit).at
    assert due is not None  # noqa: S101 - a limit without stops always has a date
    return due


WORKDAYS = "workdays:"


def timer_due(case: Case, moment: datetime, definition: str) -> datetime:
    """When a process timer is due: working days by the calendar in force, as the service counts."""
    place, service = pinned(case.pack, case.service)
    counting = place.counting(Limit(1, "workday"), service)
    return process.due(definition, moment, catalogue.calendar_in_force(case.pack), counting)


def armed(case: Case, key: str, definition: str, now: datetime) -> Timer:
    """A timer of the process, with all that is needed to count it anew."""
    return bulk.fresh(
        Timer, case=case, kind="process", key=key, due_at=timer_due(case, now, definition), definition=definition,
        armed_at=now, calendar=catalogue.notice_in_force(),
    )  # fmt: skip


def rearm(timer: Timer, notice: str) -> bool:
    """Count a waiting timer in working days by the calendar of this notice; whether it moved."""
    before, timer.calendar = timer.due_at, notice
    timer.due_at = timer_due(timer.case, timer.armed_at, timer.definition)
    return before != timer.due_at


def rolled(moment: datetime, calendar: Calendar) -> datetime:
    """A day that a person named, or that was promised to one, as it stands: on a day of rest it moves on."""
    local = moment.astimezone(ZoneInfo(calendar.zone))
    return datetime.combine(worktime.add_workdays(calendar, local.date(), 0), local.time(), local.tzinfo)


def share_used(clock: Clock, moment: datetime) -> float:
    """Share of the limit used up: working time for limits in working days; stopped time never counts."""
    place, service = pinned(clock.case.pack, clock.case.service)
    stops = [_stop(row) for row in clock.stops]
    due = due_of(clock, place, service)
    return worktime.share_used(clock.started_at, due, moment, calendar_of(clock), stops)


def workdays(clock: Clock, moment: datetime) -> tuple[int, int] | None:
    """(used, total) working days of a limit in working days; None for limits in other units and for "at once".

    On the due day nothing is left; past the due moment more is used than there was; a stopped clock stands still.
    """
    parts = [Limit(**clock.limit), *(Limit(**row["limit"]) for row in clock.extensions)]
    total = sum(part.value for part in parts)
    if total == 0 or any(part.unit != "workday" for part in parts):
        return None
    if clock.due_at is None:
        return min(total, int(share_used(clock, moment) * total)), total
    calendar = calendar_of(clock)
    zone = ZoneInfo(calendar.zone)
    today, last = moment.astimezone(zone).date(), clock.due_at.astimezone(zone).date()
    if moment > clock.due_at:
        return total + max(1, worktime.workdays_between(calendar, last, today)), total
    return max(0, total - worktime.workdays_between(calendar, today, last)), total
