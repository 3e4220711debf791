"""The fast answers beside plain slow ones, written as the definitions read, on random logs."""

from __future__ import annotations

import importlib
import math
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.eventlog import NO_TIME, Event, EventLog, from_events
from minben.kernel.mining import complexity, directly_follows, drifts, handovers, variants, waiting_before
from minben.kernel.mining.orders import by_code, by_code_and_time, by_time, spread

HOUR = 3_600_000_000
wide = st.integers(-(1 << 62), 1 << 62)
moments = wide | st.integers(0, 9) | st.integers(10**15, 10**15 + 40)


@st.composite
def logs(draw: st.DrawFn) -> EventLog:
    """Cases in any order, ties, events without time or person, some begins."""
    times = st.just(NO_TIME) | st.integers(0, 12)
    events = []
    for _ in range(draw(st.integers(1, 40))):
        time = draw(times)
        begin = draw(times)
        events.append(
            Event(
                f"c{draw(st.integers(0, 7))}",
                draw(st.sampled_from("abcde")),
                time if time == NO_TIME else time * HOUR,
                draw(st.sampled_from(["", "Fang", "Wang"])),
                NO_TIME if NO_TIME in (time, begin) or begin > time else begin * HOUR,
            )
        )
    return from_events(events)


def rows(log: EventLog) -> list[list[tuple[str, int, int, int]]]:
    """Activity, begin, end, person of every event, case by case."""
    told = []
    for low, high in pairwise(log.offsets.tolist()):
        begins = log.time if log.start is None else np.where(log.start == NO_TIME, log.time, log.start)
        told.append(
            [
                (log.activities[log.activity[at]], int(begins[at]), int(log.time[at]), int(log.resource[at]))
                for at in range(low, high)
            ]
        )
    return told


def quantile(values: list[float], share: float) -> float:
    """Linear between neighbours."""
    return float(np.quantile(np.array(values), share))


@given(st.lists(moments, max_size=60), st.data())
def test_moments_are_put_in_order_and_ties_stay(values: list[int], data: st.DataObject) -> None:
    values += data.draw(st.lists(st.just(NO_TIME) | st.sampled_from(values or [0]), max_size=9))
    assert by_time(np.array(values, np.int64)).tolist() == sorted(range(len(values)), key=values.__getitem__)


@pytest.mark.parametrize("size", [1, 7, 1 << 16, (1 << 16) + 1, 1 << 20, 1 << 40])
@given(data=st.data())
def test_codes_and_moments_are_put_in_order_and_ties_stay(size: int, data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.tuples(st.integers(0, size - 1), moments), max_size=40))
    codes, times = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    assert by_code(codes, size).tolist() == sorted(range(len(pairs)), key=lambda at: pairs[at][0])
    assert by_code_and_time(codes, size, times).tolist() == sorted(range(len(pairs)), key=pairs.__getitem__)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-(1 << 60), 1 << 60)), min_size=1, max_size=30))
def test_sums_are_exact_and_quantiles_those_of_numpy(pairs: list[tuple[int, int]]) -> None:
    codes, values = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    found = spread(codes, values, 4, (0.0, 0.25, 0.5, 0.9, 1.0))
    assert found.codes.tolist() == sorted({code for code, _ in pairs})
    for at, code in enumerate(found.codes.tolist()):
        mine = [value for other, value in pairs if other == code]
        assert (found.counts[at], found.totals[at]) == (len(mine), sum(mine))
        hours = [value / HOUR for value in mine]
        expected = [quantile(hours, share) for share in (0.0, 0.25, 0.5, 0.9, 1.0)]
        assert found.quantiles[:, at] == pytest.approx(expected, rel=1e-12, abs=1e-9)


@given(logs())
def test_what_follows_what_and_how_long_it_takes(log: EventLog) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    gaps: dict[tuple[str, str], list[float]] = defaultdict(list)
    for case in rows(log):
        for (one, _, end, _), (two, _, until, _) in pairwise(case):
            counts[one, two] += 1
            if NO_TIME not in (end, until):
                gaps[one, two].append((until - end) / HOUR)
    found = directly_follows(log)
    assert {(edge.source, edge.target): edge.count for edge in found} == counts
    for edge in found:
        mine = gaps[edge.source, edge.target]
        assert (edge.median is None) == (not mine)
        if mine:
            assert (edge.median, edge.mean) == pytest.approx(
                (quantile(mine, 0.5), math.fsum(mine) / len(mine))
            )
    plain = directly_follows(log, times=False)
    assert [(edge.source, edge.target, edge.count) for edge in plain] == [
        (edge.source, edge.target, edge.count) for edge in found
    ]


@given(logs())
def test_waiting_before_a_step(log: EventLog) -> None:
    gaps: dict[str, list[float]] = defaultdict(list)
    for case in rows(log):
        for (_, _, end, _), (two, begin, until, _) in pairwise(case):
            moment = begin if log.start is not None else until
            if NO_TIME not in (end, moment):
                gaps[two].append(max(moment - end, 0) / HOUR)
    found = {row.activity: row for row in waiting_before(log)}
    assert found.keys() == gaps.keys()
    for name, mine in gaps.items():
        told = (found[name].count, found[name].total, found[name].median, found[name].p90)
        assert told == pytest.approx((len(mine), sum(mine), quantile(mine, 0.5), quantile(mine, 0.9)))


@given(logs())
def test_changes_of_hands(log: EventLog) -> None:
    pairs = [(one[3], two[3]) for case in rows(log) for one, two in pairwise(case)]
    found = handovers(log)
    assert found.unknown == sum(-1 in pair for pair in pairs)
    assert found.total == sum(-1 not in pair and pair[0] != pair[1] for pair in pairs)
    touched = [
        any(-1 not in (one[3], two[3]) and one[3] != two[3] for one, two in pairwise(case))
        for case in rows(log)
    ]
    assert found.cases == sum(touched)


