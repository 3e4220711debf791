"""The named operations of re-engineering, each a function from a process and its scenario to another pair.

Serves the moves, and whoever applies an operation by hand. Each keeps a sound process sound because it works on
fragments with one entry and one exit. Operations after Reijers & Liman Mansar, Omega 33 (2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from minben.kernel.finding import refuse
from minben.kernel.process import Process
from minben.kernel.simulation import Branch, Durations, Pool, Scenario, Work, empirical

from .edit import TASKS, Draft, Fragment, Net

Pair = tuple[Process, Scenario]
MACHINE = Work(service=Durations("fixed", (5.0,)))  # a computed step: seconds, nobody waits for anybody


def task_fragment(process: Process, node: str) -> Fragment:
    """The fragment that is one activity. Raises InputError when it has several ways in or out, or a timer."""
    net = Net(process)
    into, out = net.into.get(node, []), net.out.get(node, [])
    if len(into) != 1 or len(out) != 1 or net.nodes[node].kind not in TASKS or node in net.timers:
        advice = "Choose an activity with one flow in, one flow out and no timer."
        raise refuse(process.file, "cannot be cut out of the process.", advice, place=node)
    return Fragment(into[0].id, out[0].id, (node,))


def eliminate(process: Process, scenario: Scenario, part: Fragment) -> Pair:
    """Leave the fragment out."""
    draft = Draft(process)
    after = draft.flows[part.exit].target
    draft.divert(part.entry, after)
    draft.remove(part.nodes)
    return draft.done(), scenario


def bypass(process: Process, scenario: Scenario, part: Fragment, share: float) -> Pair:
    """Leave the fragment out for this share of cases (a check by sample instead of always)."""
    return _beside(process, scenario, part, share, "", MACHINE)


def automate(process: Process, scenario: Scenario, part: Fragment, share: float, name: str) -> Pair:
    """A computed step does the fragment's work for this share of cases; the rest goes to people as before."""
    return _beside(process, scenario, part, share, name, MACHINE)


def substitute(process: Process, scenario: Scenario, part: Fragment, share: float, name: str) -> Pair:
    """Data that the state already holds replace the fragment for this share of cases (once only)."""
    return _beside(process, scenario, part, share, name, MACHINE)


def triage(process: Process, scenario: Scenario, part: Fragment, share: float, name: str, work: Work) -> Pair:
    """This share of cases takes one short step by one person instead of the fragment."""
    return _beside(process, scenario, part, share, name, work)


def _beside(
    process: Process, scenario: Scenario, part: Fragment, share: float, name: str, work: Work
) -> Pair:
    """An exclusive choice between the fragment and another step (or nothing, when `name` is empty)."""
    draft = Draft(process)
    first = draft.flows[part.entry].target
    split = draft.node("exclusive", f"{first}_or", like=first)
    join = draft.node("exclusive", f"{first}_then", like=first)
    draft.divert(part.entry, split)
    after = draft.divert(part.exit, join)
    usual = draft.flow(split, first)
    if name:
        kind = "user" if work.pool else "service"
        step = draft.node(kind, f"{first}_new", name, like=first)
        other = draft.flow(split, step)
        draft.flow(step, join)
        scenario = scenario.with_activity(step, work)
    else:
        other = draft.flow(split, join)
    draft.flow(join, after)
    return draft.done(), scenario.with_branch(split, Branch({usual: 1.0 - share, other: share}))


def parallelise(process: Process, scenario: Scenario, first: Fragment, second: Fragment) -> Pair:
    """Run two consecutive fragments at the same time; the second no longer shares the first one's desk."""
    _consecutive(process, first, second)
    draft = Draft(process)
    one, two = draft.flows[first.entry].target, draft.flows[second.entry].target
    split = draft.node("parallel", f"{one}_and", like=one)
    join = draft.node("parallel", f"{one}_met", like=one)
    draft.divert(first.entry, split)
    draft.divert(first.exit, join)
    after = draft.divert(second.exit, join)
    draft.flow(split, one)
    draft.flow(split, two)
    draft.flow(join, after)
    return draft.done(), off_desk(scenario, second.nodes)


def off_desk(scenario: Scenario, nodes: tuple[str, ...]) -> Scenario:
    """These activities no longer wait until the case's desk is free: an electronic file lies on many desks."""
    works = {node: replace(work, desk=0.0) for node, work in scenario.activities.items() if node in nodes}
    return replace(scenario, activities={**scenario.activities, **works})


