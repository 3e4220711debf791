"""Dated law: a day asks for exactly one version; days with none or two are told before anybody is decided about."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.decision import Model, Validity, check_versions, evaluate, in_force, read_dmn, set_row
from minben.kernel.finding import InputError
from tests.kernel.decision.test_edit import ALLOWANCE

START = date(2026, 1, 1)


def dated(first: str = "", last: str = "", amount: str = "100") -> bytes:
    """The allowance's rules with these days, and this amount for people of 80."""
    data = set_row(ALLOWANCE, "allowance", 1, ["[80..90)", '"80"', amount, "article 6"])
    days = [f'minben:{name}="{day}"' for name, day in (("validFrom", first), ("validUntil", last)) if day]
    head = f'<definitions xmlns:minben="urn:minben:dmn:1" {" ".join(days)} '
    return data.replace(b"<definitions ", head.encode(), 1)


def version(first: date | None, last: date | None, name: str = "rules.dmn") -> Model:
    return read_dmn(dated(first.isoformat() if first else "", last.isoformat() if last else ""), name)


def amount(models: list[Model], day: date) -> object:
    facts = {"person": {"birth_date": "1944-01-01"}, "application": {"date": day.isoformat()}}
    return evaluate(in_force(models, day), "allowance", facts).value["monthly_amount"]


def test_the_law_of_the_day_decides() -> None:
    models = [
        read_dmn(dated(last="2026-12-31"), "rules.dmn"),
        read_dmn(dated(first="2027-01-01", amount="150"), "rules-2027-01-01.dmn"),
    ]
    assert list(check_versions(models)) == []
    assert amount(models, date(2026, 12, 31)) == 100
    assert amount(models, date(2027, 1, 1)) == 150
    assert [str(model.valid) for model in models] == ["until 2026-12-31", "from 2027-01-01"]
    assert str(read_dmn(ALLOWANCE).valid) == "always"


def test_a_day_without_law_is_told_with_the_nearest() -> None:
    models = [version(START, date(2026, 6, 30), "old.dmn"), version(date(2027, 1, 1), None, "new.dmn")]
    with pytest.raises(
        InputError, match=r"old.dmn.*in force on 2026-08-01.*from 2026-01-01 until 2026-06-30"
    ):
        in_force(models, date(2026, 8, 1))
    with pytest.raises(InputError, match=r"new\.dmn"):
        in_force(models, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("tomorrow", "", "minben:validFrom is 'tomorrow', which is no day"),
        ("", "2026-02-30", "minben:validUntil is '2026-02-30', which is no day"),
        ("2027-01-01", "2026-12-31", "ends on 2026-12-31, before it begins"),
    ],
)
def test_days_that_cannot_be_are_refused(first: str, last: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_dmn(dated(first, last))


days = st.integers(0, 40).map(lambda n: START + timedelta(n))
spans = st.tuples(st.none() | days, st.none() | days).filter(lambda s: None in s or s[0] <= s[1])  # type: ignore[operator]


@given(st.lists(spans, min_size=1, max_size=4))
def test_the_checker_agrees_with_every_single_day(found: list[tuple[date | None, date | None]]) -> None:
    """No finding means: between the first and the last day that any version has, each day has exactly one."""
    base = read_dmn(ALLOWANCE)
    models = [base.__class__(**{**vars(base), "valid": Validity(*span)}) for span in found]
    told = list(check_versions(models))
    firsts = [span[0] or START - timedelta(5) for span in found]
    lasts = [span[1] or START + timedelta(50) for span in found]
    every = [min(firsts) + timedelta(n) for n in range((max(lasts) - min(firsts)).days + 1)]
    counts = {sum(model.valid.covers(day) for model in models) for day in every}
    assert (counts == {1}) == (not told)


def test_the_terminal_takes_versions_and_a_day(tmp_path: Path) -> None:
    (tmp_path / "rules.dmn").write_bytes(dated(last="2026-12-31"))
    (tmp_path / "rules-2027-01-01.dmn").write_bytes(dated(first="2027-01-01", amount="150"))
    facts = {"person": {"birth_date": "1944-01-01"}, "application": {"date": "2026-11-26"}}
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    arguments = [str(tmp_path / "rules.dmn"), str(tmp_path / "rules-2027-01-01.dmn")]
    arguments += ["--input", str(tmp_path / "facts.json"), "--decision", "allowance"]
    for day, wanted in (("2026-05-01", '"monthly_amount": 100'), ("2027-05-01", '"monthly_amount": 150')):
        told = CliRunner().invoke(app, ["decide", *arguments, "--on", day])
        assert told.exit_code == 0, told.output
        assert wanted in told.output
    assert CliRunner().invoke(app, ["decide", *arguments, "--on", "soon"]).exit_code == 2
    alone = CliRunner().invoke(app, ["decide", *arguments[:1], *arguments[2:], "--on", "2027-05-01"])
    assert alone.exit_code == 2
    assert "No version is in force on 2027-05-01" in alone.output
    (tmp_path / "rules-2027-01-01.dmn").write_bytes(dated(first="2026-06-01"))
    twice = CliRunner().invoke(app, ["decide", *arguments, "--on", "2026-05-01"])
    assert twice.exit_code == 2
    assert "too" in twice.output
