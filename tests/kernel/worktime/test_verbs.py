"""`minben worktime`: dates and calendars at the command line, and what it says of wrong input."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.worktime import read_calendar_file

LANTING = Path(__file__).parents[3] / "places" / "lanting"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["worktime", *words])
    return result.exit_code, result.output


def due(*words: str) -> tuple[int, str]:
    return run("due", "--place", str(LANTING), *words)


def test_due_prints_one_line_for_other_programs() -> None:
    assert due("--from", "2026-02-11T10:00", "--limit", "5 workday") == (0, "2026-02-25 23:59\n")
    assert due("--from", "2026-12-30T10:00", "--limit", "5 workdays") == (0, "2027-01-07 23:59 provisional\n")
    stopped = due("--from", "2026-03-02T10:00", "--limit", "5 day", "--stop", "2026-03-03T09:00//hearing")
    assert stopped == (0, "stopped\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "yesterday", "--limit", "5 workday"), "--from: error: Cannot use 'yesterday'"),
        (("--from", "2026-02-11", "--limit", "5 lunch"), "Cannot use '5 lunch'"),
        (("--from", "2031-02-11", "--limit", "5 workday"), "no data for 2031"),
        (("--from", "2026-02-11", "--limit", "5 workday", "--cutoff", "tea"), "Is no hour"),
        (
            ("--from", "2026-03-02", "--limit", "5 day", "--extend", "2026-03-03/1 hour/x"),
            "extended by hours",
        ),
    ],
)
def test_wrong_input_is_refused_in_words(words: tuple[str, ...], says: str) -> None:
    code, output = due(*words)
    assert code == 2
    assert says in output


def test_a_calendar_is_described_corrected_and_written(tmp_path: Path) -> None:
    notice, out = tmp_path / "notice.csv", tmp_path / "calendar.ics"
    notice.write_text(
        "kind,from,to,name\nid,,,cn-mainland\nzone,,,Asia/Shanghai\nsource,,,a notice\n"
        "year,2027-01-01,2027-12-31,confirmed\nrest,2027-01-01,2027-01-03,元旦\n",
        "utf-8",
    )
    code, output = run("calendar", str(LANTING / "calendar.yaml"), "--with", str(notice), "--to", str(out))
    assert code == 0
    assert "2026: confirmed, 248 working days" in output
    assert "2027: confirmed, 260 working days" in output
    assert read_calendar_file(out).years[2027] == "confirmed"
    assert run("calendar", str(out), "--to", str(tmp_path / "x.doc"))[0] == 2
    assert run("calendar", str(out), "--with", str(notice), "--year", "soon")[0] == 2
