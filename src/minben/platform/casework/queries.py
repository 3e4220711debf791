"""Reading cases: what citizens follow, what officers must do next, what anyone may verify."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from minben.kernel.pack import Item, Place, Service
from minben.kernel.process import Process
from minben.kernel.worktime import Due
from minben.platform.casework import clocks, facts, intaking, lists
from minben.platform.casework.models import (
    OPEN_STATUS,
    Agreement,
    Case,
    CaseItem,
    CaseStatus,
    Certificate,
    Clock,
    Complaint,
    Consultation,
    Correction,
    Decision,
    Destruction,
    Document,
    Draft,
    ItemStatus,
    Message,
    Notice,
    Offer,
    OptIn,
    Proceeding,
    Proposal,
    Rating,
    ResultStatus,
    Supplement,
    Task,
)
from minben.platform.catalogue.queries import Published, pinned, services
from minben.platform.identity.queries import in_practice
from minben.platform.journal import vault
from minben.platform.journal.actor import Actor
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import entries, now

# Which clock speaks for an item while several run: the office's own promise before the statute.
SPEAKING = ("correction", "acceptance", "promise", "statutory")
NEAR = 0.9  # share of the promise used up at which a clock is "near" (a published city's rule)


@dataclass(frozen=True)
class ItemView:
    """One item of a case as everybody reads it.

    `state`: waiting_you, stopped, on_time, near, overdue, done or withdrawn.
    """

    item: Item
    row: CaseItem
    clock: Clock | None
    statutory: Clock | None
    moment: datetime
    decision: Decision | None
    certificate: Certificate | None
    correction: Correction | None
    place: Place

    @property
    def holder(self) -> str:
        """Who has it: a unit, or "applicant"."""
        if self.row.status == ItemStatus.CORRECTION:
            return "applicant"
        return self.row.handler or self.row.authority

    @property
    def since(self) -> datetime:
        """Since when the holder has it."""
        if self.correction is not None:
            return self.correction.answered_at or self.correction.asked_at
        return self.row.accepted_at or self.row.received_at

    @property
    def due(self) -> datetime | None:
        """Until when; None when nothing runs or the clock is stopped."""
        return self.clock.due_at if self.clock is not None else None

    @property
    def state(self) -> str:
        if self.row.decided_at is not None:
            return "withdrawn" if self.row.status == ItemStatus.WITHDRAWN else "done"
        if self.row.status == ItemStatus.CORRECTION:
            return "waiting_you"
        if self.row.status in (ItemStatus.STOPPED, ItemStatus.SUSPENDED):
            return "stopped"
        if self.due is None:
            return "on_time"
        if self.moment > self.due:
            return "overdue"
        return "near" if self.used >= NEAR else "on_time"

    @cached_property
    def used(self) -> float:
        """Share of the speaking limit that is used up (working time for limits in working days), 0 to 1 and over."""
        if self.clock is None or self.clock.due_at is None:
            return 0.0
        return clocks.share_used(self.clock, self.moment)

    @property
    def acts(self) -> tuple[str, ...]:
        """What the office can do with the item now."""
        return {
            ItemStatus.RECEIVED: ("accept", "request_correction"),
            ItemStatus.ACCEPTED: ("decide", "stop_clock", "extend"),
            ItemStatus.STOPPED: ("resume_clock",),
            ItemStatus.SUSPENDED: ("resume_clock",),
        }.get(ItemStatus(self.row.status), ())


@dataclass(frozen=True)
class Happening:
    """One line of a case's timeline."""

    at: datetime
    activity: str
    item: str
    unit: str
    actor: str
    act: str
    number: int
    imported: bool
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseView:
    """Everything a page says about one case."""

    case: Case
    place: Place
    service: Service
    items: tuple[ItemView, ...]
    moment: datetime

    @property
    def due(self) -> datetime | None:
        """The latest date of the items still open."""
        return max((view.due for view in self.items if view.due is not None), default=None)

    @property
    def open_items(self) -> tuple[ItemView, ...]:
        return tuple(view for view in self.items if view.state not in ("done", "withdrawn"))

    @property
    def leading(self) -> ItemView | None:
        """The item whose state speaks for the case: what waits for the applicant first, else what ends last."""
        order = {"waiting_you": 0, "overdue": 1, "near": 2, "on_time": 3, "stopped": 4}
        open_items = sorted(
            self.open_items, key=lambda view: (order[view.state], view.due is None, view.due or self.moment)
        )
        return open_items[0] if open_items else None

    @cached_property
    def facts(self) -> dict[str, str]:
        """The applicant's answers; empty when the person was erased."""
        try:
            return facts.of_case(self.case)
        except vault.Erased:
            return {}

    @cached_property
    def timeline(self) -> list[Happening]:
        return timeline(self.case.number)

    @property
    def process(self) -> Process:
        return pinned(self.case.flow, self.case.service)[1].process

    @property
    def at_nodes(self) -> set[str]:
        """Nodes where the case is now."""
        return set(self.case.state.get("tokens", {}).values())

    @property
    def passed_nodes(self) -> set[str]:
        """Nodes that the case has been through."""
        nodes = Task.objects.filter(case=self.case, open=False).values_list("node", flat=True)
        decided = {happening.values.get("node", "") for happening in self.timeline}
        return (set(nodes) | decided) - self.at_nodes - {""}

    @cached_property
    def messages(self) -> list[dict[str, Any]]:
        rows = Message.objects.filter(case=self.case).order_by("sent_at", "id")
        return [
            {
                "at": row.sent_at,
                "unit": row.unit,
                "author": row.author,
                "text": words_of(self.case, row.sealed),
            }
            for row in rows
        ]

    @cached_property
    def documents(self) -> list[Document]:
        return list(
            Document.objects.filter(case=self.case).exclude(kind="archive").defer("content").order_by("id")
        )

    @property
    def rating(self) -> Rating | None:
        return Rating.objects.filter(case=self.case).first()

    @property
    def complaints(self) -> list[Complaint]:
        return list(Complaint.objects.filter(case=self.case).order_by("made_at"))

    @property
    def corrections(self) -> list[dict[str, Any]]:
        """What was asked and answered, item by item."""
        rows = Correction.objects.filter(case=self.case).select_related("caseitem").order_by("asked_at")
        return [
            {"item": row.caseitem.item, "points": row.points, "asked_at": row.asked_at, "answered_at": row.answered_at,
             "answer": words_of(self.case, row.answer_sealed)}
            for row in rows
        ]  # fmt: skip


