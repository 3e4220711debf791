"""What moves work at: the as-is with its neighbours and facts looked up, and how a candidate is written.

Serves the moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from minben.kernel.eventlog import EventLog
from minben.kernel.finding import InputError
from minben.kernel.process import Process
from minben.kernel.simulation import Scenario, Work

from . import operations as do
from .edit import TASKS, Fragment, Net
from .facts import Facts
from .model import AsIs, Candidate, Operation


@dataclass(frozen=True)
class Desk:
    """The as-is with what moves ask again and again."""

    case: AsIs
    facts: Facts
    net: Net
    chains: tuple[tuple[Fragment, ...], ...]

    def name(self, node: str) -> str:
        """An activity's name in model and log."""
        return self.net.nodes[node].name or node

    def may(self, nodes: Sequence[str]) -> bool:
        """May these nodes be touched: none locked, and not the step that receives the application?"""
        return not (set(nodes) & self.case.locked) and not set(nodes) & set(self.first())

    def first(self) -> tuple[str, ...]:
        """Activities that directly follow the start: the applicant's own act and its receipt."""
        starts = [node.id for node in self.case.process.nodes if node.kind == "start"]
        return tuple(flow.target for start in starts for flow in self.net.out[start])

    def singles(self) -> Iterator[Fragment]:
        """Activities that can be cut out, file order."""
        for node in self.case.process.nodes:
            if node.kind in TASKS and self.may([node.id]):
                try:
                    yield do.task_fragment(self.case.process, node.id)
                except InputError:
                    continue

    def share(self, node: str) -> float:
        """Share of cases with the activity."""
        return self.facts.with_activity[self.name(node)] / max(self.facts.cases, 1)

    def hours(self, node: str) -> float:
        """Mean hours per case (with it or not) that pass before this activity."""
        return self.facts.gap[self.name(node)] / max(self.facts.cases, 1)


class Move(Protocol):
    """A way to look for improvements."""

    @property
    def operation(self) -> Operation:
        """Its name."""
        ...

    def propose(self, desk: Desk) -> Iterable[Candidate]:
        """Candidates worth simulating, best evidence first; none when the log gives no reason."""
        ...


Pair = tuple[Process, Scenario]


def candidate(
    desk: Desk,
    operation: Operation,
    title: str,
    number: int,
    pair: Pair,
    touched: Sequence[str],
    evidence: dict[str, float],
    says: tuple[tuple[str, ...], tuple[str, ...]],
    **params: str,
) -> Candidate:
    """One candidate; `says` are its assumptions and risks, `params` fill its title beside `what`, `first`, `last`."""
    names = [desk.name(node) for node in touched if desk.net.nodes[node].kind in TASKS]
    every = {"what": "、".join(names), "first": names[0] if names else "", "last": names[-1] if names else ""}
    shown = {key: round(value, 4) for key, value in evidence.items()}
    return Candidate(
        f"{title.replace('_', '-')}-{number}",
        operation,
        title,
        {**every, **params},
        pair[0],
        pair[1],
        shown,
        says[0],
        says[1],
        tuple(touched),
    )


def utilisation(scenario: Scenario, facts: Facts) -> dict[str, float]:
    """Pool -> share of its people's duty hours that this process's work takes, by expected load."""
    per_second = 1.0 / max(scenario.arrivals.gaps.mean, 1e-9)
    load: dict[str, float] = {}
    for person, asked in _loads(scenario, facts).items():
        shifts = scenario.calendars.get(scenario.people.get(person, ""), ())
        duty = sum(shift.end - shift.begin for shift in shifts) / (7 * 86400) if shifts else 1.0
        load[person] = asked * per_second / max(duty, 1e-9)
    return {
        name: sum(load[person] for person in pool.members) / len(pool.members)
        for name, pool in scenario.pools.items()
    }


def _loads(scenario: Scenario, facts: Facts) -> dict[str, float]:
    """Expected seconds of work per case for each person. Activities are found by their pool's performers."""
    loads = {person: 0.0 for pool in scenario.pools.values() for person in pool.members}
    for node, work in scenario.activities.items():
        if work.pool in scenario.pools:
            members = scenario.pools[work.pool].members
            total = sum(members.values()) or 1.0
            visits = facts.per_case.get(node, 1.0)
            for person, weight in members.items():
                loads[person] += work.service.mean * visits * weight / total
    return loads


def initials(names: Sequence[str]) -> list[str]:
    """The codes that names begin with (T02, ✓ T02), or the names themselves when not all have one."""
    codes = [re.match(r"(?:[⚙✓] )?[A-Z]{1,4}[-_]?\d[\w-]*", name) for name in names]
    return [code.group() for code in codes if code] if all(codes) else list(names)


def as_known(works: Mapping[str, Work], known: Scenario) -> dict[str, Work]:
    """Refitted works, each in the pool that the whole log gave it."""
    return {
        node: replace(work, pool=known.activities[node].pool)
        for node, work in works.items()
        if node in known.activities
    }


def part_of(log: EventLog, cases: list[int]) -> EventLog:
    """The log of some cases only (without the case columns, which calibration does not read)."""
    spans = [np.arange(log.offsets[index], log.offsets[index + 1]) for index in cases]
    rows = np.concatenate(spans) if spans else np.zeros(0, np.int64)
    sizes = [span.size for span in spans]
    return EventLog(
        cases=tuple(log.cases[index] for index in cases),
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        activities=log.activities,
        activity=log.activity[rows],
        time=log.time[rows],
        resources=log.resources,
        resource=log.resource[rows],
        start=None if log.start is None else log.start[rows],
        origin=log.origin,
    )
