"""The journal of the running city as an event log: what the studio mines, the inspector samples, openness publishes.

One event for each act that moved a case. Nothing personal is in it: applicants are "applicant", officers are numbered
by their first appearance in the journal. A task's opening is no event of its own (it is the instant of the act that
opened it). Columns:

* event: `org:group` (unit; "applicant"; "rules" for what no officer did), `level` (of the unit's region), `item`,
  `due` and `statutory_due` (the item's dates as they stand now)
* case: `service`, `version` (its digest, shortened), `channel`, `status`, `submitted`, `closed`, and `deadline` and
  `statutory_deadline`, the latest date of its items
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from minben.kernel.eventlog import Column, Event, EventLog, from_events
from minben.kernel.pack import Place
from minben.platform.casework.models import Case, Clock
from minben.platform.catalogue.queries import pinned
from minben.platform.journal.queries import entries

APPLICANT, RULES, OFFICER = "applicant", "rules", "officer"
STAFF = {"officer", "leader"}
OPENING, DECISIONS = "open", ("granted", "denied")  # verbs: of a task that opens, of one that is done
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DEADLINES = {"promise": "deadline", "statutory": "statutory_deadline"}
DUES = {"promise": "due", "statutory": "statutory_due"}


def case_log(service: str = "", *, public: bool = False) -> EventLog:
    """What happened to the cases of a service (of all by default) in the tenant in force, in the journal's order.

    `public`: for publishing; cases are numbered instead of named and officers are only "officer". A service without
    cases gives a log without events.
    """
    reading = _Reading.of(service)
    log = from_events(reading.events(public=public), origin=service or "journal")
    log = _with_dates(log, reading)
    return replace(log, cases=tuple(str(number + 1) for number in range(len(log.cases)))) if public else log


def step_log(service: str) -> EventLog:
    """The same cases as runs of the deployed process: each event is a task of it, by id, at its completion.

    What lies between (accepting, asking for more) is left out: it happens inside a task. Work before a task's end is
    not known, for a task opens long before somebody takes it up.
    """
    reading = _Reading.of(service)
    return _with_dates(from_events(reading.events(steps=True), origin=service), reading)


def _with_dates(log: EventLog, reading: _Reading) -> EventLog:
    return replace(
        log,
        case_columns=_of_cases([reading.cases[number] for number in log.cases], reading.limits),
        event_columns={
            name: Column("time", column.values) if name in DUES.values() else column
            for name, column in log.event_columns.items()
        },
    )


Limits = Mapping[
    tuple[str, str, str], int
]  # (case, item or "" for the whole case, scope) -> due, microseconds


def _limits(cases: Mapping[str, Case]) -> Limits:
    found: dict[tuple[str, str, str], int] = {}
    rows = Clock.objects.filter(scope__in=DUES).exclude(due_at=None)
    for number, item, scope, due in rows.values_list("case__number", "caseitem__item", "scope", "due_at"):
        if number in cases:
            found[number, item or "", scope] = stamp(due)
            found[number, "", scope] = max(stamp(due), found.get((number, "", scope), 0))
    return found


@dataclass
class _Reading:
    """One reading of the journal: officers get their numbers as they appear, whatever the service asked for."""

    cases: Mapping[str, Case]
    limits: Limits
    officers: dict[str, int] = field(default_factory=dict)
    levels: dict[str, Mapping[str, str]] = field(default_factory=dict)  # pack -> unit -> level
    opened: dict[tuple[str, str], str] = field(default_factory=dict)  # (case, item) -> node of the open task

    @classmethod
    def of(cls, service: str) -> _Reading:
        rows = Case.objects.filter(service=service) if service else Case.objects.all()
        cases = {row.number: row for row in rows.defer("sealed", "state", "sources")}
        return cls(cases, _limits(cases))

    def events(self, *, public: bool = False, steps: bool = False) -> Iterator[Event]:
        rows = entries("case").values_list("happened_at", "ref", "actor", "role", "unit", "facts")
        for moment, ref, actor, role, unit, facts in rows.iterator(chunk_size=2000):
            staff = bool(STAFF & set(role.split(",")))
            if staff:
                self.officers.setdefault(actor, len(self.officers) + 1)
            if ref not in self.cases:
                continue
            person = "" if not staff else OFFICER if public else f"{OFFICER} {self.officers[actor]}"
            case = self.cases[ref]
            for event in facts.get("events", []):
                activity = self._step(case, event) if steps else _activity(event)
                if activity:
                    yield self._event(case, activity, moment, person, unit if staff else "", event)

    def _step(self, case: Case, event: dict[str, Any]) -> str:
        """The task of the deployed process that this event completes, "" for none."""
        activity, item = event["activity"], event.get("item", "")
        verb = activity.rpartition(".")[2]
        if verb == OPENING:
            self.opened[case.number, item] = event["node"]
        elif verb in DECISIONS and not event.get("by_rule"):
            return self.opened.get((case.number, item), "")
        elif verb == "issue":
            return _issuing(case.pack, case.service).get(item, "")
        elif activity == event.get("node"):  # a rule names its own node
            return str(activity)
        return ""

    def _event(
        self, case: Case, activity: str, moment: datetime, person: str, acting: str, event: dict[str, Any]
    ) -> Event:
        unit = event.get("unit") or acting or RULES
        if unit in (APPLICANT, RULES):
            person = unit
        elif event.get("by_rule") or not person:
            person = RULES
        place, _service = pinned(case.pack, case.service)
        values = {"org:group": unit, **self._about(case, place, unit, event.get("item", ""))}
        offset = moment.astimezone(ZoneInfo(place.calendar.zone)).utcoffset() or timedelta()
        return Event(
            case.number, activity, stamp(moment), person, offset=offset // timedelta(minutes=1), values=values
        )

    def _about(self, case: Case, place: Place, unit: str, item: str) -> dict[str, str | float]:
        """What else is known of an event: the level of its unit, its item and the item's dates."""
        if case.pack not in self.levels:
            level = {region.id: region.level for region in place.regions}
            self.levels[case.pack] = {row.id: level[row.region] for row in place.units}
        found: dict[str, str | float] = {"level": self.levels[case.pack].get(unit, ""), "item": item}
        for scope, name in DUES.items():
            found[name] = self.limits.get((case.number, item, scope), "") if item else ""
        return {name: value for name, value in found.items() if value != ""}


