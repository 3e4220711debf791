"""Every named operation keeps the process sound and has the effect it is named for."""

from __future__ import annotations

import pytest

from minben.kernel.finding import InputError
from minben.kernel.process import Process, soundness
from minben.kernel.redesign import Candidate, Net, compare, difference, inherited
from minben.kernel.redesign import operations as do
from minben.kernel.redesign.compare import dominates, t_quantile
from minben.kernel.redesign.edit import Fragment
from minben.kernel.simulation import Pool, Scenario, Work
from tests.kernel.simulation.models import checked, exponential, fixed, line, office, process

HOUR = 3600.0


def today() -> tuple[Process, Scenario]:
    """Three steps of two teams: an hour of waiting before each and ten minutes of work."""
    model = line("apply", "check", "advise", "decide")
    work = Work("desk", exponential(600.0), fixed(HOUR), desk=1.0)
    scenario = office(dict.fromkeys(("check", "advise", "decide"), work), gap=6 * HOUR)
    pools = {**scenario.pools, "other": Pool({"expert": 1.0})}
    activities = {
        **scenario.activities,
        "apply": Work(),
        "advise": Work("other", exponential(600.0), fixed(2 * HOUR)),
    }
    return model, Scenario(scenario.arrivals, activities, {}, pools)


def part(model: Process, node: str) -> Fragment:
    return do.task_fragment(model, node)


def both(model: Process) -> Fragment:
    return Fragment(part(model, "check").entry, part(model, "advise").exit, ("check", "advise"))


# operation -> (to-be, figure, expected change in hours or number)
OPERATIONS = {
    "eliminate": (lambda m, s: do.eliminate(m, s, part(m, "check")), "mean", -1.17),
    "merge": (lambda m, s: do.merge(m, s, "check", "advise"), "mean", -2.0),
    "parallelise": (lambda m, s: do.parallelise(m, s, part(m, "check"), part(m, "advise")), "mean", -1.1),
    "reorder": (lambda m, s: do.reorder(m, s, part(m, "check"), part(m, "advise")), "mean", 0.0),
    "delegate": (lambda m, s: do.delegate(m, s, "advise", "check"), "handovers", -4 / 3),
    "automate": (lambda m, s: do.automate(m, s, part(m, "check"), 0.8, "auto"), "mean", -0.93),
    "substitute": (lambda m, s: do.substitute(m, s, part(m, "advise"), 0.5, "register"), "mean", -1.08),
    "integrate": (lambda m, s: do.integrate(m, s, both(m), "check + advise"), "mean", -1.0),
    "triage": (
        lambda m, s: do.triage(m, s, both(m), 0.5, "short", Work("desk", fixed(600.0))),
        "mean",
        -1.58,
    ),
}


@pytest.mark.demonstrates("R65")
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_keeps_the_process_sound_and_its_effect_is_computed(name: str) -> None:
    apply, figure, expected = OPERATIONS[name]
    model, scenario = today()
    to_be, changed = apply(model, scenario)
    assert soundness(to_be) == []
    candidate = Candidate(name, name, "to_be", {}, to_be, changed, {})  # type: ignore[arg-type]
    found = compare(model, scenario, [candidate], replications=6, cases=200, limit=4.0).results[0]
    change = found.figures[figure].change
    assert change.low - 0.15 < expected < change.high + 0.15
    assert not found.paved


@pytest.mark.demonstrates("R64")
def test_a_to_be_that_is_the_as_is_is_marked_as_paved() -> None:
    model, scenario = today()
    renamed = process(
        [
            ("s", "start"),
            ("apply", "user"),
            ("check", "user"),
            ("advise", "user"),
            ("decide", "user"),
            ("z", "end"),
        ],
        [("s", "apply"), ("apply", "check"), ("check", "advise"), ("advise", "decide"), ("decide", "z")],
        name="another name, other ids, same process",
    )
    same = Candidate("same", "reorder", "to_be", {}, renamed, scenario, {})
    merged = Candidate("merged", "merge", "to_be", {}, *do.merge(model, scenario, "check", "advise"), {})
    found = compare(model, scenario, [same, merged], replications=2, cases=20)
    assert [one.paved for one in found.results] == [True, False]
    assert not found.results[0].pareto or found.results[0].figures["mean"].change.mean == 0.0
    told = found.results[1].difference
    assert told.added == ("check + advise",)
    assert told.removed == ("advise", "check")


def test_only_a_number_or_only_a_flow_is_a_difference_too() -> None:
    model, scenario = today()
    slower = scenario.with_activity("check", Work("desk", fixed(1.0)))
    assert difference(model, scenario, model, slower).renumbered
    swapped, _ = do.reorder(model, scenario, part(model, "check"), part(model, "advise"))
    told = difference(model, scenario, swapped, scenario)
    assert told.rewired
    assert not told.added


def test_a_loop_is_one_fragment_and_can_be_bypassed() -> None:
    model = checked()
    found = {chain_part.nodes for chain in Net(model).chains() for chain_part in chain}
    assert ("into", "check", "ok", "mend") in found
    loop = next(
        one for chain in Net(model).chains() for one in chain if "mend" in one.nodes and "check" in one.nodes
    )
    to_be, _ = do.bypass(model, office({}), loop, 0.5)
    assert soundness(to_be) == []
    gone, _ = do.eliminate(model, office({}), loop)
    assert soundness(gone) == []
    assert {node.id for node in gone.nodes} == {"start", "apply", "decide", "end"}


def test_what_cannot_be_cut_out_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be cut out"):
        do.task_fragment(checked(), "ok")
    model, scenario = today()
    with pytest.raises(InputError, match="consecutive"):
        do.merge(model, scenario, "check", "decide")


def test_one_more_person_shortens_the_queue() -> None:
    model = line("a")
    scenario = office({"a": Work("desk", exponential(900.0))}, gap=1000.0, people=1)
    candidate = Candidate("staff", "staff", "to_be", {}, *do.staff(model, scenario, "desk"), {})
    assert len(candidate.scenario.pools["desk"].members) == 2
    found = compare(model, scenario, [candidate], replications=3, cases=300)
    assert found.results[0].figures["work"].change.mean == pytest.approx(0.0, abs=1e-6)


def test_a_new_version_inherits_by_id_then_by_name() -> None:
    model, scenario = today()
    other = process(
        [("s", "start"), ("check", "user"), ("neu", "user"), ("z", "end")],
        [("s", "check"), ("check", "neu"), ("neu", "z")],
    )
    assert set(inherited(model, other, scenario).activities) == {"check"}


@pytest.mark.parametrize(("degrees", "table"), [(5, 2.5706), (9, 2.2622), (29, 2.0452), (99, 1.9842)])
def test_t_quantiles_equal_the_tables(degrees: int, table: float) -> None:
    assert t_quantile(degrees) == pytest.approx(table, abs=0.003)


def test_dominance_needs_one_better_and_none_worse() -> None:
    assert dominates((0.0, 1.0), (0.0, 2.0))
    assert not dominates((0.0, 1.0), (0.0, 1.0))
    assert not dominates((0.0, 3.0), (1.0, 1.0))
