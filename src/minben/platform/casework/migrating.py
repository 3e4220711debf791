"""Running cases under a new version of their process: a plan proposed, completed by hand, and tried on every open case.

Serves administrators. The kernel says for one state whether it moves (`process.migrate`); this adds what belongs to a
case: the law in force at its submission stays, so a new process may ask only what that law's rules and items know.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q, QuerySet

from minben.kernel import process as bpmn
from minben.kernel.finding import refuse
from minben.platform.casework import facts, moves
from minben.platform.casework.models import OPEN_STATUS, Case, Migration, MigrationPlan
from minben.platform.catalogue.queries import pinned
from minben.platform.catalogue.queries import service as published

MOVES, DECIDE, STAYS = "moves", "needs decision", "stays"


@dataclass(frozen=True)
class Plan:
    """From one version of a service's process to another. `steps`: old step to new step, where they differ; an empty
    new step is still to be decided by hand.
    """

    service: str
    source: str
    target: str
    steps: Mapping[str, str] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, str]:
        """The steps that were decided."""
        return {old: new for old, new in self.steps.items() if new}

    def text(self) -> str:
        """The plan as a file."""
        return json.dumps(vars(self) | {"steps": dict(self.steps)}, ensure_ascii=False, indent=2) + "\n"


def read_plan(text: str, file: str = "plan") -> Plan:
    """The plan that `Plan.text` wrote and a person completed; InputError says what is wrong."""
    advice = "Make one with `minben migration propose`, and change only the new steps."
    try:
        said = json.loads(text)
    except ValueError as error:
        raise refuse(file, f"This is no JSON: {error}.", advice) from None
    names = ("service", "source", "target", "steps")
    if not isinstance(said, dict) or set(said) != set(names):
        raise refuse(file, f"A plan says {', '.join(names)} and nothing else.", advice)
    steps = said["steps"]
    fits = isinstance(steps, dict) and all(isinstance(one, str) for one in steps.values())
    if not fits or not all(isinstance(said[name], str) for name in names[:3]):
        raise refuse(file, "Service, source and target are text, steps map old steps to new ones.", advice)
    return Plan(**said)


def concerned(plan: Plan) -> Iterator[Case]:
    """The open cases whose process is the plan's old one, without what is sealed."""
    return open_cases(plan).iterator(chunk_size=2000)


def open_cases(plan: Plan) -> QuerySet[Case]:
    """The same as rows that are still to be read, in their order."""
    flow = Q(process=plan.source) | Q(process="", pack=plan.source)
    rows = Case.objects.filter(flow, service=plan.service, status__in=OPEN_STATUS).order_by("id")
    return rows.only("number", "service", "pack", "process", "status", "state")


def versions(service: str) -> tuple[str, dict[str, int]] | None:
    """The pack in force for the service, and each older one whose process open cases play, with their number."""
    found = published(service)
    if found is None:
        return None
    rows = Case.objects.filter(service=service, status__in=OPEN_STATUS).values_list("process", "pack")
    flows = Counter[str]()
    for process, pack, number in rows.annotate(number=Count("id")).order_by():
        flows[process or pack] += number
    target = found.publication.pack
    return target, {flow: number for flow, number in flows.items() if flow != target}


def underway() -> list[MigrationPlan]:
    """Plans that were agreed on and are to be carried out, or to be taken back."""
    rows = MigrationPlan.objects.filter(agreed=True)
    return list(rows.filter(Q(done_at=None) | Q(back_at__isnull=False, back_done_at=None)).order_by("id"))


def plans() -> list[MigrationPlan]:
    """The latest plans, newest first."""
    return list(MigrationPlan.objects.order_by("-id")[:50])


def plan_of(row: MigrationPlan) -> Plan:
    """A stored plan as a value."""
    return Plan(row.service, row.source, row.target, row.steps)


def standing(cases: Iterable[Case]) -> dict[str, int]:
    """Step of the old version -> how many of the cases stand there."""
    found = Counter[str]()
    for case in cases:
        found.update(set(case.state.get("tokens", {}).values()))
    return dict(found)


def drawn(plan: Plan, language: str) -> tuple[str, str]:
    """Both versions as SVG: what differs, where cases stand, and where the plan moves them."""
    old, new = (pinned(pack, plan.service)[1].process for pack in (plan.source, plan.target))
    return bpmn.pictures(old, new, language=language, standing=standing(concerned(plan)), steps=plan.steps)


def made(target: str) -> list[dict[str, Any]]:
    """The plans by which cases were moved to this pack here: they travel with it to another node."""
    rows = Migration.objects.filter(target=target, undone_at=None).order_by("id")
    plans = [Plan(row.case.service, row.source, row.target, row.steps) for row in rows.select_related("case")]
    return [json.loads(text) for text in dict.fromkeys(plan.text() for plan in plans)]