def _activity(event: dict[str, Any]) -> str:
    """What the event is called; "" for the opening of a task, a timer with its node."""
    activity = str(event["activity"])
    if activity.rpartition(".")[2] == OPENING:
        return ""
    return f"{event.get('node', '')}.timer" if activity == "timer" else activity


@lru_cache(maxsize=64)
def _issuing(pack: str, service: str) -> Mapping[str, str]:
    """Item -> the task of the process that issues its document."""
    nodes = pinned(pack, service)[1].nodes()
    return {
        node.options.get("item", ""): node.id for node in nodes if node.options.get("operation") == "issue"
    }


def _of_cases(cases: list[Case], limits: Limits) -> dict[str, Column]:
    moments = {"submitted": [row.submitted_at for row in cases], "closed": [row.closed_at for row in cases]}
    columns = {
        "service": Column("text", [row.service for row in cases]),
        "version": Column("text", [row.digest[:8] for row in cases]),
        "channel": Column("text", [row.channel for row in cases]),
        "status": Column("text", [str(row.status) for row in cases]),
    }
    columns |= {
        name: Column("time", [None if moment is None else stamp(moment) for moment in found])
        for name, found in moments.items()
    }
    for scope, name in DEADLINES.items():
        columns[name] = Column("time", [limits.get((row.number, "", scope)) for row in cases])
    return columns


def stamp(moment: datetime) -> int:
    """A moment as UTC microseconds since 1970, the kernel's time."""
    return (moment - EPOCH) // timedelta(microseconds=1)
