"""The deeper questions: against logs made by hand, against properties, and against published answers on real logs."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.eventlog import NO_TIME, Event, EventLog, from_events, part, read_log, split
from minben.kernel.finding import InputError
from minben.kernel.mining import (
    CAUSES,
    Asked,
    analyse,
    bottlenecks,
    compare_places,
    complexity,
    discover,
    drifts,
    first_time_right,
    model_complexity,
    obstacles,
    reasons,
    relate,
    sections,
    to_process,
    variants,
    waiting_causes,
    working_time,
    workload,
)
from minben.kernel.mining.chance import least_squares, spearman, wilson
from minben.kernel.mining.relation import COMPLEXITY
from minben.kernel.process import Flow, Node, Process
from minben.kernel.worktime import read_calendar

ROOT = Path(__file__).resolve().parents[3]
LOGS = Path(os.environ.get("MINBEN_LOGS", ROOT / "../shared/logs"))
HOUR = 3_600_000_000
MONDAY = 19_723 * 24 * HOUR  # 1 January 2024


def real(name: str) -> EventLog:
    """A real log, which is no part of the project."""
    if not (LOGS / name).exists():
        pytest.skip(f"The real log {name} is not here: set MINBEN_LOGS to the folder that has it.")
    return read_log(LOGS / name)


def work(case: str, step: str, who: str, begin: float, end: float) -> Event:
    """One piece of work, hours after a Monday."""
    return Event(case, step, MONDAY + int(end * HOUR), who, MONDAY + int(begin * HOUR))


def line(*steps: str) -> Process:
    """A process that does the steps one after the other."""
    nodes = [Node("s", "start"), *(Node(step, "user", step) for step in steps), Node("e", "end")]
    flows = [Flow(f"f{at}", one.id, two.id) for at, (one, two) in enumerate(pairwise(nodes))]
    return Process("p", "line", tuple(nodes), tuple(flows))


class TestCausesOfWaiting:
    """Hours by hand."""

    def hours(self, *events: Event) -> dict[str, float]:
        found = waiting_causes(from_events(events))
        return {cause: round(found.hours(cause), 6) for cause in CAUSES if found.hours(cause)}

    def test_busy_with_what_came_first_is_contention(self) -> None:
        # b's check could begin at 9.5 and waits until 11 while Li checks a, ready since 9
        assert self.hours(
            work("a", "file", "x", 8, 9),
            work("b", "file", "y", 8, 9.5),
            work("a", "check", "li", 9, 11),
            work("b", "check", "li", 11, 12),
        ) == {"contention": 1.5}

    def test_busy_with_what_came_later_is_prioritisation(self) -> None:
        assert self.hours(
            work("a", "file", "x", 8, 9),
            work("b", "file", "y", 8, 9.5),
            work("z", "check", "li", 8, 9),  # Li is on duty from 8
            work("b", "review", "li", 9.5, 12),
            work("a", "check", "li", 12, 13),
        ) == {"prioritisation": 2.5, "extraneous": 0.5}

    def test_a_night_is_unavailability_and_the_rest_is_unexplained(self) -> None:
        assert self.hours(
            work("a", "file", "x", 9, 10),
            work(
                "a", "check", "li", 34, 35
            ),  # at ten the next day; Li works from ten to eleven on Tuesdays only
        ) == {"unavailability": 24.0}

    def test_gathering_while_free_is_batching(self) -> None:
        assert self.hours(
            work("a", "file", "x", 8, 9),
            work("b", "file", "y", 8, 11),
            work("a", "check", "li", 11, 12),
            work("b", "check", "li", 12, 13),
        ) == {"batching": 2.0, "contention": 1.0}

    moments = st.integers(0, 200)
    works = st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("XYZ"), st.sampled_from("pq"), moments, moments),
        min_size=1,
        max_size=25,
    )

    @settings(max_examples=150, deadline=None)
    @given(works)
    def test_the_five_are_never_negative_and_add_up(self, rows: list[tuple[str, str, str, int, int]]) -> None:
        events = [work(case, step, who, min(one, two), max(one, two)) for case, step, who, one, two in rows]
        log = from_events(events)
        found = waiting_causes(log)
        for row in found.rows:
            parts = [getattr(row, cause) for cause in CAUSES]
            assert min(parts) >= 0
            assert sum(parts) == pytest.approx(row.total)
        assert log.start is not None
        waited = 0.0
        for case in range(len(log.cases)):
            rows_of = range(int(log.offsets[case]), int(log.offsets[case + 1]))
            for row in rows_of:
                before = [
                    int(log.time[one]) for one in rows_of if one < row and log.time[one] <= log.start[row]
                ]
                waited += (int(log.start[row]) - max(before)) / HOUR if before else 0
        assert found.waiting == pytest.approx(waited)

    def test_known_waits_of_a_simulated_process_are_found(self) -> None:
        without = waiting_causes(real("simulation/timer-pairs/Loan_Application.csv.gz"))
        with_some = waiting_causes(real("simulation/timer-pairs/Loan_Application_5_timers.csv.gz"))
        assert without.hours("extraneous") < 0.001 * without.waiting
        assert with_some.hours("extraneous") > 100 * without.hours("extraneous")


class TestShares:
    def test_wilson_as_published(self) -> None:
        # Newcombe 1998, table I, method 3: 81 of 263
        assert [round(value, 4) for value in wilson(81, 263)] == [0.2553, 0.3662]

    def test_least_squares_finds_what_the_figures_were_made_from(self) -> None:
        x = np.arange(200.0)
        slope, error, fit = least_squares(np.column_stack([np.ones(200), x]), 3 + 2 * x + np.sin(x * 7))
        assert slope[1] == pytest.approx(2, abs=4 * error[1])
        assert fit > 0.99

    def test_ranks_do_not_mind_the_scale(self) -> None:
        values = np.array([1.0, 5.0, 2.0, 9.0, 3.0])
        assert spearman(values, np.exp(values))[0] == pytest.approx(1)


def reformed() -> EventLog:
    """600 cases; from the 300th on an extra check, which sends every third case back and makes it slow."""
    events: list[Event] = []
    kinds: dict[str, str] = {}
    for number in range(600):
        name, at = f"c{number}", number * 10
        kinds[name] = "shop" if number % 3 == 0 else "house"
        steps = ["file", "decide"] if number < 300 else ["file", "check", "decide"]
        if number >= 300 and number % 3 == 0:
            steps = ["file", "check", "returned to applicant", "file", "check", "decide"]
        for place, step in enumerate(steps):
            events.append(Event(name, step, MONDAY + (at + 5 * place) * HOUR, f"p{place % 2}"))
    return from_events(events, case_columns={"kind": kinds})


def test_a_reform_is_found_with_what_it_changed() -> None:
    (change,) = drifts(reformed())
    assert abs(change.cases_before - 300) <= 20
    assert {("check", "")} <= {(row.source, row.target) for row in change.moved}
    assert change.median_after > change.median_before


def test_no_reform_no_change() -> None:
    log = reformed()
    assert drifts(part(log, np.arange(300))) == ()


def test_rules_name_what_late_cases_share() -> None:
    found = reasons(reformed())
    assert found.target == ""
    best = found.rules[0]
    assert best.confidence == best.late / best.cases
    assert best.low < best.confidence <= best.high
    assert best.low > found.base
    assert any(one.subject in ("returned to applicant", "check", "file") for one in best.conditions)


def test_chance_alone_gives_no_rule() -> None:
    ends = [(n, n * 7919 % 97) for n in range(400)]
    events = [
        Event(f"c{n}", step, (n * 100 + k * end) * HOUR) for n, end in ends for k, step in enumerate("ab")
    ]
    log = from_events(events, case_columns={"colour": {f"c{n}": "rgby"[n * 104729 % 4] for n in range(400)}})
    assert reasons(log).rules == ()


def test_rules_do_not_point_at_a_person() -> None:
    events = [
        Event(f"c{n}", step, (n * 100 + (50 if n % 2 and step == "b" else 0)) * HOUR, f"p{n % 2}")
        for n in range(200)
        for step in "ab"
    ]
    log = from_events(events, case_columns={"responsible": {f"c{n}": f"p{n % 2}" for n in range(200)}})
    assert not any(one.subject == "responsible" for rule in reasons(log).rules for one in rule.conditions)


def test_a_process_that_cannot_be_followed_is_refused() -> None:
    event = Process("p", "", (Node("s", "start"), Node("a", "throw", "A")), (Flow("f", "s", "a"),))
    with pytest.raises(InputError):
        analyse(obstructed(), asked=Asked(prescribed=event))


def test_the_difference_of_two_places_is_the_sum_over_steps() -> None:
    log = reformed()
    both = split(log, "kind")
    found = compare_places(both).contrast
    assert found is not None
    assert (found.slower, found.faster) == ("shop", "house")
    assert sum(gap.hours for gap in found.gaps) == pytest.approx(found.hours)
    assert all(gap.often + gap.longer == pytest.approx(gap.hours) for gap in found.gaps)


def test_two_towns_and_their_building_permits() -> None:
    towns = {name: real(f"{name}.xes.gz") for name in ("BPIC15_1", "BPIC15_2")}
    found = compare_places(towns)
    assert [round(place.median / 24, 1) for place in found.places] == [61.4, 108.5]
    assert [round(place.handovers or 0, 2) for place in found.places] == [2.63, 2.77]
    assert found.contrast is not None
    assert sum(gap.hours for gap in found.contrast.gaps) == pytest.approx(found.contrast.hours)


def test_the_reform_of_a_university_is_found() -> None:
    (change,) = drifts(real("BPIC20_DomesticDeclarations.xes.gz"))
    assert np.datetime64(change.until, "us").astype("datetime64[D]") == np.datetime64("2018-01-08")
    assert change.moved[0].source == "Declaration APPROVED by ADMINISTRATION"


def test_workload_bottlenecks_and_first_time_right() -> None:
    log = reformed()
    loads = workload(log)
    assert sum(load.events for load in loads) == len(log)
    assert first_time_right(log).cases == 500
    rows = bottlenecks(log)
    assert sum(row.share for row in rows) == pytest.approx(1)
    span = float(log.time.max() - log.time.min()) / HOUR
    assert all(row.queue == pytest.approx(row.total / span) for row in rows)


def test_working_days_follow_the_calendar() -> None:
    calendar = read_calendar(ROOT / "places/lanting/calendar.yaml")
    day = 24 * HOUR
    new_year = int(
        np.datetime64("2025-01-27").astype("datetime64[us]").astype(np.int64)
    )  # before Spring Festival
    log = from_events([Event("a", "x", new_year + 4 * HOUR), Event("a", "y", new_year + 10 * day)])
    plain, real_days = working_time(log), working_time(log, calendar, limit=1)
    assert plain.median_workdays == 8
    assert real_days.median_workdays < plain.median_workdays
    assert real_days.late == 1
    with pytest.raises(InputError, match="calendar"):
        working_time(from_events([Event("a", "x", 0), Event("a", "y", day)]), calendar)


PUBLISHED = {  # variants, variant entropy, sequence entropy, LZ, affinity, log10 process complexity, task complexity
    "receipt_wabo": (116, 2382.326, 18296.272, 1552, 0.4731, 5.84, 959),
    "BPIC15_1": (1170, 277222.217, 346184.285, 13291, 0.0814, 344.16, 51554),
    "BPIC15_2": (828, 240512.224, 285876.923, 12336, 0.0711, 351.44, 44110),
    "BPIC15_1f": (295, 20385.577, 90549.384, 3790, 0.2287, 4.40, 10367),
    "road_traffic_fines": (231, 1892.307, 831983.538, 38212, 0.3673, 4.80, 1166),
    "BPIC20_DomesticDeclarations": (99, 1649.696, 101733.012, 7947, 0.5406, 1.84, 734),
    "sepsis": (846, 40624.493, 76528.679, 3115, 0.2558, 8.00, 12956),
    "BPIC12": (4366, 474928.820, 1384057.424, 41378, None, 8.16, 173248),
}


@pytest.mark.demonstrates("R109")
@pytest.mark.parametrize("name", PUBLISHED)
def test_complexity_equals_the_published_values(name: str) -> None:
    found, known = complexity(real(f"{name}.xes.gz")), PUBLISHED[name]
    assert found.variants == known[0]
    assert found.variant_entropy == pytest.approx(known[1], abs=0.00051)
    assert found.sequence_entropy == pytest.approx(known[2], abs=0.00051)
    assert (found.lempel_ziv, found.task_complexity) == (known[3], known[6])
    assert known[4] is None or found.affinity == pytest.approx(known[4], abs=0.00005)
    assert found.process_complexity == pytest.approx(known[5], abs=0.005)


def test_complexity_of_a_model_by_hand() -> None:
    nodes = (
        Node("s", "start"),
        Node("x", "exclusive"),
        Node("a", "user", "A"),
        Node("b", "user", "B"),
        Node("e", "end"),
    )
    flows = (
        Flow("1", "s", "x"),
        Flow("2", "x", "a"),
        Flow("3", "x", "b"),
        Flow("4", "a", "e"),
        Flow("5", "b", "e"),
    )
    found = model_complexity(Process("p", "", nodes, flows))
    assert (found.size, found.flows, found.control_flow, found.diameter) == (5, 5, 2, 4)
    assert found.density == pytest.approx(5 / 20)
    assert found.separability == pytest.approx(1 / 3)
    assert found.sequentiality == pytest.approx(2 / 5)
    assert (found.mismatch, found.cyclicity, found.token_split) == (2, 0.0, 0)


def obstructed() -> EventLog:
    """300 cases; every other crosses two more departments and is returned once, waits longer and goes to a director."""
    events: list[Event] = []
    easy = [("submit", "desk"), ("approve", "office")]
    hard = [("submit", "desk"), ("returned", "fire"), *easy, ("director signs off", "top")]
    for number in range(300):
        steps = hard if number % 2 else easy
        at = number * 24
        for place, (step, unit) in enumerate(steps):
            pause = place * (2 + number % 5)
            events.append(
                Event(
                    f"c{number}", step, MONDAY + (at + pause) * HOUR, f"p{place}", values={"org:group": unit}
                )
            )
    return from_events(events)


@pytest.mark.demonstrates("R109")
def test_obstacles_are_counted_and_related_to_delay() -> None:
    found = relate(obstructed())
    counted = {row.kind: (row.total, row.cases) for row in found.found.rows}
    assert counted["departments"] == (150 + 150 * 4, 300)
    assert counted["returns"] == (150, 150)
    assert counted["repeated_collection"] == (150, 150)
    assert {"levels", "regions", "sharing_refused"} <= set(found.found.unseen)
    by_variable = {row.variable: row for row in found.rows}
    assert by_variable["departments"].rho > 0.5
    assert by_variable["departments"].rho_low > 0
    assert by_variable[COMPLEXITY].cases == 300
    assert sum(kind.cases for kind in found.kinds) == 300
    assert "association" in found.limits


@pytest.mark.demonstrates("R110")
def test_leaders_attention_is_a_variable() -> None:
    found = relate(obstructed())
    assert {row.kind: row.total for row in found.found.rows}["leader_signoffs"] == 150
    assert found.found.attention is not None
    assert any(row.variable == "leader_signoffs" for row in found.rows)
    assert obstacles(real("BPIC20_DomesticDeclarations.xes.gz")).attention == pytest.approx(20.876, abs=0.001)


CAUSAL = ("because", "leads to", "results in", "導致", "导致", "由於", "由于")


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_every_section_is_told_in_every_language_and_never_as_a_cause(language: str) -> None:
    log = obstructed()
    asked = Asked(prescribed=line("submit", "approve"), limit=1, beside={"elsewhere": reformed()})
    analysis = analyse(log, asked=asked)
    html = {key: text for key, _, text in sections(analysis, "", language)}  # type: ignore[arg-type]
    assert {"causes", "reasons", "deviations", "places", "obstacles", "relation", "working_time"} <= set(html)
    for key in ("obstacles", "relation", "reasons"):
        assert not any(word in html[key] for word in CAUSAL)
    json.dumps(analysis)


traces = st.lists(st.text("ABC", min_size=1, max_size=5), min_size=2, max_size=8)


@settings(max_examples=30, deadline=None)
@given(traces, st.randoms(use_true_random=False))
def test_the_order_of_rows_in_the_file_changes_nothing(rows: list[str], random: object) -> None:
    events = [
        Event(f"c{number}", step, MONDAY + (number * 50 + 3 * at) * HOUR, step.lower())
        for number, trace in enumerate(rows)
        for at, step in enumerate(trace)
    ]
    mixed = list(events)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = (analyse(from_events(part_of)) for part_of in (events, mixed))
    one["suspicions"], two["suspicions"] = [], []
    assert json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True)


@settings(max_examples=40, deadline=None)
@given(traces)
def test_splitting_and_joining_gives_the_same_counts(rows: list[str]) -> None:
    log = from_events(
        (
            Event(f"c{n}", step, (n * 50 + at) * HOUR, "p")
            for n, trace in enumerate(rows)
            for at, step in enumerate(trace)
        ),
        case_columns={"half": {f"c{n}": "ab"[n % 2] for n in range(len(rows))}},
    )
    counts: dict[tuple[str, ...], int] = {}
    for half in split(log, "half").values():
        for variant in variants(half):
            counts[variant.trace] = counts.get(variant.trace, 0) + variant.count
    assert counts == {variant.trace: variant.count for variant in variants(log)}


def test_a_discovered_model_has_its_complexity_told() -> None:
    log = reformed()
    assert model_complexity(to_process(discover(log, 0.2), log)).size > 4


def test_a_log_without_people_or_times_is_answered_without_them() -> None:
    analysis = analyse(
        from_events([Event("1", "A", NO_TIME), Event("1", "B", NO_TIME), Event("2", "A", NO_TIME)])
    )
    assert analysis["causes"] is None
    assert analysis["drift"] == []
    assert sections(analysis)


def test_every_key_of_a_report_is_described() -> None:
    described = (ROOT / "docs/reference/mining.md").read_text()
    analysis = analyse(obstructed())
    assert [key for key in analysis if f"`{key}`" not in described] == []
