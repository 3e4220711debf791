"""The chain in words: whoever has the sentences and a wall calendar arrives at the same day, in each language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.pack import read_place
from minben.kernel.worktime import (
    Counting,
    Due,
    Extension,
    Limit,
    Step,
    Stop,
    cite,
    due,
    explain,
    read_calendar,
    replay,
)
from minben.kernel.worktime.sentences import SENTENCES, UNITS, WORDS

LANTING = Path(__file__).parents[3] / "places" / "lanting"
CALENDAR = read_calendar(LANTING / "calendar.yaml")
ZONE = ZoneInfo("Asia/Shanghai")
LOCALES = ("zh-Hant", "zh-Hans", "en")
TEXTS = read_place(LANTING).texts
RULE = Counting(cutoff=time(17), basis="civil-code 201")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def festival() -> Due:
    """Received after hours before the Spring Festival, stopped for experts, extended."""
    stop = Stop(
        at("2026-02-26T09:00"), at("2026-03-02T09:00"), "expert_review", "administrative-licensing-law 45"
    )
    longer = Extension(
        at("2026-03-02T10:00"), Limit(2, "workday", "administrative-licensing-law 42"), "two experts disagree"
    )
    limit = Limit(5, "workday", "lanting-one-thing-measures 8")
    return due(at("2026-02-11T18:00"), limit, CALENDAR, RULE, [stop], [longer])


def told(found: Due, locale: str) -> list[str]:
    return [sentence.text for sentence in explain(found, locale, TEXTS[locale])]


@pytest.mark.demonstrates("R86")
def test_the_whole_chain_in_english() -> None:
    assert told(festival(), "en") == [
        "Received on Wednesday 11 February 2026.",
        "That was after 17:00 or on a day of rest, so it counts as received on Thursday 12 February 2026.",
        "The day of receipt is not counted (Civil Code of the PRC art. 201). From Friday 13 February 2026, "
        "count 5 working days (Lanting Measures for One-Thing Services (fictional) art. 8), "
        "up to Thursday 26 February 2026.",
        "Days of rest among them are not counted: Sunday 15 February 2026 to Monday 23 February 2026 "
        "(Spring Festival).",
        "The clock stood still from Thursday 26 February 2026 for an expert review (Administrative Licensing "
        "Law of the PRC art. 45): 3 working days not counted; the last day is Monday 2 March 2026.",
        "A day of rest among them is not counted: Sunday 1 March 2026 (weekend).",
        "The limit was extended by 2 working days (Administrative Licensing Law of the PRC art. 42): "
        "two experts disagree. The last day moves to Wednesday 4 March 2026.",
        "So the limit ends on Wednesday 4 March 2026.",
    ]


@pytest.mark.parametrize(
    ("locale", "counted", "skipped", "stopped"),
    [
        (
            "zh-Hant",
            "收到當日不計入（《中華人民共和國民法典》第201條）；自2026年2月13日（星期五）起計5個工作日"
            "（《蘭亭市「一件事」集成辦理辦法（示範）》第8條），到2026年2月26日（星期四）。",
            "其間的休息日不計入：2026年2月15日（星期日）至2026年2月23日（星期一）（春節）。",
            "自2026年2月26日（星期四）起因專家評審中止計時（《中華人民共和國行政許可法》第45條）："
            "扣除3個工作日，最後一日順移至2026年3月2日（星期一）。",
        ),
        (
            "zh-Hans",
            "收到当日不计入（《中华人民共和国民法典》第201条）；自2026年2月13日（星期五）起计5个工作日"
            "（《兰亭市「一件事」集成办理办法（示范）》第8条），到2026年2月26日（星期四）。",
            "其间的休息日不计入：2026年2月15日（星期日）至2026年2月23日（星期一）（春节）。",
            "自2026年2月26日（星期四）起因专家评审中止计时（《中华人民共和国行政许可法》第45条）："
            "扣除3个工作日，最后一日顺移至2026年3月2日（星期一）。",
        ),
    ],
)
def test_the_links_in_chinese(locale: str, counted: str, skipped: str, stopped: str) -> None:
    assert told(festival(), locale)[2:5] == [counted, skipped, stopped]


def test_every_language_has_every_sentence_with_the_same_blanks() -> None:
    for key, text in SENTENCES["en"].items():
        blanks = set(re.findall(r"{(\w+)}", text))
        for locale in LOCALES:
            assert set(re.findall(r"{(\w+)}", SENTENCES[locale][key])) == blanks, (locale, key)
    for locale in LOCALES:
        assert set(SENTENCES[locale]) == set(SENTENCES["en"])
        assert set(UNITS[locale]) == set(UNITS["en"])
        assert {word for word in WORDS["en"] if "month" not in word} <= set(WORDS[locale])


def test_each_case_of_a_link_has_its_words() -> None:
    def of(start: str, limit: Limit, counting: Counting = RULE, **more: list) -> str:
        return " ".join(told(due(at(start), limit, CALENDAR, counting, **more), "en"))

    open_stop = [Stop(at("2026-03-03T09:00"), None, "hearing", "administrative-licensing-law 45")]
    standing = of("2026-03-02T10:00", Limit(5, "workday"), stops=open_stop)
    assert "The clock has stood still since Tuesday 3 March 2026 for a hearing" in standing
    assert "While it stands still there is no due date" in standing
    assert "decided at once" in of("2026-03-02T10:00", Limit(0, "workday"))
    assert "24 hours run, day and night, until Tuesday 3 March 2026 at 10:30" in of(
        "2026-03-02T10:30", Limit(24, "hour")
    )
    assert "count 1 month, up to Thursday 2 April 2026" in of("2026-03-02T10:00", Limit(1, "month"))
    assert "so the limit ends on the next working day, Thursday 8 October 2026" in of(
        "2026-09-20T10:00", Limit(11, "day"), Counting()
    )
    late = [Extension(at("2026-04-30T09:00"), Limit(5, "workday"), "too late")]
    assert "has no effect: too late" in of("2026-03-02T10:00", Limit(5, "workday"), extensions=late)
    assert "not announced yet" in of("2026-12-30T10:00", Limit(5, "workday"))
    assert "The day of receipt is counted" in of(
        "2026-03-02T10:00", Limit(5, "workday"), Counting(count_start_day=True)
    )
    waits = [Stop(at("2026-03-15T09:00"), at("2026-03-19T10:00"), "hearing")]
    assert "still stood still on that day" in of(
        "2026-03-04T10:00", Limit(10, "day"), Counting(), stops=waits
    )


def test_a_holiday_of_two_names_is_told_by_both() -> None:
    found = due(at("2025-09-26T10:00"), Limit(5, "workday"), CALENDAR, Counting())
    assert "(National Day and Mid-Autumn Festival)" in " ".join(told(found, "en"))


def test_an_unknown_law_is_shown_as_it_stands() -> None:
    assert cite("other-law 3", "en", {}) == "other-law art. 3"
    assert cite("other-law", "zh-Hant", {"laws.other-law": "其他法"}) == "《其他法》"
    assert cite("", "en", {}) == ""


# From words alone


def reader(locale: str, sentences: list[str], counts_first: bool) -> date:
    """Somebody who has only the sentences: adds up what they say, with no knowledge of calendars."""
    months = {name: n for n in range(1, 13) if (name := WORDS["en"].get(f"month.{n}"))}

    def dates(text: str) -> list[date]:
        if locale == "en":
            found = re.findall(r"(\d+) ([A-Z][a-z]+) (\d{4})", text)
            return [date(int(year), months[month], int(day)) for day, month, year in found]
        return [date(int(y), int(m), int(d)) for y, m, d in re.findall(r"(\d+)年(\d+)月(\d+)日", text)]

    def amount(text: str) -> int:
        pattern = {
            "en": r"(\d+) (?:working )?days?\b(?! of)",
            "zh-Hant": r"(\d+)(?:個工作)?日(?!（)",
            "zh-Hans": r"(\d+)(?:个工作)?日(?!（)",
        }[locale]
        clean = re.sub(r"\d+年\d+月\d+日", "", text)
        numbers = re.findall(pattern, clean)
        return int(numbers[0]) if numbers else 0

    day = dates(sentences[0])[0]
    for text in sentences[1:]:
        found = dates(text)
        if any(mark in text for mark in ("counts as received", "視為", "视为")):
            day = found[0]
        elif any(mark in text for mark in (", count ", "起計", "起计")):
            day = found[0] - timedelta(days=1) + timedelta(days=amount(text))
        elif any(mark in text for mark in ("among them", "其間", "其间")):
            day += timedelta(days=(found[-1] - found[0]).days + 1)
        elif any(
            mark in text for mark in ("stood still from", "中止計時", "中止计时", "延長", "延长", "extended")
        ):
            day += timedelta(days=amount(text))
    return day


STARTS = st.integers(0, 700 * 1440).map(lambda m: at("2024-01-02T00:00") + timedelta(minutes=m))


@pytest.mark.demonstrates("R86")
@settings(max_examples=60)
@given(STARTS, st.integers(1, 15), st.booleans(), st.integers(-2000, 20000), st.integers(0, 9000))
@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_alone_lead_to_the_date(
    locale: str, start: datetime, value: int, first: bool, begin: int, length: int
) -> None:
    opened = start + timedelta(minutes=begin)
    stop = Stop(opened, opened + timedelta(minutes=length), "hearing")
    longer = Extension(start + timedelta(hours=30), Limit(3, "workday"), "reason")
    counting = replace(RULE, count_start_day=first)
    found = due(start, Limit(value, "workday"), CALENDAR, counting, [stop], [longer])
    assert found.at is not None
    if any(step.kind == "roll" or (step.kind == "extend" and not step.number) for step in found.steps):
        return  # those name the day itself
    assert reader(locale, told(found, locale), first) == found.at.date() == replay(found.steps)


def test_a_forged_chain_is_refused() -> None:
    honest = festival().steps
    forged = tuple(replace(step, number=2) if step.kind == "skip" else step for step in honest)
    with pytest.raises(ValueError, match="arrives on"):
        replay(forged)
    hours = due(at("2026-03-02T10:30"), Limit(24, "hour"), CALENDAR, RULE).steps
    assert replay(hours) == at("2026-03-03T10:30")
    with pytest.raises(ValueError, match="in order"):
        replay((*hours, Step("due", date(2026, 1, 1), at=at("2026-01-01T00:00"))))
