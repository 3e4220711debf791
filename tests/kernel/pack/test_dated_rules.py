"""A service whose rules change on a day: each application is decided by the law of its own day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from minben.kernel.pack import check_place, read_place, run_cases

RULES = "services/elder-allowance/rules.dmn"
LATER = "services/elder-allowance/rules-2026-03-01.dmn"
HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"'


def dates(path: Path, first: str = "", last: str = "") -> None:
    """Write the days into a rules file."""
    days = f'minben:validFrom="{first}"' if first else ""
    days += f' minben:validUntil="{last}"' if last else ""
    text = path.read_text("utf-8")
    path.write_text(text.replace(HEAD, f'{HEAD} xmlns:minben="urn:minben:dmn:1" {days}'), "utf-8")


def split(folder: Path, last: str = "2026-02-28", first: str = "2026-03-01", end: str = "") -> None:
    """Two versions; under the later one nobody younger than 85 is granted the allowance."""
    text = (folder / RULES).read_text("utf-8")
    (folder / LATER).write_text(text.replace("<text>&lt; 80</text>", "<text>&lt; 85</text>"), "utf-8")
    dates(folder / LATER, first, end)
    dates(folder / RULES, last=last)


def test_the_day_of_the_application_chooses_the_rules(city: Callable) -> None:
    folder = city("elder-allowance").folder
    split(folder)
    place = read_place(folder)
    service = place.services["elder-allowance"]
    assert [str(law.valid) for law in service.laws] == ["until 2026-02-28", "from 2026-03-01"]
    assert service.law(date(2026, 2, 28)) is service.laws[0]
    assert service.law(date(2026, 3, 1)) is service.laws[1]
    case = folder / "services/elder-allowance/cases/01-aged-82.yaml"
    for day, granted in (("2026-02-27", True), ("2026-03-02", False)):
        lines = case.read_text("utf-8").splitlines()
        case.write_text(
            "\n".join(f"submitted: {day}T09:30" if line.startswith("submitted") else line for line in lines),
            "utf-8",
        )
        place = read_place(folder)
        found = run_cases(place.services["elder-allowance"], place)[0]
        assert (found.outcomes["elder_allowance"] == "granted") is granted, day


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"last": "2026-03-05"}, "in force from 2026-03-01 on, and"),
        ({"last": "2026-01-31"}, "No version is in force from 2026-02-01 until 2026-02-28"),
        ({"first": "never"}, "which is no day"),
        ({"end": "2026-12-31"}, "After 2026-12-31 no rules are in force"),
    ],
)
def test_days_without_one_law_are_refused(city: Callable, days: dict[str, str], told: str) -> None:
    folder = city("elder-allowance").folder
    split(folder, **days)
    assert told in "\n".join(map(str, check_place(folder)))


def test_each_version_is_checked_against_the_process(city: Callable) -> None:
    folder = city("elder-allowance").folder
    split(folder)
    later = folder / LATER
    later.write_text(later.read_text("utf-8").replace('"too_young"', '"too_green"'), "utf-8")
    later.write_text(later.read_text("utf-8").replace("measures 7<", "gossip 7<"), "utf-8")
    said = "\n".join(map(str, check_place(folder)))
    assert "reasons.too_green" in said
    assert "rules-2026-03-01.dmn" in said
    assert "gossip 7" in said
