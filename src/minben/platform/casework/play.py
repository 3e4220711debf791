"""The token game at work: one event in, tasks, clocks, timers and decisions out, inside the caller's act."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from minben.kernel import decision as dmn
from minben.kernel import process as bpmn
from minben.kernel import process as game
from minben.kernel.pack import Item, Place, Service
from minben.platform.casework import clocks, facts, issuing, life, retention, timers
from minben.platform.casework.actions.refusal import lawful
from minben.platform.casework.models import (
    Case,
    CaseItem,
    CaseStatus,
    Decision,
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
        unit = caseitem.handler or unit if caseitem else unit
        Task.objects.create(
            case=self.case, caseitem=caseitem, key=key, node=node.id, unit=unit, opened_at=self.now
        )
        self.record.happen(f"{node.id}.open", node=node.id, item=item.id if item else "", unit=unit)
        if item and caseitem and not clocks.running(caseitem):
            self.begin_acceptance(caseitem, item)

    def begin_acceptance(self, caseitem: CaseItem, item: Item) -> None:
        """The office has this long to say all that is missing; else the item is deemed accepted from receipt."""
        del item  # its limits are found by the item's name
        self._clocks("receive", caseitem)

    def move(
        self,
        verb: str,
        caseitem: CaseItem,
        *,
        by_rule: bool = False,
        clock: Mapping[str, Any] | None = None,
        **given: Any,
    ) -> None:
        """One transition of the table: permitted or refused, its clocks applied, and recorded with all that names it.

        `clock`: further fields of the clocks' act; `given`: reasons, basis, points, document, … that the row requires.
        """
        row = life.permit(verb, caseitem, None if by_rule else self.record.actor, given)
        before = (caseitem.status, caseitem.result)
        self._clocks(row.effect, caseitem, **(clock or {}))
        caseitem.status = row.target or caseitem.status
        caseitem.result = caseitem.result if row.result is None else row.result
        if row.target in life.DECIDED:
            caseitem.decided_at = self.now
        caseitem.save()
        told = {name: given[name] for name in ("basis", "document", "to") if given.get(name)}
        moved = {
            "verb": verb, "item": caseitem.item, "from": " ".join(before).strip(), "clocks": row.effect,
            "to_state": f"{caseitem.status} {caseitem.result}".strip(), "opinion": str(given.get("reasons", "")),
            "unit": "rules" if by_rule else self.record.actor.unit or "applicant", **told,
        }  # fmt: skip
        self.record.facts.setdefault("transitions", []).append(moved)

    def _clocks(self, effect: str, caseitem: CaseItem | None, **more: Any) -> None:
        with lawful():
            clocks.perform(self.case, caseitem, self.place, self.service, effect, self.now, **more)
        if caseitem is not None:
            timers.follow(caseitem, self.service.item(caseitem.item), self.now)

    def accept(self, caseitem: CaseItem, item: Item, since: datetime, *, deemed: bool = False) -> None:
        """Accept the item: its promised and statutory limits run from the day after `since`."""
        verb = "deem_accepted" if deemed else "accept"
        self.move(
            verb,
            caseitem,
            by_rule=deemed,
            clock={"since": since},
            basis="administrative-licensing-law 32" if deemed else "",
        )
        self.accepted(caseitem, item, since, verb)

    def accepted(self, caseitem: CaseItem, item: Item, since: datetime, activity: str) -> None:
        """Note since when, and tell the applicant."""
        caseitem.accepted_at = since
        caseitem.save()
        self.record.happen(f"{item.id}.{activity}", item=item.id, unit=self.handler(caseitem))
        self.notify("accepted", item.id)

    def decide(
        self, caseitem: CaseItem, outcome: str, reasons: str, *, by_rule: bool = False, **why: list[Any]
    ) -> Decision:
        """Write the item's own decision document and end its clocks; `why`: codes and trace of a rule."""
        verb = {"granted": "grant", "denied": "deny"}[outcome] + ("_by_rule" if by_rule else "")
        return self.conclude(verb, caseitem, outcome, reasons, by_rule=by_rule, **why)

    def conclude(
        self,
        verb: str,
        caseitem: CaseItem,
        outcome: str,
        reasons: str,
        *,
        by_rule: bool = False,
        basis: str = "",
        **why: Any,
    ) -> Decision:
        """Move the item to its end by this verb and write the document, with its number in the record."""
        item = self.service.item(caseitem.item)
        number = f"{self.case.number}-D{Decision.objects.filter(case=self.case).count() + 1:02d}"
        caseitem.accepted_at = caseitem.accepted_at or (None if verb == "refuse" else self.now)
        self.move(verb, caseitem, by_rule=by_rule, reasons=reasons, document=number, basis=basis)
        self.record.happen(f"{item.id}.{outcome}", item=item.id, unit=self.handler(caseitem), by_rule=by_rule)
        self.notify(outcome, item.id)
        document = Decision.objects.create(
            case=self.case,
            caseitem=caseitem,
            number=number,
            outcome=outcome,
            reasons=reasons,
            by_rule=by_rule,
            decided_by=self.record.actor.account,
            unit=caseitem.authority,
            decided_at=self.now,
            **why,
        )
        if outcome != "granted" or not self._issues(item):
            self.deliver_online(caseitem)
        return document

    def deliver_online(self, caseitem: CaseItem) -> None:
        """What stands in the applicant's own space is delivered; a paper of the counter is when somebody takes it."""
        if self.case.channel != "counter":
            self.move("deliver", caseitem, by_rule=True, basis="portal")

    def handler(self, caseitem: CaseItem) -> str:
        """The unit that handles the item: its authority, unless it was transferred."""
        return caseitem.handler or caseitem.authority

    def _issues(self, item: Item) -> bool:
        """Whether the process issues a result for the item."""
        return any(
            node.options.get("operation") == "issue" and node.options.get("item") == item.id
            for node in self.service.process.nodes
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
            self.move("issue", self._caseitem(item), by_rule=True, document=certificate.number)
            self.deliver_online(self._caseitem(item))
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
        self.case.keep_until = retention.keep_until(self.case, self.place, self.service)
        self._clocks("close", None)
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