def words_of(case: Case, sealed: bytes) -> str:
    """The sealed words of the case's person; empty when the person was erased."""
    try:
        return vault.unseal(case.person, sealed).get("text", "") if sealed else ""
    except vault.Erased:
        return ""


def timeline(number: str) -> list[Happening]:
    """What happened to a case, from the journal."""
    found = []
    for entry in entries("case", number):
        for event in entry.facts.get("events", []):
            rest = {key: value for key, value in event.items() if key not in ("activity", "item", "unit")}
            found.append(
                Happening(
                    entry.happened_at, event["activity"], event.get("item", ""), event.get("unit", ""), entry.actor,
                    entry.act, entry.number, entry.happened_at != entry.recorded_at, rest,
                )
            )  # fmt: skip
    return found


def view(case: Case, moment: datetime | None = None) -> CaseView:
    """The whole view of one case; five queries whatever its size."""
    place, service = pinned(case.pack, case.service)
    moment = moment or now()
    running: dict[int, dict[str, Clock]] = {}
    for clock in Clock.objects.filter(case=case, ended_at=None).select_related("case").order_by("id"):
        running.setdefault(clock.caseitem_id, {})[clock.scope] = clock
    decisions = {row.caseitem_id: row for row in Decision.objects.filter(case=case)}
    certificates = {row.caseitem_id: row for row in Certificate.objects.filter(case=case)}
    corrections = {row.caseitem_id: row for row in Correction.objects.filter(case=case).order_by("id")}
    items = []
    for row in CaseItem.objects.filter(case=case).order_by("id"):
        own = running.get(row.pk, {})
        speaking = next((own[scope] for scope in SPEAKING if scope in own), None)
        items.append(
            ItemView(
                service.item(row.item), row, speaking, own.get("statutory"), moment,
                decisions.get(row.pk), certificates.get(row.pk), corrections.get(row.pk), place,
            )
        )  # fmt: skip
    return CaseView(case, place, service, tuple(items), moment)


