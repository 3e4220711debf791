"""States stored by an earlier program are read and go on as they would have: `golden/states-2.json` was written by the
program of November 2026 after each event of one case, before the token game was changed again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from minben.kernel import process as bpmn

GOLDEN = Path(__file__).parent / "golden"
STORED: list[dict[str, Any]] = json.loads((GOLDEN / "states-2.json").read_text(encoding="utf-8"))
(PROCESS,) = bpmn.read_bpmn(GOLDEN / "case.bpmn")
PROGRAM = bpmn.compile(PROCESS)


def key(state: bpmn.State, node: str) -> str:
    """The token or wait at this node that came first."""
    keys = (*state.tokens, *state.waits)
    found = [one for one in keys if one.partition("#")[0] == node and one not in state.loops]
    return min(found, key=lambda one: int(one.rpartition("#")[2]))


def event(state: bpmn.State, verb: str, what: str, data: dict[str, Any]) -> bpmn.Event:
    match verb:
        case "start":
            return bpmn.Started(data)
        case "do":
            return bpmn.Completed(key(state, what), data)
        case "fire":
            return bpmn.Fired(key(state, what))
        case "signal":
            return bpmn.Signalled(what, data)
        case _:
            return bpmn.Received(what, data)


def standing(state: bpmn.State) -> Any:
    """Where the case stands: tokens, what is waited for, what came to joins, data."""
    waits = sorted(one.rpartition("#")[0] for one in state.waits)
    return sorted(state.tokens.values()), waits, dict(state.arrived), dict(state.data), state.ended


@pytest.mark.parametrize("number", range(len(STORED)))
def test_a_stored_state_goes_on_as_it_would_have(number: int) -> None:
    state = bpmn.from_json(STORED[number]["state"])
    assert bpmn.as_json(state) == STORED[number]["state"], "and is stored again as it was"
    for later in STORED[number + 1 :]:
        state, _ = bpmn.step(PROGRAM, state, event(state, *later["then"]))
        assert standing(state) == standing(bpmn.from_json(later["state"]))
    assert state.ended == "completed"


def test_replaying_all_events_gives_the_same_states_today() -> None:
    state = bpmn.State()
    for one in STORED:
        state, _ = bpmn.step(PROGRAM, state, event(state, *one["then"]))
        assert standing(state) == standing(bpmn.from_json(one["state"]))


def test_the_stored_states_hold_what_a_state_can_hold() -> None:
    held = {part for one in STORED for part in one["state"]}
    assert held >= {
        "tokens",
        "inside",
        "arrived",
        "waits",
        "counts",
        "loops",
        "local",
        "done",
        "undo",
        "resets",
        "data",
    }
