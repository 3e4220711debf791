"""The heuristics miner: its measures by hand, what runs side by side, soundness of models of choices, real logs."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.eventlog import read_log
from minben.kernel.mining import Prefixes, automaton, heuristics_miner, quality, variants
from minben.kernel.mining.heuristics import NEVER, dependencies
from tests.kernel.mining.test_declare import log_of

LOGS = Path(os.environ.get("MINBEN_LOGS", "../shared/logs"))
TRACES = st.lists(st.text("abcde", min_size=1, max_size=7), min_size=1, max_size=12)


def mined(traces: Sequence[str], **settings: float):
    return heuristics_miner(variants(log_of(traces)), **settings)


def test_the_measures_are_those_of_the_paper() -> None:
    found = dependencies(variants(log_of(["ab"] * 5 + ["ba"] + ["acac"] + ["dd"])))
    assert found.of("a", "b") == (5 - 1) / (5 + 1 + 1)
    assert found.of("b", "a") == -found.of("a", "b")
    assert found.of("d", "d") == 1 / 2
    assert found.loop("a", "c") == 2 / 3


def test_what_comes_in_every_order_runs_side_by_side_and_what_excludes_itself_is_a_choice() -> None:
    both = mined(["abcd", "acbd"] * 20)
    assert sorted(node.kind for node in both.nodes if not node.name) == [
        "end",
        "parallel",
        "parallel",
        "start",
    ]
    either = mined(["abd", "acd"] * 20)
    assert sorted(node.kind for node in either.nodes if not node.name) == [
        "end",
        "exclusive",
        "exclusive",
        "start",
    ]
    for process, traces in ((both, ["abcd", "acbd"]), (either, ["abd", "acd"])):
        assert quality(process, Prefixes(variants(log_of(traces)))).exact == 1.0


def test_a_rare_order_that_contradicts_the_common_one_is_noise() -> None:
    process = mined(["abc"] * 99 + ["bac"], parallel=NEVER)
    assert quality(process, Prefixes(variants(log_of(["abc"])))).exact == 1.0
    assert len(process.flows) <= 6


@given(TRACES, st.sampled_from([0.0, 0.5, 0.9]))
def test_a_model_of_choices_is_sound_and_has_every_step_once(traces: list[str], dependency: float) -> None:
    process = mined(traces, dependency=dependency, parallel=NEVER)
    assert automaton(process).sound
    assert sorted(node.name for node in process.nodes if node.kind == "user") == sorted(set("".join(traces)))


@given(TRACES, st.integers(0, 1000))
def test_the_order_of_cases_changes_nothing(traces: list[str], seed: int) -> None:
    mixed = list(traces)
    random.Random(seed).shuffle(mixed)
    assert mined(mixed) == mined(traces)


@pytest.mark.skipif(not LOGS.is_dir(), reason="MINBEN_LOGS: real logs are not here")
@pytest.mark.parametrize(
    ("name", "dependency", "least"), [("sepsis", 0.8, 0.843), ("road_traffic_fines", 0.95, 0.962)]
)
def test_real_logs_are_explained_at_least_as_well_as_by_the_split_miner(
    name: str, dependency: float, least: float
) -> None:
    distinct = variants(read_log(LOGS / f"{name}.xes.gz"))
    process = heuristics_miner(distinct, dependency=dependency, parallel=NEVER)
    assert quality(process, Prefixes(distinct)).f >= least
