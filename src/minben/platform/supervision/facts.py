"""Facts of closed cases for the measures, from rows and the journal, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from minben.platform.casework.models import (
    Case,
    CaseItem,
    Clock,
    Complaint,
    Correction,
    Document,
    Draft,
    ItemStatus,
    Rating,
    Task,
)
from minben.platform.catalogue.queries import pinned
from minben.platform.journal.models import Entry
from minben.platform.supervision.measures import CaseFact, ItemFact
from minben.platform.supervision.models import Card, CardStatus

DAY = 86400.0


@dataclass(frozen=True)
class Slice:
    """Which cases: closed in this time, of one service, with an item of one of these units (empty: all)."""

    since: datetime
    until: datetime
    service: str = ""
    units: tuple[str, ...] = ()


def closed(which: Slice) -> QuerySet[Case]:
    """The cases of a slice, newest end first."""
    rows = Case.objects.filter(closed_at__gte=which.since, closed_at__lt=which.until)
    rows = rows.filter(service=which.service) if which.service else rows
    if which.units:
        mine = CaseItem.objects.filter(authority__in=which.units).values("case_id")
        rows = rows.filter(Q(pk__in=mine) | Q(lead__in=which.units))
    return rows.order_by("-closed_at")


def of_slice(which: Slice) -> list[CaseFact]:
    """The facts of a slice's cases, however many: each query selects by the slice, not by a list of numbers."""
    cases = closed(which).order_by()
    items = _items(cases)
    asked, acts = _asked(cases), _acts(cases)
    ratings = {row.case_id: row for row in Rating.objects.filter(case__in=cases)}
    complaints = _count(Complaint.objects.filter(case__in=cases))
    cards = _count(Card.objects.filter(case__in=cases).exclude(status=CardStatus.CANCELLED))
    corrections = _count(Correction.objects.filter(case__in=cases))
    found = []
    for row in closed(which).defer("sealed", "state", "sources"):
        pk = row.pk
        rating, own = ratings.get(pk), items.get(pk, [])
        found.append(
            CaseFact(
                row.number, row.service, row.lead, row.submitted_at, row.closed_at, tuple(own),
                visits=_visits(row, [one.item for one in own]),
                asked=asked.get(pk, 0),
                satisfaction=rating.satisfaction if rating is not None else None,
                by_default=rating is not None and rating.is_default,
                complaints=complaints.get(pk, 0),
                cards=cards.get(pk, 0),
                acts=acts.get(row.number, 0),
                corrections=corrections.get(pk, 0),
            )
        )  # fmt: skip
    return found


def _count(rows: QuerySet) -> dict[int, int]:
    counted = rows.order_by().values_list("case_id").annotate(number=Count("id"))
    return {int(case): int(number) for case, number in counted}


def _visits(row: Case, items: list[str]) -> int:
    """What the guide asks for the items of the case, and one for a form handed in at a counter."""
    service = pinned(row.pack, row.service)[1]
    return sum(service.item(item).onsite_visits for item in items) + (row.channel == "counter")


def _items(cases: QuerySet[Case]) -> dict[int, list[ItemFact]]:
    rows = CaseItem.objects.filter(case__in=cases).exclude(decided_at=None)
    rows = rows.exclude(status=ItemStatus.WITHDRAWN)
    clocks: dict[int, list[Clock]] = {}
    for clock in Clock.objects.filter(caseitem__in=rows, scope__in=("acceptance", "promise")):
        clocks.setdefault(clock.caseitem_id, []).append(clock)
    waits: dict[int, float] = {}
    for asked in Correction.objects.filter(caseitem__in=rows, answered_at__isnull=False):
        days = (asked.answered_at - asked.asked_at).total_seconds() / DAY
        waits[asked.caseitem_id] = waits.get(asked.caseitem_id, 0.0) + days
    found: dict[int, list[ItemFact]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.case_id, []).append(_item(row, clocks.get(row.pk, []), waits.get(row.pk, 0.0)))
    return found


