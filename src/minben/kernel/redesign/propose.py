"""From an as-is with its log to proposals worth simulating. Serves the designer's first look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minben.kernel.eventlog import EventLog
from minben.kernel.process import Process, soundness
from minben.kernel.simulation import Scenario

from .desk import Desk, Move
from .edit import Net
from .facts import facts_of
from .model import AsIs, Candidate
from .moves import MOVES


def propose(
    process: Process,
    scenario: Scenario,
    log: EventLog,
    locked: Iterable[str] = (),
    *,
    moves: Sequence[Move] = MOVES,
) -> list[Candidate]:
    """Candidates of every move that finds a reason in the log, in the order of the moves.

    `locked`: node ids or activity names that law or policy forbids to touch; the activity that receives the application
    is never touched. A candidate whose process would not be sound is dropped, one that touches a lock never made.
    """
    desk = _desk(process, scenario, log, locked)
    found = [candidate for move in moves for candidate in move.propose(desk)]
    return [candidate for candidate in found if not soundness(candidate.process)]


def _desk(process: Process, scenario: Scenario, log: EventLog, locked: Iterable[str]) -> Desk:
    words = set(locked)
    nodes = frozenset(
        node.id for node in process.nodes if node.id in words or (node.name and node.name in words)
    )
    net = Net(process)
    chains = tuple(tuple(chain) for chain in net.chains())
    return Desk(AsIs(process, scenario, log, nodes), facts_of(log, process), net, chains)
