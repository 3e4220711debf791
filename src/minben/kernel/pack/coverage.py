"""What the worked cases of a service show and what they leave untried. Serves whoever answers for a service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from minben.kernel import process
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


@dataclass(frozen=True)
class Covered:
    """What cases passed of one process. `elements`: (id, line in the file) of all its nodes and flows."""

    model: str
    process: str
    elements: tuple[tuple[str, int], ...]
    passed: frozenset[str]

    @property
    def untried(self) -> tuple[tuple[str, int], ...]:
        """Nodes and flows that no case passed."""
        return tuple(one for one in self.elements if one[0] not in self.passed)


def covered(program: process.Program, model: Path, passed: Iterable[str]) -> Covered:
    """What these nodes and flows are of the whole; `model` is the file that the program was read from."""
    lines, every = process.locate(model), process.elements(program)
    elements = tuple((one, lines.get(one.rpartition("/")[2], 0)) for one in every)
    return Covered(str(model), program.process.id, elements, frozenset(passed) & frozenset(every))


def service_covered(service: Service, model: Path, results: Iterable[CaseResult]) -> Covered:
    """What the service's worked cases passed of its process."""
    program = process.compile(service.process, library=service.library)
    return covered(program, model, (one for result in results for one in result.elements))
