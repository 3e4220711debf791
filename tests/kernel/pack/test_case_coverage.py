"""What worked cases cover: steps and rows, none claimed that was not played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from minben.kernel.pack import Place, case_facts, coverage, read_place, run_cases

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def city() -> Place:
    return read_place(ROOT / "places" / "lanting")


def test_a_worked_case_tells_its_way_and_the_rows_it_matched(city: Place) -> None:
    service = city.services["elder-allowance"]
    young = next(one for one in run_cases(service, city) if one.file.endswith("06-too-young.yaml"))
    assert young.path == ("check_conditions", "decide")
    assert young.outcomes == {"elder_allowance": "denied"}
    assert young.reasons == ("too_young",)
    assert young.rows == {("refusals", "too_young"), ("elder_allowance", "not_met")}


def test_what_no_worked_case_shows_is_named(city: Place) -> None:
    service = city.services["elder-allowance"]
    results = run_cases(service, city)
    whole = coverage(service, results)
    assert whole.untaken == ()
    assert set(whole.unmatched) == {("refusals", "unknown_age"), ("refusals", "not_alive")}
    denied = coverage(service, [one for one in results if one.outcomes == {"elder_allowance": "denied"}])
    assert denied.untaken == ("find_amount", "issue")
    assert coverage(service, []).taken == frozenset()


def test_the_facts_of_a_case_hold_what_registers_add(city: Place) -> None:
    facts = dict(case_facts(city.services["elder-allowance"], city))
    one = facts["cases/01-aged-82.yaml"]
    assert str(one["person"]["birth_date"]).startswith("1943")
    assert one["household"]["in_city"] is True
    assert str(one["application"]["date"]) == "2026-03-03"


def test_a_case_that_cannot_be_read_has_no_way(city: Place) -> None:
    service = replace(city.services["elder-allowance"], files={"cases/x.yaml": b"title: [\n"})
    (result,) = run_cases(service, city)
    assert not result.passed
    assert result.case is None
    assert coverage(service, [result]).taken == frozenset()
