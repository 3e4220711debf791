"""The causes of waiting beside a plain slow reading of their definitions, hour by hour."""

from __future__ import annotations

import importlib
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.eventlog import NO_TIME, Event, EventLog, from_events
from minben.kernel.mining import CAUSES, waiting_causes

HOUR = 3_600_000_000
DAY = 24


@dataclass
class Step:
    """In whole hours; `enabled` None for the first of a case."""

    row: int
    case: int
    activity: str
    who: str
    start: int
    end: int
    enabled: int | None
    zone: int = 0

    @property
    def ready(self) -> int:
        return self.start if self.enabled is None else self.enabled


@st.composite
def logs(draw: st.DrawFn) -> EventLog:
    """With or without begins; people who do several things at once, ties, steps of no length, gaps."""
    timed, begun = draw(st.booleans()), draw(st.booleans())
    longest = draw(st.sampled_from([3, 40, 400]))
    events = []
    for _ in range(draw(st.integers(1, 40))):
        end = draw(st.integers(0, longest))
        length = draw(st.integers(0, 9))
        events.append(
            Event(
                f"c{draw(st.integers(0, 9))}",
                draw(st.sampled_from("ab")),
                NO_TIME if timed and draw(st.integers(0, 9)) == 0 else end * HOUR,
                draw(st.sampled_from(["Fang", "Wang", "Fang", ""])),
                NO_TIME if not begun or draw(st.integers(0, 9)) == 0 else (end - length) * HOUR,
                offset=60 * draw(st.sampled_from([0, 8])),
            )
        )
    return from_events(events)


def steps(log: EventLog) -> list[Step]:
    """All with person and time, begins estimated where the log has none, in the order of the log."""
    starts = begins(log)
    told = []
    for row in range(len(log)):
        end = int(log.time[row])
        if end == NO_TIME or log.resource[row] < 0:
            continue
        case = int(np.searchsorted(log.offsets, row, side="right")) - 1
        before = [
            int(log.time[one])
            for one in range(int(log.offsets[case]), row)
            if log.time[one] != NO_TIME and log.time[one] <= starts[row]
        ]
        told.append(
            Step(
                row,
                case,
                log.activities[log.activity[row]],
                log.resources[log.resource[row]],
                starts[row] // HOUR,
                end // HOUR,
                max(before) // HOUR if before else None,
                0 if log.zone is None else int(log.zone[row]) // 60,
            )
        )
    return told


def begins(log: EventLog) -> dict[int, int]:
    """Recorded, else the later of the case's and the person's last completion before."""
    found: dict[int, int] = {}
    by_end = sorted(range(len(log)), key=lambda row: (int(log.time[row]), row))
    for row in range(len(log)):
        end = int(log.time[row])
        if log.start is not None:
            begin = int(log.start[row])
            found[row] = end if begin == NO_TIME else min(begin, end)
            continue
        fresh = row in log.offsets[:-1].tolist() and row in {
            int(low) for low, high in zip(log.offsets, log.offsets[1:], strict=False) if high > low
        }
        known = [] if fresh or log.time[row - 1] == NO_TIME else [int(log.time[row - 1])]
        mine = [one for one in by_end if log.resource[one] == log.resource[row]]
        earlier = mine[: mine.index(row)]
        if earlier and log.time[earlier[-1]] != NO_TIME:
            known.append(int(log.time[earlier[-1]]))
        found[row] = min(max(known), end) if known and log.resource[row] >= 0 else end
    return found


def hours(log: EventLog) -> dict[str, dict[str, int]]:
    """Activity -> cause -> hours, every hour of waiting looked at by itself."""
    told: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(CAUSES, 0))
    people: dict[str, list[Step]] = defaultdict(list)
    for one in steps(log):
        people[one.who].append(one)
    for mine in people.values():
        mine.sort(key=lambda one: (one.start, one.row))
        zone = mine[0].zone
        duty = {
            (moment + zone - 4 * DAY) % 168
            for one in mine
            for moment in (one.start, max(one.end - 1, one.start))
        }
        batch = gathered(mine)
        for one in mine:
            for hour in range(one.ready, one.start):
                busy = [other.ready for other in mine if other.start <= hour < other.end]
                if busy:
                    cause = "contention" if min(busy) <= one.ready else "prioritisation"
                elif hour < batch.get(one.row, one.ready):
                    cause = "batching"
                else:
                    cause = "extraneous" if (hour + zone - 4 * DAY) % 168 in duty else "unavailability"
                told[one.activity][cause] += 1
            told[one.activity] = told[one.activity]
    return told


def gathered(mine: list[Step]) -> dict[int, int]:
    """Row -> the hour in which the last member of its batch was ready."""
    found: dict[int, int] = {}
    batch: list[Step] = []
    for one in [*mine, None]:
        joins = (
            bool(batch)
            and one is not None
            and (
                one.activity == batch[0].activity
                and one.ready <= batch[0].start
                and one.start <= batch[-1].end
            )
        )
        if not joins:
            if len({member.case for member in batch}) > 1:
                found |= {member.row: max(other.ready for other in batch) for member in batch}
            batch = []
        if one is not None:
            batch.append(one)
    return found


@pytest.mark.parametrize("near", [48, 0])
@given(log=logs())
@settings(max_examples=300, deadline=None)
def test_every_hour_of_waiting_has_the_cause_of_its_definition(log: EventLog, near: int) -> None:
    module = importlib.import_module("minben.kernel.mining.stretches")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_NEAR", near)  # 0: queues are summed in blocks from the first step on
        patch.setattr(module, "_BLOCK", 2 if near == 0 else 64)
        found = waiting_causes(log)
    told = hours(log)
    for row in found.rows:
        assert {cause: getattr(row, cause) for cause in CAUSES} == told[row.activity]
        assert row.total == sum(told[row.activity].values())
    judged = {row.activity for row in found.rows}
    assert all(not sum(told[name].values()) for name in told if name not in judged)
    assert found.unjudged == len(log) - len(steps(log))
    assert found.work == sum(one.end - one.start for one in steps(log))


def test_a_long_queue_is_summed_in_blocks() -> None:
    """Everything arrives at once, is worked off last first: all waiting is for work that could begin no earlier."""
    size = 5000
    events = [
        event
        for number in range(size)
        for event in (
            Event(f"c{number}", "come", number),
            Event(
                f"c{number}", "do", HOUR + (size - number) * HOUR, "Fang", HOUR + (size - number - 1) * HOUR
            ),
        )
    ]
    found = waiting_causes(from_events(events))
    (row,) = (row for row in found.rows if row.activity == "do")
    assert row.prioritisation == pytest.approx(size * (size - 1) / 2)
    assert row.contention == 0
