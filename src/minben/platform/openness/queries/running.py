"""What would become of the cases that run now if a draft came into force: a dry run, nothing is changed.

Serves the analyst before anybody decides. The law in force at submission stays theirs; only the process is tried.
"""

from __future__ import annotations

from dataclasses import dataclass

from minben.kernel import process
from minben.platform.casework.models import OPEN_STATUS, Case
from minben.platform.casework.moves import program
from minben.platform.openness.queries.reforms import Change

MOVES, DECIDE, STAY = "moves", "needs decision", "refused"


@dataclass(frozen=True)
class DryRun:
    """How many running cases would move by themselves, need somebody's decision, or stay under their own version."""

    moves: int
    decide: int
    stay: int

    @property
    def number(self) -> int:
        """All running cases of the service."""
        return self.moves + self.decide + self.stay


def dry_run(change: Change) -> DryRun:
    """Try every running case of the service under the version that the reform would make."""
    target = _program_of(change)
    found = {MOVES: 0, DECIDE: 0, STAY: 0}
    rows = Case.objects.filter(service=change.service.id, status__in=OPEN_STATUS)
    for case in rows.iterator(chunk_size=500):
        held = process.from_json(case.state)
        found[process.migrate(program(case.flow, change.service.id), target, held).outcome] += 1
    return DryRun(found[MOVES], found[DECIDE], found[STAY])


def _program_of(change: Change) -> process.Program:
    after = change.versions()[1]
    return process.compile(after.process, library=after.library)