def _item(row: CaseItem, clocks: list[Clock], applicant: float) -> ItemFact:
    looks = [clock for clock in clocks if clock.scope == "acceptance" and clock.ended_at]
    promise = next((clock for clock in clocks if clock.scope == "promise"), None)
    late = None
    if promise is not None and promise.due_at is not None:
        late = (promise.ended_at or row.decided_at) > promise.due_at
    return ItemFact(
        item=row.item,
        unit=row.authority,
        outcome=row.status,
        days=(row.decided_at - row.received_at).total_seconds() / DAY,
        first_look=sum((clock.ended_at - clock.started_at).total_seconds() for clock in looks) / DAY,
        applicant=applicant,
        stopped=_stopped(promise) if promise is not None else 0.0,
        late=late,
    )


def _stopped(clock: Clock) -> float:
    ends = [(stop["start"], stop["end"]) for stop in clock.stops if stop["end"]]
    spans = (datetime.fromisoformat(end) - datetime.fromisoformat(start) for start, end in ends)
    return sum(span.total_seconds() for span in spans) / DAY


def _asked(cases: QuerySet[Case]) -> dict[int, int]:
    """Different questions that the applicant answered and files given, from the journal: nothing is unsealed."""
    numbers = dict(cases.values_list("number", "pk"))
    sent = Draft.objects.filter(case__in=cases.values("number"))
    drafts = dict(sent.values_list("number", "case"))
    answered: dict[str, set[str]] = {}
    kept = ("casework.save", "casework.attach")
    rows = Entry.objects.filter(kind="draft", ref__in=sent.values("number"), act__in=kept)
    for ref, facts in rows.values_list("ref", "facts"):
        own = answered.setdefault(drafts[ref], set())
        own.update(facts.get("answered", []))
        own.update([facts["attached"]] if "attached" in facts else [])
    found = {numbers[case]: len(own) for case, own in answered.items()}
    later = Document.objects.filter(case__in=cases, kind="upload").exclude(added_at=F("case__submitted_at"))
    for case, number in _count(later).items():  # files asked for after the form was sent
        found[case] = found.get(case, 0) + number
    return found


def _acts(cases: QuerySet[Case]) -> dict[str, int]:
    """Acts of officers and leaders on each case."""
    rows = (
        Entry.objects.filter(kind="case", ref__in=cases.values("number"))
        .exclude(unit="")
        .values_list("ref", flat=True)
    )
    return dict(Counter(rows))


@dataclass(frozen=True)
class Load:
    """A unit's work now: open tasks, overdue promises, and what came in and went out in the period."""

    unit: str
    open: int
    overdue: int
    received: int
    decided: int


def loads(which: Slice, moment: datetime) -> list[Load]:
    """Each unit's load, most open tasks first."""
    open_ = dict(Task.objects.filter(open=True).values_list("unit").annotate(number=Count("id")).order_by())
    late = dict(
        Task.objects.filter(
            open=True, caseitem__clocks__scope="promise", caseitem__clocks__ended_at=None,
            caseitem__clocks__due_at__lt=moment,
        ).values_list("unit").annotate(number=Count("id", distinct=True)).order_by()
    )  # fmt: skip
    period = {"gte": which.since, "lt": which.until}
    received, decided = (
        dict(
            CaseItem.objects.filter(**{f"{field}__{key}": value for key, value in period.items()})
            .values_list("authority").annotate(number=Count("id")).order_by()
        )
        for field in ("received_at", "decided_at")
    )  # fmt: skip
    units = {*open_, *received, *decided}
    found = [
        Load(unit, open_.get(unit, 0), late.get(unit, 0), received.get(unit, 0), decided.get(unit, 0))
        for unit in units
    ]
    return sorted(found, key=lambda one: (-one.open, -one.received, one.unit))
