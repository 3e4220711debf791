"""What the log says about activities and pairs of them: the evidence that moves argue with."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from minben.kernel.eventlog import MISSING, EventLog
from minben.kernel.process import Process


@dataclass
class Facts:
    """Counts over cases. Pairs are (earlier, later) activity names."""

    cases: int = 0
    events: Counter[str] = field(default_factory=Counter)
    with_activity: Counter[str] = field(default_factory=Counter)
    gap: dict[str, float] = field(default_factory=lambda: defaultdict(float))  # hours before it, summed
    follows: Counter[tuple[str, str]] = field(default_factory=Counter)
    same_person: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_before: Counter[tuple[str, str]] = field(default_factory=Counter)
    per_case: dict[str, float] = field(default_factory=dict[str, float])  # node id -> executions per case
    variants: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def both(self, one: str, two: str) -> int:
        """Cases with both activities."""
        return self.first_before[one, two] + self.first_before[two, one]

    def mean_gap(self, name: str) -> float:
        """Mean hours from the previous event of the case to this one."""
        return self.gap[name] / self.events[name] if self.events[name] else 0.0


def facts_of(log: EventLog, process: Process) -> Facts:
    """One pass over the log; `per_case` shares an activity's executions among the nodes that bear its name."""
    facts = Facts(cases=len(log.cases))
    for index in range(len(log.cases)):
        trace, base = log.trace(index), int(log.offsets[index])
        facts.variants[trace] += 1
        facts.events.update(trace)
        first: dict[str, int] = {}
        for position, name in enumerate(trace):
            first.setdefault(name, position)
            if position:
                _pair(facts, log, base + position, trace[position - 1], name)
        facts.with_activity.update(first.keys())
        names = list(first)
        facts.first_before.update(
            (names[i], names[j]) for i in range(len(names)) for j in range(i + 1, len(names))
        )
    names = Counter(node.name or node.id for node in process.nodes)
    for node in process.nodes:
        name = node.name or node.id
        facts.per_case[node.id] = facts.events[name] / names[name] / max(facts.cases, 1)
    return facts


def _pair(facts: Facts, log: EventLog, at: int, before: str, name: str) -> None:
    facts.follows[before, name] += 1
    facts.gap[name] += float(log.time[at] - log.time[at - 1]) / 3.6e9
    who = log.resource[at]
    if who != MISSING and who == log.resource[at - 1]:
        facts.same_person[before, name] += 1
