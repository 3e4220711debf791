"""A comparison kept as files says the same when it is read back, in every language."""

from __future__ import annotations

import pytest

from minben.kernel.eventlog import Event, EventLog, from_events
from minben.kernel.mining.texts import LANGUAGES
from minben.kernel.redesign import as_is, compare, pack, propose, sections, unpack
from minben.kernel.simulation import Distances, calibrate

HOUR = 3_600_000_000


@pytest.fixture(scope="module")
def log() -> EventLog:
    """Sixty permits; two checks by two offices, one after the other, and a letter."""
    steps = (("receive", 0), ("check papers", 20), ("check place", 45), ("decide", 60), ("send letter", 61))
    return from_events(
        Event(f"c{case}", step, (case * 9 + hour + (case * at) % 7) * HOUR, f"p{at % 3}")
        for case in range(60)
        for at, (step, hour) in enumerate(steps)
    )


def test_what_is_packed_is_what_is_read(log: EventLog) -> None:
    process = as_is(log, None)
    scenario = calibrate(process, log)
    found = propose(process, scenario, log)
    assert found, "the log gives reasons to propose something"
    fidelity = Distances(0.1, 2.0), Distances(0.2, 3.0)
    comparison = compare(process, scenario, found, log=log, replications=3, cases=40)
    files = pack(comparison, fidelity)
    again, likeness = unpack(files)
    assert likeness == fidelity
    assert again.believable == comparison.believable
    assert pack(again, likeness) == files
    for language in LANGUAGES:
        assert sections(again, language, likeness) == sections(comparison, language, fidelity)


def test_parts_obey_a_policy_without_inline_styles(log: EventLog) -> None:
    process = as_is(log, None)
    scenario = calibrate(process, log)
    comparison = compare(
        process, scenario, propose(process, scenario, log), log=log, replications=2, cases=30
    )
    html = "".join(part[2] for part in sections(comparison, "zh-Hans"))
    assert "<svg" in html
    assert "style=" not in html
