"""The public figures: open to everybody, nothing personal, no small number that points at somebody."""

from __future__ import annotations

import pytest
from django.test import Client

from minben.platform.casework import actions
from minben.platform.casework.models import CaseItem, ItemStatus, Rating
from minben.platform.identity.queries import account, actor_for
from minben.platform.openness import figures
from minben.platform.openness.reductions import reductions
from minben.platform.openness.suppression import distribution, shown

LANGUAGES = ("zh-hant", "zh-hans", "en")
TITLES = {
    "/openness/": dict(zip(LANGUAGES, ("人人可以看", "人人可以看", "What everybody may see"), strict=True)),
    "/openness/satisfaction/": dict(zip(LANGUAGES, ("滿意度", "满意度", "Satisfaction"), strict=True)),
    "/openness/reductions/": dict(zip(LANGUAGES, ("減了什麼", "减了什么", "What was reduced"), strict=True)),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", TITLES)
def test_nobody_needs_an_account_and_nobody_is_named(
    submitted_case, page: str, language: str, client: Client
) -> None:
    client.cookies.load({"django_language": language})
    answer = client.get(page)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert TITLES[page][language] in told
    person = account("citizen-wang")
    assert person.name not in told
    assert person.person not in told
    assert submitted_case.number not in told


def test_small_numbers_are_not_published() -> None:
    assert [shown(number) for number in (0, 1, 4, 5)] == [0, None, None, 5]
    # 3 is hidden; the total would give it away, so the next smallest is hidden too
    assert distribution({1: 20, 2: 9, 3: 3}) == {1: 20, 2: None, 3: None}


def test_one_decided_case_gives_no_time(submitted_case) -> None:
    item = CaseItem.objects.filter(case=submitted_case).first()
    item.status, item.decided_at = ItemStatus.GRANTED, item.received_at
    item.save()
    found = figures.item_times()[submitted_case.service, item.item]
    assert (found.number, found.median, found.p90, found.on_time) == (None, None, None, None)


def test_times_of_five_cases_by_hand() -> None:
    found = figures._times([1.0, 2.0, 3.0, 4.0, 10.0], [True, True, True, True, False])
    assert (found.number, found.median, found.p90, found.on_time) == (5, 3.0, None, 0.8)


def test_default_ratings_are_no_satisfaction(submitted_case) -> None:
    actor = actor_for(account("citizen-wang"))
    actions.withdraw(actor, submitted_case.number)
    Rating.objects.create(
        case=submitted_case, satisfaction=3, is_default=True, given_at=submitted_case.submitted_at
    )
    found = figures.ratings()[submitted_case.service]
    assert (found.number, found.satisfied, found.defaults) == (0, None, None)


def test_reductions_of_the_restaurant_by_their_rules(city: str) -> None:
    from minben.platform.catalogue.queries import service

    published = service("open-a-restaurant").service
    found = {one.kind: one for one in reductions(published)}
    assert found["visits"].before == len(published.items) == 5
    assert found["materials"].before == sum(len(item.materials) for item in published.items)
    assert found["materials"].after < found["materials"].before
