"""Reports of three logs say what they said when somebody last looked: figures, sentences, parts, in three languages."""

from __future__ import annotations

import json
import random

import pytest

from minben.kernel.eventlog import from_events
from tests.kernel.mining.golden import GOLDEN, KINDS, events, rounded, told


def kept(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", KINDS)
def test_the_report_says_what_it_said(name: str) -> None:
    """Changed on purpose? Write them anew: python -m tests.kernel.mining.golden"""
    now = json.loads(json.dumps(told(from_events(events(name)))))
    before = kept(name)
    for part in ("says", "parts", "figures"):
        assert now[part] == before[part], part


@pytest.mark.parametrize("name", KINDS)
def test_rows_in_another_order_change_nothing(name: str) -> None:
    """Cases may come in any order of the file; so may the rows of one case that differ in time."""
    rows = events(name)
    random.Random(7).shuffle(rows)
    mixed = json.loads(json.dumps(told(from_events(rows))))
    before = kept(name)
    assert mixed["says"] == before["says"]
    for key in ("log", "throughput", "rework", "complexity", "workload"):
        assert mixed["figures"][key] == before["figures"][key], key


def test_a_golden_report_is_worth_something() -> None:
    """What is compared has figures and sentences in it, and a wrong figure is noticed."""
    before = kept("permits")
    assert all(len(sentences) >= 4 for sentences in before["says"].values())
    assert before["figures"]["log"]["cases"] == 120
    other = told(from_events(events("permits")[:-40]))
    assert rounded(other["figures"]["throughput"]) != before["figures"]["throughput"]
