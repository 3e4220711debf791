"""Two versions of a rule over a population, against deciding about each person by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
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
