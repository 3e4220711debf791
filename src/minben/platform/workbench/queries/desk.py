"""One task on the officer's desk: facts with their source, materials, rules, clocks, what was said and done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from minben.kernel import decision as dmn
from minben.kernel.pack import Item, Place, Service
from minben.platform.casework import facts, life, offers
from minben.platform.casework import queries as casework
from minben.platform.casework.agreements import Talk, talks
from minben.platform.casework.models import (
    Case,
    CaseItem,
    Clock,
    Consultation,
    Correction,
    Document,
    Proceeding,
    Supplement,
    Task,
    Timer,
)
from minben.platform.casework.queries import CaseView, Happening, ItemView
from minben.platform.catalogue.queries import pinned
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now
from minben.platform.workbench.queries.queue import Line, lines

# Casework's acts in the order in which an officer thinks of them; verbs of the table that are named otherwise.
ORDER = (
    "accept",
    "decide",
    "hand_up",
    "resume_clock",
    "request_correction",
    "accept_tolerant",
    "refuse",
    "stop_clock",
    "suspend",
    "consult",
    "extend",
    "extend_joint",
    "transfer",
    "deliver",
    "propose",
    "end_proceeding",
    "record_proceeding",
)
ACT_OF = {
    "grant": "decide", "deny": "decide", "stop": "stop_clock", "resume": "resume_clock",
    "deliver_refusal": "deliver", "appeal": "record_proceeding", "sue": "record_proceeding",
}  # fmt: skip
NEEDED = "needed"  # the decision that says which items a case needs, in services that have several


@dataclass(frozen=True)
class Fact:
    """One answer the office needs. `trust`: A a register says so, B checked at a window, C the applicant says so."""

    element: str
    value: str
    register: str = ""
    read_at: str = ""
    trust: str = "C"


@dataclass(frozen=True)
class Rule:
    """One row of a decision table that applied, and the law it cites."""

    id: str
    basis: str
    read: Mapping[str, Any]


@dataclass(frozen=True)
class Advice:
    """What one decision says about the item on the facts as they stand; advice, for the officer decides."""

    decision: str
    value: Any
    rules: tuple[Rule, ...]
    lacking: tuple[dmn.Separation, ...] = ()  # what keeps the nearest granting row from applying


@dataclass(frozen=True)
class Desk:
    """Everything one officer needs to act on one task."""

    line: Line
    view: CaseView
    own: ItemView
    mark: str

    @property
    def task(self) -> Task:
        return self.line.task

    @property
    def case(self) -> Case:
        return self.task.case

    @property
    def caseitem(self) -> CaseItem:
        return self.own.row

    @property
    def item(self) -> Item:
        return self.own.item

    @property
    def place(self) -> Place:
        return self.view.place

    @property
    def service(self) -> Service:
        return self.view.service

    @cached_property
    def facts(self) -> list[Fact]:
        """What this authority needs to decide, and no more: joint intake is not joint power."""
        known = self.view.facts
        own_word = "B" if self.case.channel == "counter" else "C"
        return [_fact(self.case, name, known[name], own_word) for name in self.item.needs if known.get(name)]

    @cached_property
    def documents(self) -> list[Document]:
        """Files for this item: its own, those given as an element it needs, and results of items it builds on."""
        wanted = {self.item.id, "", *self.item.needs}
        return [
            row
            for row in self.view.documents
            if (row.kind == "upload" and row.item in wanted)
            or row.item in (self.item.id, *self.item.requires)
        ]

    @cached_property
    def law(self) -> dmn.Model:
        """The rules in force on the day the case was submitted."""
        return self.service.law(facts.day_of(self.place, self.case.submitted_at))

    @cached_property
    def advice(self) -> list[Advice]:
        """What the service's rules say about this item."""
        known = facts.for_rules(self.place, self.view.facts, self.case.submitted_at)
        found = {**known, **self.case.state.get("data", {})}
        return [advice for name in self._decisions() if (advice := self._ask(name, found)) is not None]

    def _decisions(self) -> list[str]:
        named = [NEEDED] if NEEDED in self.law.decisions else []
        for node in pinned(self.case.flow, self.case.service)[1].nodes():
            if node.options.get("item") == self.item.id and node.options.get("decision"):
                named.append(node.options["decision"])
        own = f"{self.item.id}_advice"
        return [*named, *([own] if own in self.law.decisions else [])]

    def _ask(self, name: str, known: Mapping[str, Any]) -> Advice | None:
        """Evaluate one decision; of the table of needed items only the rows that name this item."""
        outcome = dmn.evaluate(self.law, name, known)
        rows = [
            (hit, rule)
            for hit in outcome.trace
            for rule in hit.matched
            if name != NEEDED or f'"{self.item.id}"' in rule.results
        ]
        rules = tuple(
            Rule(rule.id, rule.annotations.get("basis", ""), {k: dmn.to_json(v) for k, v in hit.read.items()})
            for hit, rule in rows
        )
        if not rules and name == NEEDED:
            return None
        return Advice(name, dmn.to_json(outcome.value), rules, self._lacking(name, outcome.value, known))

    def _lacking(self, name: str, value: Any, known: Mapping[str, Any]) -> tuple[dmn.Separation, ...]:
        if name == NEEDED or value == "granted":
            return ()
        rows = dmn.nearest(self.law, name, known, "granted")
        return rows[0].separations if rows else ()

    @cached_property
    def clocks(self) -> list[Clock]:
        """The item's clocks, to the lead unit also that of all items together: running ones first. A complaint is no
        business of the office that it is about."""
        own = Q(caseitem=self.caseitem)
        if self.task.unit == self.case.lead:
            own |= Q(case=self.case, scope="joint")
        rows = Clock.objects.filter(own).exclude(scope__startswith="complaint.").select_related("case")
        return sorted(rows.order_by("id"), key=lambda row: row.ended_at is not None)

    @property
    def timeline(self) -> list[Happening]:
        """What happened to this item and to the case as a whole, oldest first."""
        return [one for one in self.view.timeline if one.item in ("", self.item.id)]

    @cached_property
    def corrections(self) -> list[dict[str, Any]]:
        return [row for row in self.view.corrections if row["item"] == self.item.id]

    @property
    def asked_before(self) -> bool:
        """Whether the one request for correction was made already."""
        return Correction.objects.filter(caseitem=self.caseitem).exists()

    @cached_property
    def timers(self) -> list[Timer]:
        """What happens by itself to this task if nobody acts, soonest first."""
        rows = Timer.objects.filter(case=self.case, done_at=None).order_by("due_at")
        return [
            row for row in rows if row.caseitem_id == self.caseitem.pk or row.key.startswith(self.task.node)
        ]

    @property
    def acts(self) -> tuple[str, ...]:
        """Acts that fit where the item stands by the law's table and by what the item allows, the usual ones first."""
        if offers.offered(self.task.key) is not None:
            return ("choose",)
        fitting = {ACT_OF.get(verb, verb) for verb in life.possible(self.caseitem)}
        if fitting & set(life.CRITICAL):
            fitting.add("propose")
        if "accept" in fitting:
            fitting.add("decide")  # on the spot: accepted and decided in one act
        if not self.item.tolerance_allowed:
            fitting.discard("accept_tolerant")
        if self.open_proceeding is not None:
            fitting.add("end_proceeding")
        if self.asked_before:
            fitting.discard("request_correction")
        if self.line.step is None or not self._may_hand_up(self.line.step):
            fitting.discard("hand_up")
        if not any(clock.scope == "joint" and clock.ended_at is None for clock in self.clocks):
            fitting.discard("extend_joint")
        return tuple(name for name in ORDER if name in fitting)

    def _may_hand_up(self, step: Clock) -> bool:
        return step.scope != "step.approve" and any(stage.id == "approve" for stage in self.item.stages)

    @cached_property
    def review(self) -> str:
        """What the review found, for the head who approves; empty when it was not handed up."""
        told = casework.opinions(self.case, self.item.id, "hand_up")
        return told[-1] if told else ""

    @cached_property
    def proceedings(self) -> list[Proceeding]:
        """Reconsiderations and lawsuits about this item's decision."""
        return casework.proceedings_of(self.case, self.item.id)

    @property
    def open_proceeding(self) -> Proceeding | None:
        """The one that is not ended."""
        return next((row for row in self.proceedings if row.ended_at is None), None)

    @cached_property
    def talks(self) -> list[Talk]:
        """What was proposed to the applicant about this item or by them, and what was agreed."""
        return talks(self.case, self.view.moment, self.item.id)

    @property
    def waiting_talk(self) -> Talk | None:
        """The proposal that waits for one of the sides."""
        return next((one for one in self.talks if one.waits_for), None)

    @property
    def agreeing(self) -> str:
        """The act that fits now: answer the applicant's, take back one's own, or propose."""
        if self.caseitem.decided_at is not None:
            return ""
        waits = self.waiting_talk.waits_for if self.waiting_talk else ""
        return {"office": "answer_agreement", "applicant": "take_back_agreement"}.get(
            waits, "propose_agreement"
        )

    @cached_property
    def supplements(self) -> list[Supplement]:
        """What tolerance let follow."""
        return list(Supplement.objects.filter(caseitem=self.caseitem).order_by("id"))

    @cached_property
    def consultations(self) -> list[dict[str, Any]]:
        """What other offices were asked about this item, and what they said."""
        rows = Consultation.objects.filter(caseitem=self.caseitem).order_by("asked_at")
        return [
            {"row": row, "text": casework.words_of(self.case, row.sealed),
             "answer": casework.words_of(self.case, row.answer_sealed)}
            for row in rows
        ]  # fmt: skip


def _fact(case: Case, name: str, value: str, own_word: str) -> Fact:
    source = case.sources.get(name)
    if source is None:
        return Fact(name, value, trust=own_word)
    return Fact(name, value, source["register"], source["read_at"], "A")


def desk(actor: Actor, task: int) -> Desk | None:
    """One task of the actor's units, open or closed; None when it is not theirs."""
    row = Task.objects.filter(pk=task, unit__in=actor.units, caseitem__isnull=False).first()
    if row is None:
        return None
    line = lines(actor, [row.pk], now())[0]
    view = casework.view(line.case, line.moment)
    own = next(item for item in view.items if item.row.pk == row.caseitem_id)
    return Desk(line, view, own, casework.mark(line.task))


def file_of(found: Desk, document: int) -> Document | None:
    """One file of those the desk shows, with its content."""
    if document not in {row.pk for row in found.documents}:
        return None
    return casework.document_of(found.case, document)