def case_for(actor: Actor, number: str, reach: str) -> Case | None:
    """The case if the actor's right reaches it: own (applicant or one acted for), unit (has a task), tenant."""
    rows = Case.objects.filter(number=number)
    if reach == "own":
        rows = rows.filter(person=actor.principal)
    elif reach == "unit":
        rows = rows.filter(tasks__unit__in=actor.units).distinct()
    elif reach != "tenant":
        return None
    if reach == "own" and actor.has("assistant"):
        rows = rows.filter(
            account=actor.account
        )  # who helps at the window sees what they filed, nothing else
    return rows.first()


def cases_of(actor: Actor) -> list[CaseView]:
    """The applicant's cases, open ones first, newest first."""
    rows = Case.objects.filter(person=actor.principal).order_by("-submitted_at")
    views = [view(row) for row in rows]
    return sorted(views, key=lambda item: not item.case.open)


def drafts_of(actor: Actor) -> list[Draft]:
    """Forms begun and not sent."""
    person = actor.principal
    return list(Draft.objects.filter(person=person, case="").order_by("-saved_at"))


def draft_for(actor: Actor, number: str) -> intaking.Form | None:
    """An own draft as a form."""
    person = actor.principal
    row = Draft.objects.filter(number=number, person=person, case="").first()
    return None if row is None else intaking.Form.of(row)


def number_of_task(actor: Actor, task: int) -> str:
    """The number of the case that a task of the actor's units belongs to; empty when it is not theirs."""
    rows = Task.objects.filter(pk=task, unit__in=actor.units)
    return rows.values_list("case__number", flat=True).first() or ""


def mark(task: Task) -> str:
    """What bears on a task, as a short mark: a form made before something changed carries an older one."""
    seen = [
        task.assignee,
        task.caseitem.status if task.caseitem is not None else "",
        Document.objects.filter(case=task.case_id, kind="upload").count(),
        Message.objects.filter(case=task.case_id, unit="").count(),
        Correction.objects.filter(caseitem=task.caseitem_id).exclude(answered_at=None).count(),
        list(
            Agreement.objects.filter(caseitem=task.caseitem_id)
            .order_by("id")
            .values_list("outcome", flat=True)
        ),
        [
            (len(clock.stops), len(clock.extensions))
            for clock in Clock.objects.filter(caseitem=task.caseitem_id)
            .exclude(scope__startswith="complaint.")
            .order_by("id")
        ],
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def opinions(case: Case, item: str, verb: str) -> list[str]:
    """What was written with each of these moves of an item, oldest first."""
    told = [move for entry in entries("case", case.number) for move in entry.facts.get("transitions", [])]
    return [move["opinion"] for move in told if move["verb"] == verb and move["item"] == item]


def explain(clock: Clock) -> Due:
    """Why that date: the chain of steps."""
    return clocks.explain(clock)


def clock_of(case: Case, id: int) -> Clock | None:  # noqa: A002
    """One clock of this case."""
    return Clock.objects.filter(case=case, pk=id).select_related("case").first()


def certificate(code: str) -> Certificate | None:
    """A certificate of the tenant in force by its verification code; one made in practice certifies nothing."""
    if in_practice():
        return None
    return Certificate.objects.filter(code=code).select_related("case", "caseitem", "document").first()


def document_of(case: Case, id: int) -> Document | None:  # noqa: A002
    """One document of this case, with its content."""
    return Document.objects.filter(case=case, pk=id).first()


def certificates_of(actor: Actor) -> list[Certificate]:
    """The person's certificates, newest first."""
    rows = Certificate.objects.filter(case__person=actor.principal).select_related("case", "caseitem")
    return list(rows.order_by("-issued_at"))


def notices_of(actor: Actor, *, unread: bool = False) -> list[Notice]:
    """What the person was told, newest first."""
    rows = Notice.objects.filter(person=actor.principal).select_related("case").order_by("-at", "-id")
    return list(rows.filter(read_at=None) if unread else rows[:100])


def offers_of(actor: Actor) -> list[Offer]:
    """Services offered and not yet answered."""
    return list(Offer.objects.filter(person=actor.principal, answered_at=None).order_by("offered_at"))


def offer_for(actor: Actor, service: str) -> Offer | None:
    """An open offer of this service to the person."""
    return Offer.objects.filter(person=actor.principal, service=service, answered_at=None).first()


def opted_in(actor: Actor) -> set[str]:
    """Services the person wants to be offered."""
    return set(OptIn.objects.filter(person=actor.principal, ended_at=None).values_list("service", flat=True))


def offerable() -> list[Published]:
    """Services that can be offered without applying."""
    return [found for found in services() if found.service.proactive is not None]


def complaints(*, open_only: bool = False) -> list[dict[str, Any]]:
    """Complaints with their words, for the inspector."""
    rows = Complaint.objects.select_related("case").order_by("replied_at", "due_at")
    rows = rows.filter(replied_at=None) if open_only else rows
    return [{"row": row, "case": row.case, "text": words_of(row.case, row.sealed)} for row in rows]


def finished_cases(service: str = "") -> list[Case]:
    """Closed cases (of one service), oldest first."""
    rows = Case.objects.exclude(closed_at=None).order_by("closed_at")
    return list(rows.filter(service=service) if service else rows)


def real_days(durations: Iterable[float]) -> dict[str, float]:
    """Median and 90th percentile (nearest rank) of durations in days; empty for none."""
    ordered = sorted(durations)
    if not ordered:
        return {}
    rank = lambda share: ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]  # noqa: E731
    return {"median": rank(0.5), "p90": rank(0.9), "number": len(ordered)}