@pytest.mark.parametrize("colliding", [False, True])
@given(log=logs())
def test_variants_are_the_distinct_traces_even_when_fingerprints_meet(log: EventLog, colliding: bool) -> None:
    module = importlib.import_module("minben.kernel.mining.variants")
    with pytest.MonkeyPatch.context() as patch:
        if colliding:
            patch.setattr(
                module, "_fingerprints", lambda log, lengths, place: np.zeros(len(lengths), np.uint64)
            )
        found = variants(log)
    traces = [log.trace(at) for at in range(len(log.cases))]
    assert [one.trace for one in found] == sorted(set(traces), key=lambda one: (-traces.count(one), one))
    for one in found:
        assert one.cases.tolist() == [at for at, trace in enumerate(traces) if trace == one.trace]
        assert one.count == len(one.cases)


def in_time(log: EventLog) -> list[tuple[int, int]]:
    """Case and activity of every event in the order of time, ties by case and place."""
    order = sorted(range(len(log)), key=lambda at: int(log.time[at]))
    return [(int(log.case_index[at]), int(log.activity[at])) for at in order]


def automaton(log: EventLog) -> tuple[list[int], list[int]]:
    """States and events of every partition of the extended prefix automaton, read event by event."""
    at: dict[int, tuple[int, ...]] = {}
    children: dict[tuple[int, ...], list[int]] = defaultdict(list)
    partition: dict[tuple[int, ...], int] = {}
    states: list[int] = []
    visits: list[int] = []
    for case, activity in in_time(log):
        parent = at.get(case, ())
        at[case] = state = (*parent, activity)
        if activity not in children[parent]:
            if parent == () or children[parent]:
                partition[state] = len(states)
                states.append(0)
                visits.append(0)
            else:
                partition[state] = partition[parent]
            children[parent].append(activity)
            states[partition[state]] += 1
        visits[partition[state]] += 1
    return states, visits


def entropy(sizes: list[int]) -> float:
    """Natural logarithms."""
    whole = sum(sizes)
    return whole * math.log(whole) - sum(size * math.log(size) for size in sizes)


def phrases(sequence: list[int]) -> int:
    """Of the LZ78 parse."""
    known, at, count = {()}, (), 0
    for one in sequence:
        at = (*at, one)
        if at not in known:
            known.add(at)
            at, count = (), count + 1
    return count


@given(logs())
@settings(max_examples=200)
def test_measures_of_complexity_by_their_definitions(log: EventLog) -> None:
    found = complexity(log)
    states, visits = automaton(log)
    assert found.variant_entropy == pytest.approx(entropy(states), abs=1e-9)
    assert found.sequence_entropy == pytest.approx(entropy(visits), abs=1e-9)
    assert found.lempel_ziv == phrases([activity for _, activity in in_time(log)])
    traces = [log.trace(at) for at in range(len(log.cases))]
    assert found.level_of_detail == pytest.approx(sum(len(set(trace)) for trace in traces) / len(traces))
    distinct = set(traces)
    leaves = [one for one in distinct if not any(two != one and two[: len(one)] == one for two in distinct)]
    assert found.task_complexity == sum(map(len, leaves))
    shares = [count / len(traces) for count in Counter(traces).values()]
    assert found.trace_entropy == pytest.approx(-sum(share * math.log2(share) for share in shares))
    gaps = [
        [two[2] - one[2] for one, two in pairwise(case) if NO_TIME not in (one[2], two[2])]
        for case in rows(log)
    ]
    least = [min(mine) for mine in gaps if mine]
    assert found.granularity == pytest.approx(sum(least) / len(least) / 1e6 if least else 0.0)


@pytest.mark.parametrize("width", [1, 3, 300, 70_000])
def test_phrases_of_few_and_many_activities(width: int) -> None:
    module = importlib.import_module("minben.kernel.mining.complexity")
    sequence = np.random.default_rng(3).integers(0, width, 3000).astype(np.int32)
    assert module.phrases(sequence, width) == phrases(sequence.tolist())
    assert module._phrases_sparse(sequence.tolist(), width) == phrases(sequence.tolist())


@given(st.integers(0, 2**32), st.floats(0.2, 0.8))
@settings(max_examples=15, deadline=None)
def test_the_shares_that_moved_are_those_of_the_cases(seed: int, where: float) -> None:
    dice = np.random.default_rng(seed)
    events, size = [], 600
    for case in range(size):
        words = "abcab" if case < where * size else "acdad"
        steps = [step for step in words if dice.random() < 0.8]
        events += [Event(str(case), step, (case * 10 + at) * HOUR) for at, step in enumerate(steps)]
    log = from_events(events)
    begins = [min(row[2] for row in case) for case in rows(log)]
    for change in drifts(log):
        assert change.moved
    for change in drifts(log)[:1]:
        until = drifts(log)[1].time if len(drifts(log)) > 1 else max(begins)
        for moved in change.moved:
            having = [
                ({moved.source} <= {row[0] for row in case})
                if not moved.target
                else (moved.source, moved.target) in {(one[0], two[0]) for one, two in pairwise(case)}
                for case in rows(log)
            ]
            before = [has for has, begin in zip(having, begins, strict=True) if begin <= change.time]
            after = [has for has, begin in zip(having, begins, strict=True) if change.until <= begin <= until]
            assert (moved.before, moved.after) == pytest.approx(
                (sum(before) / len(before), sum(after) / len(after))
            )
