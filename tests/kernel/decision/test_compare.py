"""Two versions of a rule over a population, against deciding about each person by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.decision import read_dmn
from minben.kernel.decision.compare import compare, read_people
from minben.kernel.finding import InputError
from tests.kernel.decision.test_decisions import table

OLD = table("UNIQUE", [("&gt;= 80", "100"), ("&lt; 80", "0")])
NEW = table("UNIQUE", [("&gt;= 75", "100"), ("&lt; 75", "0")])


def test_who_is_treated_differently_is_counted_and_shown() -> None:
    people = [{"age": 60 + n % 30} for n in range(3000)]
    result = compare(read_dmn(OLD), read_dmn(NEW), "d", people)
    assert (result.total, result.different) == (3000, sum(75 <= p["age"] < 80 for p in people))
    (change,) = result.changes
    assert (change.before, change.after, len(change.examples)) == (0, 100, 3)
    assert all(75 <= facts["age"] < 80 for facts in change.examples)  # pyright: ignore
    assert compare(read_dmn(OLD), read_dmn(OLD), "d", people).changes == ()


def test_the_verb_prints_it_and_a_broken_line_is_named(tmp_path: Path) -> None:
    for name, content in (
        ("old.dmn", OLD),
        ("new.dmn", NEW),
        ("people.jsonl", b'{"age": 77}\n\n{"age": 20}\n'),
    ):
        (tmp_path / name).write_bytes(content)
    files = [str(tmp_path / name) for name in ("old.dmn", "new.dmn")]
    done = CliRunner().invoke(app, ["dmn", "compare", *files, "--input", str(tmp_path / "people.jsonl")])
    assert done.exit_code == 0
    assert "1 of 2 would be treated differently." in done.output
    assert "0 becomes 100" in done.output
    (tmp_path / "people.jsonl").write_text('{"age": 77}\nnobody\n')
    with pytest.raises(InputError, match=r"people\.jsonl:2"):
        list(read_people(tmp_path / "people.jsonl"))


REGIONS = ["old town", "harbour", None]


def crowd(count: int) -> list[dict[str, object]]:
    return [{"age": 60 + n % 30, "home": {"region": REGIONS[n % 3]}, "n": n} for n in range(count)]


def test_whom_it_concerns_is_counted_by_facts_and_by_decisions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minben.kernel.decision.compare.CROWD", 70)
    people = crowd(300)
    result = compare(read_dmn(OLD), read_dmn(NEW), "d", people, by=["home.region", "d", "age"])
    hit = [75 <= 60 + n % 30 < 80 for n in range(300)]
    assert [(g.value, g.total, g.different) for g in result.groups["home.region"]] == [
        (region, 100, sum(hit[n] for n in range(300) if n % 3 == REGIONS.index(region)))
        for region in ("harbour", "old town", None)
    ]
    assert [(g.value, g.total, g.different) for g in result.groups["d"]] == [(0, 200, 50), (100, 100, 0)]
    bands = result.groups["age"]
    assert sum(g.total for g in bands) == 300
    assert {g.value: g.different for g in bands if g.different} == {"[75..80)": 50}


@given(st.lists(st.decimals(-(10**12), 10**12, places=3), min_size=13, max_size=40, unique=True))
def test_bands_of_numbers_hold_everybody_once_and_are_few(ages: list[Decimal]) -> None:
    result = compare(read_dmn(OLD), read_dmn(NEW), "d", [{"age": age} for age in ages], by=["age"])
    bands = result.groups["age"]
    assert len(bands) <= 12
    for band in bands:
        low, high = (Decimal(end) for end in band.value[1:-1].split(".."))
        assert band.total == sum(low <= age < high for age in ages)
        assert band.different == sum(75 <= age < 80 and low <= age < high for age in ages)
    assert sum(band.total for band in bands) == len(ages)


def test_an_attribute_that_nobody_has_is_refused_with_a_suggestion() -> None:
    with pytest.raises(InputError, match=r"'home\.regoin'.*home\.region"):
        compare(read_dmn(OLD), read_dmn(NEW), "d", crowd(5), by=["home.regoin"])


def test_the_verb_counts_by_attribute(tmp_path: Path) -> None:
    (tmp_path / "old.dmn").write_bytes(OLD)
    (tmp_path / "new.dmn").write_bytes(NEW)
    lines = [
        '{"age": 77, "region": "\u8463\u5bb6"}',
        '{"age": 20, "region": "\u8463\u5bb6"}',
        '{"age": 79}',
    ]
    (tmp_path / "p.jsonl").write_text("\n".join(lines), encoding="utf-8")
    files = [str(tmp_path / name) for name in ("old.dmn", "new.dmn")]
    done = CliRunner().invoke(
        app, ["dmn", "compare", *files, "--input", str(tmp_path / "p.jsonl"), "--by", "region"]
    )
    assert done.exit_code == 0
    assert done.output.splitlines()[-3:] == [
        "by region:",
        "  \u8463\u5bb6: 1 of 2 (50.0 %)",
        "  unknown: 1 of 1 (100.0 %)",
    ]