def propose(service: str, source: str, target: str) -> Plan:
    """The plan as far as ids and structure tell it: a step that is gone goes to the one that does the same."""
    plan = Plan(service, source, target)
    return replace(plan, steps=gone(plan, standing(concerned(plan))))


def gone(plan: Plan, stand: Iterable[str]) -> dict[str, str]:
    """Steps where cases stand and which the new version has not, each with the one that does the same, if any."""
    old, new = (moves.program(pack, plan.service) for pack in (plan.source, plan.target))
    return {place: _like(old.places[place], new) for place in sorted(set(stand) - set(new.places))}


def _like(place: Any, new: bpmn.Program) -> str:
    """The one step of the new version that does the same work: same kind and item, else same kind and name."""
    kinds = [one for one in new.places.values() if one.node.kind == place.node.kind]
    item = place.node.options.get("item")
    for fits in (
        [one for one in kinds if item and one.node.options.get("item") == item],
        [one for one in kinds if place.node.name and one.node.name == place.node.name],
    ):
        if len(fits) == 1:
            return fits[0].id
    return ""


@dataclass(frozen=True)
class Forecast:
    """What would become of one case."""

    number: str
    outcome: str  # MOVES, DECIDE, STAYS
    reasons: tuple[str, ...] = ()


def forecast(plan: Plan) -> list[Forecast]:
    """A dry run: every open case under the old process, each with its outcome and reasons. Nothing is changed.

    Cases that stand alike fare alike: each state is played once.
    """
    return list(foreseen(plan, concerned(plan), {}))


def foreseen(plan: Plan, cases: Iterable[Case], known: dict[tuple[str, ...], Forecast]) -> Iterator[Forecast]:
    """What would become of some cases; `known` remembers those that stand alike."""
    for case in cases:
        alike = (case.pack, case.status, json.dumps(case.state, sort_keys=True))
        if alike not in known:
            known[alike] = _forecast(plan, case)
        yield replace(known[alike], number=case.number)


@dataclass(frozen=True)
class Group:
    """Cases that would fare alike, with the numbers of the first few."""

    outcome: str
    reasons: tuple[str, ...]
    size: int
    examples: tuple[str, ...]


def grouped(found: Iterable[Forecast], examples: int = 5) -> list[Group]:
    """The dry run by outcome and reasons, the largest group first: together all cases."""
    groups: dict[tuple[str, tuple[str, ...]], tuple[list[str], int]] = {}
    for one in found:
        names, size = groups.get((one.outcome, one.reasons), ([], 0))
        if len(names) < examples:
            names.append(one.number)
        groups[one.outcome, one.reasons] = names, size + 1
    listed = [Group(*key, size, tuple(names)) for key, (names, size) in groups.items()]
    return sorted(listed, key=lambda one: -one.size)


def counts(found: Iterable[Forecast]) -> dict[str, int]:
    """Outcome -> how many cases; together all of them."""
    told = Counter(one.outcome for one in found)
    return {outcome: told[outcome] for outcome in (MOVES, DECIDE, STAYS)}


def _forecast(plan: Plan, case: Case) -> Forecast:
    found, reasons = moved(plan, case)
    if reasons:
        return Forecast(case.number, STAYS, tuple(reasons))
    outcome = {"moves": MOVES, "needs decision": DECIDE, "refused": STAYS}[found.outcome]
    return Forecast(case.number, outcome, found.reasons)


def moved(plan: Plan, case: Case) -> tuple[bpmn.Migration, list[str]]:
    """What the kernel says of the case, and what its law has against it."""
    reasons = list(_beyond_its_law(plan, case))
    if case.status == "held":
        reasons.append("The case is held: settle its trouble first.")
    old, new = (moves.program(pack, plan.service) for pack in (plan.source, plan.target))
    return bpmn.migrate(old, new, bpmn.from_json(case.state), plan.mapping), reasons


def _beyond_its_law(plan: Plan, case: Case) -> Iterator[str]:
    """Items and decisions of the new process that the service had not when the case was submitted."""
    (place, law), service = pinned(case.pack, case.service), pinned(plan.target, plan.service)[1]
    rules = law.law(facts.day_of(place, case.submitted_at))
    items = {item.id for item in law.items}
    for node in service.nodes():
        item, asked = node.options.get("item", ""), node.options.get("decision", "")
        if item and item not in items:
            yield f"The new process handles {item}, which the law in force at the submission does not know."
        if asked and asked not in rules.decisions:
            yield f"The new process asks the rule {asked}, which the law in force at the submission does not know."
