"""The token game at work: one event in, tasks, clocks, timers and decisions out, inside the caller's act."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from minben.kernel import decision as dmn
from minben.kernel import process as game
from minben.kernel.pack import Item, Place, Service
from minben.kernel.process import model as bpmn
from minben.platform.casework import clocks, facts, issuing
from minben.platform.casework.models import (
    Case,
    CaseItem,
    CaseStatus,
    Decision,
    ItemStatus,
    Notice,
    Task,
    Timer,
)
from minben.platform.catalogue.queries import pinned
from minben.platform.identity.queries import local_unit
from minben.platform.journal.actions import Record


@lru_cache(maxsize=64)
def _program(pack: str, service: str) -> game.Program:
    return game.compile(pinned(pack, service)[1].process)


def advice(case: Case, item: str) -> Any:
    """What the service's rule says about an item that an officer decides; None when it has no such rule."""
    place, service = pinned(case.pack, case.service)
    name = f"{item}_advice"
    if name not in service.decisions.decisions:
        return None
    known = facts.for_rules(place, facts.of_case(case), case.submitted_at)
    state = game.from_json(case.state)
    return dmn.to_json(dmn.evaluate(service.decisions, name, {**known, **state.data}).value)


@dataclass
class Play:
    """One case being moved by one act."""

    record: Record
    case: Case
    place: Place
    service: Service
    data: dict[str, Any] = field(default_factory=dict)  # of the token game, as it stands

    @classmethod
    def of(cls, record: Record, case: Case) -> Play:
        """The play of a stored case under its pinned pack."""
        place, service = pinned(case.pack, case.service)
        return cls(record, case, place, service)

    @property
    def now(self) -> datetime:
        """The act's moment."""
        return self.record.now

    # --- moving ---

    def start(self, data: Mapping[str, Any]) -> None:
        """Begin the process."""
        state, effects = game.start(_program(self.case.pack, self.case.service), data)
        self._follow(state, effects)

    def tell(self, event: bpmn.Event) -> None:
        """Apply one event and everything that follows from it at once."""
        state = game.from_json(self.case.state)
        state, effects = game.step(_program(self.case.pack, self.case.service), state, event)
        self._follow(state, effects)

    def _follow(self, state: bpmn.State, effects: tuple[bpmn.Effect, ...]) -> None:
        waiting: deque[bpmn.Effect] = deque(effects)
        while waiting:
            self.data = dict(state.data)
            event = self._perform(waiting.popleft())
            if event is not None:
                state, more = game.step(_program(self.case.pack, self.case.service), state, event)
                waiting.extend(more)
        self.case.state = game.as_json(state)
        self.case.save()

    def _perform(self, effect: bpmn.Effect) -> bpmn.Event | None:
        match effect:
            case bpmn.Open(key, node) if node.kind == "service":
                return self._serve(key, node)
            case bpmn.Open(key, node):
                self._open(key, node)
            case bpmn.Ask(key, node):
                return bpmn.Answered(key, self._decide(node))
            case bpmn.Arm(key, node, definition):
                self._arm(key, definition)
            case bpmn.Close(key):
                self._close(key)
            case bpmn.Ended(outcome):
                self._end(outcome)
        return None

    # --- effects ---

    def _open(self, key: str, node: bpmn.Node) -> None:
        item = self._item(node)
        caseitem = self._caseitem(item) if item else None
        unit = local_unit(item.authority if item else node.lane or self.service.lead)
        Task.objects.create(
            case=self.case, caseitem=caseitem, key=key, node=node.id, unit=unit, opened_at=self.now
        )
        self.record.happen(f"{node.id}.open", node=node.id, item=item.id if item else "", unit=unit)
        if item and caseitem and not clocks.running(caseitem):
            self.begin_acceptance(caseitem, item)

    def begin_acceptance(self, caseitem: CaseItem, item: Item) -> None:
        """The office has this long to say all that is missing; else the item is deemed accepted from receipt."""
        if item.acceptance_limit.value == 0:
            return
        clock = clocks.start(
            self.case, caseitem, "acceptance", item.acceptance_limit, item.authority, self.now
        )
        Timer.objects.create(case=self.case, caseitem=caseitem, kind="deem_accepted", due_at=clock.due_at)

    def accept(self, caseitem: CaseItem, item: Item, since: datetime, *, deemed: bool = False) -> None:
        """Accept the item: its promised and statutory limits run from the day after `since`."""
        clocks.end(caseitem, self.now, "acceptance", "correction")
        Timer.objects.filter(caseitem=caseitem, kind="deem_accepted", done_at=None).update(done_at=self.now)
        caseitem.status, caseitem.accepted_at = ItemStatus.ACCEPTED, since
        caseitem.save()
        clocks.start(self.case, caseitem, "promise", item.promised_limit, caseitem.authority, since)
        clocks.start(self.case, caseitem, "statutory", item.statutory_limit, caseitem.authority, since)
        activity = "deem_accepted" if deemed else "accept"
        self.record.happen(f"{item.id}.{activity}", item=item.id, unit=caseitem.authority)
        self.notify("accepted", item.id)

    def decide(
        self, caseitem: CaseItem, outcome: str, reasons: str, *, by_rule: bool = False, **why: list[Any]
    ) -> Decision:
        """Write the item's own decision document and end its clocks; `why`: codes and trace of a rule."""
        clocks.end(caseitem, self.now)
        Timer.objects.filter(caseitem=caseitem, done_at=None).update(done_at=self.now)
        caseitem.status = ItemStatus.GRANTED if outcome == "granted" else ItemStatus.DENIED
        caseitem.decided_at = self.now
        caseitem.accepted_at = caseitem.accepted_at or self.now
        caseitem.save()
        item = self.service.item(caseitem.item)
        self.record.happen(f"{item.id}.{outcome}", item=item.id, unit=caseitem.authority, by_rule=by_rule)
        self.notify(outcome, item.id)
        serial = Decision.objects.filter(case=self.case).count() + 1
        return Decision.objects.create(
            case=self.case,
            caseitem=caseitem,
            number=f"{self.case.number}-D{serial:02d}",
            outcome=outcome,
            reasons=reasons,
            by_rule=by_rule,
            decided_by=self.record.actor.account,
            unit=caseitem.authority,
            decided_at=self.now,
            **why,
        )

    def notify(self, kind: str, item: str = "") -> None:
        """Tell the applicant."""
        Notice.objects.create(case=self.case, person=self.case.person, kind=kind, item=item, at=self.now)

    def _serve(self, key: str, node: bpmn.Node) -> bpmn.Event:
        """Service tasks the platform itself performs, by name."""
        operation = node.options.get("operation", "")
        item = self._item(node)
        if operation == "issue" and item is not None:
            certificate = issuing.issue(
                self.case, self._caseitem(item), self.place, self.service, self.now, self.data
            )
            self.record.happen(f"{item.id}.issue", item=item.id, unit=item.authority)
            self.notify("issued", item.id)
            return bpmn.Completed(key, {f"{item.id}_certificate": certificate.number})
        raise bpmn.Refused(f"The platform has no operation {operation!r} (service task {node.id}).")

    def _decide(self, node: bpmn.Node) -> Any:
        """Evaluate the decision a rule task asks for; a rule task with an item decides that item."""
        known = facts.for_rules(self.place, facts.certified(self.case, self.place), self.case.submitted_at)
        outcome = dmn.evaluate(self.service.decisions, node.options["decision"], {**known, **self.data})
        value = dmn.to_json(outcome.value)
        item = self._item(node)
        self.record.happen(node.id, node=node.id, item=item.id if item else "", unit="rules", value=value)
        if item is not None and value in ("granted", "denied"):
            codes = self.data.get(f"{item.id}_reasons") or []
            trace = dmn.trace_json(outcome.trace)
            self.decide(self._caseitem(item), value, "", by_rule=True, codes=codes, trace=trace)
        return value

    def _arm(self, key: str, definition: str) -> None:
        due = clocks.timer_due(self.place, self.service, self.now, definition)
        Timer.objects.create(case=self.case, kind="process", key=key, due_at=due)

    def _close(self, key: str) -> None:
        Task.objects.filter(case=self.case, key=key, open=True).update(open=False, closed_at=self.now)
        Timer.objects.filter(case=self.case, key=key, done_at=None).update(done_at=self.now)

    def _end(self, outcome: str) -> None:
        if self.case.status == CaseStatus.IN_HANDLING:
            self.case.status = CaseStatus.COMPLETED if outcome == "completed" else CaseStatus.WITHDRAWN
        self.case.closed_at = self.now
        self.record.happen("case.end", outcome=self.case.status)

    # --- looking up ---

    def _item(self, node: bpmn.Node) -> Item | None:
        name = node.options.get("item", "")
        return self.service.item(name) if name else None

    def _caseitem(self, item: Item) -> CaseItem:
        found = CaseItem.objects.filter(case=self.case, item=item.id).first()
        if found is not None:
            return found
        return CaseItem.objects.create(
            case=self.case, item=item.id, authority=local_unit(item.authority), received_at=self.now
        )
