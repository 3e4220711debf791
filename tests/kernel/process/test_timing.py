"""What a timer's text may say (BPMN 2.0.2, table 10.101; ISO 8601): once, again and again, and when that is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel import process as bpmn
from minben.kernel.process.timing import following, is_literal, rounds
from tests.kernel.process.spoken import Case, boundary, event, file, flows, say, start, user

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("PT1H", "2026-01-31T10:00:00+00:00"),
        ("P1M", "2026-02-28T09:00:00+00:00"),
        ("P1Y1M", "2027-02-28T09:00:00+00:00"),
        ("P2W", "2026-02-14T09:00:00+00:00"),
        ("P0.5D", "2026-01-31T21:00:00+00:00"),
        ("PT0,5H", "2026-01-31T09:30:00+00:00"),
        ("P1Y2M3DT4H5M6S", "2027-04-03T13:05:06+00:00"),
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("2026-03-01T10:00", "2026-03-01T10:00:00+00:00"),
        ("2026-03-01T10:00:00,5+08:00", "2026-03-01T10:00:00.500000+08:00"),
        ("20260301T100000Z", "2026-03-01T10:00:00+00:00"),
    ],
)
def test_once(text: str, when: str) -> None:
    assert is_literal(text)
    assert bpmn.due(text, NOW).isoformat() == when


@pytest.mark.parametrize(
    ("text", "dues"),
    [
        ("R2/PT1H", ["PT1H", "PT1H"]),
        (
            "R3/2026-01-31T09:00:00Z/P1M",
            ["2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z"],
        ),
        ("R2/2026-01-01T00:00:00Z/2026-01-02T12:00:00Z", ["2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z"]),
        (
            "R3/P1D/2026-03-01T08:00:00+08:00",
            [f"2026-0{day}T08:00:00+08:00" for day in ("2-27", "2-28", "3-01")],
        ),
        ("R2/2026-03-02/workdays:3", ["2026-03-02", "workdays:3"]),
    ],
)
def test_again_and_again_to_the_last_round(text: str, dues: list[str]) -> None:
    first, _, left = rounds(text)
    found = [first]
    while left:
        definition, left = following(text, left)
        found.append(definition)
    assert found == dues


@given(st.integers(1, 60), st.sampled_from(["R/2026-01-31T09:00:00Z/P1M", "R/2026-01-01T00:00:00Z/PT90M"]))
def test_a_cycle_without_end_is_counted_from_its_first_date(number: int, text: str) -> None:
    first, every, left = rounds(text)
    definition = first
    for _ in range(number):
        definition, left = following(text, left)
    assert left < 0
    months = number if every == "P1M" else 0
    begun = bpmn.due(first, NOW)
    far = bpmn.due(f"P{months}M", begun) if months else bpmn.due(f"PT{90 * number}M", begun)
    assert bpmn.due(definition, NOW) == far


def test_a_cycle_of_a_state_stored_before_dates_were_counted_goes_on_from_now() -> None:
    assert following("R/2026-01-31T09:00:00Z/P1M", -1) == ("P1M", -1)


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "-PT1H", "2026-02-30", "2026-01-01T25:00", "R0/PT1H", "R/P1D/2026-03-01", "20260301",
     "R2/2026-01-02/2026-01-01", "R2/2026-01-01", "R2/2026-02-30/P1D", "tomorrow", "PT1H30"],
)  # fmt: skip
def test_no_time(text: str) -> None:
    assert not is_literal(text)


def test_a_reminder_every_month_keeps_to_the_last_day() -> None:
    hook = boundary("b", "a", "timer:R/2026-01-31T09:00:00Z/P1M", gentle=True)
    case = Case(file(start(), user("a"), hook, say("h"), flows("s>a b>h")))
    for _ in range(2):
        case.fire("b")
    assert case.said == ["h", "h"]
    arms = [effect.definition for effect in case.effects if isinstance(effect, bpmn.Arm)]
    assert arms == ["2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z"]


def test_an_impossible_date_stops_the_case_in_words_and_the_check_names_it() -> None:
    source = file(start(), event("intermediateCatchEvent", "t", "timer:2026-02-30"), flows("s>t"))
    with pytest.raises(bpmn.Stuck, match="no time for a timer"):
        Case(source)
    (process,) = bpmn.read_bpmn(source)
    assert any("no duration or date" in finding.message for finding in bpmn.check(process))


def test_a_timer_may_be_told_by_the_data() -> None:
    case = Case(
        file(start(), event("intermediateCatchEvent", "t", "timer:limit"), flows("s>t")), {"limit": "P3D"}
    )
    assert [effect.definition for effect in case.effects if isinstance(effect, bpmn.Arm)] == ["P3D"]
