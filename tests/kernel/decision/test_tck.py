"""The visible part of the DMN Technology Compatibility Kit: how many tests pass, and that the runner can fail."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minben.kernel.decision.tck import CaseResult, alike, run_folder
from minben.kernel.feel import read_temporal
from tests.house import decisions

KIT = decisions.KIT

# Floors, raised when more passes: share of all tests, share of those that expect a value. An engine that always
# answers null would pass 43 % of the whole kit and none of the second kind.
FLOORS = {"compliance-level-2": (1.0, 1.0), "compliance-level-3": (1.0, 1.0)}


@pytest.fixture(scope="module")
def kit() -> dict[str, list[CaseResult]]:
    if not KIT.exists():
        pytest.skip("The DMN kit is not here: set MINBEN_CONFORMANCE to the folder that holds dmn-tck.")
    return decisions.run()


def test_the_page_of_coverage_is_what_the_kit_says(kit: dict[str, list[CaseResult]]) -> None:
    assert decisions.PAGE.read_text(encoding="utf-8") == decisions.page(kit), (
        "docs/reference/decisions.md is out of date: run python -m tests.house.decisions"
    )


def test_the_page_lists_every_built_in_function() -> None:
    assert all("|  |" not in line for line in decisions.functions()), (
        "describe it in tests/house/decisions.py"
    )
    assert "\n".join(decisions.functions()) in decisions.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("level", sorted(FLOORS))
def test_the_kit(level: str, kit: dict[str, list[CaseResult]], capsys: pytest.CaptureFixture[str]) -> None:
    results = kit[level]
    speaking = [result for result in results if not result.expects_null]
    passed, spoken = sum(r.passed for r in results), sum(r.passed for r in speaking)
    with capsys.disabled():
        print(f"\n{level}: {passed} of {len(results)}; expecting a value: {spoken} of {len(speaking)}")
    share, spoken_share = FLOORS[level]
    assert passed >= share * len(results)
    assert spoken >= spoken_share * len(speaking)


MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
<inputData id="i" name="age"><variable name="age" typeRef="number"/></inputData>
<decision id="d" name="grown"><variable name="grown" typeRef="boolean"/><informationRequirement>
<requiredInput href="#i"/></informationRequirement>
<literalExpression><text>age &gt;= 18</text></literalExpression></decision></definitions>"""
CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<modelName>m.dmn</modelName>
<testCase id="one"><inputNode name="age"><value xsi:type="xsd:decimal">18</value></inputNode>
<resultNode name="grown"><expected><value xsi:type="xsd:boolean">{expected}</value></expected></resultNode></testCase>
<testCase id="two"><resultNode name="nobody"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
</testCases>"""


@pytest.mark.parametrize(("expected", "passes"), [("true", True), ("false", False)])
def test_a_lawyers_own_case_passes_or_fails(tmp_path: Path, expected: str, passes: bool) -> None:
    (tmp_path / "m.dmn").write_text(MODEL)
    (tmp_path / "m-test-01.xml").write_text(CASES.format(expected=expected))
    one, two = run_folder(tmp_path)
    assert (one.passed, one.expects_null) == (passes, False)
    assert not two.passed, "a decision that does not exist never passes, also where null is expected"
    assert two.expects_null


def test_the_comparison_is_close_for_numbers_and_exact_for_the_rest() -> None:
    assert alike(Decimal("1.000000001"), Decimal(1))
    assert not alike(Decimal("1.0000001"), Decimal(1))
    assert not alike(None, "")
    assert not alike(True, Decimal(1))
    assert alike(read_temporal("11:00:00@Etc/UTC"), read_temporal("11:00:00Z"))
    assert alike(read_temporal("2026-01-01T09:00:00@Asia/Shanghai"), read_temporal("2026-01-01T01:00:00Z"))
    assert not alike(read_temporal("2026-01-01T09:00:00"), read_temporal("2026-01-01T09:00:00Z"))
    assert not alike(read_temporal("11:00:00.5"), read_temporal("11:00:00"))
    assert not alike({"a": Decimal(1), "b": None}, {"a": Decimal(1)})
