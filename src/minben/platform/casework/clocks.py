"""Clocks of a case: started, stopped, resumed, extended, ended; always with the pinned calendar and a full reason.

Four different effects must never be confused (domain.md 11): correction before acceptance, tolerance, special
procedure (the clock stops), extension (the clock runs longer).
"""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from minben.kernel import worktime
from minben.kernel.pack import Place, Service
from minben.kernel.worktime import Due, Extension, Limit, Stop
from minben.platform.casework.models import Case, CaseItem, Clock
from minben.platform.catalogue.queries import pinned


def start(
    case: Case, caseitem: CaseItem | None, scope: str, limit: Limit, holder: str, moment: datetime
) -> Clock:
    """Start a clock at `moment`; its due date counts from the day after, as the service's law says."""
    clock = Clock(
        case=case, caseitem=caseitem, scope=scope, holder=holder, limit=asdict(limit), started_at=moment
    )
    return _refresh(clock)


def running(caseitem: CaseItem, scope: str = "") -> list[Clock]:
    """The item's clocks that have not ended."""
    rows = Clock.objects.filter(caseitem=caseitem, ended_at=None).order_by("id")
    return list(rows.filter(scope=scope) if scope else rows)


def stop(clock: Clock, moment: datetime, kind: str, basis: str, reason: str) -> Clock:
    """Stop for time the law does not count; a stopped clock has no due date and cannot be late."""
    stop_ = {"start": moment.isoformat(), "end": None, "kind": kind, "basis": basis, "reason": reason}
    clock.stops = [*clock.stops, stop_]
    return _refresh(clock)


def resume(clock: Clock, moment: datetime) -> Clock:
    """Go on counting."""
    *before, last = clock.stops
    clock.stops = [*before, {**last, "end": moment.isoformat()}]
    return _refresh(clock)


def extend(clock: Clock, moment: datetime, limit: Limit, reason: str) -> Clock:
    """Grant the one extension the law allows."""
    clock.extensions = [
        *clock.extensions,
        {"at": moment.isoformat(), "limit": asdict(limit), "reason": reason},
    ]
    return _refresh(clock)


def end(caseitem: CaseItem, moment: datetime, *scopes: str) -> None:
    """End the item's running clocks (all, or those of these scopes)."""
    for clock in running(caseitem):
        if not scopes or clock.scope in scopes:
            clock.ended_at = moment
            clock.save()


def explain(clock: Clock) -> Due:
    """The chain of steps from start to due date, recomputed from what was recorded."""
    place, service = pinned(clock.case.pack, clock.case.service)
    return due_of(clock, place, service)


def due_of(clock: Clock, place: Place, service: Service) -> Due:
    """The clock's due date under this calendar and way of counting."""
    return worktime.due(
        clock.started_at,
        Limit(**clock.limit),
        place.calendar,
        service.counting,
        stops=[_stop(row) for row in clock.stops],
        extensions=[_extension(row) for row in clock.extensions],
    )


def _stop(row: dict[str, Any]) -> Stop:
    ended = datetime.fromisoformat(row["end"]) if row["end"] else None
    return Stop(datetime.fromisoformat(row["start"]), ended, row["kind"], row["basis"], row["reason"])


def _extension(row: dict[str, Any]) -> Extension:
    return Extension(datetime.fromisoformat(row["at"]), Limit(**row["limit"]), row["reason"])


def _refresh(clock: Clock) -> Clock:
    due = explain(clock)
    clock.due_at, clock.provisional = due.at, due.provisional
    clock.save()
    return clock


def timer_due(place: Place, service: Service, moment: datetime, definition: str) -> datetime:
    """When a process timer is due: `workdays:N`, an ISO 8601 duration, or a date-time."""
    if definition.startswith("workdays:"):
        limit = Limit(int(definition.removeprefix("workdays:")), "workday")
        due = worktime.due(moment, limit, place.calendar, service.counting).at
        assert due is not None  # noqa: S101 - a clock without stops always has a date
        return due
    return _after(moment, definition)


DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def _after(moment: datetime, definition: str) -> datetime:
    """A date-time as it stands, or `moment` plus an ISO 8601 duration of days, hours, minutes and seconds."""
    if not definition.startswith("P"):
        return datetime.fromisoformat(definition)
    match = DURATION.fullmatch(definition)
    if match is None:
        raise ValueError(f"The timer {definition!r} is neither workdays:N, nor a duration, nor a date-time.")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return moment + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def share_used(clock: Clock, moment: datetime) -> float:
    """Share of the limit used up: working time for limits in working days; stopped time never counts."""
    place, service = pinned(clock.case.pack, clock.case.service)
    stops = [_stop(row) for row in clock.stops]
    return worktime.share_used(clock.started_at, due_of(clock, place, service), moment, place.calendar, stops)


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
    place, _service = pinned(clock.case.pack, clock.case.service)
    zone = ZoneInfo(place.calendar.zone)
    today, last = moment.astimezone(zone).date(), clock.due_at.astimezone(zone).date()
    if moment > clock.due_at:
        return total + max(1, worktime.workdays_between(place.calendar, last, today)), total
    return max(0, total - worktime.workdays_between(place.calendar, today, last)), total