def merge(process: Process, scenario: Scenario, first: str, second: str) -> Pair:
    """One person does both activities in one go: the work adds up, the second wait and the hand-over vanish."""
    left, right = task_fragment(process, first), task_fragment(process, second)
    _consecutive(process, left, right)
    draft = Draft(process)
    names = [draft.nodes[node].name or node for node in (first, second)]
    process, scenario = eliminate(process, scenario, right)
    draft = Draft(process)
    draft.rename(first, " + ".join(names))
    one, two = scenario.activities.get(first, Work()), scenario.activities.get(second, Work())
    joint = replace(one, service=added(one.service, two.service))
    return draft.done(), _remembered(scenario.with_activity(first, joint), second, first)


def integrate(process: Process, scenario: Scenario, part: Fragment, name: str) -> Pair:
    """Several units' activities become one joint step of their common pool: all the work, the longest of the waits."""
    net = Net(process)
    tasks = net.tasks(part)
    works = [scenario.activities.get(node, Work()) for node in tasks]
    service = together([work.service for work in works])
    longest = max(works, key=lambda work: work.delay.mean)
    members: dict[str, float] = {}
    for work in works:
        members.update(scenario.pools[work.pool].members if work.pool in scenario.pools else {})
    pool = name if members else ""
    if members:
        calendar = next(scenario.pools[work.pool].calendar for work in works if work.pool in scenario.pools)
        scenario = replace(scenario, pools={**scenario.pools, pool: Pool(members, calendar)})
    draft = Draft(process)
    first = draft.flows[part.entry].target
    step = draft.node("user", f"{first}_joint", name, like=tasks[0])
    draft.divert(part.entry, step)
    draft.flow(step, draft.flows[part.exit].target)
    draft.remove(part.nodes)
    joint = replace(longest, pool=pool, service=service)
    return draft.done(), scenario.with_activity(step, joint)


def reorder(process: Process, scenario: Scenario, first: Fragment, second: Fragment) -> Pair:
    """Swap two consecutive fragments (for instance the check that refuses most goes first)."""
    _consecutive(process, first, second)
    draft = Draft(process)
    one, two = draft.flows[first.entry].target, draft.flows[second.entry].target
    after = draft.flows[second.exit].target
    draft.divert(first.entry, two)
    draft.divert(second.exit, one)
    draft.divert(first.exit, after)
    return draft.done(), scenario


def delegate(process: Process, scenario: Scenario, node: str, like: str) -> Pair:
    """The people of another activity do this one too, and whoever did that one goes on."""
    work = scenario.activities.get(node, Work())
    other = scenario.activities.get(like, Work())
    return process, scenario.with_activity(node, replace(work, pool=other.pool, keep=1.0))


def staff(process: Process, scenario: Scenario, pool: str, number: int = 1) -> Pair:
    """More people in a pool, on the hours of its calendar."""
    old = scenario.pools[pool]
    weight = float(np.mean(list(old.members.values())))
    fresh = {f"{pool} +{index + 1}": weight for index in range(number)}
    pools = {**scenario.pools, pool: replace(old, members={**old.members, **fresh})}
    people = {**scenario.people, **dict.fromkeys(fresh, old.calendar)}
    return process, replace(scenario, pools=pools, people=people)


def added(one: Durations, two: Durations) -> Durations:
    """The sum of two works in one sitting, quantile by quantile (a hard case is hard in both)."""
    grid = (np.arange(200) + 0.5) / 200
    return empirical(one.quantile(grid) + two.quantile(grid))


def together(works: Sequence[Durations]) -> Durations:
    """All of these in one sitting; at least one."""
    return reduce(added, works)


def _remembered(scenario: Scenario, gone: str, heir: str) -> Scenario:
    """Odds known after an activity that is gone hold after the one that took over its work."""
    branches = {
        gate: replace(branch, given={**branch.given, heir: branch.given[gone]})
        if gone in branch.given
        else branch
        for gate, branch in scenario.branches.items()
    }
    return replace(scenario, branches=branches)


def _consecutive(process: Process, first: Fragment, second: Fragment) -> None:
    if first.exit != second.entry:
        advice = "Choose two that follow each other directly."
        raise refuse(process.file, "has no such consecutive parts.", advice, place=second.entry)
