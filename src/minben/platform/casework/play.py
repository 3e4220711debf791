"""The token game at work: one event in, tasks, clocks, timers and decisions out, inside the caller's act."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from minben.kernel import decision as dmn
from minben.kernel import process as bpmn
from minben.kernel import process as game
from minben.kernel.pack import Item, Place, Service
from minben.platform.casework import clocks, facts, issuing, life, messages, moves, offers, retention, timers
from minben.platform.casework.actions.refusal import Refusal, lawful
from minben.platform.casework.around import Around
from minben.platform.casework.models import (
    Case,
    CaseItem,
    CaseStatus,
    Decision,
    Notice,
    Task,
    Trouble,
)
from minben.platform.casework.rows import Rows
from minben.platform.catalogue.queries import pinned
from minben.platform.identity.queries import local_unit
from minben.platform.journal import bulk
from minben.platform.journal.actions import Record

KEPT = (
    "events",
    "transitions",
    "moves",
)  # lists in the record that a step which came to nothing must not leave


class _Failed(Exception):
    """The process ended in an error that nobody catches."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def advice(case: Case, item: str) -> Any:
    """What the service's rule says about an item that an officer decides; None when it has no such rule."""
    place, service = pinned(case.pack, case.service)
    name = f"{item}_advice"
    law = service.law(facts.day_of(place, case.submitted_at))
    if name not in law.decisions:
        return None
    known = facts.for_rules(place, facts.of_case(case), case.submitted_at)
    state = game.from_json(case.state)
    return dmn.to_json(dmn.evaluate(law, name, {**known, **state.data}).value)


