"""Figures on small numbers worked out by hand, and their facts from rows and the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from minben.platform.casework import actions as casework
from minben.platform.casework.models import Case, Clock, Task
from minben.platform.casework.play import advice
from minben.platform.exchange.models import Reading
from minben.platform.supervision.facts import Slice, loads, of_slice
from minben.platform.supervision.measures import CaseFact, ItemFact, by_month, measure, where
from minben.platform.supervision.signals import signals
from tests.platform.supervision.conftest import ZONE, applicant, at, somebody, task_of

Sent = Callable[..., Case]


def case(days: float, *items: ItemFact, day: int = 2, month: int = 3, **more: object) -> CaseFact:
    sent = at(day, month=month)
    return CaseFact(f"{month}-{day}", "s", "lead", sent, sent + timedelta(days=days), items, **more)  # type: ignore[arg-type]


def item(
    unit: str, days: float, *, late: bool | None = False, outcome: str = "granted", **more: float
) -> ItemFact:
    split = {"first_look": 0.0, "applicant": 0.0, "stopped": 0.0, **more}
    return ItemFact("i", unit, outcome, days, late=late, **split)


@pytest.mark.demonstrates("R27")
def test_citizen_measures_by_hand() -> None:
    found = measure(
        [
            case(2, item("a", 2), satisfaction=1, asked=10, visits=0, acts=4),
            case(
                4, item("a", 4, late=True), satisfaction=4, asked=12, visits=1, complaints=1, acts=6, cards=1
            ),
            case(9, item("b", 9), satisfaction=3, by_default=True, asked=14, visits=0, acts=5),
            case(5, item("b", 5, outcome="denied"), asked=12, visits=1, corrections=2, acts=5),
        ]
    )
    assert (found.cases, found.items) == (4, 4)
    assert (found.median, found.p90) == (4, 9), "nearest rank of 2, 4, 5, 9"
    assert (found.asked, found.visits) == (12, 0.5)
    assert (found.rated, found.satisfied, found.bad, found.defaults) == (2, 0.5, 1, 1)
    assert (found.complaints, found.in_time, found.denied) == (1, 0.75, 0.25)
    assert (found.acts, found.corrections, found.cards) == (5, 0.5, 1)


def test_defaults_never_count_as_satisfaction() -> None:
    found = measure([case(1, satisfaction=3, by_default=True), case(1, satisfaction=5)])
    assert (found.satisfied, found.rated, found.defaults) == (0.0, 1, 1)


def test_nothing_closed_gives_no_figure() -> None:
    found = measure([])
    assert (found.cases, found.median, found.satisfied, found.in_time) == (0, None, None, None)


def test_where_time_goes_slowest_first() -> None:
    rows = [
        case(3, item("fast", 2, first_look=0.5), item("slow", 8, first_look=1, applicant=3, stopped=2)),
        case(3, item("fast", 4, first_look=1.5, late=None)),
    ]
    slow, fast = where(rows, lambda _case, one: one.unit)
    assert (slow.key, slow.deciding, slow.applicant, slow.stopped) == ("slow", 2, 3, 2)
    assert (fast.items, fast.first_look, fast.deciding, fast.in_time) == (2, 1.0, 2.0, 1.0)


def test_months_are_those_of_the_place() -> None:
    late_evening = case(30.99, day=1)  # 1 March 10:00 and 30 d 23 h 46 min: 1 April 09:45
    assert [month for month, _ in by_month([case(2, day=1), late_evening], ZONE)] == ["2026-03", "2026-04"]


@pytest.mark.django_db
def test_facts_come_from_rows_and_the_journal(sent: Sent) -> None:
    row = sent(at(2, 9))
    Case.objects.filter(pk=row.pk).update(closed_at=at(6, 9), status="completed")
    clerk = somebody("officer", "market-regulation")
    task = task_of(row, "food_permit").pk
    casework.request_correction(clerk, task, ["plan"], at=at(2, 15))
    casework.answer_correction(applicant(row), row.number, "food_permit", "Here.", {}, at=at(4, 15))
    casework.accept(clerk, task, at=at(4, 21))
    casework.decide(clerk, task, "granted", at=at(6, 9))
    casework.rate(applicant(row), row.number, 5, at=at(6, 10))
    [fact] = of_slice(Slice(at(1), at(31)))
    [one] = fact.items
    assert (fact.days, fact.satisfaction, fact.corrections) == (4.0, 1, 1)
    assert (one.item, one.days, one.first_look, one.applicant, one.late) == (
        "food_permit",
        4.0,
        0.5,
        2.0,
        False,
    )
    assert one.deciding == 1.5
    assert fact.acts == 3, "asked, accepted, decided"
    assert fact.asked > 0
    assert of_slice(Slice(at(1), at(6, 8))) == [], "closed later"
    assert of_slice(Slice(at(1), at(31), units=("civil-affairs",))) == []


@pytest.mark.django_db
def test_load_counts_open_and_overdue_tasks(sent: Sent) -> None:
    row = sent(at(2, 9))
    casework.accept(somebody("officer", "market-regulation"), task_of(row, "food_permit").pk, at=at(3, 10))
    found = {load.unit: load for load in loads(Slice(at(1), at(31)), at(11, 9))}
    mine = found["market-regulation"]
    assert mine.open == Task.objects.filter(open=True, unit="market-regulation").count()
    assert (mine.overdue, mine.decided) == (1, 0)
    assert found["fire-rescue"].overdue == 0, "not accepted yet: no promise runs"


# --- signals ---


def kinds(*wanted: str) -> dict[str, tuple[str, int, int]]:
    found = signals(at(1), at(31))
    return {one.kind: (one.account, one.number, one.total) for one in found if one.kind in wanted}


@pytest.mark.django_db
@pytest.mark.demonstrates("R82")
def test_the_same_officer_and_applicant_are_a_signal_from_the_third_case(sent: Sent) -> None:
    clerk = somebody("officer", "market-regulation")
    for count in range(1, 4):
        row = sent(at(1 + count, 9))
        task = task_of(row, "food_permit").pk
        casework.accept(clerk, task, at=at(1 + count, 10))
        casework.decide(clerk, task, "granted", at=at(1 + count, 11))
        expected = {"same_pair": (clerk.account, 3, 3)} if count == 3 else {}
        assert kinds("same_pair") == expected
    [signal] = [one for one in signals(at(1), at(31)) if one.kind == "same_pair"]
    assert len(signal.cases) == 3
    assert signal.detail == "…9013", "the applicant stays unnamed"


@pytest.mark.django_db
def test_decisions_just_before_the_limit_are_a_signal_from_the_second(sent: Sent) -> None:
    clerk = somebody("officer", "market-regulation")
    moments = (
        at(9, 23),
        at(10, 15),
        at(10, 17),
        at(10, 23, 30),
    )  # due on the 10th at 23:59; 480 minutes before
    for index, moment in enumerate(moments):
        row = sent(at(3, 9), "citizen-wang" if index % 2 else "citizen-other")
        task = task_of(row, "food_permit").pk
        casework.accept(clerk, task, at=at(3, 10))
        casework.decide(clerk, task, "granted", at=moment)
    assert kinds("last_minutes") == {"last_minutes": (clerk.account, 2, 4)}


@pytest.mark.django_db
def test_an_officer_who_decides_against_the_rules_advice_is_a_signal(sent: Sent) -> None:
    row, clerk = sent(at(2, 9)), somebody("officer", "fire-rescue")
    task = task_of(row, "fire_inspection")
    casework.accept(clerk, task.pk, at=at(2, 10))
    advised = advice(row, "fire_inspection")
    assert advised in ("granted", "denied")
    against = "denied" if advised == "granted" else "granted"
    casework.decide(clerk, task.pk, against, "I know better.", at=at(3, 11))
    assert kinds("overruled") == {"overruled": (clerk.account, 1, 1)}
    other = sent(at(2, 9))
    task = task_of(other, "fire_inspection")
    casework.accept(clerk, task.pk, at=at(2, 10))
    casework.decide(clerk, task.pk, advised, "As the rule says.", at=at(3, 11))
    assert kinds("overruled") == {"overruled": (clerk.account, 1, 2)}


@pytest.mark.django_db
def test_reading_a_register_without_a_case_or_in_a_strangers_case_is_a_signal(sent: Sent) -> None:
    row = sent(at(2, 9))
    assert kinds("no_case", "outsider") == {}, "the applicant's own consented readings are none"
    common = {
        "person": row.person,
        "register": "credit",
        "purpose": "-",
        "basis": "-",
        "found": True,
        "digest": "-",
    }
    Reading.objects.create(**common, case="", reader="officer-he", read_at=at(3))
    Reading.objects.create(**common, case=row.number, reader="officer-mu", read_at=at(3))
    Reading.objects.create(**common, case=row.number, reader="officer-fang", read_at=at(3))
    assert kinds("no_case", "outsider") == {"no_case": ("officer-he", 1, 1), "outsider": ("officer-mu", 1, 1)}
    Clock.objects.all().delete()