RECENT = 1_000  # how many of the last cases speak for a service: the page must not grow slower with its past


def throughput(service: str) -> dict[str, float]:
    """How the last finished cases of a service went: days from submission to the end, and the share of promises `kept`.

    `median`, `p90`, `number`; empty when no case is finished. `kept` (0 to 1) is absent when no promise ran.
    """
    rows = Case.objects.filter(service=service, status=CaseStatus.COMPLETED).exclude(closed_at=None)
    spans = rows.order_by("-closed_at").values_list("submitted_at", "closed_at")[:RECENT]
    promises = Clock.objects.filter(case__service=service, scope="promise").exclude(due_at=None)
    judged = promises.exclude(caseitem__decided_at=None).order_by("-caseitem__decided_at")
    kept = [decided <= due for due, decided in judged.values_list("due_at", "caseitem__decided_at")[:RECENT]]
    spent = real_days((closed - sent).total_seconds() / 86400 for sent, closed in spans if closed is not None)
    return {**spent, "kept": sum(kept) / len(kept)} if spent and kept else spent


def busy_units() -> list[str]:
    """The units that have open tasks, the one with most first."""
    open_now = Task.objects.filter(open=True).values("unit").annotate(number=Count("id"))
    return list(open_now.order_by("-number", "unit").values_list("unit", flat=True))


def events() -> Iterable[tuple[Entry, dict[str, Any]]]:
    """Every process event of the tenant in the journal's order: the event log that the studio mines."""
    for entry in entries("case").iterator(chunk_size=500):
        for event in entry.facts.get("events", []):
            yield entry, event


def consultations_for(actor: Actor, *, open_only: bool = True) -> list[dict[str, Any]]:
    """What other offices ask the actor's units, and what these asked: with the words, oldest limit first."""
    mine = Q(asked__in=actor.units) | Q(unit__in=actor.units)
    rows = Consultation.objects.filter(mine).select_related("case", "caseitem").order_by("due_at")
    rows = rows.filter(answered_at=None) if open_only else rows
    return [
        {"row": row, "text": words_of(row.case, row.sealed), "answer": words_of(row.case, row.answer_sealed)}
        for row in rows
    ]


