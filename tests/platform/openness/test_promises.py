"""Promises of deployed reforms held against the cases: kept, not kept, chance, or too few to say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from minben.kernel.pack import Promise
from minben.platform.casework.models import Case, CaseStatus
from minben.platform.openness.queries import promises
from minben.platform.openness.queries.promises import FEWEST, judged, truths
from minben.platform.openness.queries.reforms import change

MEAN = Promise("mean_days", "day", "less", 11.5, 7.0)
LAST = ("open-a-restaurant", "items-in-parallel")


def closed_after(case: Case, days: list[float]) -> None:
    """As many closed cases as there are numbers, each closed so many days after it was sent."""
    found = change(*LAST)
    assert found is not None
    measured = promises.window(found)
    for number, length in enumerate(days):
        case.pk, case.number = None, f"TEST-{number}"
        case.submitted_at = measured.begin + timedelta(days=30)
        case.status, case.closed_at = CaseStatus.COMPLETED, case.submitted_at + timedelta(days=length)
        case.save()


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([6.0] * 30, "kept"),
        ([7.0] * 30, "kept"),
        ([9.0, 9.2] * 15, "broken"),
        ([2.0, 12.4] * 15, "chance"),
        ([2.0] * (FEWEST - 1), "few"),
    ],
)
def test_a_promise_is_judged_by_its_figure_and_its_number_of_cases(values: list[float], verdict: str) -> None:
    found = judged(MEAN, values)
    assert found.verdict == verdict
    assert found.number == len(values)
    assert (found.value is None) == (verdict == "few")


def test_what_shall_grow_is_judged_the_other_way() -> None:
    promise = Promise("item_share", "percent", "more", 10, 50, item="sign")
    assert judged(promise, [100.0] * 30).verdict == "kept"
    assert judged(promise, [0.0] * 30).verdict == "broken"


def test_nine_in_ten_are_within_the_figure() -> None:
    promise = Promise("p90_days", "day", "less", 18.5, 11)
    found = judged(promise, [float(day) for day in range(1, 21)])
    assert found.value == 18.0
    assert found.verdict == "broken"


def test_with_few_cases_nothing_is_said(city: str, client: Client) -> None:
    found = change(*LAST)
    assert found is not None
    assert {one.verdict for one in truths(found)} == {"few"}
    for page in ("/openness/promises/", "/services/open-a-restaurant/"):
        assert "案件太少，不能下結論" in client.get(page).content.decode()


@pytest.mark.demonstrates("R37")
def test_the_guide_and_the_page_of_promises_show_whether_it_was_kept(
    submitted_case: Case, client: Client
) -> None:
    closed_after(submitted_case, [3.0, 4.0] * 15)
    found = change(*LAST)
    assert found is not None
    mean, p90 = truths(found)
    assert (mean.number, mean.value, p90.value) == (30, 3.5, 4.0)
    for page in ("/openness/promises/", "/services/open-a-restaurant/"):
        told = client.get(page).content.decode()
        assert "五件事同時辦理" in told
        assert "已兌現" in told
        assert "3.5 天" in told


def test_cases_sent_after_the_measuring_time_do_not_count(submitted_case: Case) -> None:
    found = change(*LAST)
    assert found is not None
    span = promises.window(found)
    closed_after(submitted_case, [3.0] * 30)
    Case.objects.filter(number__startswith="TEST").update(submitted_at=span.end + timedelta(days=1))
    assert {one.verdict for one in truths(found)} == {"few"}


def test_figures_of_an_item_and_of_steps_come_from_the_same_cases(submitted_case: Case) -> None:
    row = Case.objects.filter(pk=submitted_case.pk)
    shares = [
        promises._values(Promise("item_share", "percent", "less", 1, 0, item), row)
        for item in ("food_permit", "x")
    ]
    assert shares == [[100.0], [0.0]]
    by_hand = promises._values(Promise("steps_by_hand", "step", "less", 1, 0), row)
    assert by_hand == [float(submitted_case.tasks.count())]
    item = submitted_case.items.get(item="food_permit")
    item.decided_at = submitted_case.submitted_at + timedelta(days=2)
    item.save()
    assert promises._values(Promise("item_days", "day", "less", 1, 0, "food_permit"), row) == [2.0]


def test_beside_a_drafts_simulated_figures_stands_what_is_measured_today(
    submitted_case: Case, client: Client
) -> None:
    draft = change("open-a-restaurant", "licence-on-the-spot")
    assert draft is not None
    page = "/openness/consultations/open-a-restaurant/licence-on-the-spot/"
    assert {one.verdict for one in promises.today(draft)} == {"few"}
    assert "目前實測" in client.get(page).content.decode()
    for number in range(FEWEST):
        submitted_case.pk, submitted_case.number = None, f"TEST-{number}"
        submitted_case.status = CaseStatus.COMPLETED
        submitted_case.closed_at = submitted_case.submitted_at + timedelta(days=2)
        submitted_case.save()
        submitted_case.tasks.create(
            key="k", node="review_sign", unit="x", opened_at=submitted_case.submitted_at
        )
    by_hand = promises.today(draft)[1]
    assert (by_hand.number, by_hand.value) == (FEWEST, 1.0)
    assert "1 步" in client.get(page).content.decode()
