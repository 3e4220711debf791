"""What the worker could not do and processes could not follow: what the administrator must look at; and the proof that
every case is what its journal says.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from minben.kernel import process as bpmn
from minben.platform.casework import moves
from minben.platform.casework.models import Case, Posting, Timer, Trouble
from minben.platform.identity.queries import powers
from minben.platform.journal.queries import entries

SKIPPED = ("fired", "received", "signalled")  # events without which a process can go on


@dataclass(frozen=True)
class Standstill:
    """Something that waits for a person. `queue`: trouble, timer or posting; `retry`, `skip`: what can be done besides
    closing it."""

    queue: str
    row: Trouble | Timer | Posting
    retry: bool = True
    skip: bool = False

    @property
    def case(self) -> Case:
        """The case concerned."""
        return self.row.case


def standstills(leads: Collection[str] | None = None) -> list[Standstill]:
    """Held cases, calls for help, timers and messages that failed, oldest first; all, or those these units lead."""
    mine = {} if leads is None else {"case__lead__in": powers(leads)}
    troubles = Trouble.objects.filter(settled_at=None, **mine).select_related("case").order_by("since", "id")
    found = [
        Standstill("trouble", row, row.event is not None, (row.event or {}).get("event") in SKIPPED)
        for row in troubles[:500]
    ]
    for queue, model in (("timer", Timer), ("posting", Posting)):
        rows = model.objects.exclude(trouble="").filter(done_at=None, **mine).select_related("case")
        found += [Standstill(queue, row) for row in rows.order_by("due_at")[:500]]
    return found


def replayed(case: Case) -> dict[str, Any] | None:
    """The state to which the case's journal leads when the kernel plays it: it must be the stored one.

    None when the journal does not say how the case began: it did so under a version that did not keep its moves.
    """
    state, flow, earlier, begun = bpmn.State(), case.pack, list[tuple[bpmn.State, str]](), False
    for entry in entries("case", case.number):
        told = entry.facts.get("moves", [])
        begun = begun or (bool(told) and (told[0]["event"] == "started" or _by_message(entry)))
        if not begun:
            continue
        if change := entry.facts.get("migration"):
            earlier.append((state, flow))
            programs = [moves.program(change[name], case.service) for name in ("source", "target")]
            state = bpmn.migrate(programs[0], programs[1], state, change["steps"]).state or state
            flow = change["target"]
        elif "undone" in entry.facts:
            state, flow = earlier.pop()
        state = moves.follow(state, told, flow, case.service)
    return bpmn.as_json(state) if begun or case.state == bpmn.as_json(bpmn.State()) else None


def _by_message(entry: Any) -> bool:
    """Whether a message of another case began this one, in the entry with which it begins."""
    return any(one["activity"] == "begin" for one in entry.facts.get("events", ()))


def astray() -> list[str]:
    """Numbers of cases whose stored state is not what their journal leads to; those it cannot tell of are left out."""
    return [case.number for case in Case.objects.order_by("id").iterator(chunk_size=500) if _is_astray(case)]


def _is_astray(case: Case) -> bool:
    try:
        return replayed(case) not in (None, case.state)
    except bpmn.Refused:  # the journal says something that cannot have happened
        return True
