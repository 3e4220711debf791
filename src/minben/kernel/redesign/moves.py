"""Where to look for improvements, and with which evidence from the log.

Serves `propose`. Every move names the numbers it argues with; none proposes anything the log gives no reason for.
Heuristics after Reijers & Liman Mansar, Omega 33 (2005); numbers in comments are theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from minben.kernel.eventlog import EventLog
from minben.kernel.simulation import Note, Work, calibrate, empirical

from . import operations as do
from .desk import Desk, Move, Pair, as_known, candidate, initials, part_of, utilisation
from .edit import TASKS, Fragment
from .model import Candidate, Operation

ENOUGH = 30  # cases before a number is an argument
SAMPLE = 0.1  # share of unproblematic cases still checked
AUTOMATED = 0.8  # share of cases a computed step can take
BUSY = 0.6  # utilisation from which more people are worth asking for

# Word lists for names in English, Dutch and Chinese; a name outside them is simply not proposed.
CHECKS = re.compile(r"check|verif|control|review|approv|toets|審|审|核|查|複|复", re.I)
CORRECTIONS = re.compile(r"adjust|correct|return|rework|supplement|amend|補|补|退|改", re.I)
ROUTINE = re.compile(
    r"print|send|regist|archiv|notif|publish|forward|登|通知|發送|发送|列印|打印|送達|送达|歸檔|归档", re.I
)
FETCHING = re.compile(r"request|receive|collect|fetch|certificate|調取|调取|證明|证明|索取|收集", re.I)


class AtTheSameTime:
    """Parallelism (11): independent steps run side by side, where the log shows them in both orders."""

    operation: Operation = "parallelise"

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        number = 0
        for chain in desk.chains:
            for first, second in pairwise(chain):
                nodes = first.nodes + second.nodes
                one, two = desk.net.tasks(first), desk.net.tasks(second)
                seen = self._orders(desk, one, two)
                if one and two and desk.may(nodes) and seen:
                    number += 1
                    pair = do.parallelise(desk.case.process, desk.case.scenario, first, second)
                    yield self._make(desk, "at_the_same_time", number, pair, one + two, seen)
            for part in chain:
                tasks = desk.net.tasks(part)
                branches = self._branches(desk, part)
                seen = self._orders(desk, branches[0], branches[1]) if len(branches) > 1 else None
                desks = [desk.case.scenario.activities.get(node, Work()).desk for node in tasks]
                if seen and desk.may(part.nodes) and all(desks):
                    number += 1
                    pair = desk.case.process, do.off_desk(desk.case.scenario, tasks)
                    yield self._make(desk, "many_desks", number, pair, tasks, seen)

    def _make(
        self, desk: Desk, title: str, number: int, pair: Pair, tasks: Sequence[str], seen: dict[str, float]
    ) -> Candidate:
        hours = {"hours_before": sum(desk.hours(node) for node in tasks)}
        says = (("independent", "waits_unchanged"), ("more_work_if_refused",))
        return candidate(desk, "parallelise", title, number, pair, tasks, {**seen, **hours}, says)

    def _branches(self, desk: Desk, part: Fragment) -> list[tuple[str, ...]]:
        """The activities of each branch when the fragment is one parallel block."""
        first = desk.net.flows[part.entry].target
        if desk.net.nodes[first].kind != "parallel":
            return []
        found: list[tuple[str, ...]] = []
        for flow in desk.net.out[first]:
            reached, queue = [flow.target], [flow.target]
            while queue:
                for following in desk.net.out[queue.pop()]:
                    inside = following.target in part.nodes and following.id != part.exit
                    if (
                        inside
                        and desk.net.nodes[following.target].kind != "parallel"
                        and following.target not in reached
                    ):
                        reached.append(following.target)
                        queue.append(following.target)
            found.append(tuple(node for node in reached if desk.net.nodes[node].kind in TASKS))
        return [branch for branch in found if branch]

    def _orders(self, desk: Desk, one: Sequence[str], two: Sequence[str]) -> dict[str, float] | None:
        """How often the rarer order was seen; None unless every pair often seen together was seen in both orders."""
        pairs = [(desk.name(a), desk.name(b)) for a in one for b in two]
        forth = sum(desk.facts.first_before[a, b] for a, b in pairs)
        back = sum(desk.facts.first_before[b, a] for a, b in pairs)
        known = [(desk.facts.first_before[a, b], desk.facts.both(a, b)) for a, b in pairs]
        shares = [min(count, both - count) / both for count, both in known if both >= ENOUGH]
        if not shares or min(shares) < 0.02:
            return None
        return {"pairs_seen": float(back + forth), "other_order": min(back, forth) / (back + forth)}


class SampleChecks:
    """Task elimination (5): a check that practically always passes is made by sample, or dropped."""

    operation: Operation = "eliminate"

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        found = []
        for part in desk.singles():
            node = part.nodes[0]
            adverse = self._adverse(desk, desk.name(node))
            if (
                CHECKS.search(desk.name(node))
                and desk.facts.with_activity[desk.name(node)] >= ENOUGH
                and adverse <= 0.1
            ):
                found.append((desk.hours(node), part, adverse))
        for number, (hours, part, adverse) in enumerate(sorted(found, key=lambda one: -one[0])[:2], start=1):
            spared = 1.0 - adverse - SAMPLE
            pair = do.bypass(desk.case.process, desk.case.scenario, part, spared)
            evidence = {
                "cases_with": float(desk.facts.with_activity[desk.name(part.nodes[0])]),
                "corrected_after": adverse,
                "spared": spared,
                "hours_before": hours,
            }
            says = (("risk_known_before", "sample_kept"), ("errors_pass",))
            yield candidate(desk, "eliminate", "sample_check", number, pair, part.nodes, evidence, says)

    def _adverse(self, desk: Desk, name: str) -> float:
        """Share of its executions that were repeated or directly led to a correction."""
        facts = desk.facts
        events = facts.events[name]
        if not events:
            return 1.0
        corrected = sum(
            count
            for (a, b), count in facts.follows.items()
            if a == name and b != name and CORRECTIONS.search(b)
        )
        return min((corrected + events - facts.with_activity[name]) / events, 1.0)


class LessRework:
    """Control relocation (1), contact reduction (2): complete at intake, so loops back become half as likely."""

    operation: Operation = "eliminate"
    residual = 0.5

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        number = 0
        for gate, branch in desk.case.scenario.branches.items():
            back = [flow for flow in branch.flows if self._returns(desk, flow, gate)]
            share = sum(branch.flows[flow] for flow in back)
            if (
                gate in desk.net.nodes
                and back
                and len(back) < len(branch.flows)
                and share >= 0.05
                and desk.may([gate])
            ):
                number += 1
                odds = self._eased(branch.flows, back)
                given = {node: self._eased(known, back) for node, known in branch.given.items()}
                pair = (
                    desk.case.process,
                    desk.case.scenario.with_branch(gate, replace(branch, flows=odds, given=given)),
                )
                evidence = {"returned": share, "returned_after": share * self.residual}
                says = (("half_avoidable",), ("intake_takes_longer",))
                yield candidate(desk, "eliminate", "less_rework", number, pair, (gate,), evidence, says)

    def _eased(self, known: Mapping[str, float], back: list[str]) -> dict[str, float]:
        cut = {flow: share * self.residual for flow, share in known.items() if flow in back}
        rest = sum(share for flow, share in known.items() if flow not in back)
        if rest <= 0:
            return dict(known)
        freed = 1.0 - sum(cut.values())
        return {flow: cut.get(flow, share / rest * freed) for flow, share in known.items()}

    def _returns(self, desk: Desk, flow: str, gate: str) -> bool:
        if flow not in desk.net.flows:
            return False
        seen, queue = set[str](), [desk.net.flows[flow].target]
        while queue:
            here = queue.pop()
            if here == gate:
                return True
            if here not in seen:
                seen.add(here)
                queue += [following.target for following in desk.net.out[here]]
        return False


class OnePersonInOneGo:
    """Task composition (8): neighbouring steps that the same people do become one."""

    operation: Operation = "merge"

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        singles = {part.nodes[0]: part for part in desk.singles()}
        found = []
        for one, first in singles.items():
            two = desk.net.flows[first.exit].target
            if two not in singles or self._overlap(desk, one, two) < 0.6:
                continue
            pair = desk.name(one), desk.name(two)
            follows = desk.facts.follows[pair]
            if follows >= ENOUGH:
                found.append((desk.hours(two), one, two, desk.facts.same_person[pair] / follows, follows))
        for number, (hours, one, two, same, follows) in enumerate(sorted(found, reverse=True)[:2], start=1):
            pair = do.merge(desk.case.process, desk.case.scenario, one, two)
            evidence = {"follows": float(follows), "same_person": same, "hours_before": hours}
            says = (("work_adds_up",), ("fewer_eyes",))
            yield candidate(desk, "merge", "one_go", number, pair, (one, two), evidence, says)

    def _overlap(self, desk: Desk, one: str, two: str) -> float:
        pools = desk.case.scenario.pools
        names = [desk.case.scenario.activities.get(node, Work()).pool for node in (one, two)]
        if any(name not in pools for name in names):
            return 0.0
        left, right = (set(pools[name].members) for name in names)
        return len(left & right) / len(left | right)


class Computed:
    """Task automation (25) and integration with registers (3, 29): a computed step for most cases."""

    def __init__(self, operation: Operation, title: str, words: re.Pattern[str], least: float) -> None:
        self.operation: Operation = operation
        self.title, self.words, self.least = title, words, least

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        parts = [part for part in desk.singles() if self.words.search(desk.name(part.nodes[0]))]
        parts = [part for part in parts if desk.share(part.nodes[0]) >= self.least]
        parts.sort(key=lambda part: -desk.hours(part.nodes[0]))
        apply = do.automate if self.operation == "automate" else do.substitute
        for number, part in enumerate(parts[:2], start=1):
            node = part.nodes[0]
            name = f"⚙ {desk.name(node)}"
            pair = apply(desk.case.process, desk.case.scenario, part, AUTOMATED, name)
            work = desk.case.scenario.activities.get(node, Work())
            evidence = {
                "share_of_cases": desk.share(node),
                "hours_before": desk.hours(node),
                "minutes_of_work": work.service.mean / 60,
                "automated": AUTOMATED,
            }
            says = (("most_cases_standard", "no_wait"), ("computed_wrong", "assisted_channel"))
            yield candidate(desk, self.operation, self.title, number, pair, (node,), evidence, says)


class SimpleCases:
    """Triage (7): cases without anything special take one short step by one person."""

    operation: Operation = "triage"

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        part = self._rest_of_the_way(desk)
        simple = self._simple(desk)
        share = len(simple) / max(desk.facts.cases, 1)
        if part is None or not desk.may(part.nodes) or len(simple) < ENOUGH or not 0.1 <= share <= 0.9:
            return
        tasks = desk.net.tasks(part)
        works = [desk.case.scenario.activities.get(node, Work()) for node in tasks]
        if len(tasks) < 2:
            return
        busiest = max(range(len(tasks)), key=lambda index: desk.share(tasks[index]))
        log = desk.case.log
        longest = self._longest_gaps(log, simple)
        usual = [node for node in tasks if desk.share(node) >= 0.5] or list(tasks)
        service = do.together([desk.case.scenario.activities.get(node, Work()).service for node in usual])
        short = Work(works[busiest].pool, service, empirical(longest))
        others = calibrate(desk.case.process, part_of(log, sorted(set(range(len(log.cases))) - set(simple))))
        scenario = replace(
            desk.case.scenario,
            activities={**desk.case.scenario.activities, **as_known(others.activities, desk.case.scenario)},
            branches={**desk.case.scenario.branches, **others.branches},
            notes=(*desk.case.scenario.notes, Note("triage_refit")),
        )
        step = " + ".join(desk.name(node) for node in usual)
        pair = do.triage(desk.case.process, scenario, part, share, f"✓ {step}", short)
        evidence = {
            "simple_cases": float(len(simple)),
            "share_of_cases": share,
            "longest_wait": float(np.mean(longest)) / 3600,
        }
        says = (("simple_seen_at_intake", "longest_wait_remains"), ("equal_treatment",))
        yield candidate(
            desk,
            "triage",
            "simple_cases",
            1,
            pair,
            part.nodes,
            evidence,
            says,
            step=" + ".join(initials([desk.name(node) for node in usual])),
        )

    def _rest_of_the_way(self, desk: Desk) -> Fragment | None:
        """Everything between the first activity and the end, as one fragment."""
        first = desk.first()
        for chain in desk.chains:
            if len(chain) > 1 and first and set(chain[0].nodes) == {first[0]}:
                nodes = tuple(node for part in chain[1:] for node in part.nodes)
                return Fragment(chain[1].entry, chain[-1].exit, nodes)
        return None

    def _simple(self, desk: Desk) -> list[int]:
        """Cases with the commonest set of at least three activities, each done once."""
        log = desk.case.log
        sets: dict[frozenset[str], list[int]] = {}
        for index in range(len(log.cases)):
            trace = log.trace(index)
            if len(set(trace)) == len(trace) >= 3:
                sets.setdefault(frozenset(trace), []).append(index)
        return max(sets.values(), key=len, default=[])

    def _longest_gaps(self, log: EventLog, cases: list[int]) -> list[float]:
        gaps = [np.diff(log.time[log.offsets[index] : log.offsets[index + 1]]) / 1e6 for index in cases]
        return [float(gap.max()) if gap.size else 0.0 for gap in gaps]


class SamePerson:
    """Case assignment (13): whoever did the step before goes on, where the case changes hands most."""

    operation: Operation = "delegate"

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        found = []
        pools = desk.case.scenario.pools
        for part in desk.singles():
            two, one = part.nodes[0], desk.net.flows[part.entry].source
            works = [desk.case.scenario.activities.get(node, Work()) for node in (one, two)]
            pair = desk.name(one), desk.name(two)
            follows = desk.facts.follows[pair]
            if follows >= ENOUGH and all(work.pool in pools for work in works) and desk.may([one, two]):
                changed = 1.0 - desk.facts.same_person[pair] / follows
                found.append((changed * follows, changed, follows, one, two))
        for _, changed, follows, one, two in sorted(found, reverse=True)[:1]:
            if changed >= 0.15:
                pair = do.delegate(desk.case.process, desk.case.scenario, two, one)
                evidence = {"follows": float(follows), "changes_hands": changed}
                says = (("may_and_can", "waits_unchanged"), ("fewer_eyes",))
                yield candidate(desk, "delegate", "same_person", 1, pair, (one, two), evidence, says)


class Together:
    """Integration of units (17): a parallel block that people of the same pool mostly do becomes one joint step."""

    operation: Operation = "integrate"

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        number = 0
        for chain in desk.chains:
            for part in chain:
                tasks = desk.net.tasks(part)
                first = desk.net.flows[part.entry].target
                if desk.net.nodes[first].kind != "parallel" or len(tasks) < 2 or not desk.may(part.nodes):
                    continue
                names = [desk.name(node) for node in tasks]
                follows = sum(desk.facts.follows[a, b] for a in names for b in names)
                same = sum(desk.facts.same_person[a, b] for a in names for b in names)
                if follows >= ENOUGH and min(desk.share(node) for node in tasks) >= 0.5:
                    number += 1
                    pair = do.integrate(desk.case.process, desk.case.scenario, part, " + ".join(names))
                    hours = sum(desk.hours(node) for node in tasks)
                    evidence = {
                        "follows": float(follows),
                        "same_person": same / follows,
                        "hours_before": hours,
                    }
                    says = (("joint_session", "longest_wait_remains"), ("fewer_eyes", "joint_legal_basis"))
                    yield candidate(desk, "integrate", "together", number, pair, tasks, evidence, says)


class MorePeople:
    """Extra resources (20), where people are busy most of their hours."""

    operation: Operation = "staff"

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        busy = utilisation(desk.case.scenario, desk.facts)
        if not busy:
            return
        pool = max(busy, key=lambda name: busy[name])
        if busy[pool] >= BUSY:
            pair = do.staff(desk.case.process, desk.case.scenario, pool)
            tasks = [node for node, work in desk.case.scenario.activities.items() if work.pool == pool]
            evidence = {
                "utilisation": busy[pool],
                "people": float(len(desk.case.scenario.pools[pool].members)),
            }
            says = (("as_quick_as_others",), ("costs_a_post",))
            yield candidate(desk, "staff", "more_people", 1, pair, tasks, evidence, says, pool=pool)


MOVES: tuple[Move, ...] = (
    AtTheSameTime(),
    SampleChecks(),
    LessRework(),
    OnePersonInOneGo(),
    Together(),
    Computed("automate", "computed_step", ROUTINE, 0.2),
    Computed("substitute", "once_only", FETCHING, 0.05),
    SimpleCases(),
    SamePerson(),
    MorePeople(),
)