@dataclass
class Play:
    """One case being moved by one act."""

    record: Record
    case: Case
    place: Place
    service: Service
    rows: Rows
    data: dict[str, Any] = field(default_factory=dict)  # of the token game, as it stands
    chosen: Task | None = None  # the offered step that somebody begins

    @classmethod
    def of(cls, record: Record, case: Case, seen: Around | None = None) -> Play:
        """The play of a case under its pinned pack; what it changes is written when the act ends."""
        place, service = pinned(case.pack, case.service)
        rows = Rows(case, record.actor.account)
        if seen is not None:
            rows.know(seen)
        record.later.append(rows.write)
        return cls(record, case, place, service, rows)

    @property
    def program(self) -> bpmn.Program:
        """The process that is played: the law's own, or that of a later version after a migration."""
        return moves.program(self.case.flow, self.case.service)

    @property
    def now(self) -> datetime:
        """The act's moment."""
        return self.record.now

    # --- moving ---

    def tell(self, event: bpmn.Event) -> None:
        """Apply one event and everything that follows from it at once.

        When the process cannot follow it (no condition holds, an error that nobody catches) the act itself stands:
        the event is kept as a trouble, and the case is held until a person looks at it.
        """
        state = game.from_json(self.case.state) if self.case.state else bpmn.State()
        before = self.rows.mark()
        said = {name: len(self.record.facts.get(name, ())) for name in KEPT}
        try:
            after, effects = self._step(state, event)
            self._follow(after, effects)
        except (bpmn.Stuck, _Failed) as trouble:
            self.rows.back(before)
            for name, length in said.items():
                del self.record.facts.get(name, [])[length:]
            self.hold(event, trouble)

    def choose(self, task: Task) -> None:
        """Begin the step that this task offers; the other steps are offered again when it is done."""
        around, step = offers.offered(task.key) or ("", "")
        state = game.from_json(self.case.state)
        for key in offers.keys(self.program, around, state.tokens.get(around, "")):
            if key != task.key:
                self.rows.close(key, self.now)
        self.rows.put(task)
        self.chosen = task
        self.tell(bpmn.Chosen(around, step))
        if self.chosen is not None and self.case.status != CaseStatus.HELD:
            self.chosen.open, self.chosen.closed_at = False, self.now

    def _step(self, state: bpmn.State, event: bpmn.Event) -> tuple[bpmn.State, tuple[bpmn.Effect, ...]]:
        after, effects = game.step(self.program, state, event)
        for effect in effects:
            if isinstance(effect, bpmn.Ended) and effect.outcome == "failed":
                raise _Failed(effect.code)
        self.record.facts.setdefault("moves", []).append(moves.told(event))
        gone = state.waits.keys() - after.waits.keys()
        if gone:
            self.rows.unlisten(gone)
        for key in state.tokens.keys() - after.tokens.keys():
            for offer in offers.keys(self.program, key, state.tokens[key]):
                self.rows.close(offer, self.now)
        return after, effects

    def _follow(self, state: bpmn.State, effects: tuple[bpmn.Effect, ...]) -> None:
        waiting: deque[bpmn.Effect] = deque(effects)
        while waiting:
            self.data = dict(state.data)
            event = self._perform(waiting.popleft())
            if event is not None:
                state, more = self._step(state, event)
                waiting.extend(more)
        self.case.state = game.as_json(state)
        self.rows.put(self.case)

    def settle_in(self, state: bpmn.State, effects: tuple[bpmn.Effect, ...]) -> None:
        """The case stands here now, under the process that it plays from now on: what that arms and ends is done."""
        self._follow(state, effects)

    def hold(self, event: bpmn.Event, trouble: Exception) -> None:
        """The process cannot follow this event: keep it, and ask for a person."""
        code = trouble.code if isinstance(trouble, _Failed) else ""
        node = (
            trouble.node if isinstance(trouble, bpmn.Stuck) else getattr(event, "key", "").partition("#")[0]
        )
        self.case.status = CaseStatus.HELD
        self.case.state = self.case.state or game.as_json(bpmn.State())
        self.rows.put(self.case)
        self._trouble(
            "failed" if code or isinstance(trouble, _Failed) else "stuck", node, code, str(trouble), event
        )

    def _trouble(self, kind: str, node: str, code: str, words: str, event: bpmn.Event | None) -> None:
        kept = moves.told(event) if event is not None else None
        row = Trouble(
            case=self.case, kind=kind, node=node, code=code, words=words, event=kept, since=self.now
        )
        self.rows.put(row)
        self.record.facts.setdefault("troubles", []).append({"kind": kind, "node": node, "code": code})

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
            case bpmn.Offer(key, node):
                self._offer(key, node)
            case bpmn.Close(key):
                self._close(key)
            case bpmn.Ended(outcome):
                self._end(outcome)
            case _:
                self._tell_others(effect)
        return None

    def _tell_others(self, effect: bpmn.Effect) -> None:
        """Effects that concern other cases, or a person."""
        match effect:
            case bpmn.Listen():
                self.rows.put(messages.wait(self.case, effect))
            case bpmn.Send(_, name, data):
                self.rows.put(messages.posting(self.case, "message", name, data, self.now))
            case bpmn.Broadcast(_, name, data):
                self.rows.put(messages.posting(self.case, "signal", name, data, self.now))
            case bpmn.Uncaught(node, code):
                self._trouble("escalation", node.id, code, "", None)
            case _:
                raise AssertionError(f"Casework plays no {type(effect).__name__}.")

    # --- effects ---

    def _offer(self, key: str, node: bpmn.Node) -> None:
        """The step may be begun: its item is received, its office sees it; an offer made before stands again."""
        before = offers.stored(self.case, key, node.id)
        if before is None:
            self._open(offers.key_of(key, node.id), node)
            return
        before.open, before.closed_at = True, None
        self.rows.put(before)

    def _open(self, key: str, node: bpmn.Node) -> None:
        if self.chosen is not None and self.chosen.node == node.id:
            self.chosen.key, self.chosen = key, None
            self.record.happen(f"{node.id}.choose", node=node.id, item=node.options.get("item", ""))
            return
        item = self._item(node)
        caseitem = self._caseitem(item) if item else None
        unit = local_unit(item.authority if item else node.lane or self.service.lead)
        unit = caseitem.handler or unit if caseitem else unit
        task = bulk.fresh(
            Task, case=self.case, caseitem=caseitem, key=key, node=node.id, unit=unit, opened_at=self.now
        )
        self.rows.put(task)
        self.record.happen(f"{node.id}.open", node=node.id, item=item.id if item else "", unit=unit)
        if item and caseitem and not self.rows.clocks_of(caseitem):
            self.begin_acceptance(caseitem, item)

    def begin_acceptance(self, caseitem: CaseItem, item: Item) -> None:
        """The office has this long to say all that is missing; else the item is deemed accepted from receipt."""
        del item  # its limits are found by the item's name
        self.run_clocks("receive", caseitem)

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
        self.rows.adopt(caseitem)
        row = life.permit(verb, caseitem, None if by_rule else self.record.actor, given)
        before = (caseitem.status, caseitem.result)
        self.run_clocks(row.effect, caseitem, **(clock or {}))
        caseitem.status = row.target or caseitem.status
        caseitem.result = caseitem.result if row.result is None else row.result
        if row.target in life.DECIDED:
            caseitem.decided_at = self.now
        self.rows.put(caseitem)
        told = {name: given[name] for name in ("basis", "document", "to") if given.get(name)}
        moved = {
            "verb": verb, "item": caseitem.item, "from": " ".join(before).strip(), "clocks": row.effect,
            "to_state": f"{caseitem.status} {caseitem.result}".strip(), "opinion": str(given.get("reasons", "")),
            "unit": "rules" if by_rule else self.record.actor.unit or "applicant", **told,
        }  # fmt: skip
        self.record.facts.setdefault("transitions", []).append(moved)

    def run_clocks(self, effect: str, caseitem: CaseItem | None, **more: Any) -> None:
        """What an act does to the clocks of an item, or of the case; refused where the law does not allow it."""
        with lawful():
            moved = clocks.perform(self.rows, caseitem, self.place, self.service, effect, self.now, **more)
        if caseitem is not None:
            timers.follow(self.rows, caseitem, self.service.item(caseitem.item), moved, self.now)

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
        self.rows.put(caseitem)
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
        if outcome != "granted" and (lacking := life.unlawful(item, reasons, why.get("codes"))):
            raise Refusal(lacking)
        before = self.rows.around().decisions + len(self.rows.new(Decision))
        number = f"{self.case.number}-D{before + 1:02d}"
        caseitem.accepted_at = caseitem.accepted_at or (None if verb == "refuse" else self.now)
        self.move(verb, caseitem, by_rule=by_rule, reasons=reasons, document=number, basis=basis)
        self.record.happen(f"{item.id}.{outcome}", item=item.id, unit=self.handler(caseitem), by_rule=by_rule)
        self.notify(outcome, item.id)
        document = bulk.fresh(
            Decision,
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
        self.rows.put(document)
        if outcome != "granted" or not self._issues(item):
            self.deliver_online(caseitem)
        return document

    def deliver_online(self, caseitem: CaseItem) -> None:
        """What stands in the applicant's own space is delivered; a paper of the counter is when somebody takes it."""
        if self.case.channel != "counter":
            self.move(life.delivery(caseitem), caseitem, by_rule=True, basis="portal")

    def handler(self, caseitem: CaseItem) -> str:
        """The unit that handles the item: its authority, unless it was transferred."""
        return caseitem.handler or caseitem.authority

    def _issues(self, item: Item) -> bool:
        """Whether the process issues a result for the item."""
        return any(
            node.options.get("operation") == "issue" and node.options.get("item") == item.id
            for node in pinned(self.case.flow, self.case.service)[1].nodes()
        )

    def notify(self, kind: str, item: str = "") -> None:
        """Tell the applicant."""
        self.rows.put(
            bulk.fresh(Notice, case=self.case, person=self.case.person, kind=kind, item=item, at=self.now)
        )

    def _serve(self, key: str, node: bpmn.Node) -> bpmn.Event:
        """Service tasks the platform itself performs, by name."""
        operation = node.options.get("operation", "")
        item = self._item(node)
        if operation == "issue" and item is not None:
            certificate = issuing.issue(
                self.rows, self._caseitem(item), self.place, self.service, self.now, self.data
            )
            self.move("issue", self._caseitem(item), by_rule=True, document=certificate.number)
            self.deliver_online(self._caseitem(item))
            self.record.happen(f"{item.id}.issue", item=item.id, unit=item.authority)
            self.notify("issued", item.id)
            return bpmn.Completed(key, {f"{item.id}_certificate": certificate.number})
        raise bpmn.Stuck(node.id, f"The platform has no operation {operation!r}.")

    def _decide(self, node: bpmn.Node) -> Any:
        """Evaluate the decision a rule task asks for; a rule task with an item decides that item."""
        known = facts.for_rules(self.place, facts.certified(self.case, self.place), self.case.submitted_at)
        law = self.service.law(facts.day_of(self.place, self.case.submitted_at))
        outcome = dmn.evaluate(law, node.options["decision"], {**known, **self.data})
        value = dmn.to_json(outcome.value)
        item = self._item(node)
        self.record.happen(node.id, node=node.id, item=item.id if item else "", unit="rules", value=value)
        if item is not None and value in ("granted", "denied"):
            codes = self.data.get(f"{item.id}_reasons") or []
            if value == "denied" and (lacking := life.unlawful(item, "", codes)):
                raise bpmn.Stuck(node.id, f"A rule denies what may not be denied so: {lacking}.")
            trace = dmn.trace_json(outcome.trace)
            self.decide(self._caseitem(item), value, "", by_rule=True, codes=codes, trace=trace)
        return value

    def _arm(self, key: str, definition: str) -> None:
        self.rows.put(clocks.armed(self.case, key, definition, self.now))

    def _close(self, key: str) -> None:
        self.rows.close(key, self.now)

    def _end(self, outcome: str) -> None:
        if self.case.open:
            self.case.status = CaseStatus.COMPLETED if outcome == "completed" else CaseStatus.WITHDRAWN
        self.rows.settle_troubles(self.now)
        self.case.closed_at = self.now
        self.case.keep_until = retention.keep_until(
            self.case.closed_at, self.rows.item_names(), self.place, self.service
        )
        self.run_clocks("close", None)
        self.record.happen("case.end", outcome=self.case.status)

    # --- looking up ---

    def _item(self, node: bpmn.Node) -> Item | None:
        name = node.options.get("item", "")
        return self.service.item(name) if name else None

    def _caseitem(self, item: Item) -> CaseItem:
        found = self.rows.item(item.id)
        if found is None:
            authority = local_unit(item.authority)
            found = bulk.fresh(
                CaseItem, case=self.case, item=item.id, authority=authority, received_at=self.now
            )
            self.rows.put(found)
            self.rows.adopt(found)
        return found
