"""The words of redesign: what is looked at, and what is proposed: a process with numbers, evidence and caveats.

Serves the designer who asks "what could be better" and the official who must answer for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from minben.kernel.eventlog import EventLog
from minben.kernel.process import Process
from minben.kernel.simulation import Scenario

# The named operations of re-engineering. `triage` and `staff` come from Reijers & Liman Mansar 2005 (nos. 7, 20).
Operation = Literal[
    "eliminate",
    "merge",
    "parallelise",
    "reorder",
    "delegate",
    "automate",
    "substitute",
    "integrate",
    "triage",
    "staff",
]


@dataclass(frozen=True)
class Candidate:
    """One proposal. `title` is a key of the texts, filled with `params`; so are `assumptions` and `risks` (keys).

    `evidence`: what the log says, as numbers. `touched`: nodes of the as-is it changes.
    """

    id: str
    move: Operation
    title: str
    params: Mapping[str, str]
    process: Process
    scenario: Scenario
    evidence: Mapping[str, float]
    assumptions: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()


@dataclass(frozen=True)
class AsIs:
    """What moves look at: the process today, its scenario, its log, and what must not be touched (node ids)."""

    process: Process
    scenario: Scenario
    log: EventLog
    locked: frozenset[str] = field(default_factory=frozenset)
