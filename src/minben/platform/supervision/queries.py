"""Reading supervision: cards and urgings for leaders and inspectors, what a unit must answer, what a case went through.

Serves oversight (lists and single pages), the workbench (`for_unit`), openness (`card_counts`) and the portal
(`of_case`). Objects are selected by reach: a unit sees its own, leaders and inspectors the tenant's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from minben.kernel.pack import CardRule, Place
from minben.platform.casework.models import Case, CaseItem, Complaint, Task
from minben.platform.catalogue.queries import current_place, pinned
from minben.platform.catalogue.queries import place as place_of
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now
from minben.platform.supervision.holding import APPLICANT, NOBODY, STOPPED, holder_at
from minben.platform.supervision.models import (
    Card,
    CardStatus,
    FollowUp,
    Inspection,
    Reminder,
    Urging,
    UrgingStatus,
)
from minben.platform.supervision.sampling import Sample, draw

OPEN_CARDS = (CardStatus.ISSUED, CardStatus.APPEALED)
OPEN_URGINGS = (UrgingStatus.ISSUED, UrgingStatus.SIGNED, UrgingStatus.DELAY_ASKED, UrgingStatus.REPORTED)


# --- cards ---


def cards(actor: Actor, reach: str) -> QuerySet[Card]:
    """The cards within reach, newest first: `unit` the actor's units', `tenant` all."""
    rows = Card.objects.select_related("case").order_by("-issued_at", "-id")
    if reach == "unit":
        return rows.filter(unit__in=actor.units)
    return rows if reach == "tenant" else rows.none()


def card(actor: Actor, number: str, reach: str) -> Card | None:
    """One card within reach."""
    return cards(actor, reach).filter(number=number).first()


def rule_of(row: Card) -> tuple[Place, CardRule | None]:
    """The place whose rule it was, and the rule as it stood then."""
    place = place_of(row.pack)
    return place, place.supervision.rule(row.rule)


def card_counts(since: datetime | None = None, until: datetime | None = None) -> list[dict[str, Any]]:
    """Cards that stand (cancelled ones count against nobody) by unit and colour: what openness publishes."""
    rows = Card.objects.exclude(status=CardStatus.CANCELLED)
    if since is not None:
        rows = rows.filter(issued_at__gte=since)
    if until is not None:
        rows = rows.filter(issued_at__lt=until)
    counted = rows.values("unit", "colour").annotate(number=Count("id")).order_by("unit", "colour")
    return [dict(row) for row in counted]


# --- what a unit must answer ---


@dataclass(frozen=True)
class Duties:
    """What supervision asks of somebody's units now, each list by its date."""

    cards: list[Card]
    urgings: list[Urging]
    follow_ups: list[FollowUp]
    reminders: list[Reminder]
    moment: datetime

    def __bool__(self) -> bool:
        return bool(self.cards or self.urgings or self.follow_ups or self.reminders)


def for_unit(actor: Actor) -> Duties:
    """Cards to answer, urgings to sign and report, bad ratings to mend, and reminders whose date is still to come."""
    mine = Q(unit__in=actor.units)
    moment = now()
    return Duties(
        list(
            Card.objects.filter(mine, status=CardStatus.ISSUED)
            .select_related("case")
            .order_by("reply_due_at")
        ),
        list(
            Urging.objects.filter(mine, status__in=OPEN_URGINGS)
            .exclude(status=UrgingStatus.REPORTED)
            .select_related("case")
            .order_by("due_at")
        ),
        list(FollowUp.objects.filter(mine, done_at=None).select_related("case").order_by("due_at")),
        list(
            Reminder.objects.filter(mine, due_at__gte=moment, clock__ended_at=None)
            .filter(clock__due_at=F("due_at"))  # since stopped or extended: no longer true
            .select_related("case")
            .order_by("due_at")
        ),
        moment,
    )


def urging_for(actor: Actor, number: str, reach: str) -> Urging | None:
    """One urging within reach."""
    return urgings(actor, reach).filter(number=number).first()


def urgings(actor: Actor, reach: str) -> QuerySet[Urging]:
    """The urgings within reach, open ones first, then by date."""
    rows = Urging.objects.select_related("case").order_by(F("closed_at").desc(nulls_first=True), "due_at")
    if reach == "unit":
        return rows.filter(unit__in=actor.units)
    return rows if reach == "tenant" else rows.none()