def proposals_for(actor: Actor) -> list[Proposal]:
    """Critical acts of the actor's units that wait for the second pair of eyes."""
    rows = Proposal.objects.filter(settled_at=None, unit__in=actor.units).select_related("case", "caseitem")
    return list(rows.order_by("proposed_at"))


def past_their_time(day: date, units: Iterable[str] | None = None) -> list[Case]:
    """Archived cases (led by these units) that may be destroyed on this day."""
    rows = Case.objects.exclude(archived_at=None).filter(keep_until__lt=day)
    rows = rows if units is None else rows.filter(lead__in=units)
    return list(rows.order_by("keep_until", "id"))


def closed_for(actor: Actor, number: str = "") -> QuerySet[Case]:
    """Closed cases that the actor's offices led, the last closed first; `number`: part of a case number."""
    rows = Case.objects.filter(lead__in=actor.units).exclude(status__in=OPEN_STATUS)
    rows = rows.filter(number__icontains=number) if number else rows
    return rows.order_by(F("closed_at").desc(nulls_last=True), "-id")


def destructions_for(actor: Actor, *, waiting: bool) -> list[Destruction]:
    """Destructions that wait for the second person, or the proofs of those carried out, of the actor's offices."""
    rows = Destruction.objects.filter(unit__in=actor.units, destroyed_at__isnull=waiting)
    return list(rows.order_by("-destroyed_at", "-id")[:200])


def handing_over(actor: Actor) -> QuerySet[CaseItem]:
    """Papers of the counter that wait to be handed over by the actor's offices, the oldest decision first.

    A granted item whose result is still to be issued is not ready.
    """
    decided = (ItemStatus.GRANTED, ItemStatus.DENIED, ItemStatus.NOT_ACCEPTED, ItemStatus.TERMINATED)
    waits = Q(status__in=decided, result__in=(ResultStatus.ISSUED, ResultStatus.NONE))  # found by their index
    mine = Q(authority__in=actor.units) | Q(handler__in=actor.units)
    unready = Q(status=ItemStatus.GRANTED, result=ResultStatus.NONE, case__closed_at__isnull=True)
    rows = CaseItem.objects.filter(waits, mine, ~unready, case__channel="counter")
    return rows.select_related("case").order_by("decided_at", "id")


def proceedings_of(case: Case, item: str = "") -> list[Proceeding]:
    """Reconsiderations and lawsuits about the case's decisions (about one item)."""
    rows = Proceeding.objects.filter(case=case).select_related("caseitem").order_by("filed_at", "id")
    return list(rows.filter(caseitem__item=item) if item else rows)


def archive_package(number: str) -> bytes | None:
    """The package of an archived case; None before it was made."""
    row = Document.objects.filter(case__number=number, kind="archive").order_by("-id").first()
    return None if row is None else bytes(row.content)


def listed_items(profile: str) -> Iterator[list[str]]:
    """Each item of each case with its state here, and its code and name in a published list; nothing personal."""
    rows = CaseItem.objects.select_related("case").order_by("case_id", "id")
    for row in rows.iterator(chunk_size=1_000):
        decided = row.decided_at.isoformat() if row.decided_at else ""
        yield [
            row.case.number, row.item, row.authority, lists.state(row), *lists.listed(profile, row),
            row.received_at.isoformat(), decided,
        ]  # fmt: skip


def archive_digest(case: Case) -> str:
    """SHA-256 of the case's archive package; empty before it was made."""
    return Document.objects.filter(case=case, kind="archive").values_list("sha256", flat=True).first() or ""


def supplement_of(case: Case, item: str) -> tuple[Supplement, Clock | None] | None:
    """What still has to follow for an item accepted with tolerance, and the clock of its limit."""
    row = Supplement.objects.filter(case=case, caseitem__item=item, answered_at=None).first()
    if row is None:
        return None
    running = Clock.objects.filter(caseitem=row.caseitem_id, scope="supplement", ended_at=None)
    return row, running.select_related("case").first()


def supplements_open(case: Case) -> set[str]:
    """Items of the case for which something still has to follow."""
    rows = Supplement.objects.filter(case=case, answered_at=None, caseitem__decided_at=None)
    return set(rows.values_list("caseitem__item", flat=True))
