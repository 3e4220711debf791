"""What the worked cases of a service show and what they leave untried. Serves whoever answers for a service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from minben.kernel.decision import Table
from minben.kernel.pack.cases import CaseResult
from minben.kernel.pack.model import Service

STEPS = ("user", "service", "rule", "script")  # kinds of nodes in which something is done


@dataclass(frozen=True)
class Coverage:
    """Steps of the process by id and rows of the rules as (decision, id of the rule), in the files' order; and which
    of them some worked case passed through or matched.
    """

    steps: tuple[str, ...]
    taken: frozenset[str]
    rows: tuple[tuple[str, str], ...]
    matched: frozenset[tuple[str, str]]

    @property
    def untaken(self) -> tuple[str, ...]:
        """Steps that no worked case shows."""
        return tuple(one for one in self.steps if one not in self.taken)

    @property
    def unmatched(self) -> tuple[tuple[str, str], ...]:
        """Rows that no worked case shows."""
        return tuple(one for one in self.rows if one not in self.matched)


def coverage(service: Service, results: Iterable[CaseResult]) -> Coverage:
    """What these results of the service's worked cases cover."""
    played = list(results)
    steps = tuple(node.id for node in service.process.nodes if node.kind in STEPS)
    rows = tuple(
        (each.name, rule.id)
        for law in service.laws
        for each in law.each_decision()
        if isinstance(each.logic, Table)
        for rule in each.logic.rules
    )
    taken = frozenset(step for one in played for step in one.path)
    matched = frozenset(row for one in played for row in one.rows)
    return Coverage(steps, taken & frozenset(steps), rows, matched & frozenset(rows))
