"""Cards for steps and for whole limits never fall for stopped time: checked against a walk day by day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from minben.kernel.pack import CardRule
from minben.kernel.worktime import Limit, is_workday
from minben.platform.casework import actions as casework
from minben.platform.casework.models import Case, Clock
from minben.platform.catalogue.queries import current_place
from minben.platform.supervision.models import Card
from minben.platform.supervision.rules import _WATCH
from minben.platform.supervision.tasks import watch
from tests.platform.supervision.conftest import at, somebody, task_of

pytestmark = pytest.mark.django_db
Sent = Callable[..., Case]
UNIT = "market-regulation"


def overtime(stage: str, threshold: int, moment: datetime) -> list[str]:
    rule = CardRule("slow", "step_overtime", "yellow", Limit(2, "workday"), stage=stage, threshold=threshold)
    return [breach.unit for breach in _WATCH["step_overtime"](rule, moment) if breach.item == "food_permit"]


def test_a_review_over_its_limit_is_a_breach_though_the_promise_is_kept(sent: Sent) -> None:
    case = sent(at(2, 9))
    casework.accept(
        somebody("officer", UNIT), task_of(case, "food_permit").pk, at=at(3)
    )  # review until the 6th
    assert overtime("review", 0, at(6, 23)) == []
    assert overtime("review", 0, at(7, 1)) == [UNIT]
    assert overtime("review", 1, at(9, 23)) == [], "one working day of tolerance"
    assert overtime("review", 1, at(10, 1)) == [UNIT]
    promise = Clock.objects.get(caseitem__item="food_permit", scope="promise")
    assert promise.due_at > at(10, 1)


def test_a_review_handed_up_in_time_is_none_and_the_approval_has_its_own_days(sent: Sent) -> None:
    case = sent(at(2, 9))
    clerk, task = somebody("officer", UNIT), task_of(case, "food_permit")
    casework.accept(clerk, task.pk, at=at(3))
    casework.hand_up(clerk, task.pk, "In order.", at=at(5, 16))
    assert overtime("review", 0, at(20)) == []
    assert overtime("approve", 0, at(9, 23)) == []
    assert overtime("approve", 0, at(10, 1)) == [UNIT]


def test_a_stopped_step_has_no_overtime(sent: Sent) -> None:
    case = sent(at(2, 9))
    clerk, task = somebody("officer", UNIT), task_of(case, "food_permit")
    casework.accept(clerk, task.pk, at=at(3))
    casework.stop_clock(clerk, task.pk, "testing", "Samples.", at=at(4))
    assert overtime("review", 0, at(30)) == []
    casework.resume_clock(clerk, task.pk, at=at(30))
    assert overtime("review", 0, at(30, 12)) == []


def walked(accepted: datetime, limit: int, stops: list[tuple[datetime, datetime | None]]) -> datetime | None:
    """The last moment, a day at a time: a day counts when it is worked and the clock runs at its end."""
    calendar, day, left = current_place().calendar, accepted.replace(hour=23, minute=59), limit
    while left:
        day += timedelta(days=1)
        still = any(begin <= day and (end is None or day < end) for begin, end in stops)
        if still and any(end is None for begin, end in stops if begin <= day):
            return None
        left -= is_workday(calendar, day.date()) and not still
    return day


@pytest.mark.parametrize("seed", range(12))
def test_no_card_ever_falls_for_stopped_time(sent: Sent, seed: int) -> None:
    dice = random.Random(seed)
    case = sent(at(2, 9))
    clerk, task = somebody("officer", UNIT), task_of(case, "food_permit")
    Clock.objects.filter(case=case).exclude(caseitem__item="food_permit").update(ended_at=at(2, 9))
    casework.accept(clerk, task.pk, at=at(2, 10))
    stops: list[tuple[datetime, datetime | None]] = []
    moment = at(2, 10)
    for _turn in range(5):
        moment += timedelta(hours=dice.randint(5, 60))
        due = walked(at(2, 10), 5, stops)
        if stops and stops[-1][1] is None:
            casework.resume_clock(clerk, task.pk, at=moment)
            stops[-1] = (stops[-1][0], moment)
        elif due is not None and moment < due:
            casework.stop_clock(clerk, task.pk, "testing", "Samples.", at=moment)
            stops.append((moment, None))
        moment += timedelta(hours=dice.randint(1, 30))
        watch(moment)
        due = walked(at(2, 10), 5, stops)
        late = Card.objects.filter(rule="over_promise").exists()
        assert late == (due is not None and moment > due), (seed, stops, moment, due)
        if late:
            return
