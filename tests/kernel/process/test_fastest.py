"""The fastest a case can be: a lower bound, reached by playing."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel import process as bpmn
from tests.kernel.process import anymodel
from tests.kernel.process.playing import model

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(process: bpmn.Process, node: str = "e") -> int:
    """After how many days the node can be over at the earliest."""
    return (bpmn.fastest(process, BEGIN, bpmn.due)[node].at - BEGIN).days


def least(text: str) -> dict[str, dict[str, str]]:
    return {"options": {"least": text}}


def test_time_passes_where_the_model_says_so() -> None:
    chain = model("s:start a:user t:catch e:end", "s>a a>t t>e", a=least("P2D"), t=timer("P3D"))
    found = bpmn.fastest(chain, BEGIN, bpmn.due)["e"]
    assert (found.at - BEGIN, found.waited) == (timedelta(days=5), ("a", "t"))
    assert bpmn.slowest_steps(chain, found.waited) == "a (P2D), t (P3D)"


def timer(*texts: str) -> dict[str, object]:
    return {"triggers": tuple(bpmn.Trigger("timer", text=text) for text in texts)}


def test_a_choice_goes_the_faster_way_and_a_parallel_join_waits_for_the_slower() -> None:
    for kind, days in (("exclusive", 2), ("parallel", 7)):
        nodes = f"s:start x:{kind} a:user b:user j:{kind} e:end"
        found = model(nodes, "s>x x>a x>b a>j b>j j>e", a=least("P2D"), b=least("P7D"))
        assert day(found) == days


def test_loops_limits_and_sub_processes() -> None:
    loop = model("s:start m:exclusive a:user x:exclusive e:end", "s>m m>a a>x x>m?again x>e!", a=least("P2D"))
    assert day(loop) == 2
    late = model("s:start a:user t:timer@a e:end", "s>a a>e t>e", a=least("P9D"))
    assert day(late) == 5
    inside = model("s:start p:subprocess i:start@p a:user@p o:end@p e:end", "s>p i>a a>o p>e", a=least("P4D"))
    assert day(inside) == 4
    first_or_all = model("s:start t:catch e:end", "s>t t>e", t=timer("P3D", "P8D"))
    assert day(first_or_all) == 3
    both = model("s:start t:catch e:end", "s>t t>e", t={**timer("P3D", "P8D"), "all_triggers": True})
    assert day(both) == 8
    perhaps_none = {**least("P4D"), "loop": bpmn.Loop("parallel", items="x")}
    assert day(model("s:start a:user e:end", "s>a a>e", a=perhaps_none)) == 0


def test_the_time_of_a_special_procedure_does_not_count() -> None:
    hearing = {"options": {"least": "P20D", "procedure": "hearing"}}
    assert day(model("s:start h:user e:end", "s>h h>e", h=hearing)) == 0


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**48))
def test_no_run_of_a_random_model_is_faster(seed: int) -> None:
    """Whatever is played: nothing is over before its earliest moment."""
    dice = random.Random(seed)
    found = anymodel.processes(dice)
    earliest = bpmn.fastest(found[0], BEGIN, bpmn.due)
    trip = bpmn.Journey(bpmn.compile(found[0], library=found, moves=1000), BEGIN)
    for _ in range(25):
        trip.now = max([trip.now, *sorted(trip.timers.values())[:1]]) if dice.random() < 0.3 else trip.now
        due = sorted(trip.timers, key=trip.timers.__getitem__)
        ready = [key for key in due if trip.timers[key] <= trip.now]
        event = bpmn.Fired(ready[0]) if ready else anymodel.fitting(trip.program, trip.state, dice)
        if isinstance(event, bpmn.Fired) and not ready:
            continue
        before = len(trip.entries)
        try:
            trip.tell(event)
        except bpmn.Refused:
            continue
        for entry in trip.entries[before:]:
            for one in entry.passed:
                known = earliest.get(one)
                assert known is None or entry.at >= known.at or not ended(trip, one)


def ended(trip: bpmn.Journey, node: str) -> bool:
    """Events and gateways are over when they are passed; activities only begin then."""
    place = trip.program.places.get(node)
    return place is not None and place.node.kind in ("end", "catch", "throw", "exclusive", "parallel")