def follow_ups(actor: Actor, reach: str) -> QuerySet[FollowUp]:
    """Follow-ups of bad ratings within reach, open ones first, then by date."""
    rows = FollowUp.objects.select_related("case").order_by(F("done_at").desc(nulls_first=True), "due_at")
    if reach == "unit":
        return rows.filter(unit__in=actor.units)
    return rows if reach == "tenant" else rows.none()


def follow_up_for(actor: Actor, id: int, reach: str) -> FollowUp | None:  # noqa: A002 - the model's own word
    """One follow-up within reach."""
    return follow_ups(actor, reach).filter(pk=id).first()


@dataclass(frozen=True)
class Alerts:
    """What waits for a leader: red cards without an answer, own urgings to review, and duties past their dates."""

    red: int
    to_review: int
    late_urgings: int
    late_follow_ups: int
    late_complaints: int


def alerts(actor: Actor, moment: datetime) -> Alerts:
    """What waits for this leader now."""
    underway = (UrgingStatus.ISSUED, UrgingStatus.SIGNED, UrgingStatus.DELAY_ASKED)
    review = (UrgingStatus.REPORTED, UrgingStatus.DELAY_ASKED)
    return Alerts(
        Card.objects.filter(colour="red", status=CardStatus.ISSUED).count(),
        Urging.objects.filter(issued_by=actor.account, status__in=review).count(),
        Urging.objects.filter(status__in=underway, due_at__lt=moment).count(),
        FollowUp.objects.filter(done_at=None, due_at__lt=moment).count(),
        late_complaints(moment),
    )


# --- one case ---


@dataclass(frozen=True)
class Watched:
    """What supervision did about one case; the applicant may see it (R32)."""

    cards: list[Card]
    urgings: list[Urging]
    follow_up: FollowUp | None


def of_case(case: Case) -> Watched:
    """Cards, urgings and the follow-up of a case, oldest first."""
    return Watched(
        list(Card.objects.filter(case=case).order_by("issued_at", "id")),
        list(Urging.objects.filter(case=case).order_by("issued_at", "id")),
        FollowUp.objects.filter(case=case).first(),
    )


def addressees(case: Case, moment: datetime | None = None) -> list[tuple[str, str]]:
    """(item, unit) for each open item that a unit holds now: whom a leader can urge. The lead when none does."""
    found = []
    for item in CaseItem.objects.filter(case=case, decided_at=None).order_by("id"):
        holder, _officer = holder_at(item, moment or now())
        if holder not in (APPLICANT, STOPPED, NOBODY):
            found.append((item.item, holder))
    return found


# --- inspections ---


def inspections(kind: str) -> list[Inspection]:
    """Checks of the ledger or samples, newest first."""
    return list(Inspection.objects.filter(kind=kind).order_by("-made_at", "-id")[:50])


def inspection(number: str) -> Inspection | None:
    """One inspection."""
    return Inspection.objects.filter(number=number).first()


def sample(
    seed: str, number: int, inspectors: Sequence[str], since: datetime, until: datetime, service: str = ""
) -> Sample:
    """Draw from the cases closed in this period (of one service)."""
    rows = Case.objects.filter(closed_at__gte=since, closed_at__lt=until)
    rows = rows.filter(service=service) if service else rows
    frame = list(rows.order_by("number").values_list("number", flat=True))
    return draw(seed, frame, number, inspectors, since.date().isoformat(), until.date().isoformat())


def late_complaints(moment: datetime) -> int:
    """Complaints whose reply date has passed without a reply."""
    return Complaint.objects.filter(replied_at=None, due_at__lt=moment).count()


def answered_complaints() -> list[Complaint]:
    """Complaints that got their answer, newest answer first; their words stay sealed."""
    return list(Complaint.objects.exclude(replied_at=None).order_by("-replied_at")[:100])


def limits() -> Any:
    """The supervision of the place in force."""
    return current_place().supervision


def services_of(rows: Sequence[Case]) -> dict[str, Any]:
    """Case number -> service under its pinned pack, for naming in lists."""
    return {row.number: pinned(row.pack, row.service)[1] for row in rows}


def officers_of(case: Case) -> set[str]:
    """Everybody who had a task of this case: none of them may judge it (R36)."""
    return set(Task.objects.filter(case=case).exclude(assignee="").values_list("assignee", flat=True))
