"""The turns of an item as a lawyer counts them on the wall calendar of spring 2026, and as three languages say them.

March 2026: the 2nd is a Monday, five working days a week. Tomb-Sweeping rests from 4 to 6 April, Labour Day from 1 to
5 May; Saturday 9 May is worked in return. Every item here is accepted on Tuesday 3 March at 14:00, promised in five
working days (Tuesday 10 March), by statute in twenty (Tuesday 31 March).
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from minben.kernel.pack import read_place
from minben.kernel.worktime import (
    APPLICANT,
    SPECIAL,
    Act,
    Clock,
    Clocks,
    Counting,
    Limit,
    NotAllowed,
    Terms,
    apply,
    explain,
    lapse,
    replay,
    running,
)
from minben.kernel.worktime.sentences import WORDS

PLACE = read_place(Path(__file__).parents[3] / "places" / "lanting")
CALENDAR, TEXTS, ZONE = PLACE.calendar, PLACE.texts, ZoneInfo("Asia/Shanghai")
LAW = Counting(cutoff=time(17), basis="civil-code 201")
ONE_THING, LICENSING = "lanting-one-thing-measures", "administrative-licensing-law"
TERMS = {
    "promise": Terms(Limit(5, "workday", f"{ONE_THING} 8"), "office", LAW),
    "statutory": Terms(Limit(20, "workday", f"{LICENSING} 42"), "office", LAW),
    "joint": Terms(Limit(45, "workday", f"{LICENSING} 42"), "lead", LAW),
    "supplement": Terms(Limit(10, "workday", f"{ONE_THING} 9"), APPLICANT, LAW),
}
LOCALES = ("en", "zh-Hant", "zh-Hans")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


def do(clocks: Clocks, effect: str, when: str, **more: Any) -> Clocks:
    return apply(clocks, Act(effect, at(when), "permit", TERMS, **more))


def accepted(effect: str = "accept") -> Clocks:
    return do((), effect, "03-03T14:00")


def clock(clocks: Clocks, scope: str) -> Clock:
    return next(one for one in running(clocks) if one.scope == scope)


def told(clocks: Clocks, scope: str, last: str) -> dict[str, str]:
    """The clock ends on this day, its chain leads there by itself, and each language says its last day."""
    found = clock(clocks, scope).due(CALENDAR)
    day = date.fromisoformat(f"2026-{last}")
    assert found.at is not None
    assert (found.at.astimezone(ZONE).date(), replay(found.steps)) == (day, day)
    said = {locale: " ".join(one.text for one in explain(found, locale, TEXTS[locale])) for locale in LOCALES}
    for locale in LOCALES:
        words = WORDS[locale]
        month = words[f"month.{day.month}"] if locale == "en" else str(day.month)
        named = {"en": f"{day.day} {month} 2026"}.get(locale, f"2026年{month}月{day.day}日")
        assert named in said[locale], said[locale]
        assert f"laws.{LICENSING}" not in said[locale], "laws are cited by their names"
    return said


@pytest.mark.demonstrates("R86")
@pytest.mark.parametrize("kind", SPECIAL)
def test_each_of_the_eight_activities_is_not_counted_and_says_so(kind: str) -> None:
    """From Thursday 5 to Wednesday 11 March at nine: 5, 6, 9 and 10 March are not counted, the 11th is again."""
    stopped = do(accepted(), "stop", "03-05T09:00", procedure=kind, reason="it must be seen")
    assert clock(stopped, "promise").due(CALENDAR).at is None, "nothing can be late while it stands still"
    going = do(stopped, "resume", "03-11T09:00")
    said = told(going, "promise", "03-16")  # counted: 4, 11, 12, 13 and 16 March
    told(going, "statutory", "04-07")  # 31 March and four more: 1, 2, 3 and 7 April (4 to 6 rest)
    told(going, "joint", "05-09")
    for locale in LOCALES:
        assert WORDS[locale][f"stop.{kind}"] in said[locale], kind
        assert "45" in said[locale], "the article that says so"
    with pytest.raises(NotAllowed, match="unknown_kind"):
        do(accepted(), "stop", "03-05T09:00", procedure="too_much_work", reason="many files")


def test_joint_handling_has_forty_five_working_days_and_once_fifteen_more() -> None:
    """45 working days after 3 March: 20 in March, 21 in April (4 to 6 rest), then 6, 7, 8 and Saturday 9 May."""
    said = told(accepted(), "joint", "05-09")
    assert ("Labour Day" in said["en"], "劳动节" in said["zh-Hans"], "勞動節" in said["zh-Hant"]) == (
        True,
        True,
        True,
    )
    longer = do(
        accepted(),
        "extend_joint",
        "03-16T10:00",
        longer=Limit(15, "workday"),
        at_most=15,
        reason="two offices disagree",
    )
    said = told(longer, "joint", "05-29")  # 11 to 15, 18 to 22, 25 to 29 May
    told(longer, "promise", "03-10")
    assert all("42" in said[locale] and "two offices disagree" in said[locale] for locale in LOCALES)
    for more, key in ((16, "extend.bounds"), (5, "extend.only_once")):
        with pytest.raises(NotAllowed, match=key):
            do(
                accepted() if more > 15 else longer, "extend_joint", "03-17T10:00", longer=Limit(more, "workday"),
                at_most=15, reason="again",
            )  # fmt: skip


def test_an_extension_is_ten_working_days_once() -> None:
    longer = do(
        accepted(),
        "extend",
        "03-09T10:00",
        longer=Limit(10, "workday"),
        at_most=10,
        reason="a second opinion",
    )
    said = told(longer, "promise", "03-24")  # 11 to 13, 16 to 20, 23 and 24 March
    told(longer, "statutory", "04-15")  # 1 to 3, 7 to 10, 13 to 15 April
    assert all("a second opinion" in said[locale] for locale in LOCALES)
    with pytest.raises(NotAllowed, match="only_once"):
        do(longer, "extend", "03-10T10:00", longer=Limit(1, "workday"), at_most=10, reason="a third")


def test_a_transfer_takes_the_limits_along_as_they_stand() -> None:
    moved = do(accepted(), "transfer", "03-06T10:00", holder="district")
    assert {one.holder for one in running(moved) if one.kind in ("promise", "statutory")} == {"district"}
    assert clock(moved, "joint").holder == "lead"
    before, after = (told(clocks, "promise", "03-10") for clocks in (accepted(), moved))
    assert before == after, "the same chain: nothing begins anew"
    with pytest.raises(NotAllowed, match="to_whom"):
        do(accepted(), "transfer", "03-06T10:00")


def test_a_suspension_at_the_wish_of_the_applicant_is_not_counted() -> None:
    """From Thursday 5 to Thursday 12 March: 5, 6, 9, 10 and 11 March are not counted."""
    going = do(do(accepted(), "suspend", "03-05T09:00", procedure="suspension", reason="the pipe is repaired"),
               "resume", "03-12T09:00")  # fmt: skip
    said = told(going, "promise", "03-17")
    told(going, "statutory", "04-08")
    for locale in LOCALES:
        assert WORDS[locale]["stop.suspension"] in said[locale]
    assert "45" not in said["en"].split("stood still")[1], "it is none of the eight activities of the law"


def test_tolerance_accepts_now_and_gives_the_applicant_ten_working_days() -> None:
    tolerant = accepted("accept_tolerant")
    told(tolerant, "promise", "03-10")
    said = told(tolerant, "supplement", "03-17")  # 4 to 6, 9 to 13, 16 and 17 March
    assert clock(tolerant, "supplement").holder == APPLICANT
    assert all("9" in said[locale] for locale in LOCALES)
    supplied = do(tolerant, "supplement", "03-12T10:00")
    assert "supplement" not in {one.scope for one in running(supplied)}
    told(supplied, "promise", "03-10")
    stopped = do(tolerant, "stop", "03-05T09:00", procedure="testing", reason="samples")
    told(stopped, "supplement", "03-17")  # the applicant's own time does not stand still with the office's


def test_silence_on_the_decision_grants_only_with_a_law() -> None:
    statute = clock(accepted(), "statutory")
    told(accepted(), "statutory", "03-31")
    assert lapse(statute, at("03-31T23:59"), CALENDAR, f"{LICENSING} 50") == "running"
    assert lapse(statute, at("04-01T00:00"), CALENDAR, f"{LICENSING} 50") == "granted"
    assert lapse(statute, at("04-01T00:00"), CALENDAR) == "overdue"
