"""Deviations from a process in plain kinds, each counted by hand, and the same with and without an automaton."""

from __future__ import annotations

import pytest

from minben.kernel.eventlog import Column, Event, EventLog, from_events
from minben.kernel.mining import Deviation, automaton, bounded, conformance, deviations, variants
from minben.kernel.mining.align import Prefixes
from minben.kernel.mining.automaton import Net
from minben.kernel.process import Flow, Node, Process

HOUR = 3_600_000_000


def process() -> Process:
    """receive, then check and visit in any order, then decide."""
    names = ("receive", "check", "visit", "decide")
    nodes = [Node("s", "start"), *(Node(name, "user", name) for name in names), Node("e", "end")]
    nodes += [Node("split", "parallel"), Node("join", "parallel")]
    ways = [("s", "receive"), ("receive", "split"), ("split", "check"), ("split", "visit")]
    ways += [("check", "join"), ("visit", "join"), ("join", "decide"), ("decide", "e")]
    flows = tuple(Flow(f"f{at}", one, two) for at, (one, two) in enumerate(ways))
    return Process("p", "p", tuple(nodes), flows)


def log(*cases: str) -> EventLog:
    """Each case a text of first letters: r, c, v, d; x is a step that the process does not know."""
    names = {"r": "receive", "c": "check", "v": "visit", "d": "decide", "x": "call"}
    return from_events(
        [
            Event(f"c{at}", names[letter], place * HOUR)
            for at, case in enumerate(cases)
            for place, letter in enumerate(case)
        ]
    )


def kinds(*cases: str) -> list[tuple[str, str, str, int]]:
    return [(one.kind, one.activity, one.other, one.cases) for one in deviations(log(*cases), process()).rows]


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("rcvd", []),
        ("rvcd", []),
        ("rcv", [("left_out", "decide", "")]),
        ("cvd", [("left_out", "receive", "check")]),
        ("rcdv", [("late", "visit", "decide")]),
        ("drcv", [("early", "decide", "receive")]),
        ("rccvd", [("again", "check", "")]),
        ("rcvxd", [("unknown", "call", "")]),
        ("rcdxv", [("late", "visit", "decide"), ("unknown", "call", "")]),
    ],
)
def test_each_kind_of_deviation(case: str, told: list[tuple[str, str, str]]) -> None:
    assert sorted(one[:3] for one in kinds(case)) == told


def test_cases_are_counted_with_examples_the_commonest_first() -> None:
    found = deviations(log("rcvd", "rcdv", "rvcd", "rcdv", "rcd"), process())
    assert (found.cases, found.conforming, found.unjudged) == (5, 2, 0)
    assert found.rows[0] == Deviation("late", "visit", "decide", 2, 0.4, ("c1", "c3"))
    assert found.rows[1].kind == "left_out"


def test_only_cases_that_are_over_are_judged() -> None:
    whole = log("rcvd", "rc", "rcd")
    closed = Column("time", [HOUR, None, HOUR])
    found = deviations(
        EventLog(**{**vars(whole), "case_columns": {"closed": closed, "endDate": closed}}), process()
    )
    assert found.cases == 2
    assert [row.activity for row in found.rows] == ["visit"]


def test_the_search_without_an_automaton_tells_the_same_cost() -> None:
    distinct = variants(log("rcvd", "rcdv", "crvd", "rccvd", "rxd", "d", "rrccvvdd"))
    one = conformance(automaton(process()), Prefixes(distinct), moves=True)
    two = bounded(Net(process()), distinct, moves=True)
    for variant, left, right in zip(distinct, one.alignments, two.alignments, strict=True):
        assert left.cost == right.cost, variant.trace
        assert tuple(move.log for move in right.moves if move.log) == variant.trace
        assert sum(move.log != move.model for move in right.moves) == right.cost
